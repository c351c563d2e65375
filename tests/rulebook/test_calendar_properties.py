"""Working time against a slow, obvious oracle: minute by minute, and day by day over years (SLA-8)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongdao.rulebook.calendar import Calendar, Ends, Starts
from gongdao.rulebook.opening import ALWAYS_OPEN, OFFICE_WEEK, WEEKDAYS, Hours

pytestmark = pytest.mark.rule("SLA-8")

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",  # daylight saving of half an hour
    "Africa/Cairo",  # daylight saving at midnight
    "America/Havana",  # back from 1:00 to 0:00
    "Asia/Kathmandu",  # UTC+5:45
    "Pacific/Apia",  # skipped 2011-12-30
    "UTC",
)
# Around these something happens: holidays, make-up days, daylight saving, a skipped date, years without data.
ANCHORS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        "2026-02-14",
        "2026-02-28",
        "2026-03-08 07:00",
        "2026-03-29 01:00",
        "2026-04-04 15:00",
        "2026-04-24",
        "2026-10-01",
        "2026-10-25 01:00",
        "2026-11-01 05:00",
        "2025-10-06",
        "2011-12-30 10:00",
        "2004-01-01",
        "2027-01-01",
        "2031-05-01",
    )
)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    edges = sorted(draw(st.sets(st.integers(0, 96).map(lambda n: n * 15) | st.integers(0, 1440), max_size=6)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn, zones: tuple[str, ...] = ZONES) -> Calendar:
    random_week = st.tuples(*[hours()] * 7).filter(any)
    near = st.sampled_from(ANCHORS).flatmap(
        lambda anchor: st.integers(-5, 5).map(lambda days: (anchor + days * DAY).date())
    )
    closed = draw(st.frozensets(near, max_size=3))
    opened = draw(st.frozensets(near, max_size=3))
    return Calendar(
        zone=draw(st.sampled_from(zones)),
        hours=draw(st.sampled_from([OFFICE_WEEK, ALWAYS_OPEN]) | random_week),
        holidays=draw(st.sampled_from(["cn", "none"])),
        make_up_as=draw(st.sampled_from(WEEKDAYS)),
        closed=tuple(closed),
        opened=tuple(opened - closed),
    )


instants = st.builds(
    lambda anchor, seconds: anchor + seconds * SECOND,
    st.sampled_from(ANCHORS),
    st.integers(-3 * 86400, 3 * 86400) | st.integers(-72, 72).map(lambda n: n * 3600),
)
short = st.integers(0, 40 * 3600) | st.integers(0, 40).map(lambda n: n * 3600)


# --- the oracle ---


def hours_of(calendar: Calendar, on: date) -> Hours:
    """The hours of a local date, asked of the package's own questions."""
    week, make_up = calendar.hours, calendar.hours[WEEKDAYS.index(calendar.make_up_as)]
    if on in calendar.closed:
        return ()
    if on in calendar.opened:
        return week[on.weekday()] or make_up
    if calendar.holidays == "none":
        return week[on.weekday()]
    try:
        works = chinese_calendar.is_workday(on)
        _, name = chinese_calendar.get_holiday_detail(on)
    except NotImplementedError:
        return week[on.weekday()]
    if works and on.weekday() >= 5:
        return make_up
    return () if name and not works else week[on.weekday()]


def is_open(calendar: Calendar, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(calendar.zone))
    minute = local.hour * 60 + local.minute
    return any(opens <= minute < closes for opens, closes in hours_of(calendar, local.date()))


def minutes(start: datetime, end: datetime) -> Iterator[tuple[datetime, int]]:
    """Each minute with how many of its seconds lie from start to end."""
    minute = start.replace(second=0)
    while minute < end:
        yield minute, (min(minute + MINUTE, end) - max(minute, start)) // SECOND
        minute += MINUTE


def slow_seconds(calendar: Calendar, start: datetime, end: datetime) -> int:
    return sum(seconds for minute, seconds in minutes(start, end) if is_open(calendar, minute))


def slow_end(calendar: Calendar, start: datetime, seconds: int, limit: datetime) -> datetime | None:
    """The earliest instant with so many open seconds since start; None when it lies after the limit."""
    for minute, available in minutes(start, limit):
        if is_open(calendar, minute):
            if seconds <= available:
                return max(minute, start) + seconds * SECOND
            seconds -= available
    return None


