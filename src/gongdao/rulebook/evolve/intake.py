"""What events make of a case: registering, sorting and assigning."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps
from gongdao.rulebook.state import Collaboration, State, goods_value_fen


def opened(event: e.CaseOpened, at: datetime) -> State:
    """The first state of a case."""
    return State(
        policy=event.policy, policy_version=event.policy_version,
        status="needs_correction" if event.missing else "received",
        opened_at=at, received_at=event.received_at, channel=event.channel, complainant=event.complainant,
        respondents=event.respondents, category=event.category, priority=event.priority,
        description=event.description, nature=event.nature, mood=event.mood, demands=event.demands,
        order=event.order, order_no=event.order_no, amount_fen=event.amount_fen,
        people_affected=event.people_affected, risks=event.risks, missing=event.missing,
        related=event.related, repeats=event.repeats, department=event.department, region=event.region,
        skill=event.skill, external_ref=event.external_ref, earlier=event.earlier,
        acted_at=event.acted_at,
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
        respondents=event.respondents or state.respondents,
        missing=event.still_missing,
    )


def _order(state: State, event: e.OrderAttached, at: datetime) -> State:
    paid = event.order.paid_fen
    changed = replace(
        state, order=event.order, order_no=event.order.number, amount_fen=state.amount_fen or paid,
        order_by=event.by, goods_fen=None,
    )  # fmt: skip
    if not event.by or _seconded(state, event):
        return changed
    before = goods_value_fen(state)
    return replace(changed, goods_fen=min(before, paid) if paid else before)


def _seconded(state: State, event: e.OrderAttached) -> bool:
    """RES-8: whether another person says the same of the order as somebody did before."""
    before = state.order
    same = before is not None and (before.number, before.paid_fen) == (
        event.order.number,
        event.order.paid_fen,
    )
    return same and state.order_by not in ("", event.by)


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


STEPS: Final[Steps] = {
    e.DetailsSupplied: _details,
    e.OrderAttached: _order,
    e.FactsRecorded: _facts,
    e.CaseClassified: _classified,
    e.PriorityChanged: _priority,
    e.EstablishmentJudged: _establishment,
    e.HandlerAssigned: _handler,
    e.OverseerAssigned: _overseer,
    e.CaseTransferred: _transferred,
    e.CaseHandedOver: _handed_over,
    e.CollaborationAsked: _collaboration_asked,
    e.CollaborationAnswered: _collaboration_answered,
    e.CollaboratorUrged: _urged,
}
