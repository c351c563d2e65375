"""Who is told: appeals, a person in place of a machine, groups."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.notices.judging import burden
from gongdao.rulebook.state import State, bearers


def _appealed(event: e.AppealFiled, after: State) -> Iterable[Notice]:
    for ref in (event.appellant, event.by, after.handler):
        yield Notice(ref, "appeal_filed", {"id": event.id})


def _to_review(event: e.AppealReviewerAssigned, after: State) -> Iterable[Notice]:
    yield Notice(event.reviewer, "appeal_to_review", {"id": event.id})


def _lateness(event: e.LatenessJudged, after: State) -> Iterable[Notice]:
    appeal = after.appeals[event.id]
    code = "lateness_excused" if event.accepted else "lateness_not_excused"
    for ref in (appeal.appellant, appeal.by):
        yield Notice(ref, code, {"id": event.id, "reason": event.reason})


def _supplement_asked(event: e.SupplementAsked, after: State) -> Iterable[Notice]:
    appeal = after.appeals[event.id]
    for ref in (appeal.appellant, appeal.by):
        yield Notice(
            ref,
            "supplement_asked",
            {"id": event.id, "missing": list(event.missing), "short": event.short or ""},
        )


def _supplement_given(event: e.SupplementGiven, after: State) -> Iterable[Notice]:
    yield Notice(after.appeals[event.id].reviewer or after.handler, "supplement_given", {"id": event.id})


def _appeal_decided(event: e.AppealDecided, after: State) -> Iterable[Notice]:
    appeal = after.appeals[event.id]
    code = "appeal_decided_by_machine" if event.automatic else "appeal_decided"
    for ref in (appeal.appellant, appeal.by, after.handler):
        yield Notice(ref, code, {"id": event.id, "outcome": event.outcome, "missing": list(event.missing)})
    before = {item.party for item in after.findings[appeal.finding].made}
    for item in event.liabilities:
        if item.party not in before:
            yield Notice(item.party, "liability_shifted", burden(appeal.finding, item))


def _appeal_withdrawn(event: e.AppealWithdrawn, after: State) -> Iterable[Notice]:
    yield Notice(after.appeals[event.id].reviewer, "appeal_withdrawn", {"id": event.id})


def _refused(event: e.ClaimRefused, after: State) -> Iterable[Notice]:
    yield Notice(event.party, "claim_refused", {"id": event.id})


def _outside(event: e.TakenOutside, after: State) -> Iterable[Notice]:
    for ref in (after.handler, after.overseer):
        yield Notice(ref, "taken_outside", {"id": event.finding, "body": event.body})


def _person_asked(event: e.PersonAsked, after: State) -> Iterable[Notice]:
    appeal = after.appeals.get(event.id)
    for ref in (after.handler, after.overseer, appeal.reviewer if appeal is not None else ""):
        yield Notice(ref, "person_asked", {"id": event.id})


def _person_decided(event: e.PersonDecided, after: State) -> Iterable[Notice]:
    code = "person_confirmed" if event.confirmed else "person_set_aside"
    finding = after.findings[after.appeals[event.id].finding if event.id in after.appeals else event.id]
    for ref in dict.fromkeys((event.party, *bearers(finding))):
        yield Notice(ref, code, {"id": event.id})


def _joined(event: e.GroupJoined, after: State) -> Iterable[Notice]:
    for item in after.appeals.values():
        yield Notice(item.appellant, "group_joined", {"lead": event.lead, "title": event.title})


def _left(event: e.GroupLeft, after: State) -> Iterable[Notice]:
    for item in after.appeals.values():
        yield Notice(item.appellant, "group_left", {"lead": event.lead})


TELLERS: Final[Tellers] = {
    e.AppealFiled: _appealed,
    e.AppealReviewerAssigned: _to_review,
    e.LatenessJudged: _lateness,
    e.SupplementAsked: _supplement_asked,
    e.SupplementGiven: _supplement_given,
    e.AppealDecided: _appeal_decided,
    e.AppealWithdrawn: _appeal_withdrawn,
    e.ClaimRefused: _refused,
    e.TakenOutside: _outside,
    e.PersonAsked: _person_asked,
    e.PersonDecided: _person_decided,
    e.GroupJoined: _joined,
    e.GroupLeft: _left,
}
