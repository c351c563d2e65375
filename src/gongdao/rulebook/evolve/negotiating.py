"""What events make of a case: offers between the two sides, the platform stepping in, parcels."""

from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps, agreed, same
from gongdao.rulebook.state import Offer, Parcel, State

_TALKED_OF: Final = ("received", "accepted")


def _offered(state: State, event: e.OfferMade, at: datetime) -> State:
    offers = dict(state.offers)
    if event.answers:
        before = offers[event.answers]
        status = "overtaken" if before.by == event.by else "countered"
        offers[event.answers] = replace(before, status=status, answered_at=at)
    offers[event.id] = Offer(
        by=event.by, to=event.to, remedies=event.remedies, at=at, status="open", text=event.text
    )
    status = "negotiating" if state.status in _TALKED_OF else state.status
    return replace(state, offers=offers, status=status)


def _answered(state: State, event: e.OfferAnswered, at: datetime) -> State:
    item = replace(
        state.offers[event.id], status="accepted" if event.accepted else "refused", answer=event.text,
        answered_at=at, automatic=event.automatic,
    )  # fmt: skip
    after = replace(state, offers={**state.offers, event.id: item})
    return agreed(after) if event.accepted else after


def _step_in_asked(state: State, event: e.StepInAsked, at: datetime) -> State:
    offers = {
        key: replace(item, status="overtaken", answered_at=at) if item.status == "open" else item
        for key, item in state.offers.items()
    }
    return replace(state, offers=offers, step_in_asked_at=at)


def _stepped_in(state: State, event: e.PlatformSteppedIn, at: datetime) -> State:
    asked = state.step_in_asked_at or at
    return replace(state, status="platform_review", stepped_in_at=at, step_in_asked_at=asked)


def _set(state: State, key: str, **changes: Any) -> State:
    return replace(state, parcels={**state.parcels, key: replace(state.parcels[key], **changes)})


def _shipped(state: State, event: e.ReturnShipped, at: datetime) -> State:
    item = Parcel(
        kind="return", sender=event.by, receiver=event.to, status="shipped", waybill=event.waybill,
        carrier=event.carrier, remedy=event.remedy, shipped_at=at, note=event.note,
    )  # fmt: skip
    return replace(state, parcels={**state.parcels, event.id: item})


def _return_received(state: State, event: e.ReturnReceived, at: datetime) -> State:
    return _set(state, event.id, status="received", received_at=at)


def _lost(state: State, event: e.ReturnLost, at: datetime) -> State:
    after = _set(state, event.id, status="lost", note=event.reason)
    return replace(after, facts={**after.facts, **event.facts}) if event.facts else after


def _received(state: State, event: e.GoodsReceived, at: datetime) -> State:
    item = Parcel(kind="order", sender=event.sender, receiver=event.by, status="received", received_at=at)
    return replace(state, parcels={**state.parcels, event.id: item})


def _checked(state: State, event: e.GoodsChecked, at: datetime) -> State:
    after = _set(
        state, event.id, status="checked", checked_at=at, in_order=event.in_order, note=event.note,
        exhibits=event.exhibits, automatic=event.automatic,
    )  # fmt: skip
    return replace(after, facts={**after.facts, **event.facts}) if event.facts else after


STEPS: Final[Steps] = {
    e.OfferMade: _offered,
    e.OfferAnswered: _answered,
    e.StepInAsked: _step_in_asked,
    e.PlatformSteppedIn: _stepped_in,
    e.ReturnShipped: _shipped,
    e.ReturnReceived: _return_received,
    e.ReturnLost: _lost,
    e.GoodsReceived: _received,
    e.GoodsChecked: _checked,
    e.HoldPeriodEnded: same,
}
