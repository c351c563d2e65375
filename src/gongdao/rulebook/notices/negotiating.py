"""Who is told: offers, the platform stepping in, parcels. Offers are told to the two sides alone (RES-4)."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.evidence import ref_of
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import SIDES


def _sides(state: State) -> tuple[str, ...]:
    return tuple(ref for side in SIDES if (ref := ref_of(state, side)))


def _offered(event: e.OfferMade, after: State) -> Iterable[Notice]:
    yield Notice(event.to, "offer_made", {"id": event.id})


def _answered(event: e.OfferAnswered, after: State) -> Iterable[Notice]:
    item = after.offers[event.id]
    params = {"id": event.id, "accepted": event.accepted, "automatic": event.automatic}
    yield Notice(item.by, "offer_answered", params)
    if event.automatic:
        yield Notice(item.to, "offer_answered_by_silence", params)


def _step_in_asked(event: e.StepInAsked, after: State) -> Iterable[Notice]:
    for ref in (after.handler, *_sides(after)):
        yield Notice(ref, "step_in_asked", {"by": event.by})


def _stepped_in(event: e.PlatformSteppedIn, after: State) -> Iterable[Notice]:
    for ref in _sides(after):
        yield Notice(ref, "platform_stepped_in", {"text": event.text})


def _shipped(event: e.ReturnShipped, after: State) -> Iterable[Notice]:
    for ref in (event.to, after.handler):
        yield Notice(ref, "return_shipped", {"id": event.id, "waybill": event.waybill})


def _received(event: e.ReturnReceived, after: State) -> Iterable[Notice]:
    for ref in (after.parcels[event.id].sender, after.handler):
        yield Notice(ref, "return_received", {"id": event.id})


def _lost(event: e.ReturnLost, after: State) -> Iterable[Notice]:
    for ref in (*_sides(after), after.handler):
        yield Notice(ref, "return_lost", {"id": event.id, "reason": event.reason})


def _checked(event: e.GoodsChecked, after: State) -> Iterable[Notice]:
    params = {"id": event.id, "in_order": event.in_order, "automatic": event.automatic}
    item = after.parcels[event.id]
    for ref in (item.sender, item.receiver, after.handler):
        yield Notice(ref, "goods_checked", params)


def _hold_ended(event: e.HoldPeriodEnded, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "hold_period_ended")


TELLERS: Final[Tellers] = {
    e.OfferMade: _offered,
    e.OfferAnswered: _answered,
    e.StepInAsked: _step_in_asked,
    e.PlatformSteppedIn: _stepped_in,
    e.ReturnShipped: _shipped,
    e.ReturnReceived: _received,
    e.ReturnLost: _lost,
    e.GoodsChecked: _checked,
    e.HoldPeriodEnded: _hold_ended,
}
