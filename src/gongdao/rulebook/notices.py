"""Notices: who is told what when an event happens (MSG-1, MSG-2, DEC-5, SLA-10). Data only, no sentences.

The message of an event is written with it, in the same transaction. One small function per event.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from msgspec import Struct

from gongdao.rulebook import events as e
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Liability


class Notice(Struct, frozen=True):
    """One message: to whom, which sentence ("notice.<code>" in the catalogue), with which values."""

    recipient: str
    code: str
    params: dict[str, Any] = {}


Teller = Callable[[Any, State], Iterable[Notice]]


def notices(event: e.Event, after: State) -> tuple[Notice, ...]:
    """The messages an event causes; nobody is told the same twice. `after`: the state with the event."""
    teller = _TELLERS.get(type(event))
    if teller is None:
        return ()
    told = {(item.recipient, item.code): item for item in teller(event, after) if ":" in item.recipient}
    return tuple(told.values())


def holders(state: State, bearer: str) -> tuple[str, ...]:
    """Who holds a bearer's duty now: the ref itself, or the present holders of a role."""
    reviewers = tuple(item.reviewer for item in state.appeals.values() if item.status == "assigned")
    by_role = {
        "handler": (state.handler or state.overseer,),
        "company": (state.handler or state.overseer,),
        "mediator": (state.handler,),
        "overseer": (state.overseer or state.handler,),
        "executive": (state.overseer or state.handler,),
        "reviewer": reviewers,
    }
    return by_role.get(bearer, (bearer,))


def _opened(event: e.CaseOpened, after: State) -> Iterable[Notice]:
    yield Notice(after.complainant.ref, "case_opened", {"priority": event.priority})
    if event.missing:
        yield Notice(after.complainant.ref, "details_requested", {"fields": list(event.missing)})


def _details(event: e.DetailsSupplied, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "details_supplied")


def _handler(event: e.HandlerAssigned | e.CaseHandedOver, after: State) -> Iterable[Notice]:
    yield Notice(event.handler, "case_assigned", {"priority": after.priority})
    yield Notice(after.complainant.ref, "handler_named", {"handler": event.handler})


def _overseer(event: e.OverseerAssigned, after: State) -> Iterable[Notice]:
    yield Notice(event.overseer, "case_risen", {"because": event.because})


def _help_asked(event: e.CollaborationAsked, after: State) -> Iterable[Notice]:
    yield Notice(event.of, "collaboration_asked", {"id": event.id, "question": event.question})


def _help_given(event: e.CollaborationAnswered, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "collaboration_answered", {"id": event.id})


def _urged(event: e.CollaboratorUrged, after: State) -> Iterable[Notice]:
    yield Notice(after.collaborations[event.id].of, "collaborator_urged", {"id": event.id})


def _told(event: e.FirstResponseGiven | e.ProgressTold | e.PromiseKept, after: State) -> Iterable[Notice]:
    yield Notice(after.complainant.ref, e.type_of(event), {"text": event.text})


def _promised(event: e.PromiseMade, after: State) -> Iterable[Notice]:
    params = {"text": event.text, "due_at": event.due_at.isoformat()}
    yield Notice(after.complainant.ref, "promise_made", params)


def _statement_asked(event: e.StatementAsked, after: State) -> Iterable[Notice]:
    yield Notice(event.of, "statement_asked", {"id": event.id, "question": event.question})


def _statement_given(event: e.StatementGiven, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "statement_given", {"id": event.id, "of": event.of})


def _proposed(event: e.ProposalMade, after: State) -> Iterable[Notice]:
    if event.needs_approval:
        yield Notice(after.overseer, "approval_asked", {"id": event.id, "role": event.needs_approval})
    else:
        yield Notice(after.complainant.ref, "proposal_made", {"id": event.id})


def _approved(event: e.ProposalApproved, after: State) -> Iterable[Notice]:
    yield Notice(after.complainant.ref, "proposal_made", {"id": event.id})
    yield Notice(after.proposals[event.id].by, "proposal_approved", {"id": event.id})


def _rejected(event: e.ProposalRejected, after: State) -> Iterable[Notice]:
    yield Notice(after.proposals[event.id].by, "proposal_rejected", {"id": event.id})


def _answered(event: e.ProposalAnswered, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "proposal_answered", {"id": event.id, "accepted": event.accepted})


def _expired(event: e.ProposalExpired, after: State) -> Iterable[Notice]:
    for ref in (after.complainant.ref, after.handler):
        yield Notice(ref, "proposal_expired", {"id": event.id})


def _escalated(event: e.CaseEscalated, after: State) -> Iterable[Notice]:
    for ref in (after.complainant.ref, after.handler):
        yield Notice(ref, "case_escalated", {"rung": event.rung})


def _burden(finding: str, item: Liability) -> dict[str, Any]:
    return {"id": finding, "share_bp": item.share_bp, "amount_fen": item.amount_fen}


def _judged(event: e.FindingMade, after: State) -> Iterable[Notice]:
    for item in event.liabilities:
        yield Notice(item.party, "finding_made", _burden(event.id, item))


