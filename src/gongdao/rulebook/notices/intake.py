"""Who is told: registering, sorting and assigning."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import TO_APPROVE


def _opened(event: e.CaseOpened, after: State) -> Iterable[Notice]:
    yield Notice(after.complainant.ref, "case_opened", {"priority": event.priority})
    if event.missing:
        yield Notice(after.complainant.ref, "details_requested", {"fields": list(event.missing)})


def _details(event: e.DetailsSupplied, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "details_supplied")


def _judged(event: e.EstablishmentJudged, after: State) -> Iterable[Notice]:
    """TRI-3: told with the explanation, also where the complaint is not established."""
    code = "complaint_established" if event.established else "complaint_not_established"
    yield Notice(after.complainant.ref, code, {"reason": event.reason})


def _handler(event: e.HandlerAssigned | e.CaseHandedOver, after: State) -> Iterable[Notice]:
    yield Notice(event.handler, "case_assigned", {"priority": after.priority})
    yield Notice(after.complainant.ref, "handler_named", {"handler": event.handler})


def _overseer(event: e.OverseerAssigned, after: State) -> Iterable[Notice]:
    """Whoever oversees it to approve a proposal is told so with the proposal, and of nothing else (RES-8)."""
    if event.because == TO_APPROVE:
        return
    yield Notice(event.overseer, "case_risen", {"because": event.because})


def _help_asked(event: e.CollaborationAsked, after: State) -> Iterable[Notice]:
    yield Notice(event.of, "collaboration_asked", {"id": event.id, "question": event.question})


def _help_given(event: e.CollaborationAnswered, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "collaboration_answered", {"id": event.id})


def _urged(event: e.CollaboratorUrged, after: State) -> Iterable[Notice]:
    yield Notice(after.collaborations[event.id].of, "collaborator_urged", {"id": event.id})


TELLERS: Final[Tellers] = {
    e.CaseOpened: _opened,
    e.DetailsSupplied: _details,
    e.EstablishmentJudged: _judged,
    e.HandlerAssigned: _handler,
    e.CaseHandedOver: _handler,
    e.OverseerAssigned: _overseer,
    e.CollaborationAsked: _help_asked,
    e.CollaborationAnswered: _help_given,
    e.CollaboratorUrged: _urged,
}
