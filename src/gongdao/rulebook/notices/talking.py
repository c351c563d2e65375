"""Who is told: talking and promises."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State


def _told(event: e.FirstResponseGiven | e.ProgressTold | e.PromiseKept, after: State) -> Iterable[Notice]:
    yield Notice(after.complainant.ref, e.type_of(event), {"text": event.text})


def _promised(event: e.PromiseMade, after: State) -> Iterable[Notice]:
    params = {"text": event.text, "due_at": event.due_at.isoformat()}
    yield Notice(after.complainant.ref, "promise_made", params)


def _awaited(event: e.WaitingStarted, after: State) -> Iterable[Notice]:
    """Whoever is waited for must know it, and what for (SLA-9)."""
    if event.on == "customer":
        yield Notice(after.complainant.ref, "waited_for", {"reason": event.reason})


TELLERS: Final[Tellers] = {
    e.FirstResponseGiven: _told,
    e.ProgressTold: _told,
    e.PromiseKept: _told,
    e.PromiseMade: _promised,
    e.WaitingStarted: _awaited,
}
