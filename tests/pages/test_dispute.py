"""A dispute in the browser: what is asked, offers, both sides beside each other; readable on every size."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Defect, Exhibit

from .looking import Visit, assert_readable, shoot

if TYPE_CHECKING:
    from gongdao.people.models import Account

ALLOWED = {"EVI", "RES", "SLA", "DEC", "APP", "TRI", "FND", "INT", "MSG"}  # rule ids


@pytest.fixture
def company(server: object) -> "dict[str, Account]":
    """Publish the policies and make a small company."""
    from tests.parties import company  # settings are not ready when this file is read

    return company(timezone.now())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_a_dispute_are_readable(
    page: Page, phone: Page, visit: Visit, company: "dict[str, Account]", language: str
) -> None:
    from tests.dispute import acts, negotiated
    from tests.parties import by_handler

    from gongdao.exhibits.actions import receive

    number = negotiated(company)
    by_handler(number, c.AskEvidence("source", "请提供9月的进货发票。"), c.AskEvidence("fault"))
    stored = receive([b"%PDF-1.4 cover"], actor="staff:1", now=timezone.now())
    invoice = Exhibit(stored.sha256, "inspection_report", "好的", "报告", "application/pdf", 14)
    acts(number, company["linsenmu"], c.SubmitExhibit(invoice, request="Q1"))
    by_handler(number, c.JudgeEvidence("Q1", "deficient", (Defect("cover_only", "E1", note="请补正文"),)))
    for name, who in (("shop", "linsenmu"), ("buyer", "wangfang")):
        for tab, size in ((page, "desktop"), (phone, "phone")):
            visit(tab, f"/my/cases/{number}/", company[who], language)
            shoot(tab, f"dispute-{language}-{name}-{size}")
            assert_readable(tab, ALLOWED)
    for tab, size in ((page, "desktop"), (phone, "phone")):
        visit(tab, f"/cases/{number}/", company["zhoumin"], language)
        shoot(tab, f"dispute-{language}-staff-{size}")
        assert_readable(tab, ALLOWED)
    for act in ("make_offer", "submit_exhibit/Q1", "answer_offer/O2"):
        visit(phone, f"/my/cases/{number}/do/{act}/", company["linsenmu"], language)
        shoot(phone, f"dispute-{language}-form-{act.replace('/', '-')}")
        assert_readable(phone, ALLOWED)
    for act in ("ask_evidence", "judge_evidence/Q2"):
        visit(page, f"/cases/{number}/do/{act}/", company["zhoumin"], language)
        shoot(page, f"dispute-{language}-form-{act.replace('/', '-')}")
        assert_readable(page, ALLOWED)
