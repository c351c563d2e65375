"""What events make of a case: the customer's mood, complexity, the order before shipping, the survey."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps
from gongdao.rulebook.state import OrderChange, State, Survey, Void


def _assessed(state: State, event: e.CustomerAssessed, at: datetime) -> State:
    return replace(state, mood=event.mood, motive=event.motive, wish=event.wish)


def _complex(state: State, event: e.ComplexityMarked, at: datetime) -> State:
    return replace(state, complex=event.complex)


def _order_changed(state: State, event: e.OrderChanged, at: datetime) -> State:
    item = OrderChange(
        kind=event.kind, at=at, proof=event.proof, items=event.items, amount_fen=event.amount_fen,
        note=event.note, waybill=event.waybill,
    )  # fmt: skip
    return replace(state, order_changes={**state.order_changes, event.id: item})


def _voided(state: State, event: e.WaybillVoided, at: datetime) -> State:
    item = Void(waybill=event.waybill, by=event.by, at=at, reason=event.reason)
    return replace(state, voids={**state.voids, event.id: item})


def _void_signed(state: State, event: e.WaybillVoidSigned, at: datetime) -> State:
    """The order has no waybill any more; the next snapshot brings the new one."""
    item = replace(state.voids[event.id], signed_by=event.by, signed_at=at)
    order = state.order
    if order is not None and order.waybill == event.waybill:
        order = replace(order, waybill="")
    return replace(state, order=order, voids={**state.voids, event.id: item})


def _survey_asked(state: State, event: e.SurveyAsked, at: datetime) -> State:
    return replace(state, survey=Survey(questions=event.questions, asked_at=at, until=event.until))


def _survey_answered(state: State, event: e.SurveyAnswered, at: datetime) -> State:
    asked = state.survey or Survey(questions=tuple(event.answers), asked_at=at, until=at)
    item = replace(asked, answers=event.answers, text=event.text, via=event.via, by=event.by, answered_at=at)
    return replace(state, survey=item)


STEPS: Final[Steps] = {
    e.CustomerAssessed: _assessed,
    e.ComplexityMarked: _complex,
    e.OrderChanged: _order_changed,
    e.WaybillVoided: _voided,
    e.WaybillVoidSigned: _void_signed,
    e.SurveyAsked: _survey_asked,
    e.SurveyAnswered: _survey_answered,
}
