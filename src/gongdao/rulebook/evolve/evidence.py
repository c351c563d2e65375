"""What events make of a case: evidence requests."""

from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps
from gongdao.rulebook.state import Request, State

_STATUS: Final = {
    "satisfied": "satisfied", "deficient": "insufficient", "invalid": "overdue", "failed": "overdue",
}  # fmt: skip


def answered(state: State, request: str, exhibit: str) -> State:
    """The state with an exhibit handed in for a request."""
    item = state.requests[request]
    status = "partly_met" if item.status == "issued" else item.status
    return _set(state, request, exhibits=(*item.exhibits, exhibit), status=status)


def _set(state: State, key: str, **changes: Any) -> State:
    return replace(state, requests={**state.requests, key: replace(state.requests[key], **changes)})


def _asked(state: State, event: e.EvidenceAsked, at: datetime) -> State:
    item = Request(
        of=event.of, by=event.by, requirement=event.requirement, reason=event.reason, stage=event.stage,
        asked_at=at, status="issued", question=event.question,
    )  # fmt: skip
    return replace(state, requests={**state.requests, event.id: item})


def _submitted(state: State, event: e.EvidenceSubmitted, at: datetime) -> State:
    return _set(state, event.id, status="submitted")


def _judged(state: State, event: e.EvidenceJudged, at: datetime) -> State:
    item = state.requests[event.id]
    bad = {defect.exhibit for defect in event.defects if defect.exhibit}
    if event.result == "invalid":
        bad |= set(item.exhibits)
    void = tuple(key for key in item.exhibits if key in bad or key in item.void)
    after = _set(
        state,
        event.id,
        status=_STATUS[event.result],
        void=void,
        defects=event.defects,
        rounds=item.rounds + (event.result == "deficient"),
        judged_by=event.by,
        judged_at=at,
        judgement=event.reason,
    )
    return replace(after, facts={**after.facts, **event.facts}) if event.facts else after


def _defaulted(state: State, event: e.EvidenceDefaulted, at: datetime) -> State:
    after = _set(state, event.id, status="overdue", because=event.because, facts=event.facts)
    return replace(after, facts={**after.facts, **event.facts})


def _waived(state: State, event: e.EvidenceWaived, at: datetime) -> State:
    return _set(state, event.id, status="waived", judgement=event.reason)


def _excused(state: State, event: e.EvidenceExcused, at: datetime) -> State:
    item = state.requests[event.id]
    still = {
        name for key, other in state.requests.items()
        if key != event.id and other.status == "overdue" for name in other.facts
    }  # fmt: skip
    gone = {name for name in item.facts if name not in still}
    after = _set(state, event.id, status="issued", because="", facts={}, judgement=event.reason)
    return replace(after, facts={name: value for name, value in after.facts.items() if name not in gone})


STEPS: Final[Steps] = {
    e.EvidenceAsked: _asked,
    e.EvidenceSubmitted: _submitted,
    e.EvidenceJudged: _judged,
    e.EvidenceDefaulted: _defaulted,
    e.EvidenceWaived: _waived,
    e.EvidenceExcused: _excused,
}
