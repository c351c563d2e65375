"""Who is told: proposals, remedies, the end."""

from collections.abc import Iterable
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State


def _proposed(event: e.ProposalMade, after: State) -> Iterable[Notice]:
    if event.needs_approval:
        yield Notice(after.overseer, "approval_asked", {"id": event.id, "role": event.needs_approval})
    else:
        yield from _to_confirm(event.id, after)


def _to_confirm(key: str, after: State) -> Iterable[Notice]:
    for ref in after.proposals[key].confirmers or (after.complainant.ref,):
        yield Notice(ref, "proposal_made", {"id": key})


def _approved(event: e.ProposalApproved, after: State) -> Iterable[Notice]:
    yield from _to_confirm(event.id, after)
    yield Notice(after.proposals[event.id].by, "proposal_approved", {"id": event.id})


def _rejected(event: e.ProposalRejected, after: State) -> Iterable[Notice]:
    yield Notice(after.proposals[event.id].by, "proposal_rejected", {"id": event.id})


def _answered(event: e.ProposalAnswered, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "proposal_answered", {"id": event.id, "accepted": event.accepted})


def _expired(event: e.ProposalExpired, after: State) -> Iterable[Notice]:
    confirmers = after.proposals[event.id].confirmers
    for ref in (after.complainant.ref, *confirmers, after.handler):
        yield Notice(ref, "proposal_expired", {"id": event.id})


def _escalated(event: e.CaseEscalated, after: State) -> Iterable[Notice]:
    for ref in (after.complainant.ref, after.handler):
        yield Notice(ref, "case_escalated", {"rung": event.rung})


def _ordered(event: e.RemedyOrdered, after: State) -> Iterable[Notice]:
    params = {"id": event.id, "kind": event.terms.kind}
    yield Notice(event.terms.obligor or after.handler, "remedy_ordered", params)


def _done(event: e.RemedyDone, after: State) -> Iterable[Notice]:
    terms = after.remedies[event.id].terms
    params = {"kind": terms.kind, "amount_fen": terms.amount_fen}
    yield Notice(after.complainant.ref, "remedy_done", params)


def _failed(event: e.RemedyFailed, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "remedy_failed", {"id": event.id})
    yield Notice(after.complainant.ref, "remedy_delayed", {"kind": after.remedies[event.id].terms.kind})


def _mediation(event: e.MediationOpened | e.MediationEnded, after: State) -> Iterable[Notice]:
    """MSG-2: both sides hear that somebody outside mediates, and what came of it."""
    params = {"body": event.body} if isinstance(event, e.MediationOpened) else {"agreed": event.agreed}
    for ref in (after.complainant.ref, *(party.ref for party in after.respondents)):
        yield Notice(ref, e.type_of(event), params)


def _after_sale(event: e.AfterSaleOrdered, after: State) -> Iterable[Notice]:
    yield Notice(after.complainant.ref, "after_sale_ordered", {"kind": event.kind})


def _dispatched(event: e.AfterSaleDispatched, after: State) -> Iterable[Notice]:
    yield Notice(event.technician, "after_sale_dispatched", {"id": event.id})


def _ended(event: e.CaseClosed | e.CaseReferred | e.CaseReopened, after: State) -> Iterable[Notice]:
    for ref in (after.complainant.ref, *(party.ref for party in after.respondents)):
        yield Notice(ref, e.type_of(event))


def _followed_up(event: e.FollowUpMade, after: State) -> Iterable[Notice]:
    """RES-1: where the reply says measures, result and prevention, the customer has it in writing."""
    parts = {"measures": event.measures, "result": event.result, "prevention": event.prevention}
    if any(parts.values()):
        yield Notice(after.complainant.ref, "closing_reply", parts)


def _withdrawn(event: e.CaseWithdrawn, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "case_withdrawn")


TELLERS: Final[Tellers] = {
    e.ProposalMade: _proposed,
    e.ProposalApproved: _approved,
    e.ProposalRejected: _rejected,
    e.ProposalAnswered: _answered,
    e.ProposalExpired: _expired,
    e.CaseEscalated: _escalated,
    e.RemedyOrdered: _ordered,
    e.RemedyDone: _done,
    e.RemedyFailed: _failed,
    e.MediationOpened: _mediation,
    e.MediationEnded: _mediation,
    e.AfterSaleOrdered: _after_sale,
    e.AfterSaleDispatched: _dispatched,
    e.FollowUpMade: _followed_up,
    e.CaseClosed: _ended,
    e.CaseReferred: _ended,
    e.CaseReopened: _ended,
    e.CaseWithdrawn: _withdrawn,
}
