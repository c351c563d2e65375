"""Who is told: money held, advanced, recovered."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State


def _held(event: e.MoneyHeld, after: State) -> Iterable[Notice]:
    for ref in (event.shop, after.complainant.ref):
        yield Notice(ref, "money_held", {"amount_fen": event.amount_fen, "order": event.order})


def _released(event: e.MoneyReleased, after: State) -> Iterable[Notice]:
    shop = after.hold.shop if after.hold is not None else ""
    for ref, amount in ((after.complainant.ref, event.buyer_fen), (shop, event.seller_fen)):
        if amount:
            yield Notice(ref, "money_released", {"amount_fen": amount})


def _asked(event: e.AdvanceAsked, after: State) -> Iterable[Notice]:
    for ref in (after.overseer, after.handler):
        yield Notice(ref, "advance_asked", {"id": event.id, "amount_fen": event.amount_fen})


def _denied(event: e.AdvanceDenied, after: State) -> Iterable[Notice]:
    for ref in (after.complainant.ref, after.handler):
        yield Notice(ref, "advance_denied", {"id": event.id, "reason": event.reason})


def _paid(event: e.AdvancePaid, after: State) -> Iterable[Notice]:
    params = {"amount_fen": event.amount_fen}
    if event.with_return:
        yield Notice(after.complainant.ref, "advance_frozen", params)
    else:
        yield Notice(after.complainant.ref, "advance_paid", params)
    for party in after.respondents:
        yield Notice(party.ref, "advance_made", {"amount_fen": event.amount_fen})


def _missed(event: e.AdvanceReturnMissed, after: State) -> Iterable[Notice]:
    for ref in (after.complainant.ref, after.handler):
        yield Notice(ref, "advance_return_missed", {"id": event.id})


def _freed(event: e.AdvanceFreed, after: State) -> Iterable[Notice]:
    amount = after.advances[event.id].amount_fen
    yield Notice(after.complainant.ref, "advance_freed", {"amount_fen": amount})


def _taken_back(event: e.AdvanceTakenBack, after: State) -> Iterable[Notice]:
    amount = after.advances[event.id].amount_fen
    yield Notice(after.complainant.ref, "advance_taken_back", {"amount_fen": amount})


def _recovered(event: e.AdvanceRecovered, after: State) -> Iterable[Notice]:
    for item in event.borne:
        yield Notice(item.party, "advance_recovered", {"amount_fen": item.amount_fen})


TELLERS: Final[Tellers] = {
    e.MoneyHeld: _held,
    e.MoneyReleased: _released,
    e.AdvanceAsked: _asked,
    e.AdvanceDenied: _denied,
    e.AdvancePaid: _paid,
    e.AdvanceReturnMissed: _missed,
    e.AdvanceFreed: _freed,
    e.AdvanceTakenBack: _taken_back,
    e.AdvanceRecovered: _recovered,
}
