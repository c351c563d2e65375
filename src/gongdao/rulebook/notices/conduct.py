"""Who is told: the conduct of merchants. The shop always; the handler where something is to be done."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State


def _charged(event: e.ViolationCharged, after: State) -> Iterable[Notice]:
    params = {"violation": event.violation, "text": event.text, "proof": list(event.proof)}
    yield Notice(event.shop, "violation_charged", params)


def _ordered(event: e.CorrectionOrdered, after: State) -> Iterable[Notice]:
    yield Notice(event.shop, "correction_ordered", {"text": event.text, "within": event.within})


def _reported(event: e.CorrectionReported, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "correction_reported", {"text": event.text})


def _checked(event: e.CorrectionChecked, after: State) -> Iterable[Notice]:
    if after.charge is not None:
        params = {"accepted": event.accepted, "reason": event.reason}
        yield Notice(after.charge.shop, "correction_checked", params)


def _failed(event: e.CorrectionFailed, after: State) -> Iterable[Notice]:
    if after.charge is not None:
        yield Notice(after.charge.shop, "correction_failed")
    yield Notice(after.handler, "correction_failed")


def _given(event: e.PointsGiven, after: State) -> Iterable[Notice]:
    params = {"group": event.group, "points": event.points, "total": event.total}
    yield Notice(event.shop, "points_given", params | {"violation": event.violation})


def _changed(event: e.PointsChanged, after: State) -> Iterable[Notice]:
    entry = after.points[event.id]
    params = {"group": entry.group, "points": event.points, "before": event.before}
    yield Notice(entry.shop, "points_changed", params)


def _imposed(event: e.SanctionImposed, after: State) -> Iterable[Notice]:
    params = {
        "group": event.group, "threshold": event.threshold, "measures": list(event.measures),
        "ends_at": event.ends_at.isoformat() if event.ends_at else "",
    }  # fmt: skip
    yield Notice(event.shop, "sanction_imposed", params)


def _over(event: e.SanctionEnded | e.SanctionLifted, after: State) -> Iterable[Notice]:
    item = after.sanctions[event.id]
    yield Notice(item.shop, e.type_of(event), {"measures": list(item.measures)})


TELLERS: Final[Tellers] = {
    e.ViolationCharged: _charged,
    e.CorrectionOrdered: _ordered,
    e.CorrectionReported: _reported,
    e.CorrectionChecked: _checked,
    e.CorrectionFailed: _failed,
    e.PointsGiven: _given,
    e.PointsChanged: _changed,
    e.SanctionImposed: _imposed,
    e.SanctionEnded: _over,
    e.SanctionLifted: _over,
}
