"""How deadlines run (SLA-7, SLA-9, SLA-10, SLA-12): each function takes a deadline and gives a new one.

Every deadline has its own measure (`length.measure_of`); pausing keeps what is left of it to the second.
Instants are aware UTC, to the second; one before the last on record counts as that one, because the clocks
of two machines differ. The due instant itself is still in time; from it on the clock may lapse a deadline.
"""

from datetime import datetime, timedelta
from functools import lru_cache

from msgspec.structs import replace

from gongdao.rulebook.calendar import Calendar, whole_second
from gongdao.rulebook.deadline import measure
from gongdao.rulebook.deadline.length import DayRule, Length, parse_length, parse_warning
from gongdao.rulebook.deadline.terms import AT_ONCE, Deadline, Extension, Pause, Remaining, Status


def start(
    *,
    key: str,
    rule: str,
    cite: str,
    bearer: str,
    at: datetime,
    calendar: Calendar,
    length: str = "",
    due_at: datetime | None = None,
    day_rule: DayRule = AT_ONCE,
    warn: tuple[str, ...] = (),
    subject: str = "",
    starts_count: int = 1,
    zone: str = "",
) -> Deadline:
    """A deadline running from `at`, of a length, or up to a promised instant `due_at` (SLA-7).

    `warn`: percentages of the length or lengths before due; those that would be over already are left out.
    Raises ValueError for an unreadable length or warning, and for a `due_at` that is not after `at`.
    """
    at = whole_second(at)
    limit = parse_length(length) if due_at is None else measure.until(at, due_at)
    begins = calendar.day_start(calendar.local_date(at)) if measure.is_by_day(limit, day_rule) else at
    begun = _begun(limit, day_rule, warn, begins, calendar)
    return replace(
        begun, key=key, rule=rule, cite=cite, bearer=bearer, subject=subject, started_at=at,
        warn_at=tuple([instant for instant in begun.warn_at if instant > at]),
        starts_count=starts_count, zone=zone,
    )  # fmt: skip


# The limits of a day's cases are much the same, and cases that come in together begin theirs together.
@lru_cache(maxsize=1024)
def _begun(
    limit: Length, day_rule: DayRule, warn: tuple[str, ...], at: datetime, calendar: Calendar
) -> Deadline:
    """A nameless deadline that begins at `at`, with all its warnings."""
    due, moved = measure.first_due(limit, day_rule, at, calendar)
    begun = Deadline(
        key="", rule="", cite="", bearer="",
        started_at=at, counts_from=measure.counts_from(limit, day_rule, at, calendar), due_at=due,
        length=str(limit), seconds=limit.seconds, day_rule=day_rule, warnings=warn, moved=moved,
    )  # fmt: skip
    if limit.in_days:  # of what length those days are, their calendar says
        begun = replace(begun, seconds=measure.left(begun, at, calendar))
    if limit.rests_on_calendar:
        begun = measure.flagged(begun, calendar)
    return _armed(begun, at, calendar)


def pause(
    deadline: Deadline,
    at: datetime,
    calendar: Calendar,  # noqa: ARG001 - pausing and resuming are called alike
    *,
    reason: str,
) -> Deadline:
    """The clock stands from `at` (SLA-9). Raises ValueError unless it runs."""
    _require(deadline, "running")
    at = _not_before(deadline, at)
    return replace(
        deadline, status="paused", paused_at=at, pauses=(*deadline.pauses, Pause(from_at=at, reason=reason))
    )


def resume(deadline: Deadline, at: datetime, calendar: Calendar) -> Deadline:
    """The clock runs again from `at` with exactly what was left. Raises ValueError unless it is paused.

    One that was overdue when it was paused had nothing left: it stays due when it was.
    """
    _require(deadline, "paused")
    at = _not_before(deadline, at)
    paused_at = deadline.pauses[-1].from_at
    running = replace(
        deadline,
        status="running",
        paused_at=None,
        pauses=(*deadline.pauses[:-1], replace(deadline.pauses[-1], to_at=at)),
    )
    if paused_at > deadline.due_at:
        return running
    left = measure.left(deadline, paused_at, calendar)
    due = measure.after(running, max(at, running.counts_from), left, calendar)
    return _rearmed(measure.due_on(running, due, at, calendar), at, calendar)


def extend(
    deadline: Deadline, length: str, reason: str, at: datetime, by: str, calendar: Calendar
) -> Deadline:
    """The deadline with time added at its end; warnings are given anew before the new end.

    A limit in clock time takes any length. In a limit of working days or hours, hours and minutes are taken
    as its own seconds and days as working days. Raises ValueError when the deadline has ended.
    """
    _require(deadline, "running", "paused")
    at = _not_before(deadline, at)
    added = parse_length(length)
    seconds = measure.added(deadline, added, calendar)
    extension = Extension(by_length=str(added), reason=reason, at=at, by=by, seconds=seconds)
    longer = replace(deadline, extended=(*deadline.extended, extension))
    due = measure.after(deadline, deadline.due_at, seconds, calendar)
    return _armed(measure.due_on(longer, due, deadline.due_at, calendar), at, calendar)


def relengthen(
    deadline: Deadline, length: str, calendar: Calendar, *, warn: tuple[str, ...] | None = None
) -> Deadline:
    """The deadline as if it had had this length from its own start, with the same pauses and extensions.

    With its own length it is counted anew, for instance when the holidays of a year have been published.
    Raises ValueError when the deadline has ended.
    """
    _require(deadline, "running", "paused")
    fresh = start(
        key=deadline.key,
        rule=deadline.rule,
        cite=deadline.cite,
        bearer=deadline.bearer,
        subject=deadline.subject,
        at=deadline.started_at,
        calendar=calendar,
        length=length,
        day_rule=deadline.day_rule,
        warn=deadline.warnings if warn is None else warn,
        starts_count=deadline.starts_count,
        zone=deadline.zone,
    )
    return replace(_replayed(fresh, deadline, calendar), warned=deadline.warned)


