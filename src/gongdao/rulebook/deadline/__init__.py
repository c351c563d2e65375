"""Time limits: what they are (`terms`), how long (`length`), how they run (`clock`), and why (`counted`)."""

from gongdao.rulebook.deadline.clock import (
    cancel,
    extend,
    is_late,
    lapse,
    next_tick,
    pause,
    relengthen,
    remaining,
    resume,
    start,
    stop,
    warn,
)  # fmt: skip
from gongdao.rulebook.deadline.counted import Counted, counted_seconds, explain
from gongdao.rulebook.deadline.length import DayRule, Length, Measure, parse_length, parse_warning
from gongdao.rulebook.deadline.terms import (
    Deadline,
    Extension,
    Moved,
    Pause,
    Remaining,
    Status,
    runs_out,
    standing,
)  # fmt: skip

__all__ = [
    "Counted", "DayRule", "Deadline", "Extension", "Length", "Measure", "Moved", "Pause", "Remaining",
    "Status", "cancel", "counted_seconds", "explain", "extend", "is_late", "lapse", "next_tick",
    "parse_length", "parse_warning", "pause", "relengthen", "remaining", "resume", "runs_out",
    "standing", "start", "stop", "warn",
]  # fmt: skip
