"""The promises, for every case under every policy, whatever people do: a machine plays cases and watches.

`--hypothesis-profile=long` plays many more and longer ones.
"""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongdao.rulebook.decide import catch_up
from gongdao.rulebook.evolve import fold
from gongdao.rulebook.state import State

from .courses import FACTS, NAMES, PEOPLE, Course, stored
from .profiles import examples, length
from .watch import Watch
from .world import START, VARIANTS, journey, move, opening_of, policy_of

NUMBERS = st.integers(0, 2**32)
POLICY = st.integers(0, len(NAMES) * VARIANTS - 1)
MINUTES = st.sampled_from([0, 1, 30, 59, 60, 61, 600, 1440, 3000, 10_080])
STEPS = st.lists(st.tuples(MINUTES, NUMBERS), max_size=40)


class Case(RuleBasedStateMachine):
    """One case: opened, then moved by whoever may, while time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.course = Course(policy_of(0))
        self.watch = Watch(self.course.policy)
        self.seen = 0

    @initialize(policy=POLICY, number=NUMBERS)
    def open(self, policy: int, number: int) -> None:
        self.course = Course(policy_of(policy), now=START)
        self.watch = Watch(self.course.policy)
        self.course.attempt(opening_of(self.course.policy, number), PEOPLE[11])

    @rule(number=NUMBERS)
    def somebody_moves(self, number: int) -> None:
        move(self.course, number)

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.course.now += timedelta(minutes=minutes)
        self.course.clock()

    @invariant()
    def promises_hold(self) -> None:
        for event, at, by in self.course.log[self.seen :]:
            self.watch.take(event, at, by)
        self.seen = len(self.course.log)
        self.watch.rest()
        assert self.watch.state == self.course.state

    def teardown(self) -> None:
        """A state equals the fold of its events, also after a journey through the database."""
        if self.course.state is not None:
            folded = fold(stored(self.course.log))
            assert folded == self.course.state
            assert msgspec.json.decode(msgspec.json.encode(folded), type=State) == folded


@pytest.mark.rule("DEC-1", "DEC-3", "APP-8", "APP-9", "APP-15", "SLA-9", "SLA-10", "FND-4")
def test_promises_hold_in_every_case() -> None:
    many = settings(max_examples=examples(30), stateful_step_count=length(40), deadline=None)
    run_state_machine_as_test(Case, settings=many)


@settings(max_examples=examples(25), deadline=None)
@given(POLICY, NUMBERS, STEPS)
def test_clock_that_slept_arrives_where_one_that_was_awake_does(
    policy: int, opening: int, steps: list[tuple[int, int]]
) -> None:
    """Promise 8: lapses are applied at their own instants, however late the worker comes."""
    course = journey(policy_of(policy), opening, steps, START)
    assert course.state is not None
    end = course.now + timedelta(days=20)
    awake, at = course.state, course.now
    while at < end:
        at = min(at + timedelta(hours=7), end)
        for step in catch_up(course.policy, awake, FACTS, at):
            awake = step.state
    asleep = course.state
    for step in catch_up(course.policy, asleep, FACTS, end):
        asleep = step.state
    assert awake == asleep
