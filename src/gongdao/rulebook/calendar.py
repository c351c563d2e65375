"""Working time (SLA-8): which days and hours count, and the arithmetic on them.

An instant is open when the local clock reads a time within the hours of its local date; so an hour skipped
by daylight saving never counts and one lived twice counts twice. Instants are aware UTC in and out, to the
second: fractions of a second are dropped. Naive instants raise ValueError.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from gongdao.rulebook import holidays as published
from gongdao.rulebook.opening import OFFICE_WEEK, WEEKDAYS, WHOLE_DAY, Hours, Week, Weekday, check_hours

Starts = Literal["next_day", "same_day"]  # 次日起算, or the starting day is the first
Ends = Literal["same_time", "end_of_day", "close_of_business"]
DayKind = Literal["working", "make_up_day", "weekend", "holiday", "closed"]
Interval = tuple[datetime, datetime]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)
_MEAN_YEAR: Final = 31_556_952  # seconds


class Day(Struct, frozen=True):
    """What one local date is. `note`: a holiday code, opened_date, closed_date. `estimated`: no data yet."""

    on: date
    kind: DayKind
    hours: Hours
    note: str = ""
    estimated: bool = False


class _Year(NamedTuple):
    """One local year, in seconds since 1970: its days and its open intervals, ready for bisection."""

    first: int  # ordinal of 1 January
    starts: list[int]  # the first second of each date, and that of the next year
    opens: list[int]
    closes: list[int]
    before: list[int]  # open seconds of the year before each interval
    total: int
    working: list[int]  # ordinals of the dates with open time
    slices: dict[int, tuple[int, int]]  # ordinal -> its range of intervals


class Calendar(Struct, frozen=True, dict=True, cache_hash=True):
    """Opening hours of a week in a zone, with holidays and single dates that differ.

    `make_up_as`: whose hours a make-up workday has. `closed` and `opened` outrank the holidays; an opened
    date has the hours of its weekday, or of `make_up_as` where that weekday is closed.
    Raises ValueError for an unknown zone, hours that overlap, or a week without any hours.
    """

    zone: str = "Asia/Shanghai"
    hours: Week = OFFICE_WEEK
    holidays: Literal["cn", "none"] = "cn"
    make_up_as: Weekday = "mon"
    closed: tuple[date, ...] = ()
    opened: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        for name, hours in zip(WEEKDAYS, self.hours, strict=True):
            check_hours(name, hours)
        if not any(self.hours):
            raise ValueError("a calendar needs at least one weekday with opening hours")
        if both := set(self.closed) & set(self.opened):
            raise ValueError(f"{min(both)} cannot be both a closed and an opened date")
        try:
            ZoneInfo(self.zone)
        except (LookupError, OSError, ValueError):
            raise ValueError(f"{self.zone!r} is not a time zone: expected a name as Asia/Shanghai") from None

    # --- days ---

    def day(self, on: date) -> Day:
        """What this date is, by the single dates first, then the holidays, then the weekday."""
        estimated = self.holidays == "cn" and on.year not in published.PUBLISHED_YEARS
        hours = self.hours[on.weekday()]
        if on in self.closed:
            return Day(on, "closed", (), "closed_date", estimated)
        if on in self.opened:
            return Day(on, "working", hours or self._make_up_hours, "opened_date", estimated)
        if self.holidays == "cn" and on in published.MAKE_UP_DAYS:
            return Day(on, "make_up_day", self._make_up_hours, published.MAKE_UP_DAYS[on])
        if self.holidays == "cn" and on in published.REST_DAYS:
            return Day(on, "holiday", (), published.REST_DAYS[on])
        if hours:
            return Day(on, "working", hours, "", estimated)
        return Day(on, "weekend" if on.weekday() >= 5 else "closed", (), "", estimated)

    def is_working_day(self, on: date) -> bool:
        """Whether the date has any open time."""
        return on.toordinal() in self._year(on.year).slices

    def intervals_on(self, on: date) -> tuple[Interval, ...]:
        """The open intervals of a local date, in order, as aware UTC instants."""
        year = self._year(on.year)
        first, last = year.slices.get(on.toordinal(), (0, 0))
        return tuple((_instant(year.opens[i]), _instant(year.closes[i])) for i in range(first, last))

    def local_date(self, at: datetime) -> date:
        """The date in the calendar's zone."""
        if at.tzinfo is None:
            raise _naive(at)
        return at.astimezone(self._tz).date()

    def last_date(self, end: datetime) -> date:
        """The last local date before an end: 24:00 belongs to the day that ends with it."""
        return self.local_date(whole_second(end) - _SECOND)

    def day_start(self, on: date) -> datetime:
        """The first instant of a local date."""
        year = self._year(on.year)
        return _instant(year.starts[on.toordinal() - year.first])

    def day_end(self, on: date) -> datetime:
        """24:00 local: the first instant of the next local date."""
        year = self._year(on.year)
        return _instant(year.starts[on.toordinal() - year.first + 1])

    def next_working_day(self, on: date) -> date:
        """The first working day after a date."""
        return self._working_date(on, 1)

    def estimated_years(self, start: datetime, end: datetime) -> tuple[int, ...]:
        """The local years from start to end whose holidays are not published: computed by weekday."""
        if self.holidays == "none" or self._published[0] <= start <= end < self._published[1]:
            return ()
        first, _ = self._year_of(_seconds(start))
        last, _ = self._year_of(max(_seconds(end), _seconds(start) + 1) - 1)
        return tuple(y for y in range(first, last + 1) if y not in published.PUBLISHED_YEARS)

    @cached_property
    def whole_days(self) -> "Calendar":
        """The same working days, open from 0:00 to 24:00: the measure of limits counted in working days."""
        return replace(self, hours=tuple(WHOLE_DAY if hours else () for hours in self.hours))

    # --- working time ---

    def working_seconds(self, start: datetime, end: datetime) -> int:
        """Open seconds from start to end; negative when end is before start."""
        start, end = whole_second(start), whole_second(end)
        if end < start:
            return -self.working_seconds(end, start)
        since, until = _seconds(start), _seconds(end)
        first, first_year = self._year_of(since)
        last, last_year = self._year_of(until)
        whole_years = sum(self._year(year).total for year in range(first, last))
        return whole_years + _open_before(last_year, until) - _open_before(first_year, since)

    def add_working(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant with so many open seconds after start; with negative seconds, the latest
        instant with so many before it. Zero gives start itself."""
        start = whole_second(start)
        if seconds == 0:
            return start
        second = _seconds(start)
        number, year = self._year_of(second)
        target = _open_before(year, second) + seconds
        while target < 0:
            number -= 1
            year = self._year(number)
            target += year.total
        while target > year.total:
            target -= year.total
            number += 1
            year = self._year(number)
        return _instant(_earliest(year, target) if seconds > 0 else _latest(year, target))

    # --- limits in days ---

    def add_working_days(
        self, start: datetime, n: int, *, starts: Starts = "next_day", ends: Ends = "end_of_day"
    ) -> datetime:
        """The end of the n-th working day 工作日.

        `next_day`: the day after start is the first that can count; `same_day`: start's own day counts too
        if it is a working day with time left. `same_time` counts whole days from start itself (or from the
        next working day, if start is not on one) and ends at the same local time; it takes next_day.
        """
        _check_days(n, starts, ends)
        start = whole_second(start)
        today = self.local_date(start)
        if ends == "same_time":
            if not self.is_working_day(today):
                today = self.next_working_day(today)
                start = self.day_start(today)
            if start == self.day_start(today):
                return self.day_end(self._working_date(today, n - 1))
            return self._at_time_of(start, self._working_date(today, n))
        included = starts == "same_day" and self.is_working_day(today)
        last = self._working_date(today, n - included)
        end = self._end_of(last, ends)
        return end if end > start else self._end_of(self.next_working_day(last), ends)

    def add_days(
        self,
        start: datetime,
        n: int,
        *,
        starts: Starts = "next_day",
        ends: Ends = "end_of_day",
        holiday_moves: bool = False,
    ) -> datetime:
        """The end of the n-th natural day 自然日; days as in `add_working_days`, working or not.

        `holiday_moves`: a last day that is not a working day moves to the next working day 顺延.
        `close_of_business` on a day without hours is the end of that day.
        """
        _check_days(n, starts, ends)
        start = whole_second(start)
        today = self.local_date(start)
        at_midnight = start == self.day_start(today)
        counts_today = starts == "same_day" or (ends == "same_time" and at_midnight)
        last = self._moved(today + (n - counts_today) * _DAY, holiday_moves)
        if ends == "same_time" and not at_midnight:
            return self._at_time_of(start, last)
        end = self._end_of(last, ends)
        return end if end > start else self._end_of(self._moved(last + _DAY, holiday_moves), ends)

    # --- inside ---

    def _moved(self, last: date, holiday_moves: bool) -> date:
        return self.next_working_day(last) if holiday_moves and not self.is_working_day(last) else last

    def _working_date(self, on: date, n: int) -> date:
        """The n-th working date after `on`; n = 0 is `on` itself."""
        if n == 0:
            return on
        number, index = on.year, bisect_right(self._year(on.year).working, on.toordinal()) + n - 1
        while index >= len(self._year(number).working):
            index -= len(self._year(number).working)
            number += 1
        return date.fromordinal(self._year(number).working[index])

    def _end_of(self, on: date, ends: Ends) -> datetime:
        intervals = self.intervals_on(on) if ends == "close_of_business" else ()
        return intervals[-1][1] if intervals else self.day_end(on)

    def _at_time_of(self, at: datetime, on: date) -> datetime:
        return datetime.combine(on, at.astimezone(self._tz).time(), self._tz).astimezone(UTC)

    @property
    def _make_up_hours(self) -> Hours:
        return self.hours[WEEKDAYS.index(self.make_up_as)]

    @cached_property
    def _tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _published(self) -> Interval:
        """From when to when no holiday is unknown: the first published years without a gap between them."""
        first = last = min(published.PUBLISHED_YEARS)
        while last + 1 in published.PUBLISHED_YEARS:
            last += 1
        return self.day_start(date(first, 1, 1)), self.day_start(date(last + 1, 1, 1))

    @cached_property
    def _years(self) -> dict[int, _Year]:
        return {}

    def _year(self, number: int) -> _Year:
        known = self._years.get(number)
        if known is None:
            known = self._years[number] = self._counted_year(number)
        return known

    def _year_of(self, second: int) -> tuple[int, _Year]:
        """The number of the local year that a second belongs to, and the year."""
        number = 1970 + second // _MEAN_YEAR
        year = self._year(number)
        while second < year.starts[0]:
            number -= 1
            year = self._year(number)
        while second >= year.starts[-1]:
            number += 1
            year = self._year(number)
        return number, year

    def _counted_year(self, number: int) -> _Year:
        on, after = date(number, 1, 1), date(number + 1, 1, 1)
        end = self._midnight(on)
        year = _Year(on.toordinal(), [end], [], [], [], 0, [], {})
        total = 0
        while on < after:
            first, start, end = len(year.opens), end, self._midnight(on + _DAY)
            year.starts.append(end)
            for opens, closes in self._open_on(on, start, end):
                year.opens.append(opens)
                year.closes.append(closes)
                year.before.append(total)
                total += closes - opens
            if len(year.opens) > first:
                year.working.append(on.toordinal())
                year.slices[on.toordinal()] = (first, len(year.opens))
            on += _DAY
        return year._replace(total=total)

    def _midnight(self, on: date) -> int:
        """The first second of a local date."""
        return _seconds(datetime.combine(on, time(), self._tz))

    def _open_on(self, on: date, start: int, end: int) -> list[tuple[int, int]]:
        """The open intervals of the date from start to end, in seconds since 1970; touching ones are one."""
        found: list[tuple[int, int]] = []
        midnight = _seconds(datetime.combine(on, time(), UTC))
        is_plain = end - start == 86400
        for since, until, offset in (
            [(start, end, midnight - start)] if is_plain else self._stretches(start, end)
        ):
            for first, last in self.day(on).hours:
                opens = max(since, midnight + first * 60 - offset)
                closes = min(until, midnight + last * 60 - offset)
                if found and found[-1][1] == opens < closes:
                    opens = found.pop()[0]
                if opens < closes:
                    found.append((opens, closes))
        return found

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """A day cut where its offset from UTC changes: from, until, offset, in seconds."""
        if start == end:
            return
        before, after = self._offset(start), self._offset(end - 1)
        seconds = range(start, end)
        change = start + bisect_left(seconds, 1, key=lambda second: int(self._offset(second) == after))
        yield start, change, before
        yield change, end, after

    def _offset(self, second: int) -> int:
        offset = datetime.fromtimestamp(second, self._tz).utcoffset()
        assert offset is not None  # the zone is always known here
        return offset // _SECOND


def whole_second(at: datetime) -> datetime:
    """The instant in UTC without its fraction of a second. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise _naive(at)
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.replace(microsecond=0) if at.microsecond else at


def _naive(at: datetime) -> ValueError:
    return ValueError(f"{at.isoformat()} has no time zone: expected an aware instant")


def _check_days(n: int, starts: Starts, ends: Ends) -> None:
    if n < 1:
        raise ValueError(f"a limit of {n} days is none: expected at least 1")
    if starts == "same_day" and ends == "same_time":
        raise ValueError("same_day with same_time would make one day no time at all: use next_day")


def _open_before(year: _Year, second: int) -> int:
    """Open seconds of the year before a second within it."""
    index = bisect_right(year.opens, second) - 1
    if index < 0:
        return 0
    return year.before[index] + min(second, year.closes[index]) - year.opens[index]


def _earliest(year: _Year, target: int) -> int:
    """The earliest second with `target` open seconds of the year before it; target > 0."""
    index = bisect_left(year.before, target) - 1
    return year.opens[index] + target - year.before[index]


def _latest(year: _Year, target: int) -> int:
    """The latest second with `target` open seconds of the year before it; target < the year's total."""
    index = bisect_right(year.before, target) - 1
    return year.opens[index] + target - year.before[index]


def _seconds(at: datetime) -> int:
    since = at - _EPOCH
    return since.days * 86400 + since.seconds


def _instant(second: int) -> datetime:
    return _EPOCH + second * _SECOND
