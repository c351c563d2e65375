"""Events of the clock: each carries the whole deadline as it now stands."""

from typing import ClassVar

from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.events.base import Audience, Event


class DeadlineEvent(Event, frozen=True):
    """What the events of the clock have in common."""

    deadline: Deadline


class DeadlineStarted(DeadlineEvent, frozen=True, tag="deadline_started"):
    """The clock runs; its notice, the message written with this event, says what silence will mean."""

    consequences: tuple[str, ...] = ()  # of a lapse


class DeadlineMet(DeadlineEvent, frozen=True, tag="deadline_met"):
    """What was due was done."""


class DeadlinePaused(DeadlineEvent, frozen=True, tag="deadline_paused"):
    """SLA-9."""


class DeadlineResumed(DeadlineEvent, frozen=True, tag="deadline_resumed"):
    """SLA-9: the remainder is kept to the second."""


class DeadlineExtended(DeadlineEvent, frozen=True, tag="deadline_extended"):
    """By a person with reason, or because the priority changed its length."""

    reason: str
    by: str


class DeadlineWarned(DeadlineEvent, frozen=True, tag="deadline_warned"):
    """SLA-10: before the limit."""

    audience: ClassVar[Audience] = "staff"


class DeadlineLapsed(DeadlineEvent, frozen=True, tag="deadline_lapsed"):
    """SLA-10: the stated consequence happens once; its events follow this one."""

    consequences: tuple[str, ...]


class DeadlineCancelled(DeadlineEvent, frozen=True, tag="deadline_cancelled"):
    """Nothing is due any more."""
