"""What events make of a case: talking, promises, waiting."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps, same
from gongdao.rulebook.state import Promise, State


def _first_response(state: State, event: e.FirstResponseGiven, at: datetime) -> State:
    status = "accepted" if state.status in ("received", "needs_correction") else state.status
    return replace(state, first_response_at=state.first_response_at or at, status=status)


def _promised(state: State, event: e.PromiseMade, at: datetime) -> State:
    item = Promise(text=event.text, due_at=event.due_at)
    return replace(state, promises={**state.promises, event.id: item})


def _promise_kept(state: State, event: e.PromiseKept, at: datetime) -> State:
    item = replace(state.promises[event.id], kept_at=at)
    return replace(state, promises={**state.promises, event.id: item})


def _waiting(state: State, event: e.WaitingStarted, at: datetime) -> State:
    return replace(state, waiting_on=event.on)


def _waiting_ended(state: State, event: e.WaitingEnded, at: datetime) -> State:
    return replace(state, waiting_on="")


STEPS: Final[Steps] = {
    e.FirstResponseGiven: _first_response,
    e.ContactMade: same,
    e.NoteAdded: same,
    e.ProgressTold: same,
    e.PromiseMade: _promised,
    e.PromiseKept: _promise_kept,
    e.WaitingStarted: _waiting,
    e.WaitingEnded: _waiting_ended,
}
