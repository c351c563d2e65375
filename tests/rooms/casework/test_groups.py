"""Groups of appeals across cases: joined by command, summed, answered once in every member."""

from collections.abc import Callable

import pytest

from gongdao.casework.actions import handle
from gongdao.casework.answering import answer_members
from gongdao.casework.groups import members_of
from gongdao.casework.models import Event
from gongdao.casework.outcome import CaseNotFound, Outcome
from gongdao.casework.store import case_for
from gongdao.lib.ids import case_id
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import ClassAnswer, Exhibit

from .company import Company, party, stored
from .test_together import together
from .user_appeals import appealed

ANSWER = c.AnswerGroup(
    (
        ClassAnswer("confirmed", "annul", "同一时段重复扣款属实，全额退还。"),
        ClassAnswer("partly", "uphold", "不在故障时段。", ("bank_statement",)),
    )
)


def state_of(number: str) -> State:
    return case_for(SYSTEM, number, lock=False).state


def led(company: Company) -> str:
    """The case that leads the group; its reviewer is the company's only one."""
    lead = appealed(company, "customer:20").number
    papers = tuple(
        Exhibit(sha256=stored(kind, company.now), kind=kind, explanation="群体申诉材料")
        for kind in ("group_statement", "amount_summary")
    )
    form = c.FormGroup("充值误扣", "同一时段多名用户被误扣", papers)
    company.act(form, company.reviewer, lead)
    company.act(c.ClassifyMember("confirmed"), company.reviewer, lead)
    return lead


def joined(company: Company, lead: str, customer: str, group_class: str) -> str:
    """A further user's case, in the group."""
    number = appealed(company, customer).number
    company.act(c.JoinGroup(lead), party(customer), number)
    company.act(c.ClassifyMember(group_class), company.reviewer, number)
    return number


@pytest.mark.rule("APP-16")
def test_one_answer_is_written_into_each_member(company: Company) -> None:
    lead = led(company)
    first = joined(company, lead, "customer:21", "confirmed")
    second = joined(company, lead, "customer:22", "partly")
    gone = joined(company, lead, "customer:23", "confirmed")
    company.act(c.LeaveGroup("希望单独处理"), party("customer:23"), gone)
    assert [item.number for item in members_of(case_id(lead))] == [first, second]

    company.act(ANSWER, company.reviewer, lead)
    group = state_of(lead).group
    assert group is not None
    assert (group.members, group.amount_fen) == ((first, second), 600_000)
    assert answer_members(case_id(lead), company.now) == 2
    assert state_of(first).appeals["A1"].outcome == "annul"
    assert state_of(second).appeals["A1"].outcome == "uphold"
    assert state_of(second).appeals["A1"].missing == ("bank_statement",)
    assert state_of(gone).appeals["A1"].outcome is None


@pytest.mark.rule("APP-16")
def test_the_answer_is_carried_out_once(company: Company) -> None:
    """The job may be killed and run again."""
    lead = led(company)
    joined(company, lead, "customer:21", "confirmed")
    company.act(ANSWER, company.reviewer, lead)
    assert answer_members(case_id(lead), company.now) == 1
    assert answer_members(case_id(lead), company.now) == 0
    assert Event.objects.filter(type="appeal_decided").count() == 2


@pytest.mark.rule("APP-16")
def test_nobody_joins_a_group_that_is_being_answered(open_company: Company) -> None:
    """Whoever comes first: a member is in the answer, or is told that the group is closed."""
    company = open_company
    lead = led(company)
    joined(company, lead, "customer:21", "confirmed")
    late = [appealed(company, f"customer:{30 + n}").number for n in range(3)]

    def join(number: str) -> Callable[[], Outcome]:
        user = state_of(number).complainant.ref
        return lambda: handle(
            c.JoinGroup(lead, "confirmed"), actor=party(user), now=company.now, number=number
        )

    outcomes = together(lambda: company.act(ANSWER, company.reviewer, lead), *[join(item) for item in late])
    assert isinstance(outcomes[0], Outcome), outcomes[0]
    group = state_of(lead).group
    assert group is not None
    for number, outcome in zip(late, outcomes[1:], strict=True):
        if isinstance(outcome, Refused):
            assert outcome.refusal.code == "group_closed"
            assert number not in group.members
        else:
            assert number in group.members


@pytest.mark.rule("APP-16")
def test_a_member_of_a_case_that_one_may_not_see_is_not_reached(company: Company) -> None:
    """A stranger can neither join a case to a group nor take it out of one."""
    lead = led(company)
    number = joined(company, lead, "customer:21", "confirmed")
    stranger = party("customer:99")
    for command in (c.LeaveGroup("x"), c.JoinGroup(lead), c.ClassifyMember("partly")):
        with pytest.raises(CaseNotFound, match=number):
            company.act(command, stranger, number)
    assert isinstance(company.agent, Actor)
    with pytest.raises(Refused) as refused:  # the handler sees the case, but takes in no groups
        company.act(c.LeaveGroup("x"), company.agent, number)
    assert refused.value.refusal.code == "not_permitted"
