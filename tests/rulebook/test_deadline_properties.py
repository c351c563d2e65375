"""Invariants of time limits over random lengths, day rules, calendars, pauses and extensions."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongdao.rulebook import deadline as clock
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.deadline import DayRule, Deadline
from gongdao.rulebook.opening import ALWAYS_OPEN, parse_week

SECOND = timedelta(seconds=1)
OFFICE = parse_week({"mon-fri": "09:00-12:00 13:30-18:00"})
CALENDARS = (
    Calendar(hours=OFFICE),
    Calendar(hours=parse_week({"mon-sat": "08:00-20:00", "sun": "10:00-10:01"}), make_up_as="sat"),
    Calendar(hours=ALWAYS_OPEN, holidays="cn"),
    Calendar(hours=ALWAYS_OPEN, holidays="none", zone="America/New_York"),
    Calendar(hours=OFFICE, holidays="none", zone="Europe/London", closed=(date(2026, 3, 30),)),
    Calendar(hours=parse_week({"wed": "22:00-24:00", "thu": "00:00-02:00"}), holidays="none"),
)
PLAIN = (Calendar(hours=OFFICE, holidays="none"), Calendar(hours=ALWAYS_OPEN, holidays="none"))
DAY_RULES = [
    DayRule(starts=starts, ends=ends, holiday_moves=moves)
    for starts in ("at_once", "next_day", "same_day")
    for ends in ("same_time", "end_of_day", "close_of_business")
    for moves in (False, True)
    if (starts, ends) != ("same_day", "same_time")
]
WARNINGS = ("50%", "80%", "30m", "2h", "1wd", "1wh", "1d")

calendars = st.sampled_from(CALENDARS)
lengths = st.sampled_from(["30m", "2h", "24h", "1d", "7d", "15d", "1wd", "3wd", "8wh", "30wh"])
added_lengths = st.sampled_from(["1s", "45m", "2h", "1d", "3d", "1wd", "2wd", "1wh", "9wh"])
starts_at = st.builds(
    lambda day, second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, seconds=second),
    st.integers(0, 364) | st.sampled_from([43, 44, 57, 58, 65, 87, 272, 303, 363]),
    st.integers(0, 86399) | st.integers(0, 24).map(lambda hour: hour * 3600),
)
gaps = st.integers(0, 20 * 86400) | st.integers(0, 72).map(lambda n: n * 3600) | st.integers(0, 3)


@st.composite
def started(draw: st.DrawFn, calendar: Calendar, length: str = "") -> Deadline:
    return clock.start(
        key="proposal",
        rule="proposal",
        cite="SLA-2",
        bearer="handler",
        at=draw(starts_at),
        length=length or draw(lengths),
        day_rule=draw(st.sampled_from(DAY_RULES)),
        warn=tuple(draw(st.lists(st.sampled_from(WARNINGS), max_size=3))),
        calendar=calendar,
    )


def left(deadline: Deadline, at: datetime, calendar: Calendar) -> int:
    return clock.remaining(deadline, at, calendar).seconds


def last_instant(deadline: Deadline) -> datetime:
    """The last instant on record."""
    pauses = [pause.to_at or pause.from_at for pause in deadline.pauses]
    return max([deadline.started_at, *pauses, *(extension.at for extension in deadline.extended)])


def within(draw: st.DrawFn, deadline: Deadline) -> datetime:
    """Any instant of the time it still has, the due instant most of all."""
    since = last_instant(deadline)
    span = max((deadline.due_at - since) // SECOND, 0)
    return since + draw(st.integers(0, span) | st.just(span)) * SECOND


@st.composite
def courses(draw: st.DrawFn, calendar: Calendar) -> Deadline:
    """A deadline after up to three pauses and an extension; running or paused."""
    deadline = draw(started(calendar))
    for step in draw(st.lists(st.sampled_from(["wait", "wait", "extend"]), max_size=3)):
        at = within(draw, deadline)
        if step == "extend":
            deadline = clock.extend(deadline, draw(added_lengths), "asked", at, "staff:1", calendar)
        else:
            deadline = clock.pause(
                deadline, at, calendar, reason=draw(st.sampled_from(["customer", "evidence"]))
            )
            deadline = clock.resume(deadline, at + draw(gaps) * SECOND, calendar)
    if draw(st.booleans()):
        deadline = clock.pause(deadline, within(draw, deadline), calendar, reason="customer")
    return deadline


with_calendar = calendars.flatmap(lambda calendar: st.tuples(st.just(calendar), courses(calendar)))


@pytest.mark.rule("SLA-9")
@given(with_calendar, gaps, st.data())
@settings(max_examples=150, deadline=None)
def test_pausing_and_resuming_keeps_what_is_left(
    given_case: tuple[Calendar, Deadline], gap: int, data: st.DataObject
) -> None:
    calendar, deadline = given_case
    if deadline.status == "running":
        at = data.draw(st.integers(0, max((deadline.due_at - last_instant(deadline)) // SECOND, 0)))
        before = left(deadline, last_instant(deadline) + at * SECOND, calendar)
        deadline = clock.pause(deadline, last_instant(deadline) + at * SECOND, calendar, reason="customer")
        assert left(deadline, last_instant(deadline), calendar) == before
    assert deadline.paused_at is not None
    kept, until = left(deadline, deadline.paused_at, calendar), deadline.paused_at + gap * SECOND
    assert left(deadline, until, calendar) == kept
    resumed = clock.resume(deadline, until, calendar)
    assert left(resumed, until, calendar) == kept
    assert resumed.due_at >= deadline.due_at
    assert clock.resume(deadline, until + SECOND, calendar).due_at >= resumed.due_at
    if gap == 0:
        assert resumed.due_at == deadline.due_at
        assert resumed.warn_at == tuple(max(at, until) for at in deadline.warn_at)


@pytest.mark.rule("SLA-11")
@given(with_calendar, gaps)
@settings(max_examples=100, deadline=None)
def test_explained_rows_sum_to_the_length_with_extensions(
    given_case: tuple[Calendar, Deadline], gap: int
) -> None:
    calendar, deadline = given_case
    now = (deadline.paused_at or deadline.started_at) + gap * SECOND
    rows = clock.explain(deadline, calendar, now)
    extended = sum(extension.seconds for extension in deadline.extended)
    assert clock.counted_seconds(rows) == deadline.seconds + extended
    assert all(row.seconds == sum((end - start) // SECOND for start, end in row.parts) for row in rows)
    assert all(row.from_at == row.parts[0][0] and row.to_at == row.parts[-1][1] for row in rows)
    parts = sorted(part for row in rows for part in row.parts)
    assert all(before[1] <= after[0] for before, after in pairwise(parts))
    keys = [(calendar.local_date(row.from_at), row.kind, row.note) for row in rows]
    assert len(keys) == len(set(keys))
    assert [row.from_at for row in rows] == sorted(row.from_at for row in rows)


@given(with_calendar)
@settings(max_examples=100, deadline=None)
def test_due_is_after_start_and_ticks_come_in_order(given_case: tuple[Calendar, Deadline]) -> None:
    calendar, deadline = given_case
    assert deadline.due_at > deadline.started_at
    if deadline.status == "paused":
        assert clock.next_tick(deadline) is None
        deadline = clock.resume(deadline, last_instant(deadline), calendar)
    ticks = []
    while (tick := clock.next_tick(deadline)) is not None:
        ticks.append(tick)
        deadline = clock.warn(deadline, tick) if deadline.warn_at else clock.lapse(deadline, tick)
    assert ticks == sorted(ticks)
    assert ticks[-1] == deadline.due_at
    assert deadline.warned == len(ticks) - 1


@given(with_calendar)
@settings(max_examples=60, deadline=None)
def test_counting_anew_from_the_record_gives_the_same_deadline(given_case: tuple[Calendar, Deadline]) -> None:
    calendar, deadline = given_case
    again = clock.relengthen(deadline, deadline.length, calendar)
    assert (again.due_at, again.pauses, again.extended, again.moved, again.status) == (
        deadline.due_at, deadline.pauses, deadline.extended, deadline.moved, deadline.status,
    )  # fmt: skip
    assert msgspec.json.decode(msgspec.json.encode(deadline), type=Deadline) == deadline


@given(calendars, st.data())
@settings(max_examples=60, deadline=None)
def test_hours_are_their_own_seconds_in_every_measure(calendar: Calendar, data: st.DataObject) -> None:
    length = data.draw(st.sampled_from(["30m", "2h", "24h", "8wh", "30wh"]))
    deadline = data.draw(started(calendar, length))
    assert deadline.seconds == clock.parse_length(length).seconds


@given(
    st.sampled_from([c for c in CALENDARS if c.zone == "Asia/Shanghai"]),
    st.data(),
    st.sampled_from(["7d", "3wd"]),
)
@settings(max_examples=60, deadline=None)
def test_whole_days_are_their_own_days_where_no_clock_is_changed(
    calendar: Calendar, data: st.DataObject, length: str
) -> None:
    deadline = data.draw(started(calendar, length))
    rule = deadline.day_rule
    assume((rule.starts, rule.ends) == ("next_day", "end_of_day") or rule.ends == "same_time")
    assert deadline.seconds == clock.parse_length(length).seconds
    if rule.ends == "end_of_day":
        rows = clock.explain(deadline, calendar, deadline.started_at)
        assert sum(row.counts for row in rows) == clock.parse_length(length).count


@given(st.sampled_from(PLAIN), st.data(), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_shifting_by_whole_weeks_shifts_due_by_the_same(
    calendar: Calendar, data: st.DataObject, weeks: int
) -> None:
    deadline, shift = data.draw(started(calendar)), timedelta(weeks=weeks)
    later = clock.start(
        key=deadline.key, rule=deadline.rule, cite=deadline.cite, bearer=deadline.bearer,
        at=deadline.started_at + shift, length=deadline.length, day_rule=deadline.day_rule,
        warn=deadline.warnings, calendar=calendar,
    )  # fmt: skip
    assert later.due_at == deadline.due_at + shift
    assert later.warn_at == tuple(at + shift for at in deadline.warn_at)


@pytest.mark.rule("SLA-10")
@given(with_calendar, st.integers(-3, 3) | st.integers(-(10**6), 10**6))
@settings(max_examples=60, deadline=None)
def test_lapse_only_from_due_and_late_only_after_it(
    given_case: tuple[Calendar, Deadline], offset: int
) -> None:
    calendar, deadline = given_case
    if deadline.status == "paused":
        deadline = clock.resume(deadline, last_instant(deadline), calendar)
    at = max(deadline.due_at + offset * SECOND, last_instant(deadline))
    assert clock.is_late(clock.stop(deadline, at)) == (at > deadline.due_at)
    if at >= deadline.due_at:
        assert clock.is_late(clock.lapse(deadline, at))
    else:
        with pytest.raises(ValueError, match="cannot lapse before"):
            clock.lapse(deadline, at)
