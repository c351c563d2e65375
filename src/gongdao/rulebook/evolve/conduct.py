"""What events make of a case: the conduct of merchants."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps, same
from gongdao.rulebook.state import Charge, Correction, PointsEntry, Sanction, State


def _charged(state: State, event: e.ViolationCharged, at: datetime) -> State:
    charge = Charge(
        shop=event.shop, violation=event.violation, group=event.group, text=event.text,
        acted_at=event.acted_at, at=at, statement=event.statement, exhibits=event.exhibits,
    )  # fmt: skip
    return replace(state, charge=charge)


def _ordered(state: State, event: e.CorrectionOrdered, at: datetime) -> State:
    return replace(state, correction=Correction(text=event.text, within=event.within, at=at))


def _correction(state: State, **values: object) -> State:
    return replace(state, correction=replace(state.correction, **values)) if state.correction else state


def _reported(state: State, event: e.CorrectionReported, at: datetime) -> State:
    return _correction(state, status="reported", report=event.text, reported_at=at)


def _checked(state: State, event: e.CorrectionChecked, at: datetime) -> State:
    after = _correction(state, status="accepted" if event.accepted else "failed", checked_by=event.by)
    return replace(after, status="resolved") if event.accepted else after


def _failed(state: State, event: e.CorrectionFailed, at: datetime) -> State:
    return _correction(state, status="failed")


def _given(state: State, event: e.PointsGiven, at: datetime) -> State:
    entry = PointsEntry(
        finding=event.finding, shop=event.shop, violation=event.violation, group=event.group,
        account=event.account, points=event.points, made=event.points, at=at, acted_at=event.acted_at,
        law=event.law, source=event.source,
    )  # fmt: skip
    return replace(state, points={**state.points, event.id: entry})


def _changed(state: State, event: e.PointsChanged, at: datetime) -> State:
    entry = replace(state.points[event.id], points=event.points, changed_at=at)
    return replace(state, points={**state.points, event.id: entry})


def _imposed(state: State, event: e.SanctionImposed, at: datetime) -> State:
    item = Sanction(
        points=event.points, shop=event.shop, group=event.group, account=event.account, step=event.step,
        threshold=event.threshold, measures=event.measures, starts_at=event.starts_at, ends_at=event.ends_at,
    )  # fmt: skip
    return replace(state, sanctions={**state.sanctions, event.id: item})


def _ended(state: State, event: e.SanctionEnded, at: datetime) -> State:
    item = replace(state.sanctions[event.id], status="ended", ended_at=at)
    return replace(state, sanctions={**state.sanctions, event.id: item})


def _lifted(state: State, event: e.SanctionLifted, at: datetime) -> State:
    before = state.sanctions[event.id]
    item = replace(before, status="lifted", ended_at=before.ended_at or at)
    return replace(state, sanctions={**state.sanctions, event.id: item})


STEPS: Final[Steps] = {
    e.ViolationCharged: _charged,
    e.CorrectionOrdered: _ordered,
    e.CorrectionReported: _reported,
    e.CorrectionChecked: _checked,
    e.CorrectionFailed: _failed,
    e.PointsConverted: same,
    e.PointsGiven: _given,
    e.PointsChanged: _changed,
    e.SanctionImposed: _imposed,
    e.SanctionEnded: _ended,
    e.SanctionLifted: _lifted,
}
