"""Who is told: complexity, waybills to be signed for, the survey."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State


def _complex(event: e.ComplexityMarked, after: State) -> Iterable[Notice]:
    if event.complex:
        yield Notice(after.complainant.ref, "case_complex")


def _order_changed(event: e.OrderChanged, after: State) -> Iterable[Notice]:
    yield Notice(after.complainant.ref, "order_changed", {"id": event.id, "kind": event.kind})


def _voided(event: e.WaybillVoided, after: State) -> Iterable[Notice]:
    params = {"id": event.id, "waybill": event.waybill, "by": event.by}
    yield Notice(event.signer or after.overseer, "waybill_to_sign", params)


def _void_signed(event: e.WaybillVoidSigned, after: State) -> Iterable[Notice]:
    yield Notice(after.voids[event.id].by, "waybill_void_signed", {"id": event.id, "waybill": event.waybill})


def _survey_asked(event: e.SurveyAsked, after: State) -> Iterable[Notice]:
    yield Notice(after.complainant.ref, "survey_asked", {"until": event.until.isoformat()})


def _survey_answered(event: e.SurveyAnswered, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "survey_answered", {"lowest": min(event.answers.values())})


TELLERS: Final[Tellers] = {
    e.ComplexityMarked: _complex,
    e.OrderChanged: _order_changed,
    e.WaybillVoided: _voided,
    e.WaybillVoidSigned: _void_signed,
    e.SurveyAsked: _survey_asked,
    e.SurveyAnswered: _survey_answered,
}
