"""Who is told: time limits."""

from collections.abc import Iterable
from typing import Any, Final

from gongdao.rulebook import events as e
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.notices.base import Notice, Tellers, holders
from gongdao.rulebook.state import State


def _limit(item: Deadline) -> dict[str, Any]:
    return {"rule": item.rule, "subject": item.subject, "due_at": item.due_at.isoformat()}


def _started(event: e.DeadlineStarted, after: State) -> Iterable[Notice]:
    """Nobody is bound by a deadline before the notice of it: a party is told when, and what silence means."""
    params = _limit(event.deadline) | {"consequences": list(event.consequences)}
    yield Notice(event.deadline.bearer, "deadline_started", params)


def _warned(event: e.DeadlineWarned, after: State) -> Iterable[Notice]:
    for ref in holders(after, event.deadline.bearer):
        yield Notice(ref, "deadline_warned", _limit(event.deadline))


def _lapsed(event: e.DeadlineLapsed, after: State) -> Iterable[Notice]:
    params = _limit(event.deadline) | {"consequences": list(event.consequences)}
    for ref in (*holders(after, event.deadline.bearer), after.handler):
        yield Notice(ref, e.told_as(event), params)


def _resumed(event: e.DeadlineResumed, after: State) -> Iterable[Notice]:
    """A party whose time stood still is told until when it has now."""
    if ":" in event.deadline.bearer:
        yield Notice(event.deadline.bearer, "deadline_resumed", _limit(event.deadline))


TELLERS: Final[Tellers] = {
    e.DeadlineStarted: _started,
    e.DeadlineWarned: _warned,
    e.DeadlineLapsed: _lapsed,
    e.DeadlineResumed: _resumed,
}
