"""Who is told: evidence requests."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.evidence import ref_of, side_of
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State


def _asked(event: e.EvidenceAsked, after: State) -> Iterable[Notice]:
    """What silence will mean stands in the notice of the limit, which starts with this event."""
    params = {"id": event.id, "requirement": event.requirement, "question": event.question}
    yield Notice(event.of, "evidence_asked", params)


def _submitted(event: e.EvidenceSubmitted, after: State) -> Iterable[Notice]:
    item = after.requests[event.id]
    yield Notice(item.of, "evidence_complete", {"id": event.id})
    for ref in (after.handler, item.by):
        yield Notice(ref, "evidence_submitted", {"id": event.id, "of": item.of})


def _judged(event: e.EvidenceJudged, after: State) -> Iterable[Notice]:
    """EVI-13: all the defects in one notice. Results that are a default have their own."""
    of = after.requests[event.id].of
    if event.result == "satisfied":
        yield Notice(of, "evidence_satisfied", {"id": event.id})
    elif event.result == "deficient":
        codes = list(dict.fromkeys(item.code for item in event.defects))
        yield Notice(of, "evidence_deficient", {"id": event.id, "defects": codes})


def _defaulted(event: e.EvidenceDefaulted, after: State) -> Iterable[Notice]:
    params = {"id": event.id, "of": event.of, "because": event.because}
    yield Notice(event.of, "evidence_defaulted", params)
    other = "respondent" if side_of(after, event.of) == "complainant" else "complainant"
    for ref in (ref_of(after, other), after.handler):
        yield Notice(ref, "evidence_defaulted_of_other", params)


def _waived(event: e.EvidenceWaived, after: State) -> Iterable[Notice]:
    yield Notice(after.requests[event.id].of, "evidence_waived", {"id": event.id})


def _excused(event: e.EvidenceExcused, after: State) -> Iterable[Notice]:
    yield Notice(after.requests[event.id].of, "evidence_excused", {"id": event.id, "reason": event.reason})


TELLERS: Final[Tellers] = {
    e.EvidenceAsked: _asked,
    e.EvidenceSubmitted: _submitted,
    e.EvidenceJudged: _judged,
    e.EvidenceDefaulted: _defaulted,
    e.EvidenceWaived: _waived,
    e.EvidenceExcused: _excused,
}
