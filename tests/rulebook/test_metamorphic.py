"""What must not matter does not: the same case told otherwise comes out the same."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.assignment import choose
from gongdao.rulebook.decide import decide
from gongdao.rulebook.explain import trace
from gongdao.rulebook.expression import names_in
from gongdao.rulebook.policy import CASE_FACTS, Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.terms import EXHIBIT_KINDS, Exhibit

from .courses import FACTS, NAMES, PEOPLE, POLICIES, Course
from .profiles import examples
from .test_invariants import NUMBERS, POLICY, STEPS
from .world import START, journey, move, opening_of, policy_of

WEEK: Final = timedelta(weeks=1)
# Years whose holidays are not published: working time is counted by weekday alone.
PLAIN: Final = datetime(2031, 1, 13, 1, 0, tzinfo=UTC)
# Among equally suitable people lots are drawn by the instant of receipt: here is one for each role.
ONE_EACH: Final = replace(
    FACTS,
    candidates=tuple({role: one for one in FACTS.candidates for role in sorted(one.roles)}.values()),
)
_INSTANT: Final = msgspec.json.Decoder(datetime)
Log = list[tuple[e.Event, datetime, str]]


@pytest.mark.rule("TRI-7")
@settings(max_examples=examples(40), deadline=None)
@given(POLICY, NUMBERS, NUMBERS)
def test_order_of_candidates_does_not_matter(policy: int, number: int, shuffle: int) -> None:
    people = list(FACTS.candidates)
    Random(shuffle).shuffle(people)
    law, opening = policy_of(policy), opening_of(policy_of(policy), number)
    shuffled = replace(FACTS, candidates=tuple(people))
    first = decide(law, None, opening, FACTS, PEOPLE[11], START)
    second = decide(law, None, opening, shuffled, PEOPLE[11], START)
    assert first == second
    wanted: Any = {"case": str(number), "role": law.handler_role, "region": "", "department": "", "skill": ""}
    excluded, required = frozenset({"staff:1"}), frozenset[str]()
    assert choose(FACTS.candidates, excluded=excluded, required=required, **wanted) == choose(
        tuple(people), excluded=excluded, required=required, **wanted
    )


@settings(max_examples=examples(30), deadline=None)
@given(POLICY, NUMBERS, STEPS)
def test_names_and_titles_change_nothing_but_themselves(
    policy: int, number: int, steps: list[tuple[int, int]]
) -> None:
    """Irrelevant facts: what people and goods are called, and how they are reached."""
    law = policy_of(policy)

    def renamed(command: c.OpenCase) -> c.OpenCase:
        assert command.order is not None
        items = tuple(replace(item, name="商品B") for item in command.order.items)
        return replace(
            command,
            complainant=replace(command.complainant, name="李先生", contact="13999999999"),
            order=replace(command.order, items=items),
        )

    first, second = journey(law, number, steps, START), Course(law, now=START)
    second.attempt(renamed(opening_of(law, number)), PEOPLE[11])
    for minutes, seed in steps:
        second.now += timedelta(minutes=minutes)
        move(second, seed)
    second.clock()
    assert [(e.type_of(event), at, by) for event, at, by in first.log] == [
        (e.type_of(event), at, by) for event, at, by in second.log
    ]
    assert first.state is not None
    assert second.state is not None
    for name in ("deadlines", "findings", "appeals", "remedies", "status", "handler", "priority", "points"):
        assert getattr(first.state, name) == getattr(second.state, name), name


@pytest.mark.rule("SLA-8")
@settings(max_examples=examples(30), deadline=None)
@given(POLICY, NUMBERS, STEPS, st.integers(1, 12))
def test_whole_weeks_without_holidays_shift_every_result(
    policy: int, number: int, steps: list[tuple[int, int]], weeks: int
) -> None:
    steps = steps[:20]  # within the year: points are counted by it
    law, by = policy_of(policy), weeks * WEEK
    first = journey(law, number, steps, PLAIN, ONE_EACH)
    second = journey(law, number, steps, PLAIN + by, ONE_EACH)
    assert len(first.log) == len(second.log)
    for (event, at, actor), (later, later_at, later_actor) in zip(first.log, second.log, strict=True):
        assert (later_at, later_actor) == (at + by, actor)
        if event != later:
            assert shifted(as_stored(event), by) == as_stored(later)


def as_stored(event: e.Event) -> Any:
    return msgspec.json.decode(msgspec.json.encode(e.body_of(event)))


def shifted(value: Any, by: timedelta) -> Any:
    """Plain data with every instant moved."""
    if isinstance(value, dict):
        return {key: shifted(part, by) for key, part in value.items()}
    if isinstance(value, list):
        return [shifted(part, by) for part in value]
    if isinstance(value, str) and value[:2] == "20" and value[4:5] == "-" and "T" in value:
        moved = _INSTANT.decode(msgspec.json.encode(value)) + by
        return msgspec.to_builtins(moved)
    return value


@pytest.mark.rule("APP-6")
@settings(max_examples=examples(40), deadline=None)
@given(POLICY, NUMBERS, STEPS, st.lists(st.sampled_from(EXHIBIT_KINDS), min_size=1, max_size=3), NUMBERS)
def test_more_evidence_never_hurts_an_appeal(
    policy: int, number: int, steps: list[tuple[int, int]], kinds: list[str], seed: int
) -> None:
    """What is taken with some exhibits is taken with more, at once or after as few supplements."""
    law = policy_of(policy)
    course = journey(law, number, steps, START)
    state = course.state
    assert state is not None
    dice = Random(seed)
    more = tuple(Exhibit(f"{dice.getrandbits(256):064x}", kind, "另有证据") for kind in kinds)
    for key, finding in state.findings.items():
        for item in finding.liabilities:
            few = c.FileAppeal(
                key, "attribution", "不服", "请撤销", appellant=item.party, late_reason="出差",
                exhibits=tuple(state.exhibits)[:1],
            )  # fmt: skip
            many = replace(few, new_exhibits=more, exhibits=tuple(state.exhibits)[:3])
            for actor in PEOPLE:
                with_few = decide(law, state, few, FACTS, actor, course.now)
                with_many = decide(law, state, many, FACTS, actor, course.now)
                if isinstance(with_few, Refusal):
                    continue
                assert not isinstance(with_many, Refusal), with_many
                assert asked(with_many) <= asked(with_few)


def asked(events: tuple[e.Event, ...]) -> set[str]:
    """The kinds of evidence still asked for."""
    return {kind for event in events if isinstance(event, e.SupplementAsked) for kind in event.missing}


@pytest.mark.rule("DEC-2")
@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(sorted(POLICIES)), st.data())
def test_facts_that_no_row_asks_for_change_no_finding(name: str, data: st.DataObject) -> None:
    policy = POLICIES[name]
    facts = {fact.id: data.draw(st.sampled_from(fact.values)) for fact in policy.finding.facts}
    first = trace(policy, {**CASE_FACTS, **facts})
    asked_for = {fact for row in policy.finding.table for fact in names_in(row.when)}
    other: dict[str, Any] = {"mood": "angry", "channel": "mail", "people_affected": 7, "priority": "urgent"}
    ignored = {key: value for key, value in other.items() if key not in asked_for}
    second = trace(policy, {**CASE_FACTS, **facts, **ignored})
    assert first == second


@settings(max_examples=examples(20), deadline=None)
@given(POLICY, NUMBERS, STEPS)
def test_what_is_refused_changes_nothing(policy: int, number: int, steps: list[tuple[int, int]]) -> None:
    course = journey(policy_of(policy), number, steps, START)
    assert course.state is not None
    before = msgspec.json.encode(course.state)
    for person in PEOPLE:
        for command in (c.CloseCase("x", "y"), c.AcceptFinding("F9"), c.DecideAppeal("A9", "annul", "x")):
            decide(course.policy, course.state, command, FACTS, person, course.now)
    assert msgspec.json.encode(course.state) == before


def test_every_policy_is_among_those_played() -> None:
    played: set[str] = {policy_of(number).policy for number in range(len(NAMES))}
    assert played == set(POLICIES)
    made: list[Policy] = [policy_of(number) for number in range(len(NAMES), 3 * len(NAMES))]
    assert any(item != POLICIES[item.policy] for item in made)
