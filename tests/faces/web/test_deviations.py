"""Statistics of deviations: by who decided and by row, of the cases that the reader may see."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.parties import FACTS, actor_of_staff, company, fields_of, picture, state_of, work_order

from gongdao.casework.actions import handle
from gongdao.insight.deviations import counted, latest
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.terms import Liability

pytestmark = [pytest.mark.django_db, pytest.mark.rule("DEC-2")]
SHANGHAI = ZoneInfo("Asia/Shanghai")
Accounts = dict[str, Account]
TIME = (timedelta(days=-1), timedelta(days=1))


@pytest.fixture
def accounts(db: None) -> Accounts:
    return company(timezone.now())


@pytest.fixture
def browser(accounts: Accounts) -> Callable[[str], Client]:
    def browser(username: str) -> Client:
        client = Client()
        client.force_login(accounts[username])
        return client

    return browser


def span() -> tuple[datetime, datetime]:
    now = timezone.now()
    return now + TIME[0], now + TIME[1]


def judged(accounts: Accounts, deviation: str = "") -> str:
    """A work order with a finding; with a deviation, half of it is laid on the company."""
    number = work_order(accounts)
    party = state_of(number).respondents[0].ref
    halves = (Liability(party, 5_000), Liability("company", 5_000)) if deviation else ()
    finding = c.MakeFinding(FACTS, "师傅承认用力过猛。", liabilities=halves, deviation=deviation)
    handle(finding, actor=actor_for(accounts["shenlan"]), now=timezone.now(), number=number)
    return number


def test_findings_are_counted_by_decider_and_row(accounts: Accounts) -> None:
    judged(accounts)
    odd = judged(accounts, "公司未作培训")
    (row,) = counted(SYSTEM, *span())
    assert (row.by, row.findings, row.deviations, row.share_bp, row.changed) == (
        actor_for(accounts["shenlan"]).ref, 2, 1, 5_000, 0,
    )  # fmt: skip
    assert row.row.startswith("DEC-2 取值 W13")
    assert [(item.number, item.finding, item.reason) for item in latest(SYSTEM, *span())] == [
        (odd, "F1", "公司未作培训")
    ]


def test_nothing_is_counted_outside_the_time(accounts: Accounts) -> None:
    judged(accounts, "公司未作培训")
    now = timezone.now()
    assert counted(SYSTEM, now - timedelta(days=9), now - timedelta(days=8)) == ()
    assert latest(SYSTEM, now + timedelta(days=8), now + timedelta(days=9)) == ()


@pytest.mark.rule("APP-15")
def test_finding_that_an_appeal_changed_is_counted_as_changed(
    accounts: Accounts, browser: Callable[[str], Client]
) -> None:
    number = judged(accounts)
    url = f"/my/cases/{number}/do/file_appeal/F1/"
    client = browser("liushifu")
    values = {
        "scope": "attribution", "problem": "外箱已有压痕", "demand": "请撤销", "kind1": "handover_form",
        "explanation1": "注明外箱压痕", "file1": picture(),
    }  # fmt: skip
    client.post(url, fields_of(client.get(url), **values))
    reviewer = actor_of_staff(state_of(number).appeals["A1"].reviewer)
    handle(c.DecideAppeal("A1", "annul", "证据不足"), actor=reviewer, now=timezone.now(), number=number)
    (row,) = counted(SYSTEM, *span())
    assert (row.findings, row.changed) == (1, 1)


def test_statistic_is_of_the_cases_one_may_see(accounts: Accounts) -> None:
    judged(accounts, "公司未作培训")
    assert len(counted(actor_for(accounts["liangdong"]), *span())) == 1
    assert counted(actor_for(accounts["other"]), *span()) == ()
    assert latest(actor_for(accounts["other"]), *span()) == ()


@pytest.mark.parametrize(
    ("username", "status"),
    [("liangdong", 200), ("chenjing", 200), ("zhoumin", 404), ("shenlan", 404), ("liushifu", 404)],
)
def test_page_is_for_those_who_answer_for_the_whole(
    browser: Callable[[str], Client], username: str, status: int
) -> None:
    assert browser(username).get("/reports/deviations/").status_code == status
    assert Client().get("/reports/deviations/").status_code == 302


def test_page_shows_numbers_and_reasons(accounts: Accounts, browser: Callable[[str], Client]) -> None:
    number = judged(accounts, "公司未作培训")
    client = browser("liangdong")
    text = client.get("/reports/deviations/").content.decode()
    for part in (
        "偏离统计",
        "沈岚",
        "DEC-2 取值 W13",
        "公司未作培训",
        f"/cases/{number}/reasons/F1/",
        "100%",
    ):
        assert part in text
    today = timezone.now().astimezone(SHANGHAI).date()
    inside = client.get(f"/reports/deviations/?since={today}&until={today}").content.decode()
    assert "公司未作培训" in inside
    outside = client.get("/reports/deviations/?since=2001-01-01&until=2001-02-01").content.decode()
    assert "公司未作培训" not in outside
    assert "这段时间没有判责" in outside
    assert client.get("/reports/").status_code == 302


@pytest.mark.parametrize("query", ["since=never", "since=0001-01-01&until=9999-12-31", "until=2026-13-01"])
def test_nonsense_for_a_day_is_taken_as_none(
    accounts: Accounts, browser: Callable[[str], Client], query: str
) -> None:
    judged(accounts, "公司未作培训")
    text = browser("liangdong").get(f"/reports/deviations/?{query}").content.decode()
    assert "公司未作培训" in text


@pytest.mark.parametrize("cases", [1, 3])
def test_page_costs_the_same_for_one_case_and_three(
    accounts: Accounts,
    browser: Callable[[str], Client],
    cases: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(cases):
        judged(accounts, "公司未作培训")
    client = browser("liangdong")
    client.get("/reports/deviations/")
    with django_assert_num_queries(5):  # session, account, counts, the latest, unread messages
        client.get("/reports/deviations/")
