"""What events make of a case: money held, advanced, recovered."""

from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps
from gongdao.rulebook.state import Advance, Hold, Release, State

_UNDECIDED: Final = frozenset({"received", "accepted", "negotiating", "platform_review", "awaiting_evidence"})


def _held(state: State, event: e.MoneyHeld, at: datetime) -> State:
    return replace(state, hold=Hold(event.order, event.shop, event.amount_fen, at))


def _released(state: State, event: e.MoneyReleased, at: datetime) -> State:
    if state.hold is None:
        return state
    one = Release(event.buyer_fen, event.seller_fen, event.because)
    return replace(state, hold=replace(state.hold, releases=(*state.hold.releases, one)))


def _asked(state: State, event: e.AdvanceAsked, at: datetime) -> State:
    item = Advance(event.by, at, event.amount_fen, event.with_return, "asked")
    return replace(state, advances={**state.advances, event.id: item})


def _set(state: State, key: str, **changes: Any) -> State:
    return replace(state, advances={**state.advances, key: replace(state.advances[key], **changes)})


def _denied(state: State, event: e.AdvanceDenied, at: datetime) -> State:
    return _set(state, event.id, status="denied")


def _paid(state: State, event: e.AdvancePaid, at: datetime) -> State:
    status = "frozen" if event.with_return else "paid"
    return _set(state, event.id, status=status, amount_fen=event.amount_fen, paid_by=event.by, paid_at=at)


def _missed(state: State, event: e.AdvanceReturnMissed, at: datetime) -> State:
    return _set(state, event.id, missed=True)


def _freed(state: State, event: e.AdvanceFreed, at: datetime) -> State:
    return _set(state, event.id, status="paid", carrier=event.carrier)


def _taken_back(state: State, event: e.AdvanceTakenBack, at: datetime) -> State:
    return _resolved(_set(state, event.id, status="taken_back"))


def _recovered(state: State, event: e.AdvanceRecovered, at: datetime) -> State:
    return _settle(_set(state, event.id, borne=event.borne), event.id)


def _written_off(state: State, event: e.AdvanceWrittenOff, at: datetime) -> State:
    return _settle(_set(state, event.id, written_off_fen=event.amount_fen), event.id)


def _settle(state: State, key: str) -> State:
    """An advance is recovered once somebody bears every fen of it."""
    if state.advances[key].open_fen:
        return _set(state, key, status="paid")
    return _resolved(_set(state, key, status="recovered"))


def _resolved(state: State) -> State:
    """With its advance settled a dispute that nothing else has decided is resolved."""
    return replace(state, status="resolved") if state.status in _UNDECIDED else state


STEPS: Final[Steps] = {
    e.MoneyHeld: _held,
    e.MoneyReleased: _released,
    e.AdvanceAsked: _asked,
    e.AdvanceDenied: _denied,
    e.AdvancePaid: _paid,
    e.AdvanceReturnMissed: _missed,
    e.AdvanceFreed: _freed,
    e.AdvanceTakenBack: _taken_back,
    e.AdvanceRecovered: _recovered,
    e.AdvanceWrittenOff: _written_off,
}
