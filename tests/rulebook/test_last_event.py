"""What the last event of a case does to its deadlines, and from where help comes to an overdue case."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.rulebook.courses import POLICIES, Course, opening, party, staff

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.deadline import lapse as lapsed
from gongdao.rulebook.deadline import standing, start
from gongdao.rulebook.decide import catch_up, decide
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.notices import notices
from gongdao.rulebook.opening import ALWAYS_OPEN
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Terms

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
POLICY = POLICIES["dispute-mediation"]
AGENT, CUSTOMER = staff(1, "agent"), party("customer:1")


def _candidate(key: int, role: str, department: str) -> Candidate:
    return Candidate(ref=f"staff:{key}", roles=frozenset({role}), departments=frozenset({department}))


def test_closing_meets_its_deadline_and_does_not_cancel_it_too():
    course = Course(POLICY, now=START)
    for command, actor in [
        (opening(POLICY), AGENT),
        (c.RespondFirst("非常抱歉"), AGENT),
        (c.ProposeRemedies((Terms("apology"),), "当面道歉"), AGENT),
        (c.AnswerProposal("P1", accepted=True), CUSTOMER),
        (c.CarryOutRemedy("R1", "通话记录"), AGENT),
        (c.FollowUp(satisfied=True, text="客户满意"), AGENT),
    ]:
        assert not isinstance(course.attempt(command, actor), Refusal)
        course.now += timedelta(minutes=5)
    closed = course.attempt(c.CloseCase("服务疏忽", "道歉"), AGENT)
    assert not isinstance(closed, Refusal)
    assert [e.type_of(event) for event in closed] == ["case_closed", "deadline_met"]
    assert course.state is not None
    assert course.state.deadlines["closing"].status == "met"


@pytest.mark.rule("SLA-10")
@pytest.mark.parametrize(
    ("supervisors", "expected"),
    [
        ([("after_sales", 2), ("service", 3)], "staff:3"),  # the own department first, whatever the number
        ([("after_sales", 2)], "staff:2"),  # somebody of another one is better than nobody
    ],
)
def test_a_lapsed_case_rises_within_its_department_first(supervisors, expected):
    people = tuple(_candidate(key, "supervisor", department) for department, key in supervisors)
    state = _fold(decide(POLICY, None, opening(POLICY), Facts(), AGENT, START))
    assert state.department == "service"
    steps = catch_up(POLICY, state, Facts(candidates=people), state.deadlines["first_response"].due_at)
    assert steps[-1].state.overseer == expected


def _fold(events: tuple[e.Event, ...] | Refusal) -> State:
    assert not isinstance(events, Refusal)
    state: State | None = None
    for event in events:
        state = evolve(state, event, START)
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("rule", "consequences", "code"),
    [
        ("first_response", ("rise",), "deadline_lapsed"),
        ("remedy", ("fail_remedy", "rise"), "deadline_lapsed"),
        ("promise", (), "deadline_lapsed"),
        ("appeal_window", ("make_final",), "term_ended"),
        ("sanction", ("end_sanction",), "term_ended"),
    ],
)
def test_a_time_that_ends_as_it_should_is_told_as_run_out_and_not_as_missed(rule, consequences, code):
    limit = lapsed(start(key=rule, rule=rule, cite="SLA-10", bearer="technician:7", at=START, length="7d",
                         calendar=Calendar(hours=ALWAYS_OPEN)), START + timedelta(days=7))  # fmt: skip
    event = e.DeadlineLapsed(deadline=limit, consequences=consequences)
    state = _fold(decide(POLICY, None, opening(POLICY), Facts(), AGENT, START))
    assert e.told_as(event) == code
    assert {notice.code for notice in notices(event, state)} == {code}
    assert standing(limit, consequences) == ("ran_out" if code == "term_ended" else "lapsed")