def warn(deadline: Deadline, at: datetime) -> Deadline:
    """The deadline after the warnings due by `at` have been given; several missed ones count as one."""
    _require(deadline, "running")
    to_come = tuple(instant for instant in deadline.warn_at if instant > whole_second(at))
    if to_come == deadline.warn_at:
        raise ValueError(f"{deadline.key}: no warning is due at {at.isoformat()}")
    return replace(deadline, warn_at=to_come, warned=deadline.warned + 1)


def stop(deadline: Deadline, at: datetime) -> Deadline:
    """What was due was done, in time or late (`is_late`). Raises ValueError when it has ended."""
    return _ended(deadline, "met", at)


def lapse(deadline: Deadline, at: datetime) -> Deadline:
    """The time ran out (SLA-10). Raises ValueError before the due instant and unless it runs."""
    _require(deadline, "running")
    if whole_second(at) < deadline.due_at:
        raise ValueError(f"{deadline.key} is due at {deadline.due_at.isoformat()}: it cannot lapse before")
    return _ended(deadline, "lapsed", at)


def cancel(deadline: Deadline, at: datetime) -> Deadline:
    """Nothing is due any more. Raises ValueError when it has ended."""
    return _ended(deadline, "cancelled", at)


def remaining(deadline: Deadline, now: datetime, calendar: Calendar) -> Remaining:
    """What is left at `now`, or was left when the deadline was paused or ended."""
    at = deadline.paused_at or deadline.ended_at or _not_before(deadline, now)
    return Remaining(measure.left(deadline, at, calendar), deadline.measure)


def next_tick(deadline: Deadline) -> datetime | None:
    """When the clock must next look at it: the next warning or the due instant; None unless it runs."""
    if deadline.status != "running":
        return None
    return min(*deadline.warn_at, deadline.due_at) if deadline.warn_at else deadline.due_at


def is_late(deadline: Deadline) -> bool:
    """Whether it lapsed, or was met after the due instant; being done within a pause is in time."""
    if deadline.status == "lapsed":
        return True
    done_at = deadline.paused_at or deadline.ended_at
    return deadline.status == "met" and done_at is not None and done_at > deadline.due_at


# --- inside ---


def _require(deadline: Deadline, *statuses: Status) -> None:
    if deadline.status not in statuses:
        raise ValueError(f"{deadline.key} is {deadline.status}: expected {' or '.join(statuses)}")


def _not_before(deadline: Deadline, at: datetime) -> datetime:
    """`at`, or the last instant on record if that is later."""
    at = max(whole_second(at), deadline.started_at)
    if deadline.extended:
        at = max(at, deadline.extended[-1].at)
    if deadline.pauses:
        at = max(at, deadline.pauses[-1].to_at or deadline.pauses[-1].from_at)
    return at


def _ended(deadline: Deadline, status: Status, at: datetime) -> Deadline:
    _require(deadline, "running", "paused")
    return replace(deadline, status=status, ended_at=_not_before(deadline, at), warn_at=())


def _replayed(fresh: Deadline, deadline: Deadline, calendar: Calendar) -> Deadline:
    """The fresh deadline after the pauses and extensions of the other, in order of time."""
    steps: list[tuple[datetime, int, Pause | Extension]] = []
    for item in deadline.pauses:
        steps.append((item.from_at, len(steps), item))
        if item.to_at is not None:
            steps.append((item.to_at, len(steps), item))
    steps += [(item.at, len(steps) + index, item) for index, item in enumerate(deadline.extended)]
    for at, _, step in sorted(steps, key=lambda item: item[:2]):
        if isinstance(step, Extension):
            fresh = extend(fresh, step.by_length, step.reason, at, step.by, calendar)
        elif fresh.status == "running":
            fresh = pause(fresh, at, calendar, reason=step.reason)
        else:
            fresh = resume(fresh, at, calendar)
    return fresh


def _warnings(deadline: Deadline, calendar: Calendar) -> list[datetime]:
    """The instants of all warnings before the due instant, in order."""
    return sorted({_warning_at(deadline, text, calendar) for text in deadline.warnings})


def _warning_at(deadline: Deadline, text: str, calendar: Calendar) -> datetime:
    before = parse_warning(text)
    if isinstance(before, int):
        whole = deadline.seconds + sum(item.seconds for item in deadline.extended)
        return measure.after(deadline, deadline.due_at, -(whole * (100 - before) // 100), calendar)
    if before.unit == "wh":
        return calendar.add_working(deadline.due_at, -before.seconds)
    if before.unit == "wd":
        return calendar.whole_days.add_working(deadline.due_at, -before.seconds)
    return deadline.due_at - timedelta(seconds=before.seconds)


def _armed(deadline: Deadline, at: datetime, calendar: Calendar) -> Deadline:
    """With the warnings that lie ahead of `at`."""
    warnings = _warnings(deadline, calendar) if deadline.warnings else ()
    ahead = tuple([instant for instant in warnings if at < instant < deadline.due_at])
    return deadline if deadline.warn_at == ahead else replace(deadline, warn_at=ahead)


def _rearmed(deadline: Deadline, at: datetime, calendar: Calendar) -> Deadline:
    """With as many warnings as were still to come, none earlier than `at`."""
    count = len(deadline.warn_at)
    last = _warnings(deadline, calendar)[-count:] if count else []
    return replace(deadline, warn_at=tuple(max(instant, at) for instant in last))
