"""`evolve`: what an event makes of a case. Total, pure, and it refuses nothing: what happened, happened.

One small function per event; a status follows from the events alone, never from a clock.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.state import (
    AfterSale,
    Appeal,
    Claims,
    Collaboration,
    Finding,
    Promise,
    Proposal,
    Remedy,
    State,
    Statement,
    Submitted,
    current_finding,
)  # fmt: skip

Step = Callable[[State, Any, datetime], State]


def evolve(state: State | None, event: e.Event, at: datetime) -> State:
    """The state after one event that happened at `at`.

    Raises ValueError for a first event that does not open the case: such a log is broken.
    """
    if isinstance(event, e.CaseOpened):
        after = _opened(event, at)
    elif state is None:
        raise ValueError(f"the first event must be case_opened, not {e.type_of(event)}")
    else:
        after = _STEPS[type(event)](state, event, at)
    version = 1 if state is None else state.version + 1
    return replace(after, version=version, changed_at=at)


def fold(log: Iterable[tuple[e.Event, datetime]]) -> State:
    """The state after all events of a case. Raises ValueError for an empty log."""
    state: State | None = None
    for event, at in log:
        state = evolve(state, event, at)
    if state is None:
        raise ValueError("a case without events")
    return state


def _opened(event: e.CaseOpened, at: datetime) -> State:
    return State(
        policy=event.policy, policy_version=event.policy_version,
        status="needs_correction" if event.missing else "received",
        opened_at=at, received_at=event.received_at, channel=event.channel, complainant=event.complainant,
        respondents=event.respondents, category=event.category, priority=event.priority,
        description=event.description, nature=event.nature, mood=event.mood, demands=event.demands,
        order=event.order, order_no=event.order_no, amount_fen=event.amount_fen,
        people_affected=event.people_affected, risks=event.risks, missing=event.missing,
        related=event.related, repeats=event.repeats, department=event.department, region=event.region,
        skill=event.skill, external_ref=event.external_ref,
    )  # fmt: skip


def _details(state: State, event: e.DetailsSupplied, at: datetime) -> State:
    completed = state.status == "needs_correction" and not event.still_missing
    party = state.complainant
    return replace(
        state,
        status="received" if completed else state.status,
        description=f"{state.description}\n{event.description}".strip()
        if event.description
        else state.description,
        complainant=replace(party, contact=event.contact) if event.contact else party,
        order_no=event.order_no or state.order_no,
        demands=event.demands or state.demands,
        missing=event.still_missing,
    )


def _order(state: State, event: e.OrderAttached, at: datetime) -> State:
    amount = state.amount_fen or event.order.paid_fen
    return replace(state, order=event.order, order_no=event.order.number, amount_fen=amount)


def _facts(state: State, event: e.FactsRecorded, at: datetime) -> State:
    return replace(state, facts={**state.facts, **event.facts})


def _classified(state: State, event: e.CaseClassified, at: datetime) -> State:
    return replace(state, category=event.category, nature=event.nature, department=event.department)


def _priority(state: State, event: e.PriorityChanged, at: datetime) -> State:
    return replace(state, priority=event.priority)


def _establishment(state: State, event: e.EstablishmentJudged, at: datetime) -> State:
    return replace(state, established=event.established)


def _handler(state: State, event: e.HandlerAssigned, at: datetime) -> State:
    return replace(state, handler=event.handler)


def _overseer(state: State, event: e.OverseerAssigned, at: datetime) -> State:
    return replace(state, overseer=event.overseer, rises=state.rises + 1)


def _transferred(state: State, event: e.CaseTransferred, at: datetime) -> State:
    return replace(state, department=event.department, region=event.region or state.region, handler="")


def _handed_over(state: State, event: e.CaseHandedOver, at: datetime) -> State:
    return replace(state, handler=event.handler)


def _collaboration_asked(state: State, event: e.CollaborationAsked, at: datetime) -> State:
    item = Collaboration(of=event.of, question=event.question, asked_at=at)
    return replace(state, collaborations={**state.collaborations, event.id: item})


def _collaboration_answered(state: State, event: e.CollaborationAnswered, at: datetime) -> State:
    item = replace(state.collaborations[event.id], answer=event.text, answered_at=at)
    return replace(state, collaborations={**state.collaborations, event.id: item})


def _urged(state: State, event: e.CollaboratorUrged, at: datetime) -> State:
    before = state.collaborations[event.id]
    item = replace(before, urged=before.urged + 1)
    return replace(state, collaborations={**state.collaborations, event.id: item})


def _first_response(state: State, event: e.FirstResponseGiven, at: datetime) -> State:
    status = "accepted" if state.status in ("received", "needs_correction") else state.status
    return replace(state, first_response_at=state.first_response_at or at, status=status)


def _same(state: State, event: e.Event, at: datetime) -> State:
    return state


def _promised(state: State, event: e.PromiseMade, at: datetime) -> State:
    item = Promise(text=event.text, due_at=event.due_at)
    return replace(state, promises={**state.promises, event.id: item})


def _promise_kept(state: State, event: e.PromiseKept, at: datetime) -> State:
    item = replace(state.promises[event.id], kept_at=at)
    return replace(state, promises={**state.promises, event.id: item})


def _waiting(state: State, event: e.WaitingStarted, at: datetime) -> State:
    return replace(state, waiting_on=event.on)


def _waiting_ended(state: State, event: e.WaitingEnded, at: datetime) -> State:
    return replace(state, waiting_on="")


def _exhibit(state: State, event: e.ExhibitSubmitted, at: datetime) -> State:
    item = Submitted(by=event.by, at=at, exhibit=event.exhibit)
    return replace(state, exhibits={**state.exhibits, event.id: item})


def _statement_asked(state: State, event: e.StatementAsked, at: datetime) -> State:
    item = Statement(of=event.of, asked_at=at)
    return replace(state, statements={**state.statements, event.id: item})


def _statement_given(state: State, event: e.StatementGiven, at: datetime) -> State:
    item = replace(state.statements[event.id], text=event.text, given_at=at)
    return replace(state, statements={**state.statements, event.id: item})


def _finding(state: State, event: e.FindingMade, at: datetime) -> State:
    item = Finding(
        by=event.by, at=at, liabilities=event.liabilities, made=event.liabilities, facts=event.facts,
        exhibits=event.exhibits, row=event.row, reasons=event.reasons, binding=event.binding, status="issued",
    )  # fmt: skip
    findings = dict(state.findings)
    if (old := current_finding(state)) and findings[old].status == "issued":
        findings[old] = replace(findings[old], status="superseded")
    return replace(
        state,
        findings={**findings, event.id: item},
        status="decided" if event.binding else state.status,
        deciders=_with(state.deciders, event.by),
    )


def _finding_final(state: State, event: e.FindingFinal, at: datetime) -> State:
    before = state.findings[event.id]
    final_for = _with(before.final_for, event.party)
    everyone = {liability.party for liability in before.liabilities} <= set(final_for)
    item = replace(before, final_for=final_for, status="final" if everyone else before.status)
    moves = everyone and item.binding and state.status in ("decided", "under_appeal")
    return replace(
        state,
        findings={**state.findings, event.id: item},
        status="final" if moves else state.status,
    )


def _proposed(state: State, event: e.ProposalMade, at: datetime) -> State:
    item = Proposal(
        by=event.by, rung=event.rung, remedies=event.remedies, explanation=event.explanation, at=at,
        status="awaiting_approval" if event.needs_approval else "open", needs_approval=event.needs_approval,
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
    after = _set_proposal(
        state, event.id, status="accepted" if event.accepted else "refused", proof=event.proof
    )
    return replace(after, status="executing") if event.accepted else after


def _expired(state: State, event: e.ProposalExpired, at: datetime) -> State:
    return _set_proposal(state, event.id, status="expired")


def _escalated(state: State, event: e.CaseEscalated, at: datetime) -> State:
    return replace(state, rung=event.rung)


def _remedy(state: State, event: e.RemedyOrdered, at: datetime) -> State:
    item = Remedy(terms=event.terms, source=event.source, status="due", ordered_at=at)
    return replace(state, remedies={**state.remedies, event.id: item})


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
    return replace(state, mediation="", status="negotiating")


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


def _appealed(state: State, event: e.AppealFiled, at: datetime) -> State:
    item = Appeal(
        finding=event.finding, appellant=event.appellant, by=event.by, scope=event.scope,
        problem=event.problem, demand=event.demand, exhibits=event.exhibits, filed_at=at, status="filed",
        ask_amount_fen=event.ask_amount_fen,
    )  # fmt: skip
    finding = replace(state.findings[event.finding], status="contested")
    return replace(
        state,
        appeals={**state.appeals, event.id: item},
        findings={**state.findings, event.finding: finding},
        status="under_appeal",
    )


def _reviewer(state: State, event: e.AppealReviewerAssigned, at: datetime) -> State:
    item = replace(state.appeals[event.id], reviewer=event.reviewer, status="assigned")
    return replace(state, appeals={**state.appeals, event.id: item})


_APPEAL_STATUS: Final = {
    "uphold": "upheld", "reduce": "modified", "shift": "overturned",
    "annul": "annulled", "remand": "remanded",
}  # fmt: skip


def _appeal_decided(state: State, event: e.AppealDecided, at: datetime) -> State:
    appeal = replace(
        state.appeals[event.id],
        status=_APPEAL_STATUS[event.outcome], outcome=event.outcome, reasons=event.reasons, decided_at=at,
    )  # fmt: skip
    before = state.findings[appeal.finding]
    parties = {item.party for item in before.liabilities}
    new = tuple(item.party for item in event.liabilities if item.party not in parties)
    finding = replace(
        before,
        liabilities=event.liabilities,
        status={"remand": "remanded", "annul": "annulled"}.get(event.outcome, "issued"),
        shifted_to=before.shifted_to + new,
    )
    status = {"remand": "accepted", "annul": "resolved"}.get(event.outcome, "decided")
    return replace(
        state,
        appeals={**state.appeals, event.id: appeal},
        findings={**state.findings, appeal.finding: finding},
        status=status,
        deciders=_with(state.deciders, event.by),
    )


def _appeal_withdrawn(state: State, event: e.AppealWithdrawn, at: datetime) -> State:
    appeal = replace(state.appeals[event.id], status="withdrawn")
    finding = replace(state.findings[appeal.finding], status="issued")
    return replace(
        state,
        appeals={**state.appeals, event.id: appeal},
        findings={**state.findings, appeal.finding: finding},
        status="decided",
    )


def _followed_up(state: State, event: e.FollowUpMade, at: datetime) -> State:
    return replace(state, satisfied=event.satisfied, followed_up_at=at)


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
    return replace(
        state, status="negotiating", outcome=None, closed_at=None, satisfied=None, followed_up_at=None
    )


def _withdrawn(state: State, event: e.CaseWithdrawn, at: datetime) -> State:
    return replace(state, status="withdrawn", outcome="withdrawn", closed_at=at)


def _deadline(state: State, event: e.DeadlineEvent, at: datetime) -> State:
    return replace(state, deadlines={**state.deadlines, event.deadline.key: event.deadline})


def _deadline_lapsed(state: State, event: e.DeadlineLapsed, at: datetime) -> State:
    after = _deadline(state, event, at)
    heard = after.statements.get(event.deadline.subject)
    if heard is not None and "hear_no_more" in event.consequences:
        item = replace(heard, lapsed=True)
        after = replace(after, statements={**after.statements, event.deadline.subject: item})
    return after


def _with(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    return items if item in items else (*items, item)


_STEPS: Final[dict[type[e.Event], Step]] = {
    e.DetailsSupplied: _details, e.OrderAttached: _order, e.FactsRecorded: _facts,
    e.CaseClassified: _classified, e.PriorityChanged: _priority, e.EstablishmentJudged: _establishment,
    e.HandlerAssigned: _handler, e.OverseerAssigned: _overseer, e.CaseTransferred: _transferred,
    e.CaseHandedOver: _handed_over, e.CollaborationAsked: _collaboration_asked,
    e.CollaborationAnswered: _collaboration_answered, e.CollaboratorUrged: _urged,
    e.FirstResponseGiven: _first_response, e.ContactMade: _same, e.NoteAdded: _same, e.ProgressTold: _same,
    e.PromiseMade: _promised, e.PromiseKept: _promise_kept, e.WaitingStarted: _waiting,
    e.WaitingEnded: _waiting_ended, e.ExhibitSubmitted: _exhibit, e.StatementAsked: _statement_asked,
    e.StatementGiven: _statement_given, e.FindingMade: _finding, e.FindingFinal: _finding_final,
    e.ProposalMade: _proposed, e.ProposalApproved: _approved, e.ProposalRejected: _rejected,
    e.ProposalAnswered: _answered, e.ProposalExpired: _expired, e.CaseEscalated: _escalated,
    e.RemedyOrdered: _remedy, e.RemedyDone: _remedy_done, e.RemedyFailed: _remedy_failed,
    e.RemedyCancelled: _remedy_cancelled, e.MediationOpened: _mediation, e.MediationEnded: _mediation_ended,
    e.CaseReferred: _referred, e.AfterSaleOrdered: _after_sale, e.AfterSaleDispatched: _dispatched,
    e.AfterSaleDone: _after_sale_done, e.ClaimsDecided: _claims, e.AppealFiled: _appealed,
    e.AppealReviewerAssigned: _reviewer, e.AppealDecided: _appeal_decided,
    e.AppealWithdrawn: _appeal_withdrawn, e.FollowUpMade: _followed_up, e.CaseClosed: _closed,
    e.CaseReopened: _reopened, e.CaseWithdrawn: _withdrawn, e.DeadlineStarted: _deadline,
    e.DeadlineMet: _deadline, e.DeadlinePaused: _deadline, e.DeadlineResumed: _deadline,
    e.DeadlineExtended: _deadline, e.DeadlineWarned: _deadline, e.DeadlineLapsed: _deadline_lapsed,
    e.DeadlineCancelled: _deadline,
}  # fmt: skip
