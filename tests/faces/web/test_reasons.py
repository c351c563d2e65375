"""The page of a statement of reasons: for whom it is, and that it says what the case holds."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.parties import actor_of_staff, company, fields_of, judge, picture, state_of, work_order

from gongdao.casework.actions import handle
from gongdao.letters.wording import format_due
from gongdao.people.models import Account
from gongdao.people.queries import forget
from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Liability

pytestmark = [pytest.mark.django_db, pytest.mark.rule("DEC-3")]
Browser = Callable[..., Client]
SHANGHAI = ZoneInfo("Asia/Shanghai")
QUERIES = 5  # the session, the account, the case, its events, unread messages
APPEAL = {
    "scope": "attribution", "problem": "提货时外箱已有压痕", "demand": "请改判承运方",
    "kind1": "handover_form", "explanation1": "注明外箱压痕",
}  # fmt: skip


@pytest.fixture
def accounts(db: None) -> dict[str, Account]:
    return company(timezone.now())


@pytest.fixture
def browser(accounts: dict[str, Account]) -> Browser:
    def browser(username: str, language: str = "zh-hans") -> Client:
        client = Client()
        client.force_login(accounts[username])
        client.cookies["django_language"] = language
        return client

    return browser


@pytest.fixture
def judged(accounts: dict[str, Account]) -> str:
    number = work_order(accounts)
    judge(number, accounts)
    return number


def text_at(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize(
    ("username", "staff_page", "party_page"),
    [
        ("hechuan", 200, 200), ("shenlan", 200, 200), ("chenjing", 200, 200),  # who has the case
        ("liushifu", 200, 200), ("wangfang", 200, 200),  # the judged and the complainant
        ("zhoumin", 404, 404),  # another desk
        ("zhangshifu", 404, 404), ("linsenmu", 404, 404), ("other", 404, 404),  # strangers
    ],
)  # fmt: skip
def test_reasons_are_for_those_whose_case_it_is(
    judged: str, browser: Browser, username: str, staff_page: int, party_page: int
) -> None:
    client = browser(username)
    assert client.get(f"/cases/{judged}/reasons/F1/").status_code == staff_page
    assert client.get(f"/my/cases/{judged}/reasons/F1/").status_code in (party_page, 404)
    assert Client().get(f"/cases/{judged}/reasons/F1/").status_code == 302


@pytest.mark.parametrize("key", ["F2", "A1", "F1x", "P1"])
def test_what_was_not_decided_has_no_reasons(judged: str, browser: Browser, key: str) -> None:
    assert browser("shenlan").get(f"/cases/{judged}/reasons/{key}/").status_code == 404
    assert browser("shenlan").get(f"/cases/202001-001/reasons/{key}/").status_code == 404


def test_party_reads_facts_rule_calculation_and_until_when_to_appeal(judged: str, browser: Browser) -> None:
    text = text_at(browser("liushifu"), f"/my/cases/{judged}/reasons/F1/")
    window = state_of(judged).deadlines[f"appeal_window:F1:{state_of(judged).findings['F1'].made[0].party}"]
    for part in (
        "判责说明书", "沈岚", "刘建国承担 100% 的责任，金额 ¥900.00", "师傅操作：不规范", "没有引用证据",
        "安装维修工单判责与申诉", "2024-01 版", "DEC-2 取值 W13 师傅操作不规范致损", "判责表第 1 行适用",
        "刘建国：¥900.00 × 100% = ¥900.00", "师傅承认拆包时用力过猛。", "APP-2 W7", "data-print",
        format_due(window.due_at, "zh-hans", SHANGHAI),
    ):  # fmt: skip
        assert part in text
    english = text_at(browser("liushifu", "en"), f"/my/cases/{judged}/reasons/F1/")
    assert "Statement of reasons" in english
    assert "bears 100% of the liability" in english


def test_complainant_reads_no_right_of_others(judged: str, browser: Browser) -> None:
    text = text_at(browser("wangfang"), f"/my/cases/{judged}/reasons/F1/")
    assert "师傅操作：不规范" in text
    assert "前申诉" not in text
    assert "申诉途径与期限" not in text


def test_case_pages_lead_to_the_reasons(judged: str, browser: Browser) -> None:
    assert f"/cases/{judged}/reasons/F1/" in text_at(browser("shenlan"), f"/cases/{judged}/")
    assert f"/my/cases/{judged}/reasons/F1/" in text_at(browser("liushifu"), f"/my/cases/{judged}/")


def test_decision_on_an_appeal_is_explained(
    accounts: dict[str, Account], judged: str, browser: Browser
) -> None:
    now = timezone.now() + timedelta(minutes=1)
    url = f"/my/cases/{judged}/do/file_appeal/F1/"
    form = browser("liushifu").get(url)
    filed = browser("liushifu").post(url, fields_of(form, **APPEAL, file1=picture("交接单.png")))
    assert filed.status_code in (204, 302)
    assert browser("liushifu").get(f"/my/cases/{judged}/reasons/A1/").status_code == 404  # still open
    reviewer = actor_of_staff(state_of(judged).appeals["A1"].reviewer)
    decision = c.DecideAppeal(
        "A1", "shift", "交接单注明压痕，货损发生在运输途中",
        liabilities=(Liability("carrier:yunda", 10_000, 90_000),), exhibits=("E1",),
    )  # fmt: skip
    handle(decision, actor=reviewer, now=now, number=judged)
    forget()
    text = text_at(browser("liushifu"), f"/my/cases/{judged}/reasons/A1/")
    for part in (
        "申诉复核决定书", "唐宁", "改判", "刘建国：原承担 100%、¥900.00，现承担 0%、¥0.00",
        "韵达快递：原承担 0%、¥0.00，现承担 100%、¥900.00", "原判由沈岚作出", "提货时外箱已有压痕",
        "注明外箱压痕", "交接单注明压痕，货损发生在运输途中",
    ):  # fmt: skip
        assert part in text
    finding = text_at(browser("liushifu"), f"/my/cases/{judged}/reasons/F1/")
    assert "申诉 A1 已于" in finding
    assert browser("wangfang").get(f"/my/cases/{judged}/reasons/A1/").status_code == 404
    assert browser("zhangshifu").get(f"/my/cases/{judged}/reasons/A1/").status_code == 404


def test_reasons_cost_few_statements(
    judged: str, browser: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browser("shenlan")
    client.get(f"/cases/{judged}/reasons/F1/")
    with django_assert_num_queries(QUERIES):
        assert client.get(f"/cases/{judged}/reasons/F1/").status_code == 200
