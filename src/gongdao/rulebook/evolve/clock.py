"""What events make of a case: time limits."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps
from gongdao.rulebook.state import State


def _deadline(state: State, event: e.DeadlineEvent, at: datetime) -> State:
    return replace(state, deadlines={**state.deadlines, event.deadline.key: event.deadline})


def _deadline_lapsed(state: State, event: e.DeadlineLapsed, at: datetime) -> State:
    after = _deadline(state, event, at)
    heard = after.statements.get(event.deadline.subject)
    if heard is not None and "hear_no_more" in event.consequences:
        item = replace(heard, lapsed=True)
        after = replace(after, statements={**after.statements, event.deadline.subject: item})
    return after


STEPS: Final[Steps] = {
    e.DeadlineStarted: _deadline,
    e.DeadlineMet: _deadline,
    e.DeadlinePaused: _deadline,
    e.DeadlineResumed: _deadline,
    e.DeadlineExtended: _deadline,
    e.DeadlineWarned: _deadline,
    e.DeadlineLapsed: _deadline_lapsed,
    e.DeadlineCancelled: _deadline,
}
