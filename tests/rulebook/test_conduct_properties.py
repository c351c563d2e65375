"""Points, thresholds and sanctions of random courses of a shop's life (PEN-2…5, PEN-9, APP-15)."""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongdao.rulebook.conduct.converting import exchanged
from gongdao.rulebook.conduct.counting import a_year_after, reached
from gongdao.rulebook.money import position
from gongdao.rulebook.policy import Exchange

from .conduct_world import POLICY, SHOP, VIOLATIONS, World

START = datetime(2024, 2, 1, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
RULE = POLICY.conduct
assert RULE is not None

ENTRY = st.tuples(st.sampled_from(["a", "b"]), st.integers(4, 12), st.integers(1, 180))
COURSE = st.lists(ENTRY, min_size=1, max_size=6)
SHORT = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), st.integers(4, 12), st.integers(1, 20)), min_size=1, max_size=4
)
PAIRS = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(4, 12)), min_size=2, max_size=6)


def _played(course: list[tuple[str, int, int]], without: frozenset[int] = frozenset()) -> World:
    """Each entry: group, points, days since the one before. `without`: cases that never happened."""
    world, at = World(), START
    for number, (group, points, days) in enumerate(course):
        at += timedelta(days=days)
        if number not in without:
            world.give(number, group, points, at)
    return world


def _times(course: list[tuple[str, int, int]]) -> list[datetime]:
    return [START + timedelta(days=days) for days in accumulate(days for _, _, days in course)]


@pytest.mark.rule("PEN-1")
@settings(max_examples=40, deadline=None)
@given(COURSE)
def test_points_sum_to_what_the_ledger_holds(course: list[tuple[str, int, int]]) -> None:
    world = _played(course)
    for group in ("a", "b"):
        given_points = sum(points for own, points, _ in course if own == group)
        booked = sum(
            item.amount
            for state in world.cases.values()
            for item in position(state).values()
            if item.target == SHOP and item.unit.startswith(f"points_{group}:")
        )
        assert world.total(group) == booked == given_points


