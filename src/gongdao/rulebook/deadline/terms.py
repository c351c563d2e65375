"""A deadline and its parts, as stored in case state and events for ten years. Fields are only ever added."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

from gongdao.rulebook.deadline.length import DayRule, Measure, measure_of, parse_length

Status = Literal["running", "paused", "met", "lapsed", "cancelled"]

AT_ONCE: Final = DayRule()
# The end of a right, of a sanction, of a hold and of a case that waits to be closed.
_RUNS_OUT: Final = frozenset({"make_final", "end_sanction", "end_hold", "close"})


class Pause(Struct, frozen=True, omit_defaults=True):
    """A time that does not count. `to_at` None: it lasts, or the deadline ended in it."""

    from_at: datetime
    to_at: datetime | None = None
    reason: str = ""


class Extension(Struct, frozen=True, omit_defaults=True):
    """Time added. `seconds`: what that came to in the deadline's own measure."""

    by_length: str
    reason: str
    at: datetime
    by: str
    seconds: int


class Moved(Struct, frozen=True):
    """Days off over which the last day moved 顺延; they do not count."""

    from_at: datetime
    to_at: datetime


class Deadline(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who must do what by when: one running, paused or ended time limit. Fields are only ever added."""

    key: str  # unique in the case, as first_response or proposal_answer:P2
    rule: str  # id of the policy's deadline
    cite: str
    bearer: str  # ref or role
    subject: str = ""
    started_at: datetime
    counts_from: datetime  # the next local midnight after started_at under next_day, else started_at
    due_at: datetime  # while paused: what it was when the pause began
    length: str
    seconds: int  # the length in the deadline's own measure
    day_rule: DayRule = AT_ONCE
    status: Status = "running"
    warnings: tuple[str, ...] = ()  # as the policy says them
    warn_at: tuple[datetime, ...] = ()  # still to come
    warned: int = 0
    paused_at: datetime | None = None  # stays when the deadline ends in a pause
    pauses: tuple[Pause, ...] = ()
    extended: tuple[Extension, ...] = ()
    moved: tuple[Moved, ...] = ()
    ended_at: datetime | None = None
    estimated: bool = False  # rests on a year whose holidays were not yet published
    starts_count: int = 1
    zone: str = ""  # in which it is counted; empty: that of the policy (SLA-8)

    @property
    def measure(self) -> Measure:
        """What it is measured in: clock, working_day or working."""
        return measure_of(parse_length(self.length), self.day_rule)

    @property
    def is_open(self) -> bool:
        """Whether it runs or is paused."""
        return self.status in ("running", "paused")


def runs_out(consequences: Iterable[str]) -> bool:
    """Whether a time ends as it should, 期满: with these consequences nobody failed to do a thing by it."""
    found = set(consequences)
    return bool(found) and found <= _RUNS_OUT


def standing(item: Deadline, consequences: Iterable[str]) -> str:
    """How a limit with these consequences stands, as readers are told it: its status, or `ran_out`."""
    return "ran_out" if item.status == "lapsed" and runs_out(consequences) else item.status


class Remaining(Struct, frozen=True):
    """What is left, in seconds of the measure; negative when overdue."""

    seconds: int
    measure: Measure