def slow_has_time(calendar: Calendar, on: date) -> bool:
    """Whether a local date has open time, minute by minute where the zone might leave some out."""
    tz = ZoneInfo(calendar.zone)
    start = datetime.combine(on, time(), tz).astimezone(UTC)
    end = datetime.combine(on + DAY, time(), tz).astimezone(UTC)
    if not hours_of(calendar, on) or end - start == DAY:
        return bool(hours_of(calendar, on))
    return slow_seconds(calendar, start, end) > 0


def slow_nth_day(calendar: Calendar, first: date, n: int) -> date:
    """The n-th working day, the first candidate being `first`."""
    on = first - DAY
    while n:
        on += DAY
        n -= slow_has_time(calendar, on)
    return on


def local(calendar: Calendar, on: date, at: time) -> datetime:
    return datetime.combine(on, at, ZoneInfo(calendar.zone)).astimezone(UTC)


def slow_end_of(calendar: Calendar, on: date, ends: Ends) -> datetime:
    end = local(calendar, on + DAY, time())
    if ends == "close_of_business" and slow_has_time(calendar, on):
        start = local(calendar, on, time())
        while not is_open(calendar, end - MINUTE) and end > start:
            end -= MINUTE
    return end


# --- measuring and adding ---


@given(calendars(), instants, short)
@settings(max_examples=30, deadline=None)
def test_working_seconds_equals_the_oracle(calendar: Calendar, start: datetime, length: int) -> None:
    end = start + length * SECOND
    assert calendar.working_seconds(start, end) == slow_seconds(calendar, start, end)


@given(calendars(), instants, st.integers(1, 10 * 3600))
@settings(max_examples=30, deadline=None)
def test_add_working_equals_the_oracle(calendar: Calendar, start: datetime, seconds: int) -> None:
    limit = start + 3 * DAY
    found, expected = calendar.add_working(start, seconds), slow_end(calendar, start, seconds, limit)
    assert found == expected if expected is not None else found >= limit


@given(calendars(), instants)
@settings(max_examples=25, deadline=None)
def test_intervals_on_equals_the_oracle(calendar: Calendar, at: datetime) -> None:
    on = calendar.local_date(at)
    intervals = calendar.intervals_on(on)
    open_minutes = {
        minute
        for minute, _ in minutes(calendar.day_start(on), calendar.day_end(on))
        if is_open(calendar, minute)
    }
    found = {minute for opens, closes in intervals for minute, _ in minutes(opens, closes)}
    assert found == open_minutes
    assert list(intervals) == sorted(intervals)
    assert calendar.is_working_day(on) == bool(intervals)


@given(calendars(), instants, st.integers(-(10**7), 10**7))
@settings(max_examples=30, deadline=None)
def test_adding_and_measuring_are_inverse(calendar: Calendar, start: datetime, seconds: int) -> None:
    end = calendar.add_working(start, seconds)
    assert calendar.working_seconds(start, end) == seconds
    if seconds > 0:  # the earliest such instant, or the latest before
        assert calendar.working_seconds(end - SECOND, end) == 1
    if seconds < 0:
        assert calendar.working_seconds(end, end + SECOND) == 1


@given(calendars(), instants, st.integers(0, 10**7), st.integers(0, 10**7), st.sampled_from([1, -1]))
@settings(max_examples=30, deadline=None)
def test_adding_is_additive_and_monotone(
    calendar: Calendar, start: datetime, a: int, b: int, sign: int
) -> None:
    once = calendar.add_working(start, sign * (a + b))
    assert calendar.add_working(calendar.add_working(start, sign * a), sign * b) == once
    assert (calendar.add_working(start, sign * a) <= once) == (sign > 0 or b == 0)


