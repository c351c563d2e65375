"""Why a deadline is due when it is (SLA-11): the list of what counted and what did not, day by day.

Codes and data, no sentences. A person can add up the rows that count: the sum is the length with extensions.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from gongdao.rulebook.calendar import Calendar, Day, Interval
from gongdao.rulebook.deadline.clock import resume
from gongdao.rulebook.deadline.terms import Deadline

Kind = Literal["counted", "make_up_day", "closed", "weekend", "holiday", "paused"]

COUNTING: Final = ("counted", "make_up_day")
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


class Counted(Struct, frozen=True):
    """One row. Rows of the kinds counted and make_up_day count, the others do not.

    `parts` are the exact stretches and `seconds` their sum: a lunch break or a pause lies between two parts.
    `note`: a holiday code, the reason of a pause, not_yet_counting, opened_date, closed_date, or "".
    `estimated`: in a year whose holidays are not published.
    """

    from_at: datetime
    to_at: datetime
    seconds: int
    kind: Kind
    note: str
    parts: tuple[Interval, ...]
    estimated: bool = False

    @property
    def counts(self) -> bool:
        """Whether its seconds are part of the length."""
        return self.kind in COUNTING


class _Piece(NamedTuple):
    day: Day
    from_at: datetime
    to_at: datetime
    kind: Kind
    note: str


def explain(deadline: Deadline, calendar: Calendar, now: datetime) -> tuple[Counted, ...]:
    """What counted from the start to the due instant: at most one row per day, kind and note.

    Stretches that do not count are one row over several days while nothing else comes between; the night
    before a weekend or holiday and the one after belong to it. A paused deadline is shown as if it were
    resumed at `now`, one that ended in a pause as resumed when it ended.
    """
    if deadline.paused_at is not None:
        paused = replace(deadline, status="paused", ended_at=None)
        deadline = resume(paused, deadline.ended_at or now, calendar)
    rows: list[list[_Piece]] = []
    for piece in _with_nights(list(_pieces(deadline, calendar))):
        for row in rows[-4:]:
            if _belongs(piece, row):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return tuple(_counted(row, estimated=deadline.estimated) for row in rows)


def counted_seconds(rows: tuple[Counted, ...]) -> int:
    """The sum of the rows that count."""
    return sum(row.seconds for row in rows if row.counts)


def _pieces(deadline: Deadline, calendar: Calendar) -> Iterator[_Piece]:
    """The time from start to due, cut wherever something changes; without the breaks within a day."""
    on = calendar.local_date(deadline.started_at)
    while (start := max(calendar.day_start(on), deadline.started_at)) < deadline.due_at:
        end = min(calendar.day_end(on), deadline.due_at)
        pieces = [
            _piece(deadline, calendar, since, until, on)
            for since, until in _cut(deadline, calendar, on, start, end)
        ]
        counted = [piece.from_at for piece in pieces if piece.kind in COUNTING]
        for piece in pieces:
            is_break = piece.kind == "closed" and counted and counted[0] < piece.from_at < counted[-1]
            if not is_break:
                yield piece
        on += _DAY


def _cut(
    deadline: Deadline, calendar: Calendar, on: date, start: datetime, end: datetime
) -> Iterator[Interval]:
    """A stretch of one date, cut at every instant at which something begins or ends."""
    edges = {start, end, deadline.counts_from}
    edges |= {at for pause in deadline.pauses for at in (pause.from_at, pause.to_at) if at is not None}
    edges |= {at for moved in deadline.moved for at in (moved.from_at, moved.to_at)}
    edges |= {at for interval in _counting(deadline, calendar, on) for at in interval}
    return pairwise(sorted(at for at in edges if start <= at <= end))


def _counting(deadline: Deadline, calendar: Calendar, on: date) -> tuple[Interval, ...]:
    """What of a date the measure counts."""
    if deadline.measure == "working":
        return calendar.intervals_on(on)
    if deadline.measure == "working_day":
        return calendar.whole_days.intervals_on(on)
    return ((calendar.day_start(on), calendar.day_end(on)),)


def _piece(deadline: Deadline, calendar: Calendar, since: datetime, until: datetime, on: date) -> _Piece:
    day = calendar.day(on)
    for pause in deadline.pauses:
        if pause.from_at <= since and (pause.to_at is None or since < pause.to_at):
            return _Piece(day, since, until, "paused", pause.reason)
    if since < deadline.counts_from:
        return _Piece(day, since, until, "closed", "not_yet_counting")
    is_moved = any(moved.from_at <= since < moved.to_at for moved in deadline.moved)
    is_open = any(opens <= since < closes for opens, closes in _counting(deadline, calendar, on))
    if is_open and not is_moved:
        make_up = day.kind == "make_up_day" and deadline.measure != "clock"
        return _Piece(day, since, until, "make_up_day" if make_up else "counted", day.note)
    if day.kind == "working" or day.kind == "make_up_day":
        return _Piece(day, since, until, "closed", "")
    return _Piece(day, since, until, day.kind, day.note)


def _with_nights(pieces: list[_Piece]) -> list[_Piece]:
    """Closed time beside a weekend or holiday becomes part of it: looked at forwards, then backwards."""
    for beside in (-1, 1):
        order = range(len(pieces)) if beside < 0 else reversed(range(len(pieces)))
        for index in order:
            piece = pieces[index]
            if not 0 <= index + beside < len(pieces) or (piece.kind, piece.note) != ("closed", ""):
                continue
            other = pieces[index + beside]
            touches = other.to_at == piece.from_at if beside < 0 else piece.to_at == other.from_at
            if touches and other.kind in ("weekend", "holiday"):
                pieces[index] = piece._replace(kind=other.kind, note=other.note)
    return pieces


def _belongs(piece: _Piece, row: list[_Piece]) -> bool:
    """Whether a piece continues a row: the same day, or no interruption in what does not count."""
    first, last = row[0], row[-1]
    if (first.kind, first.note) != (piece.kind, piece.note):
        return False
    return first.day.on == piece.day.on or (piece.kind not in COUNTING and last.to_at == piece.from_at)


def _counted(row: list[_Piece], *, estimated: bool) -> Counted:
    parts: list[Interval] = []
    for piece in row:
        joined = bool(parts) and parts[-1][1] == piece.from_at
        parts.append((parts.pop()[0] if joined else piece.from_at, piece.to_at))
    return Counted(
        from_at=row[0].from_at,
        to_at=row[-1].to_at,
        seconds=sum((until - since) // _SECOND for since, until in parts),
        kind=row[0].kind,
        note=row[0].note,
        parts=tuple(parts),
        estimated=estimated and any(piece.day.estimated for piece in row),
    )
