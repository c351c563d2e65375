"""What events make of a case: exhibits objected to, admitted, arranged."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps
from gongdao.rulebook.state import Admission, Chain, Objection, State


def _raised(state: State, event: e.ObjectionRaised, at: datetime) -> State:
    item = Objection(
        exhibit=event.exhibit, of=event.of, by=event.by, ground=event.ground, text=event.text, at=at
    )
    return replace(state, objections={**state.objections, event.id: item})


def _waived(state: State, event: e.ObjectionWaived, at: datetime) -> State:
    parties = (*state.unopposed.get(event.id, ()), event.of)
    return replace(state, unopposed={**state.unopposed, event.id: parties})


def _answered(state: State, event: e.ObjectionAnswered, at: datetime) -> State:
    item = replace(state.objections[event.id], answer=event.text, answered_by=event.by, answered_at=at)
    return replace(state, objections={**state.objections, event.id: item})


def _decided(state: State, event: e.AdmissionDecided, at: datetime) -> State:
    """A decision on an exhibit answers whatever was said against it until then."""
    item = Admission(result=event.result, by=event.by, at=at, extent=event.extent, reason=event.reason)
    objections = {
        key: replace(one, decided_at=at) if one.exhibit == event.id and one.decided_at is None else one
        for key, one in state.objections.items()
    }
    return replace(state, admissions={**state.admissions, event.id: item}, objections=objections)


def _arranged(state: State, event: e.ChainArranged, at: datetime) -> State:
    item = Chain(by=event.by, at=at, problem=event.problem, handling=event.handling, effect=event.effect)
    return replace(state, chains={**state.chains, event.of: item})


STEPS: Final[Steps] = {
    e.ObjectionRaised: _raised,
    e.ObjectionWaived: _waived,
    e.ObjectionAnswered: _answered,
    e.AdmissionDecided: _decided,
    e.ChainArranged: _arranged,
}
