"""My cases: a technician reads the judgement, appeals with a file, and reads the result."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Liability

from .looking import Visit, assert_readable, shoot

if TYPE_CHECKING:
    from gongdao.people.models import Account

CITES = {"APP", "DEC"}  # rule ids


@pytest.fixture
def company(server: object) -> "dict[str, Account]":
    """Publish the policies and make a small company."""
    from tests.parties import company  # settings are not ready when this file is read

    return company(timezone.now())


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """Return the picture of a handover form."""
    from tests.parties import png

    path = tmp_path / "交接单.png"
    path.write_bytes(png())
    return path


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_technician_appeals_with_a_file_and_reads_the_result(
    page: Page, phone: Page, visit: Visit, company: "dict[str, Account]", form: Path, language: str
) -> None:
    from tests.parties import by_handler, judge, state_of, work_order

    from gongdao.casework.actions import handle
    from gongdao.people.queries import actor_for

    number = work_order(company)
    by_handler(number, c.RespondFirst("您好，门板破损我们先核实。"))
    by_handler(number, c.AskStatement(actor_for(company["liushifu"]).ref, "拆包时箱子是什么样？"))
    visit(phone, "/my/", company["liushifu"], language)
    shoot(phone, f"my-{language}-0-list")
    assert_readable(phone)
    visit(phone, f"/my/cases/{number}/")
    shoot(phone, f"my-{language}-1-statement")
    assert_readable(phone)
    judge(number, company)
    for tab, size in ((page, "desktop"), (phone, "phone")):
        visit(tab, "/my/", company["liushifu"], language)
        shoot(tab, f"my-{language}-2-list-{size}")
        assert_readable(tab)
        visit(tab, f"/my/cases/{number}/")
        tab.locator(".window .why summary").click()
        shoot(tab, f"my-{language}-3-judgement-{size}")
        assert_readable(tab, CITES)
    visit(page, f"/my/cases/{number}/do/file_appeal/F1/")
    shoot(page, f"my-{language}-4-appeal-desktop")
    assert_readable(page, CITES)
    visit(phone, f"/my/cases/{number}/do/file_appeal/F1/")
    expect(phone.locator(".hint-missing")).to_be_visible()
    phone.locator("[name=scope][value=amount], select[name=scope]").first.select_option("amount")
    phone.locator("[name=problem]").fill("提货时外箱已有压痕，我在交接单上注明。")
    phone.locator("#file1").set_input_files(form)
    phone.locator("#kind1").select_option("handover_form")
    phone.locator("#explanation1").fill("提货时注明外箱压痕")
    expect(phone.locator(".hint-enough")).to_be_visible()
    phone.locator("#act-body button[type=submit]").click()
    expect(phone.locator(".upload-kept")).to_have_count(1)
    shoot(phone, f"my-{language}-5-appeal-error")
    assert_readable(phone, CITES | {"png"})
    phone.locator("[name=demand]").fill("减免到 200 元")
    phone.locator("#act-body button[type=submit]").click()
    phone.wait_for_url(f"**/my/cases/{number}/")
    shoot(phone, f"my-{language}-6-appealed")
    assert_readable(phone, CITES | {"png"})
    assert state_of(number).appeals["A1"].exhibits == ("E1",)
    technician = actor_for(company["liushifu"]).ref
    liabilities = (Liability(technician, 2000, 18_000), Liability("carrier:yunda", 8000, 72_000))
    reasons = "交接单在提货时已注明外箱压痕，主要责任在承运方。"
    decided = c.DecideAppeal("A1", "shift", reasons, liabilities)
    handle(decided, actor=actor_for(company["tangning"]), now=timezone.now(), number=number)
    for tab, size in ((page, "desktop"), (phone, "phone")):
        visit(tab, f"/my/cases/{number}/", company["liushifu"], language)
        shoot(tab, f"my-{language}-7-result-{size}")
        assert_readable(tab, CITES | {"png"})
    visit(phone, "/my/?show=closed")
    shoot(phone, f"my-{language}-8-closed")


def test_finding_is_accepted_in_a_dialog(page: Page, visit: Visit, company: "dict[str, Account]") -> None:
    from tests.parties import judge, state_of, work_order

    number = work_order(company)
    judge(number, company)
    visit(page, f"/my/cases/{number}/", company["liushifu"])
    page.get_by_role("link", name="接受判责").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    shoot(page, "my-dialog")
    dialog.get_by_role("button", name="确认接受").click()
    expect(page.get_by_text("判责已生效，不能再申诉。")).to_be_visible()
    assert state_of(number).findings["F1"].status == "final"


def test_empty_list_of_a_customer(phone: Page, visit: Visit, company: "dict[str, Account]") -> None:
    visit(phone, "/my/", company["other"])
    shoot(phone, "my-empty")
    assert_readable(phone)
