"""What events make of a case: proposals, remedies, the end."""

from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps, added, agreed
from gongdao.rulebook.state import AfterSale, Claims, Proposal, Remedy, State


def _proposed(state: State, event: e.ProposalMade, at: datetime) -> State:
    item = Proposal(
        by=event.by, rung=event.rung, remedies=event.remedies, explanation=event.explanation, at=at,
        status="awaiting_approval" if event.needs_approval else "open", needs_approval=event.needs_approval,
        confirmers=event.confirmers,
    )  # fmt: skip
    return replace(
        state, proposals={**state.proposals, event.id: item}, status="negotiating", rung=event.rung
    )


def _set_proposal(state: State, key: str, **changes: Any) -> State:
    return replace(state, proposals={**state.proposals, key: replace(state.proposals[key], **changes)})


def _approved(state: State, event: e.ProposalApproved, at: datetime) -> State:
    return _set_proposal(state, event.id, status="open", approved_by=event.by)


def _rejected(state: State, event: e.ProposalRejected, at: datetime) -> State:
    return _set_proposal(state, event.id, status="rejected")


def _answered(state: State, event: e.ProposalAnswered, at: datetime) -> State:
    """Agreed once everybody who must confirm has (RES-5); one refusal refuses it."""
    item = state.proposals[event.id]
    if not event.accepted:
        return _set_proposal(state, event.id, status="refused", proof=event.proof)
    confirmed = added(item.confirmed, event.by) if event.by else item.confirmed
    if not set(item.confirmers) <= set(confirmed):
        return _set_proposal(state, event.id, confirmed=confirmed, proof=event.proof)
    return agreed(_set_proposal(state, event.id, status="accepted", confirmed=confirmed, proof=event.proof))


def _expired(state: State, event: e.ProposalExpired, at: datetime) -> State:
    return _set_proposal(state, event.id, status="expired")


def _escalated(state: State, event: e.CaseEscalated, at: datetime) -> State:
    return replace(state, rung=event.rung)


def _remedy(state: State, event: e.RemedyOrdered, at: datetime) -> State:
    item = Remedy(terms=event.terms, source=event.source, status="due", ordered_at=at)
    # What follows from a change of the order was asked for by the customer: it is carried out at once.
    at_once = event.source in state.order_changes and state.status in ("received", "accepted", "negotiating")
    status = "executing" if at_once else state.status
    return replace(state, remedies={**state.remedies, event.id: item}, status=status)


def _set_remedy(state: State, key: str, **changes: Any) -> State:
    after = replace(state, remedies={**state.remedies, key: replace(state.remedies[key], **changes)})
    left = any(item.status in ("due", "failed") for item in after.remedies.values())
    return replace(after, status="resolved") if after.status == "executing" and not left else after


def _remedy_done(state: State, event: e.RemedyDone, at: datetime) -> State:
    return _set_remedy(state, event.id, status="fulfilled", done_at=at, proof=event.proof)


def _remedy_failed(state: State, event: e.RemedyFailed, at: datetime) -> State:
    return _set_remedy(state, event.id, status="failed")


def _remedy_cancelled(state: State, event: e.RemedyCancelled, at: datetime) -> State:
    return _set_remedy(state, event.id, status="cancelled")


def _mediation(state: State, event: e.MediationOpened, at: datetime) -> State:
    return replace(state, mediation=event.body, status="in_mediation")


def _mediation_ended(state: State, event: e.MediationEnded, at: datetime) -> State:
    status = "negotiating" if state.status == "in_mediation" else state.status  # it may be judged by now
    return replace(state, mediation="", status=status)


def _referred(state: State, event: e.CaseReferred, at: datetime) -> State:
    return replace(state, referred_to=event.body, status="transferred", outcome="referred", closed_at=at)


def _after_sale(state: State, event: e.AfterSaleOrdered, at: datetime) -> State:
    item = AfterSale(kind=event.kind, note=event.note, status="pool")
    return replace(state, after_sales={**state.after_sales, event.id: item})


def _dispatched(state: State, event: e.AfterSaleDispatched, at: datetime) -> State:
    item = replace(state.after_sales[event.id], status="dispatched", technician=event.technician)
    return replace(state, after_sales={**state.after_sales, event.id: item})


def _after_sale_done(state: State, event: e.AfterSaleDone, at: datetime) -> State:
    item = replace(state.after_sales[event.id], status="done")
    after_sales = {**state.after_sales, event.id: item}
    served = all(task.status == "done" for task in after_sales.values())
    resolved = served and state.status in ("received", "accepted")  # nothing else was asked for
    return replace(state, after_sales=after_sales, status="resolved" if resolved else state.status)


def _claims(state: State, event: e.ClaimsDecided, at: datetime) -> State:
    return replace(state, claims=Claims(event.transfer, event.because, event.party, event.amount_fen))


def _followed_up(state: State, event: e.FollowUpMade, at: datetime) -> State:
    return replace(
        state, satisfied=event.satisfied, followed_up_at=at, measures=event.measures, result=event.result,
        prevention=event.prevention,
    )  # fmt: skip


def _closed(state: State, event: e.CaseClosed, at: datetime) -> State:
    return replace(
        state,
        status="closed",
        outcome=event.outcome,
        cause=event.cause,
        solution=event.solution,
        closed_at=at,
    )


def _reopened(state: State, event: e.CaseReopened, at: datetime) -> State:
    """Negotiation resumes, and in this round too the platform can be called once (RES-4, SLA-4).

    Whom the platform has not answered yet, in a case that was not closed, need not ask again.
    """
    answered = state.status == "closed" or state.stepped_in_at is not None
    return replace(
        state, status="negotiating", outcome=None, closed_at=None, satisfied=None, followed_up_at=None,
        survey=None, step_in_asked_at=None if answered else state.step_in_asked_at, stepped_in_at=None,
    )  # fmt: skip


def _withdrawn(state: State, event: e.CaseWithdrawn, at: datetime) -> State:
    return replace(state, status="withdrawn", outcome="withdrawn", closed_at=at)


STEPS: Final[Steps] = {
    e.ProposalMade: _proposed,
    e.ProposalApproved: _approved,
    e.ProposalRejected: _rejected,
    e.ProposalAnswered: _answered,
    e.ProposalExpired: _expired,
    e.CaseEscalated: _escalated,
    e.RemedyOrdered: _remedy,
    e.RemedyDone: _remedy_done,
    e.RemedyFailed: _remedy_failed,
    e.RemedyCancelled: _remedy_cancelled,
    e.MediationOpened: _mediation,
    e.MediationEnded: _mediation_ended,
    e.CaseReferred: _referred,
    e.AfterSaleOrdered: _after_sale,
    e.AfterSaleDispatched: _dispatched,
    e.AfterSaleDone: _after_sale_done,
    e.ClaimsDecided: _claims,
    e.FollowUpMade: _followed_up,
    e.CaseClosed: _closed,
    e.CaseReopened: _reopened,
    e.CaseWithdrawn: _withdrawn,
}
