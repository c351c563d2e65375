"""Who handles a case, promises, waiting, extensions and the clock: what is refused, and from when on."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import CLOCK
from gongdao.rulebook.decide import decide, due_command
from gongdao.rulebook.handling import FURTHEST_PROMISE
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State

from .courses import FACTS, Course
from .steps import AGENT, SUPERVISOR, do, told, work_order


def state_of(course: Course) -> State:
    assert course.state is not None
    return course.state


@pytest.mark.rule("TRI-7", "TRI-9", "TRI-10")
def test_case_is_given_to_somebody_else_or_not_at_all() -> None:
    course = work_order()
    state = state_of(course)
    assert told(course, c.AssignHandler(state.handler), SUPERVISOR) == ("TRI-7", "nothing_to_change")
    assert told(course, c.HandOverCase(state.handler, "交班"), AGENT) == ("TRI-9", "nothing_to_change")
    assert told(course, c.TransferCase(state.department, "转"), AGENT) == ("TRI-10", "nothing_to_change")
    assert told(course, c.AssignHandler("staff:99"), SUPERVISOR) == ("TRI-7", "no_suitable_person")
    course.facts = replace(FACTS, candidates=())
    assert told(course, c.AssignHandler(), SUPERVISOR) == ("TRI-7", "no_suitable_person")


@pytest.mark.rule("TRI-7")
def test_nobody_handles_a_case_against_themselves() -> None:
    course = work_order()
    spare = next(person for person in FACTS.candidates if person.ref == "staff:2")
    both = replace(spare, refs=spare.refs | {"technician:1"})
    course.facts = replace(FACTS, candidates=(both,))
    assert told(course, c.AssignHandler(spare.ref), SUPERVISOR) == ("TRI-7", "conflict_of_interest")
    assert told(course, c.HandOverCase(spare.ref, "交班"), AGENT) == ("TRI-7", "conflict_of_interest")


@pytest.mark.rule("TRI-10")
def test_help_is_asked_of_others_and_answered_once() -> None:
    course = work_order()
    state = state_of(course)
    for own in (state.handler, f"department:{state.department}"):
        assert told(course, c.AskCollaboration(own, "请核实"), AGENT) == ("TRI-10", "bad_value")
    assert told(course, c.UrgeCollaborator("C1"), AGENT) == ("TRI-10", "unknown_item")
    do(course, c.AskCollaboration("department:orders", "请核实"), AGENT)
    do(course, c.AnswerCollaboration("C1", "已核实"), AGENT)
    for again in (c.AnswerCollaboration("C1", "再答"), c.UrgeCollaborator("C1")):
        assert told(course, again, AGENT) == ("TRI-10", "already_done")


@pytest.mark.rule("TRI-1", "TRI-4")
def test_sorting_that_changes_nothing_is_refused() -> None:
    course = work_order()
    state = state_of(course)
    assert told(course, c.ClassifyCase("weather"), AGENT) == ("TRI-1", "unknown_category")
    assert told(course, c.ClassifyCase(state.category), AGENT) == ("TRI-1", "nothing_to_change")
    assert told(course, c.ChangePriority(state.priority, "不变"), AGENT) == ("TRI-4", "nothing_to_change")


@pytest.mark.rule("SLA-7")
def test_promise_lies_ahead_but_not_too_far_and_is_kept_once() -> None:
    course = work_order()
    for due_at, code in (
        (course.now, "promise_in_the_past"),
        (course.now + FURTHEST_PROMISE + timedelta(seconds=1), "bad_value"),
    ):
        assert told(course, c.MakePromise("明天答复", due_at), AGENT) == ("SLA-7", code)
    do(course, c.MakePromise("以后答复", course.now + FURTHEST_PROMISE), AGENT)
    do(course, c.MakePromise("马上答复", course.now + timedelta(seconds=1)), AGENT)
    assert told(course, c.KeepPromise("V3", "答复"), AGENT) == ("SLA-7", "unknown_item")
    do(course, c.KeepPromise("V2", "答复"), AGENT)
    assert told(course, c.KeepPromise("V2", "又答复"), AGENT) == ("SLA-7", "already_done")


@pytest.mark.rule("SLA-9")
def test_waiting_begins_once_and_ends_once() -> None:
    course = work_order()
    assert told(course, c.EndWaiting(), AGENT) == ("SLA-9", "not_in_this_state")
    do(course, c.StartWaiting("customer", "等材料"), AGENT)
    assert told(course, c.StartWaiting("evidence", "等底单"), AGENT) == ("SLA-9", "already_done")
    do(course, c.EndWaiting(), AGENT)
    assert told(course, c.EndWaiting(), AGENT) == ("SLA-9", "not_in_this_state")


@pytest.mark.rule("SLA-11")
def test_limit_that_runs_is_extended_by_a_length_one_can_read() -> None:
    course = work_order()
    longer = c.ExtendDeadline("handling", "1wd", "情况复杂")
    assert told(course, replace(longer, key="dreaming"), SUPERVISOR) == ("SLA-10", "unknown_item")
    assert told(course, replace(longer, length="一天"), SUPERVISOR) == ("SLA-10", "bad_value")
    do(course, c.StartWaiting("customer", "等材料"), AGENT)
    assert state_of(course).deadlines["handling"].status == "paused"
    assert told(course, longer, SUPERVISOR) == ("SLA-10", "not_in_this_state")
    do(course, c.EndWaiting(), AGENT)
    do(course, longer, SUPERVISOR)


@pytest.mark.rule("SLA-11")
def test_limit_is_not_extended_in_the_second_in_which_it_is_over() -> None:
    """Also where the clock has not looked at it yet."""
    course = work_order()
    due_at = state_of(course).deadlines["handling"].due_at
    longer = c.ExtendDeadline("handling", "1wd", "情况复杂")
    for at, refused in ((due_at - timedelta(seconds=1), False), (due_at, True)):
        result = decide(course.policy, state_of(course), longer, FACTS, SUPERVISOR, at)
        assert isinstance(result, Refusal) is refused


@pytest.mark.rule("SLA-10")
def test_clock_warns_and_lapses_in_the_second_it_is_due_and_once() -> None:
    course = work_order()
    found = due_command(state_of(course), course.now + timedelta(days=30))
    assert found is not None
    command, at = found
    assert isinstance(command, c.WarnDeadline)
    early = decide(course.policy, state_of(course), command, FACTS, CLOCK, at - timedelta(seconds=1))
    assert isinstance(early, Refusal)
    assert (early.rule, early.code) == ("SLA-10", "not_yet_due")
    course.now = at
    course.clock()
    item = state_of(course).deadlines[command.key]
    for again, due in ((command, at), (c.LapseDeadline(item.key), item.due_at - timedelta(seconds=1))):
        result = decide(course.policy, state_of(course), again, FACTS, CLOCK, due)
        assert isinstance(result, Refusal)
        assert (result.rule, result.code) == ("SLA-10", "not_yet_due")
    course.now = item.due_at
    course.clock()
    assert state_of(course).deadlines[item.key].status == "lapsed"
    for key, code in ((item.key, "already_done"), ("dreaming", "unknown_item")):
        result = decide(course.policy, state_of(course), c.LapseDeadline(key), FACTS, CLOCK, course.now)
        assert isinstance(result, Refusal)
        assert (result.rule, result.code) == ("SLA-10", code)
