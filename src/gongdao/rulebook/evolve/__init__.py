"""`evolve`: what an event makes of a case. Total, pure, and it refuses nothing: what happened, happened.

One small function per event; a status follows from the events alone, never from a clock.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve import (
    appealing,
    clock,
    conduct,
    desk,
    evidence,
    fund,
    intake,
    judging,
    negotiating,
    settling,
    talking,
    weighing,
)
from gongdao.rulebook.evolve.base import Steps
from gongdao.rulebook.evolve.intake import opened
from gongdao.rulebook.state import State

__all__ = ["evolve", "fold"]


def evolve(state: State | None, event: e.Event, at: datetime) -> State:
    """The state after one event that happened at `at`.

    Raises ValueError for a first event that does not open the case: such a log is broken.
    """
    if isinstance(event, e.CaseOpened):
        after = opened(event, at)
    elif state is None:
        raise ValueError(f"the first event must be case_opened, not {e.type_of(event)}")
    else:
        after = _STEPS[type(event)](state, event, at)
    version = 1 if state is None else state.version + 1
    return replace(after, version=version, changed_at=at)


def fold(log: Iterable[tuple[e.Event, datetime]]) -> State:
    """The state after all events of a case. Raises ValueError for an empty log."""
    state: State | None = None
    for event, at in log:
        state = evolve(state, event, at)
    if state is None:
        raise ValueError("a case without events")
    return state


_STEPS: Final[Steps] = {
    **appealing.STEPS,
    **clock.STEPS,
    **desk.STEPS,
    **conduct.STEPS,
    **fund.STEPS,
    **evidence.STEPS,
    **intake.STEPS,
    **judging.STEPS,
    **negotiating.STEPS,
    **settling.STEPS,
    **talking.STEPS,
    **weighing.STEPS,
}
