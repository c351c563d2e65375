"""Who is told: exhibits handed in that one may object to, objections, answers, what was not admitted."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.evidence import ref_of
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import SIDES
from gongdao.rulebook.weighing import opponents


def _submitted(event: e.ExhibitSubmitted, after: State) -> Iterable[Notice]:
    """Nobody is bound by a time of which no notice is on record: it says until when one may object."""
    if event.objections_until is None:
        return
    params = {"id": event.id, "kind": event.exhibit.kind, "until_at": event.objections_until}
    for ref in opponents(after, event.id):
        yield Notice(ref, "exhibit_of_other", params)


def _raised(event: e.ObjectionRaised, after: State) -> Iterable[Notice]:
    params = {"id": event.id, "exhibit": event.exhibit, "of": event.of, "ground": event.ground}
    yield Notice(after.exhibits[event.exhibit].by, "objection_raised", params)
    yield Notice(after.handler, "objection_raised_staff", params)


def _answered(event: e.ObjectionAnswered, after: State) -> Iterable[Notice]:
    item = after.objections[event.id]
    yield Notice(item.of, "objection_answered", {"id": event.id, "exhibit": item.exhibit})


def _decided(event: e.AdmissionDecided, after: State) -> Iterable[Notice]:
    """What is admitted without dispute is no news."""
    disputed = any(item.exhibit == event.id for item in after.objections.values())
    if event.result == "admitted" and not disputed:
        return
    params = {"id": event.id, "result": event.result, "extent": event.extent, "reason": event.reason}
    for ref in dict.fromkeys((after.exhibits[event.id].by, *(ref_of(after, side) for side in SIDES))):
        yield Notice(ref, "admission_decided", params)


TELLERS: Final[Tellers] = {
    e.ExhibitSubmitted: _submitted,
    e.ObjectionRaised: _raised,
    e.ObjectionAnswered: _answered,
    e.AdmissionDecided: _decided,
}