def _final(event: e.FindingFinal, after: State) -> Iterable[Notice]:
    yield Notice(event.party, "finding_final", {"id": event.id, "because": event.because})


def _appealed(event: e.AppealFiled, after: State) -> Iterable[Notice]:
    for ref in (event.appellant, event.by, after.handler):
        yield Notice(ref, "appeal_filed", {"id": event.id})


def _to_review(event: e.AppealReviewerAssigned, after: State) -> Iterable[Notice]:
    yield Notice(event.reviewer, "appeal_to_review", {"id": event.id})


def _appeal_decided(event: e.AppealDecided, after: State) -> Iterable[Notice]:
    appeal = after.appeals[event.id]
    for ref in (appeal.appellant, appeal.by, after.handler):
        yield Notice(ref, "appeal_decided", {"id": event.id, "outcome": event.outcome})
    before = {item.party for item in after.findings[appeal.finding].made}
    for item in event.liabilities:
        if item.party not in before:
            yield Notice(item.party, "liability_shifted", _burden(appeal.finding, item))


def _appeal_withdrawn(event: e.AppealWithdrawn, after: State) -> Iterable[Notice]:
    yield Notice(after.appeals[event.id].reviewer, "appeal_withdrawn", {"id": event.id})


def _ordered(event: e.RemedyOrdered, after: State) -> Iterable[Notice]:
    params = {"id": event.id, "kind": event.terms.kind}
    yield Notice(event.terms.obligor or after.handler, "remedy_ordered", params)


def _done(event: e.RemedyDone, after: State) -> Iterable[Notice]:
    terms = after.remedies[event.id].terms
    params = {"kind": terms.kind, "amount_fen": terms.amount_fen}
    yield Notice(after.complainant.ref, "remedy_done", params)


def _failed(event: e.RemedyFailed, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "remedy_failed", {"id": event.id})


def _dispatched(event: e.AfterSaleDispatched, after: State) -> Iterable[Notice]:
    yield Notice(event.technician, "after_sale_dispatched", {"id": event.id})


def _ended(event: e.CaseClosed | e.CaseReferred | e.CaseReopened, after: State) -> Iterable[Notice]:
    for ref in (after.complainant.ref, *(party.ref for party in after.respondents)):
        yield Notice(ref, e.type_of(event))


def _withdrawn(event: e.CaseWithdrawn, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "case_withdrawn")


def _limit(item: Deadline) -> dict[str, Any]:
    return {"rule": item.rule, "subject": item.subject, "due_at": item.due_at.isoformat()}


def _started(event: e.DeadlineStarted, after: State) -> Iterable[Notice]:
    """Nobody is bound by a deadline before the notice of it: a party is told when, and what silence means."""
    params = _limit(event.deadline) | {"consequences": list(event.consequences)}
    yield Notice(event.deadline.bearer, "deadline_started", params)


def _warned(event: e.DeadlineWarned, after: State) -> Iterable[Notice]:
    for ref in holders(after, event.deadline.bearer):
        yield Notice(ref, "deadline_warned", _limit(event.deadline))


def _lapsed(event: e.DeadlineLapsed, after: State) -> Iterable[Notice]:
    params = _limit(event.deadline) | {"consequences": list(event.consequences)}
    for ref in (*holders(after, event.deadline.bearer), after.handler):
        yield Notice(ref, "deadline_lapsed", params)


_TELLERS: Final[dict[type[e.Event], Teller]] = {
    e.CaseOpened: _opened, e.DetailsSupplied: _details, e.HandlerAssigned: _handler,
    e.CaseHandedOver: _handler, e.OverseerAssigned: _overseer, e.CollaborationAsked: _help_asked,
    e.CollaborationAnswered: _help_given, e.CollaboratorUrged: _urged, e.FirstResponseGiven: _told,
    e.ProgressTold: _told, e.PromiseKept: _told, e.PromiseMade: _promised,
    e.StatementAsked: _statement_asked, e.StatementGiven: _statement_given, e.ProposalMade: _proposed,
    e.ProposalApproved: _approved, e.ProposalRejected: _rejected, e.ProposalAnswered: _answered,
    e.ProposalExpired: _expired, e.CaseEscalated: _escalated, e.FindingMade: _judged,
    e.FindingFinal: _final, e.AppealFiled: _appealed, e.AppealReviewerAssigned: _to_review,
    e.AppealDecided: _appeal_decided, e.AppealWithdrawn: _appeal_withdrawn, e.RemedyOrdered: _ordered,
    e.RemedyDone: _done, e.RemedyFailed: _failed, e.AfterSaleDispatched: _dispatched,
    e.CaseClosed: _ended, e.CaseReferred: _ended, e.CaseReopened: _ended, e.CaseWithdrawn: _withdrawn,
    e.DeadlineStarted: _started, e.DeadlineWarned: _warned, e.DeadlineLapsed: _lapsed,
}  # fmt: skip