@pytest.mark.rule("PEN-2", "PEN-3")
@settings(max_examples=60, deadline=None)
@given(COURSE)
def test_each_threshold_of_a_year_is_crossed_once(course: list[tuple[str, int, int]]) -> None:
    world = _played(course)
    by_year: dict[str, int] = {}
    for (group, points, _), at in zip(course, _times(course), strict=True):
        if group == "a":
            unit = f"points_a:{at.astimezone(ZONE).year}"
            by_year[unit] = by_year.get(unit, 0) + points
    wanted = [("a", unit, 12 * n) for unit, points in by_year.items() for n in range(1, points // 12 + 1)]
    assert [item for item in world.thresholds() if item[0] == "a"] == sorted(wanted)


@pytest.mark.rule("PEN-4")
@settings(max_examples=40, deadline=None)
@given(COURSE)
def test_no_sanction_is_ever_shortened_by_another(course: list[tuple[str, int, int]]) -> None:
    """Whatever came later, each ran its own days of twenty-four hours to the second, and ended by itself."""
    world = _played(course)
    world.run_clocks(START + timedelta(days=2_000))
    days = {rule.id: rule.days for rule in RULE.sanctions}
    for state in world.cases.values():
        for item in state.sanctions.values():
            if days[item.step] == 0:
                assert (item.status, item.ends_at) == ("running", None)
            else:
                assert item.ends_at == item.starts_at + timedelta(days=days[item.step])
                assert (item.status, item.ended_at) == ("ended", item.ends_at)


@pytest.mark.rule("PEN-9", "APP-15")
@settings(max_examples=80, deadline=None)
@given(COURSE, st.data())
def test_reversal_restores_what_would_stand_without_the_case(
    course: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    """The last case's appeal comes in time; points and thresholds are as if it had never been."""
    last = len(course) - 1
    world = _played(course)
    at = _times(course)[last] + timedelta(days=data.draw(st.integers(1, 6)))
    world.win(last, at)
    without = _played(course, frozenset({last}))
    assert (world.total("a"), world.total("b")) == (without.total("a"), without.total("b"))
    assert world.thresholds() == without.thresholds()
    kept = {key: state.sanctions for key, state in world.cases.items() if key != last}
    without.run_clocks(at)
    assert kept == {key: state.sanctions for key, state in without.cases.items()}


@pytest.mark.rule("PEN-9", "APP-15")
@settings(max_examples=80, deadline=None)
@given(PAIRS, st.data())
def test_reversal_of_an_earlier_case_moves_the_thresholds_too(
    entries: list[tuple[str, int]], data: st.DataObject
) -> None:
    """All cases within the week in which the first may be appealed: sanctions of others are re-based."""
    course = [(group, points, 1) for group, points in entries]
    lost = data.draw(st.integers(0, len(course) - 1))
    world = _played(course)
    world.win(lost, _times(course)[-1] + timedelta(hours=1))
    without = _played(course, frozenset({lost}))
    assert (world.total("a"), world.total("b")) == (without.total("a"), without.total("b"))
    assert world.thresholds() == without.thresholds()


@pytest.mark.rule("PEN-2")
@pytest.mark.parametrize(
    ("first", "second", "sanctioned"),
    [
        ("2024-12-31T23:59:59", "2025-01-01T00:00:00", False),
        ("2024-12-31T00:00:00", "2024-12-31T23:59:59", True),
        ("2025-01-01T00:00:00", "2025-12-31T23:59:59", True),
    ],
)
def test_points_of_a_end_with_the_year_to_the_second(first: str, second: str, sanctioned: bool) -> None:
    world = World()
    world.give(1, "a", 8, datetime.fromisoformat(first).replace(tzinfo=ZONE).astimezone(UTC))
    state = world.give(2, "a", 4, datetime.fromisoformat(second).replace(tzinfo=ZONE).astimezone(UTC))
    assert bool(state.sanctions) is sanctioned


@pytest.mark.rule("PEN-9")
@pytest.mark.parametrize(
    ("second", "sanctioned"), [("2025-02-28T23:59:59", True), ("2025-03-01T00:00:00", False)]
)
def test_points_of_b_hold_a_year_to_the_second(second: str, sanctioned: bool) -> None:
    world = World()
    world.give(1, "b", 8, datetime(2024, 3, 1, tzinfo=ZONE).astimezone(UTC))
    state = world.give(2, "b", 4, datetime.fromisoformat(second).replace(tzinfo=ZONE).astimezone(UTC))
    assert bool(state.sanctions) is sanctioned


def test_a_year_after_the_leap_day_is_the_first_of_march() -> None:
    assert a_year_after(datetime(2024, 2, 29, 8, tzinfo=ZONE)) == datetime(2025, 3, 1, 8, tzinfo=ZONE)


@pytest.mark.rule("PEN-4")
@settings(max_examples=30, deadline=None)
@given(SHORT, st.integers(1, 60))
def test_shifting_all_dates_shifts_all_sanctions(course: list[tuple[str, int, int]], days: int) -> None:
    """Within one year: the same points and thresholds, every time later by the same days."""
    shift = timedelta(days=days)
    later = [(course[0][0], course[0][1], course[0][2] + days), *course[1:]]
    one = [item for state in _played(course).cases.values() for item in state.sanctions.values()]
    two = [item for state in _played(later).cases.values() for item in state.sanctions.values()]
    assert [(item.step, item.starts_at + shift, item.ends_at and item.ends_at + shift) for item in one] == [
        (item.step, item.starts_at, item.ends_at) for item in two
    ]


@pytest.mark.rule("PEN-2", "PEN-3")
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.sampled_from(["a", "b"]))
def test_points_in_two_parts_reach_what_they_reach_at_once(
    before: int, one: int, two: int, group: str
) -> None:
    at_once = reached(RULE.sanctions, group, before, before + one + two)
    parts = (
        *reached(RULE.sanctions, group, before, before + one),
        *reached(RULE.sanctions, group, before + one, before + one + two),
    )
    assert at_once == parts


@pytest.mark.rule("PEN-5")
@given(st.integers(0, 200), st.integers(0, 200))
def test_more_old_points_never_become_fewer(one: int, more: int) -> None:
    assert RULE.conversion is not None
    assert exchanged(RULE.conversion, one) <= exchanged(RULE.conversion, one + more)
    assert RULE.conversion.before == date(2010, 6, 10)
    assert RULE.conversion.b[0] == Exchange(old=0, points=0)


@pytest.mark.rule("PEN-1")
@given(st.integers(0, 48), st.sampled_from(["a", "b"]), st.booleans())
def test_the_law_at_the_act_is_applied_or_a_newer_one_that_is_lighter(
    points: int, group: str, abolished: bool
) -> None:
    """Whatever a newer version says, the result is one of the two laws', and never the heavier one's."""
    code = VIOLATIONS[group]
    (old,) = (item for item in RULE.violations if item.code == code)
    changed = tuple(
        replace(item, points=points, least=None, most=None) if item.code == code else item
        for item in RULE.violations
        if not (abolished and item.code == code)
    )
    newer = replace(POLICY, version="2099-01", conduct=replace(RULE, violations=changed))
    state = World(newer=newer).give(0, group, None, START)
    given_points = [item.points for item in state.points.values()]
    wanted = 0 if abolished else min(points, old.points)
    assert sum(given_points) == wanted
    laws = {item.law for item in state.points.values()}
    lighter = abolished or points < old.points
    assert laws <= {newer.version if lighter else POLICY.version}
