"""Two parties of one finding appeal one after the other, and the second loses nothing by waiting (APP-3)."""

from datetime import timedelta

import pytest

from gongdao.rulebook import commands as c
from gongdao.rulebook.deadline import remaining
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.terms import Exhibit, Liability

from .courses import PEOPLE, POLICIES, Course, opening

POLICY = POLICIES["workorder-liability"]
BY_REF = {person.ref: person for person in PEOPLE}
HALVES = (Liability("technician:1", 5_000, 30_000), Liability("technician:2", 5_000, 30_000))
FACTS = {"matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact"}


def appeal(digit: str) -> c.FileAppeal:
    proof = Exhibit(digit * 64, "handover_form", "交接时已破损")
    return c.FileAppeal("F1", "attribution", "交接时已破损", "请撤销", new_exhibits=(proof,))


@pytest.fixture
def course() -> Course:
    course = Course(POLICY)
    course.attempt(opening(POLICY), BY_REF["staff:11"])
    finding = c.MakeFinding(facts=FACTS, reasons="二人共同操作", liabilities=HALVES, deviation="二人共同操作")
    assert isinstance(course.attempt(finding, BY_REF["staff:6"]), tuple)
    course.now += timedelta(days=2)
    assert isinstance(course.attempt(appeal("a"), BY_REF["technician:1"]), tuple)
    return course


def window(course: Course) -> str:
    assert course.state is not None
    return course.state.deadlines["appeal_window:F1:technician:2"].status


@pytest.mark.rule("APP-3")
def test_second_party_waits_and_its_time_stands_still(course: Course) -> None:
    assert window(course) == "paused"
    refused = course.attempt(appeal("b"), BY_REF["technician:2"])
    assert isinstance(refused, Refusal)
    assert (refused.rule, refused.code) == ("APP-3", "appeal_still_open")
    course.now += timedelta(days=30)
    course.clock()
    assert window(course) == "paused"
    assert course.state is not None
    assert "technician:2" not in course.state.findings["F1"].final_for


@pytest.mark.rule("APP-3", "SLA-9")
@pytest.mark.parametrize("how", ["decided", "withdrawn"])
def test_second_party_goes_on_with_what_was_left(course: Course, how: str) -> None:
    assert course.state is not None
    calendar = calendar_of(POLICY)
    left = remaining(course.state.deadlines["appeal_window:F1:technician:2"], course.now, calendar)
    course.now += timedelta(hours=50)
    if how == "withdrawn":
        course.attempt(c.WithdrawAppeal("A1", "不再申诉"), BY_REF["technician:1"])
    else:
        reviewer = BY_REF[course.state.appeals["A1"].reviewer]
        assert isinstance(course.attempt(c.DecideAppeal("A1", "uphold", "维持"), reviewer), tuple)
    assert window(course) == "running"
    item = course.state.deadlines["appeal_window:F1:technician:2"]
    assert remaining(item, course.now, calendar) == left
    assert isinstance(course.attempt(appeal("b"), BY_REF["technician:2"]), tuple)


@pytest.mark.rule("APP-3")
def test_waiting_that_ends_does_not_set_the_window_going(course: Course) -> None:
    for command in (c.StartWaiting("customer", "等待"), c.EndWaiting()):
        course.attempt(command, BY_REF["staff:1"])
    assert window(course) == "paused"


@pytest.mark.rule("DEC-1")
def test_appeal_cannot_lay_more_on_anybody_than_was_lost(course: Course) -> None:
    assert course.state is not None
    reviewer = BY_REF[course.state.appeals["A1"].reviewer]
    more = (Liability("technician:1", 1_000, 6_000), Liability("company", 9_000, 54_001))
    refused = course.attempt(c.DecideAppeal("A1", "reduce", "减轻", liabilities=more), reviewer)
    assert isinstance(refused, Refusal)
    assert (refused.rule, refused.code) == ("DEC-1", "amount_over_loss")


@pytest.mark.rule("APP-8")
def test_who_remanded_a_finding_does_not_make_the_new_one(course: Course) -> None:
    assert course.state is not None
    both = BY_REF["staff:9"]  # reviews appeals and makes findings
    course.attempt(c.AssignReviewer("A1", both.ref), BY_REF["staff:3"])
    assert course.state.appeals["A1"].reviewer == both.ref
    assert isinstance(course.attempt(c.DecideAppeal("A1", "remand", "事实不清"), both), tuple)
    again = c.MakeFinding(facts={**FACTS, "work": "proper"}, reasons="另行认定")
    refused = course.attempt(again, both)
    assert isinstance(refused, Refusal)
    assert (refused.rule, refused.code) == ("APP-8", "decided_on_appeal")
    assert isinstance(course.attempt(again, BY_REF["staff:7"]), tuple)
