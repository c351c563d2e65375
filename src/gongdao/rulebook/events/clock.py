"""Events of the clock: each carries the whole deadline as it now stands."""

from typing import ClassVar

from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.events.base import Audience, Event


class DeadlineStarted(Event, frozen=True, tag="deadline_started"):
    """The clock runs; its notice, the message written with this event, says what silence will mean."""

    deadline: Deadline
    consequences: tuple[str, ...] = ()  # of a lapse


class DeadlineMet(Event, frozen=True, tag="deadline_met"):
    """What was due was done."""

    deadline: Deadline


class DeadlinePaused(Event, frozen=True, tag="deadline_paused"):
    """SLA-9."""

    deadline: Deadline


class DeadlineResumed(Event, frozen=True, tag="deadline_resumed"):
    """SLA-9: the remainder is kept to the second."""

    deadline: Deadline


class DeadlineExtended(Event, frozen=True, tag="deadline_extended"):
    """By a person with reason, or because the priority changed its length."""

    deadline: Deadline
    reason: str
    by: str


class DeadlineWarned(Event, frozen=True, tag="deadline_warned"):
    """SLA-10: before the limit."""

    deadline: Deadline
    audience: ClassVar[Audience] = "staff"


class DeadlineLapsed(Event, frozen=True, tag="deadline_lapsed"):
    """SLA-10: the stated consequence happens once; its events follow this one."""

    deadline: Deadline
    consequences: tuple[str, ...]


class DeadlineCancelled(Event, frozen=True, tag="deadline_cancelled"):
    """Nothing is due any more."""

    deadline: Deadline
