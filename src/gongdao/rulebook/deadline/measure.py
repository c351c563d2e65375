"""The measures of a deadline: how much of it lies between two instants, and where so much of it ends."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from gongdao.rulebook.calendar import Calendar, Starts, whole_second
from gongdao.rulebook.deadline.length import DayRule, Length, parse_length
from gongdao.rulebook.deadline.terms import Deadline, Moved

_SECOND = timedelta(seconds=1)
_NONE = timedelta()


def until(at: datetime, due_at: datetime) -> Length:
    """The length from `at` to a promised instant. Raises ValueError unless that lies after `at`."""
    seconds = (whole_second(due_at) - at) // _SECOND
    if seconds <= 0:
        raise ValueError(f"due at {due_at.isoformat()}: expected an instant after {at.isoformat()}")
    return parse_length(f"{seconds}s")


def first_due(
    limit: Length, rule: DayRule, at: datetime, calendar: Calendar
) -> tuple[datetime, tuple[Moved, ...]]:
    """When a limit that starts at `at` is due, and the days off over which its last day moved."""
    if limit.unit == "wh":
        return calendar.add_working(at, limit.seconds), ()
    if not limit.in_days:
        return at + limit.seconds * _SECOND, ()
    starts: Starts = "same_day" if rule.starts == "same_day" else "next_day"
    if rule.starts == "at_once" and rule.ends != "same_time" and at == _midnight(at, calendar):
        starts = "same_day"
    if limit.unit == "wd":
        return calendar.add_working_days(at, limit.count, starts=starts, ends=rule.ends), ()
    due = calendar.add_days(at, limit.count, starts=starts, ends=rule.ends)
    moved_due = calendar.add_days(
        at, limit.count, starts=starts, ends=rule.ends, holiday_moves=rule.holiday_moves
    )
    last, moved_to = calendar.last_date(due), calendar.last_date(moved_due)
    if moved_to == last:
        return due, ()
    return moved_due, (Moved(calendar.day_start(last), calendar.day_start(moved_to)),)


def is_by_day(limit: Length, rule: DayRule) -> bool:
    """Whether a limit counts whole days from the next local midnight: the same for all instants of a day."""
    return limit.in_days and rule.starts == "next_day" and rule.ends != "same_time"


def counts_from(limit: Length, rule: DayRule, at: datetime, calendar: Calendar) -> datetime:
    """From when the limit counts: the next local midnight for whole days under next_day, else `at`."""
    if is_by_day(limit, rule):
        return calendar.day_end(calendar.local_date(at))
    return at


def left(deadline: Deadline, at: datetime, calendar: Calendar) -> int:
    """Seconds of the measure from `at` to due; all of them before the counting begins; negative after due."""
    return between(deadline, max(at, deadline.counts_from), deadline.due_at, calendar)


def between(deadline: Deadline, start: datetime, end: datetime, calendar: Calendar) -> int:
    """Seconds of the measure from start to end; negative when end is before start."""
    if end < start:
        return -between(deadline, end, start, calendar)
    measure = deadline.measure
    if measure == "working":
        return calendar.working_seconds(start, end)
    if measure == "working_day":
        return calendar.whole_days.working_seconds(start, end)
    off = (max(min(end, moved.to_at) - max(start, moved.from_at), _NONE) for moved in deadline.moved)
    return (end - start - sum(off, _NONE)) // _SECOND


def after(deadline: Deadline, at: datetime, seconds: int, calendar: Calendar) -> datetime:
    """The earliest instant with so many seconds of the measure after `at`; negative: the latest before it."""
    measure = deadline.measure
    if measure == "working":
        return calendar.add_working(at, seconds)
    if measure == "working_day":
        return calendar.whole_days.add_working(at, seconds)
    end = at + seconds * _SECOND
    if seconds > 0:
        for moved in deadline.moved:
            if at < moved.to_at and moved.from_at < end:
                end += moved.to_at - max(at, moved.from_at)
    elif seconds < 0:
        for moved in reversed(deadline.moved):
            if end < moved.to_at and moved.from_at < at:
                end -= min(at, moved.to_at) - moved.from_at
    return end


def added(deadline: Deadline, length: Length, calendar: Calendar) -> int:
    """Seconds of the measure that a length adds at the end of a deadline.

    To clock time any length adds what it takes from the due instant on. To working days or hours, hours and
    minutes add their own seconds, and days add working days: natural ones might add nothing at all.
    """
    due, counted_in_clock = deadline.due_at, deadline.measure == "clock"
    if length.unit == "wh":
        end = calendar.add_working(due, length.seconds)
    elif length.unit == "wd" or (length.unit == "d" and not counted_in_clock):
        end = calendar.add_working_days(due, length.count, ends="same_time")
    elif length.unit == "d":
        end = calendar.add_days(due, length.count, ends="same_time")
    else:
        return length.seconds
    return between(deadline, due, end, calendar)


def due_on(deadline: Deadline, due: datetime, since: datetime, calendar: Calendar) -> Deadline:
    """The deadline with a new due instant, reached from `since`, moved past days off by its rule."""
    last = calendar.last_date(due)
    if moves(deadline) and not calendar.is_working_day(last):
        known = next((moved for moved in deadline.moved if moved.from_at <= due < moved.to_at), None)
        if known is not None:
            return flagged(replace(deadline, due_at=known.to_at), calendar)
        moved_to = calendar.day_start(calendar.next_working_day(last))
        off = Moved(max(calendar.day_start(last), since), moved_to)
        deadline = replace(deadline, moved=(*deadline.moved, off))
        due += off.to_at - off.from_at
    return flagged(replace(deadline, due_at=due), calendar)


def flagged(deadline: Deadline, calendar: Calendar) -> Deadline:
    """The deadline with `estimated` as the years that its due instant rests on say."""
    if moves(deadline):
        since = calendar.day_start(calendar.last_date(deadline.due_at))
        since = deadline.moved[-1].from_at if deadline.moved else since
        estimated = bool(calendar.estimated_years(since, deadline.due_at))
    elif deadline.measure != "clock":
        estimated = bool(calendar.estimated_years(deadline.counts_from, deadline.due_at))
    else:
        estimated = False
    return deadline if deadline.estimated == estimated else replace(deadline, estimated=estimated)


def moves(deadline: Deadline) -> bool:
    """Whether a last day off moves the end: natural days under `holiday_moves`."""
    return deadline.day_rule.holiday_moves and parse_length(deadline.length).unit == "d"


def _midnight(at: datetime, calendar: Calendar) -> datetime:
    return calendar.day_start(calendar.local_date(at))
