"""The list of own cases: whose, which, what is asked by when; cost does not grow with what happened."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.parties import by_handler, judge, work_order

from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.rulebook import commands as c
from gongdao.web.my.lists import PAGE

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
Accounts = dict[str, Account]


def numbers(client: Client, query: str = "") -> list[str]:
    return [line.case.number for line in client.get(f"/my/{query}").context["lines"]]


def test_list_shows_own_cases_only(company: Accounts, signed_in: SignedIn) -> None:
    first, second = work_order(company), work_order(company, against="zhangshifu")
    assert numbers(signed_in("liushifu")) == [first]
    assert numbers(signed_in("zhangshifu")) == [second]
    assert numbers(signed_in("wangfang")) == [second, first]
    assert numbers(signed_in("other")) == []
    assert Client().get("/my/").headers["Location"].startswith("/accounts/login/")


def test_list_says_what_is_asked_and_by_when(company: Accounts, signed_in: SignedIn) -> None:
    number = work_order(company)
    by_handler(number, c.AskStatement(actor_for(company["liushifu"]).ref, "请说明拆包经过"))
    (line,) = signed_in("liushifu").get("/my/").context["lines"]
    assert [(task.command, task.subject) for task in line.tasks] == [("give_statement", "S1")]
    assert line.tasks[0].limit.item.rule == "statement"
    judge(number, company)
    response = signed_in("liushifu").get("/my/")
    (line,) = response.context["lines"]
    assert "file_appeal" in [task.command for task in line.tasks]
    text = response.content.decode()
    assert "对判责有异议，可以申诉" in text
    assert "承担 100%，¥900.00" in text
    assert "还剩" in text


def test_closed_cases_have_a_list_of_their_own(company: Accounts, signed_in: SignedIn) -> None:
    number, other = work_order(company), work_order(company)
    by_handler(number, c.JudgeEstablishment(established=False, reason="经核实没有破损"))
    client = signed_in("liushifu")
    assert numbers(client) == [other]
    assert numbers(client, "?show=closed") == [number]
    assert numbers(client, "?show=all") == [other, number]
    assert client.get("/my/?show=nothing").status_code == 404


def test_empty_list_says_what_will_be_there(signed_in: SignedIn) -> None:
    assert "目前没有进行中的案件" in signed_in("other").get("/my/").content.decode()
    assert "暂时没有与您有关的案件" in signed_in("other").get("/my/?show=all").content.decode()
    assert "还没有已结束的案件" in signed_in("other").get("/my/?show=closed").content.decode()


def test_next_page_begins_after_the_last_case(company: Accounts, signed_in: SignedIn) -> None:
    made = [work_order(company) for _ in range(PAGE + 2)]
    client = signed_in("liushifu")
    first = client.get("/my/")
    assert [line.case.number for line in first.context["lines"]] == made[:1:-1]
    assert numbers(client, first.context["more"]) == made[1::-1]
    assert client.get("/my/?after=nonsense").headers["Location"] == "/my/"


def test_list_costs_the_same_for_one_case_and_for_three(
    company: Accounts, signed_in: SignedIn, django_assert_num_queries: Any
) -> None:
    client = signed_in("liushifu")
    judge(work_order(company), company)
    client.get("/my/")
    with django_assert_num_queries(COST):
        client.get("/my/")
    for _ in range(2):
        judge(work_order(company), company)
    with django_assert_num_queries(COST):
        client.get("/my/")


COST = 6  # session, account, cases, states, failed appeals, unread messages


def test_staff_find_here_only_what_concerns_them_in_person(company: Accounts, signed_in: SignedIn) -> None:
    work_order(company)
    assert numbers(signed_in("hechuan")) == []
    assert numbers(signed_in("liangdong")) == []