@given(calendars(), instants, instants, st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_a_later_start_never_ends_earlier(
    calendar: Calendar, one: datetime, two: datetime, seconds: int
) -> None:
    first, second = sorted((one, two))
    assert calendar.add_working(first, seconds) <= calendar.add_working(second, seconds)


@given(calendars(), instants, instants, instants)
@settings(max_examples=30, deadline=None)
def test_working_seconds_of_parts_sum_to_the_whole(
    calendar: Calendar, a: datetime, b: datetime, c: datetime
) -> None:
    measure = calendar.working_seconds
    assert measure(a, b) + measure(b, c) == measure(a, c)
    assert measure(a, b) == -measure(b, a)
    assert 0 <= measure(min(a, b), max(a, b)) <= abs(b - a) // SECOND


@given(calendars(("Asia/Shanghai", "UTC")), instants, st.integers(1, 1500))
@settings(max_examples=30, deadline=None)
def test_years_of_working_time_equal_the_sum_of_their_days(
    calendar: Calendar, at: datetime, days: int
) -> None:
    on = calendar.local_date(at)
    start, end = calendar.day_start(on), calendar.day_start(on + days * DAY)
    expected = sum(
        (closes - opens) * 60 for n in range(days) for opens, closes in hours_of(calendar, on + n * DAY)
    )
    assert calendar.working_seconds(start, end) == expected


# --- limits in days ---


@given(calendars(), instants, st.integers(1, 12), st.sampled_from(["next_day", "same_day"]), st.data())
@settings(max_examples=30, deadline=None)
def test_working_days_equal_the_oracle(
    calendar: Calendar, start: datetime, n: int, starts: Starts, data: st.DataObject
) -> None:
    ends: Ends = data.draw(st.sampled_from(["end_of_day", "close_of_business"]))
    first = calendar.local_date(start) + (DAY if starts == "next_day" else timedelta())
    expected = slow_end_of(calendar, slow_nth_day(calendar, first, n), ends)
    if expected <= start:  # the starting day had no time left
        expected = slow_end_of(calendar, slow_nth_day(calendar, first, n + 1), ends)
    assert calendar.add_working_days(start, n, starts=starts, ends=ends) == expected


@given(calendars(), instants, st.integers(1, 12))
@settings(max_examples=30, deadline=None)
def test_working_days_at_the_same_time_equal_the_oracle(calendar: Calendar, start: datetime, n: int) -> None:
    on, at = calendar.local_date(start), start.astimezone(ZoneInfo(calendar.zone)).time()
    if not slow_has_time(calendar, on):
        on, at = slow_nth_day(calendar, on, 1), time()
        start = local(calendar, on, at)
    if start == local(calendar, on, time()):
        expected = local(calendar, slow_nth_day(calendar, on, n) + DAY, time())
    else:
        expected = local(calendar, slow_nth_day(calendar, on + DAY, n), at)
    assert calendar.add_working_days(start, n, ends="same_time") == expected


@given(calendars(), instants, st.integers(1, 400), st.sampled_from(["next_day", "same_day"]), st.data())
@settings(max_examples=30, deadline=None)
def test_natural_days_equal_the_oracle(
    calendar: Calendar, start: datetime, n: int, starts: Starts, data: st.DataObject
) -> None:
    ends: Ends = data.draw(st.sampled_from(["end_of_day", "close_of_business"]))
    moves = data.draw(st.booleans())
    last = calendar.local_date(start) + (n - (starts == "same_day")) * DAY

    def end_from(on: date) -> datetime:
        return slow_end_of(calendar, slow_nth_day(calendar, on, 1) if moves else on, ends)

    expected = end_from(last)
    if expected <= start:
        expected = end_from((slow_nth_day(calendar, last, 1) if moves else last) + DAY)
    assert calendar.add_days(start, n, starts=starts, ends=ends, holiday_moves=moves) == expected


@given(calendars(), instants, st.integers(1, 400), st.booleans())
@settings(max_examples=30, deadline=None)
def test_natural_days_at_the_same_time_keep_the_local_time(
    calendar: Calendar, start: datetime, n: int, moves: bool
) -> None:
    tz = ZoneInfo(calendar.zone)
    end = calendar.add_days(start, n, ends="same_time", holiday_moves=moves)
    assert end > start
    if moves:
        assert calendar.is_working_day(calendar.last_date(end))
    wanted = start.astimezone(tz).time().replace(fold=0)
    on = end.astimezone(tz).date()
    assume(datetime.combine(on, wanted, tz).astimezone(UTC).astimezone(tz).time() == wanted)  # not in a gap
    assert end.astimezone(tz).time().replace(fold=0) == wanted
    assert moves or on == calendar.local_date(start) + n * DAY


@given(calendars(), instants)
@settings(max_examples=40)
def test_whole_days_has_the_same_working_days(calendar: Calendar, at: datetime) -> None:
    on = calendar.local_date(at)
    assume(calendar.day_end(on) - calendar.day_start(on) == DAY)  # else its only hours may be skipped
    assert calendar.whole_days.is_working_day(on) == calendar.is_working_day(on)
    assert calendar.whole_days.day(on).kind == calendar.day(on).kind
