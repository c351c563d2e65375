"""What can be done now agrees with what the law then does."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.possible import CURABLE, EXAMPLES, possibilities
from gongdao.rulebook.refusal import REMEDIES, Refusal
from gongdao.rulebook.terms import Exhibit

from .courses import FACTS, PEOPLE, POLICIES, START, Course, any_command, courses, opening


def _open(policy: str) -> Course:
    course = Course(POLICIES[policy])
    course.attempt(opening(course.policy), PEOPLE[11])
    return course


def test_possibilities_name_every_command_of_people() -> None:
    course = _open("workorder-liability")
    assert course.state is not None
    named = {item.command for item in possibilities(course.policy, course.state, FACTS, SYSTEM, START)}
    assert named == set(c.BY_NAME) - c.BY_CLOCK - {"open_case"}
    assert len(EXAMPLES) == len(named)


def test_possibilities_of_a_new_case_allow_answering_and_not_closing() -> None:
    course = _open("dispute-mediation")
    assert course.state is not None
    found = {
        item.command: item for item in possibilities(course.policy, course.state, FACTS, PEOPLE[0], START)
    }
    assert found["respond_first"].refusal is None
    closing = found["close_case"].refusal
    assert closing is not None
    assert (closing.rule, closing.code) == ("RES-10", "not_in_this_state")
    kept = found["keep_promise"].refusal
    assert kept is not None
    assert (kept.code, kept.params) == ("none_there", {})  # no "V1" that nobody asked for
    appeal = found["file_appeal"].refusal
    assert appeal is not None
    assert (appeal.rule, appeal.code) == ("APP-1", "not_offered_by_policy")


@pytest.mark.rule("RES-2")
@pytest.mark.parametrize(
    ("policy", "category"),
    [
        ("dispute-mediation", "goods_damaged"),
        ("complaint-desk", "poor_quality"),
        ("complaint-desk", "wrong_goods"),
    ],
)
def test_possibilities_allow_a_proposal_though_money_needs_an_amount(policy: str, category: str) -> None:
    course = _open(policy)
    course.attempt(c.RespondFirst("您好"), SYSTEM)
    course.attempt(c.SubmitExhibit(Exhibit("0" * 64, "goods_photo", "发错的货")), SYSTEM)
    assert course.state is not None
    state = replace(course.state, category=category)
    found = {item.command: item for item in possibilities(course.policy, state, FACTS, SYSTEM, course.now)}
    assert found["propose_remedies"].refusal is None


def test_curable_codes_are_refusal_codes() -> None:
    assert set(REMEDIES) >= CURABLE


@settings(max_examples=60, deadline=None)
@given(courses(longest=30))
def test_ended_case_allows_only_notes_and_reopening(course: Course) -> None:
    assert course.state is not None
    if course.state.is_open:
        return
    found = possibilities(course.policy, course.state, FACTS, PEOPLE[2], course.now)
    open_to_people = {item.command for item in found if item.refusal is None}
    assert open_to_people <= {"add_note", "reopen_case", "erase_exhibit"}


@settings(max_examples=60, deadline=None)
@given(courses(longest=30), st.integers(0, 2**32))
def test_what_the_law_takes_is_shown_as_open(course: Course, seed: int) -> None:
    if course.state is None:
        return
    dice = Random(seed)
    command, actor = any_command(course.policy, dice), dice.choice(PEOPLE)
    shown = _shown(course, command, actor)
    taken = not isinstance(course.attempt(command, actor), Refusal)
    assert shown or not taken


def _shown(course: Course, command: c.Command, actor: Actor) -> bool:
    course.clock()
    assert course.state is not None
    return any(
        item.command == c.name_of(command) and item.refusal is None
        for item in possibilities(course.policy, course.state, course.facts, actor, course.now)
    )


@pytest.mark.rule("RES-6")
def test_complainant_is_not_led_higher_than_the_next_rung_in_the_house() -> None:
    course = _open("dispute-mediation")
    customer = PEOPLE[11]
    for shown in (True, False):
        assert _shown(course, c.EscalateCase("请上级处理"), customer) == shown
        course.attempt(c.EscalateCase("请上级处理"), customer)
    assert _shown(course, c.EscalateCase("媒体关注"), PEOPLE[2])
