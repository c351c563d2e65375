"""The decision table traced, shares to amounts, and statements of reasons that say what the log says."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.evolve import fold
from gongdao.rulebook.explain import (
    FindingReasons,
    Happened,
    calculation,
    reasons_of_appeal,
    reasons_of_finding,
    sections,
    trace,
)
from gongdao.rulebook.explain.finding import loss_of
from gongdao.rulebook.explain.table import conjuncts
from gongdao.rulebook.policy import CASE_FACTS
from gongdao.rulebook.terms import Exhibit, Liability

from .courses import PEOPLE, POLICIES, Course, courses, opening

WORKORDER = POLICIES["workorder-liability"]
BY_REF = {person.ref: person for person in PEOPLE}
PROOF = Exhibit("a" * 64, "handover_form", "交接时外箱已破损")


def happened(course: Course) -> list[Happened]:
    return [Happened(*item) for item in course.log]


def judged(**facts: str) -> Course:
    """A work order on which a technician was found liable."""
    course = Course(WORKORDER)
    course.attempt(opening(WORKORDER), BY_REF["staff:11"])
    course.attempt(c.SubmitExhibit(PROOF), BY_REF["staff:1"])
    found = {"matter": "unpacking_damage", "work": "unknown", "handover": "missing", "packaging": "intact"}
    command = c.MakeFinding(facts={**found, **facts}, reasons="没有交接单", exhibits=("E1",))
    assert isinstance(course.attempt(command, BY_REF["staff:6"]), tuple)
    return course


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        ("a == 'x'", ("a == 'x'",)),
        ("a == 'x' and b != 'y'", ("a == 'x'", "b != 'y'")),
        ("a == 'x and y' and b == 'z'", ("a == 'x and y'", "b == 'z'")),
        ("a == 'x' and (b == 'y' or c == 'z')", ("a == 'x'", "(b == 'y' or c == 'z')")),
        ("a == 'x' or b == 'y' and c == 'z'", ("a == 'x' or b == 'y' and c == 'z'",)),
        ("some(risks, # in ['a', 'b']) and android == 1", ("some(risks, # in ['a', 'b'])", "android == 1")),
        ("true", ("true",)),
    ],
)
def test_conditions_are_taken_apart_at_their_outermost_and(condition: str, parts: tuple[str, ...]) -> None:
    assert conjuncts(condition) == parts


@pytest.mark.rule("DEC-2")
def test_trace_says_which_row_decided_and_on_what_the_others_failed() -> None:
    facts = {"matter": "unpacking_damage", "work": "unknown", "handover": "missing", "packaging": "intact"}
    traced = trace(WORKORDER, {**CASE_FACTS, **facts})
    assert traced is not None
    assert traced.decided == "no_handover_form"
    rows = {row.row: row for row in traced.rows}
    assert [row.row for row in traced.rows] == [row.id for row in WORKORDER.finding.table]
    assert [item.condition for item in rows["improper_unpacking"].failed] == ["work == 'improper'"]
    assert rows["improper_unpacking"].failed[0].facts == {"work": "unknown"}
    assert [row.row for row in traced.rows if row.decided] == ["no_handover_form"]


@pytest.mark.rule("DEC-2")
@given(st.data())
@settings(max_examples=100, deadline=None)
def test_trace_agrees_with_the_row_that_a_finding_takes(data: st.DataObject) -> None:
    policy = POLICIES[data.draw(st.sampled_from(sorted(POLICIES)))]
    facts = {fact.id: data.draw(st.sampled_from(fact.values)) for fact in policy.finding.facts}
    traced = trace(policy, {**CASE_FACTS, **facts})
    assert traced is not None
    for row, law in zip(traced.rows, policy.finding.table, strict=True):
        assert tuple(item.condition for item in row.tested) == conjuncts(law.when)
        assert row.fits == (not row.failed)
    first = next((row.row for row in traced.rows if row.fits), "")
    assert traced.decided == first


def test_trace_waits_for_facts_that_are_open() -> None:
    assert trace(WORKORDER, {**CASE_FACTS, "matter": "unpacking_damage"}) is None


@pytest.mark.rule("DEC-1")
@given(st.integers(0, 10**12), st.lists(st.integers(1, 10_000), min_size=1, max_size=7))
def test_calculation_gives_each_share_its_part_to_the_fen(loss: int, weights: list[int]) -> None:
    shares = tuple(Liability(f"technician:{n}", weight) for n, weight in enumerate(weights))
    result = calculation(loss, shares)
    assert sum(item.by_share_fen for item in result.parts) == loss
    total = sum(weights)
    assert all(abs(item.by_share_fen * total - loss * item.share_bp) < total for item in result.parts)


@pytest.mark.rule("DEC-3")
def test_reasons_hold_what_the_finding_rests_on() -> None:
    course = judged()
    assert course.state is not None
    found = reasons_of_finding(WORKORDER, happened(course), course.state, "F1")
    assert (found.applied.policy, found.applied.version) == (WORKORDER.policy, WORKORDER.version)
    assert (found.applied.row, found.applied.rule) == ("no_handover_form", "DEC-2")
    assert [(item.id, item.explanation) for item in found.exhibits] == [("E1", "交接时外箱已破损")]
    assert [(item.party, item.share_bp, item.amount_fen) for item in found.calculation.parts] == [
        ("technician:1", 5_000, 30_000), ("carrier:yunda", 5_000, 30_000),
    ]  # fmt: skip
    window = course.state.deadlines["appeal_window:F1:technician:1"]
    assert [(item.party, item.standing, item.due_at) for item in found.rights] == [
        ("technician:1", "open", window.due_at),
        ("carrier:yunda", "open", course.state.deadlines["appeal_window:F1:carrier:yunda"].due_at),
    ]


@pytest.mark.rule("DEC-3")
def test_rights_follow_the_deadline_as_it_stands() -> None:
    course = judged()
    window = course.state.deadlines["appeal_window:F1:technician:1"]  # type: ignore[union-attr]
    course.now = window.due_at - timedelta(minutes=1)
    appeal = c.FileAppeal("F1", "attribution", "交接时已破损", "请撤销", exhibits=("E1",))
    assert isinstance(course.attempt(appeal, BY_REF["technician:1"]), tuple)
    course.now = window.due_at
    course.clock()
    assert course.state is not None
    found = reasons_of_finding(WORKORDER, happened(course), course.state, "F1")
    assert [(item.party, item.standing, item.appeal) for item in found.rights] == [
        ("technician:1", "appealed", "A1"), ("carrier:yunda", "paused", ""),
    ]  # fmt: skip
    with pytest.raises(KeyError):
        reasons_of_appeal(WORKORDER, happened(course), course.state, "A1")
    reviewer = BY_REF[course.state.appeals["A1"].reviewer]
    decision = c.DecideAppeal(
        "A1", "reduce", "责任减半",
        liabilities=(Liability("technician:1", 2_500, 15_000), Liability("carrier:yunda", 7_500, 45_000)),
    )  # fmt: skip
    assert isinstance(course.attempt(decision, reviewer), tuple)
    decided = reasons_of_appeal(WORKORDER, happened(course), course.state, "A1")
    assert [(one.party, one.before_bp, one.after_bp) for one in decided.moved] == [
        ("technician:1", 5_000, 2_500), ("carrier:yunda", 5_000, 7_500),
    ]  # fmt: skip
    assert (decided.by, decided.judged_by) == (reviewer.ref, "staff:6")
    assert [(item.party, item.standing) for item in decided.rights] == [
        ("technician:1", "final"), ("carrier:yunda", "open"),
    ]  # fmt: skip


def test_distribution_without_amounts_is_calculated() -> None:
    course = Course(WORKORDER)
    course.attempt(opening(WORKORDER, amount_fen=10_001), BY_REF["staff:11"])
    facts = {"matter": "conduct", "work": "improper", "handover": "missing", "packaging": "unknown"}
    shares = (Liability("technician:1", 5_000), Liability("company", 5_000))
    command = c.MakeFinding(facts=facts, reasons="各半", liabilities=shares, deviation="公司培训不足")
    made = course.attempt(command, BY_REF["staff:6"])
    assert isinstance(made, tuple)
    assert isinstance(made[0], e.FindingMade)
    assert [item.amount_fen for item in made[0].liabilities] == [5_001, 5_000]
    assert loss_of(made[0]) == 10_001


@pytest.mark.rule("DEC-3")
@settings(max_examples=100, deadline=None)
@given(courses())
def test_every_decision_can_be_explained(course: Course) -> None:
    """Of any course: each finding and decided appeal has its reasons, and they repeat what the log says."""
    assert course.state is not None
    log = happened(course)
    for item in log:
        event = item.event
        if isinstance(event, e.FindingMade):
            found = reasons_of_finding(course.policy, log, course.state, event.id)
            assert found.at == item.at
            assert {one.fact: one.value for one in found.facts} == event.facts
            assert [(one.party, one.share_bp, one.amount_fen) for one in found.calculation.parts] == [
                (one.party, one.share_bp, one.amount_fen) for one in event.liabilities
            ]
            assert found.calculation.share_bp == 10_000
            assert found.table is not None
            assert found.applied.cite == (event.row or course.policy.finding.cite)
            assert bool(found.applied.row) == bool(event.row)
            for right in found.rights:
                window = course.state.deadlines.get(f"appeal_window:{event.id}:{right.party}")
                assert right.due_at == (window.due_at if window else None)
                assert (right.standing == "open") == (window is not None and window.status == "running")
            assert all(section.lines for section in sections(found))
        if isinstance(event, e.ClaimRefused):
            refusal = reasons_of_finding(course.policy, log, course.state, event.id)
            assert (refusal.refused, refusal.reasons) == (event.party, event.reasons)
            assert [one.party for one in refusal.rights] == [event.party]
            assert all(section.lines for section in sections(refusal))
        if isinstance(event, e.AppealDecided):
            decided = reasons_of_appeal(course.policy, log, course.state, event.id)
            assert {one.party: (one.after_bp, one.after_fen) for one in decided.moved if one.after_bp} == {
                one.party: (one.share_bp, one.amount_fen) for one in event.liabilities
            }
            assert decided.by != decided.judged_by
            assert all(section.lines for section in sections(decided))


def test_reasons_of_a_log_that_went_through_the_database_are_the_same() -> None:
    course = judged(work="improper")
    assert course.state is not None
    again = [Happened(e.read(e.body_of(item.event)), item.at, item.by) for item in happened(course)]
    assert fold([(item.event, item.at) for item in again]) == course.state
    first = reasons_of_finding(WORKORDER, happened(course), course.state, "F1")
    assert isinstance(first, FindingReasons)
    assert reasons_of_finding(WORKORDER, again, course.state, "F1") == first
