"""Who may lift a case how far: the complainant step by step, nobody downwards (RES-6, RES-7)."""

from datetime import UTC, datetime

import pytest
from tests.rulebook.courses import POLICIES, Course, opening, party, staff

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.refusal import Refusal

POLICY = POLICIES["dispute-mediation"]
AGENT, CUSTOMER = staff(1, "agent"), party("customer:1")


@pytest.fixture
def course() -> Course:
    """Return a case of the customer, opened by the agent."""
    course = Course(POLICY, now=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    assert not isinstance(course.attempt(opening(POLICY), AGENT), Refusal)
    return course


def lifted(course: Course, actor: Actor, rung: str) -> str:
    """Try to lift the case and return the code of the refusal, or the rung reached."""
    result = course.attempt(c.EscalateCase("不满意", rung=rung), actor)
    assert course.state is not None
    return result.code if isinstance(result, Refusal) else course.state.rung


@pytest.mark.rule("RES-7")
def test_the_complainant_does_not_call_the_executive(course: Course) -> None:
    assert lifted(course, CUSTOMER, "executive") == "bad_value"
    assert lifted(course, CUSTOMER, "") == "supervisor"
    assert lifted(course, AGENT, "executive") == "executive"


@pytest.mark.rule("RES-6")
@pytest.mark.parametrize("actor", [AGENT, CUSTOMER])
def test_nobody_lifts_a_case_downwards(course: Course, actor: Actor) -> None:
    assert lifted(course, AGENT, "") == "supervisor"
    assert lifted(course, AGENT, "handler") == "bad_value"
    assert lifted(course, AGENT, "executive") == "executive"
    for lower in ("supervisor", "handler"):  # within the house it can rise no further at all
        assert lifted(course, actor, lower) == "top_of_ladder"
