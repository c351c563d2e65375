"""Registration 接诉登记: INT-1…6, TRI-1, TRI-4, TRI-7. 有诉必接: what can be registered is registered."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.care import opened_with
from gongdao.rulebook.commands import AttachOrder, OpenCase, SupplyDetails
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.expression import holds
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.matter import Matter, repeats_of
from gongdao.rulebook.policy import CASE_FACTS, Policy, category_of
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import is_against_somebody
from gongdao.rulebook.terms import RISKS, Demand, Party
from gongdao.rulebook.triage import priority_for, raised, risks_in, suggest

EARLIEST: Final = 2000  # a complaint received before this year is a slip of the pen


def open_case(
    policy: Policy, calendar: Calendar, command: OpenCase, facts: Facts, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The first events of a case: opened, sorted, given to a handler."""
    opened = _opened(policy, command, facts, now)
    matter = Matter(policy, calendar, evolve(None, opened, now), facts, actor, now)
    return (opened, *assigned(matter), *opened_with(matter, command))


def assigned(matter: Matter) -> tuple[e.Event, ...]:
    """TRI-7: the fairest suitable handler; nobody suitable leaves the case in the open queue."""
    choice = matter.choose(matter.policy.handler_role)
    if choice.candidate is None:
        return ()
    return (e.HandlerAssigned(handler=choice.candidate.ref, because=choice.because),)


def _opened(policy: Policy, command: OpenCase, facts: Facts, now: datetime) -> e.CaseOpened:
    received_at = _received_at(policy, command, now)
    order = command.order or facts.order
    suggested = suggest(policy, command.description, order=order, weights=facts.weights).category
    category = category_of(policy, command.category or suggested)
    if category is None:
        raise refuse("TRI-1", "unknown_category", category=command.category)
    risks = tuple(dict.fromkeys((*command.risks, *risks_in(policy, command.description))))
    amount = command.amount_fen or (order.paid_fen if order else 0)
    seen = CASE_FACTS | {
        "channel": command.channel, "category": category.code, "nature": command.nature or "effective",
        "mood": command.mood or "calm", "customer_level": command.complainant.level, "amount_fen": amount,
        "people_affected": command.people_affected, "repeats": facts.repeats, "risks": list(risks),
        "demands": [demand.kind for demand in command.demands],
        "motive": command.motive or "", "wish": command.wish or "", **repeats_of(facts.earlier),
    }  # fmt: skip
    priority, because = priority_for(policy, seen)
    order_no = command.order_no or (order.number if order else "")
    return e.CaseOpened(
        policy=policy.policy, policy_version=policy.version, channel=command.channel,
        received_at=received_at, complainant=command.complainant, respondents=command.respondents,
        category=category.code, priority=priority, priority_because=because,
        description=command.description, demands=command.demands, mood=command.mood or "calm",
        nature=command.nature or "effective", order=order, order_no=order_no, amount_fen=amount,
        people_affected=command.people_affected, risks=risks,
        missing=_missing(policy, command, order_no, seen),
        related=facts.related, repeats=facts.repeats, region=command.region,
        department=command.department or category.department, skill=category.skill,
        category_suggested=suggested if suggested != category.code else "",
        external_ref=command.external_ref, earlier=facts.earlier, acted_at=command.acted_at,
    )  # fmt: skip


def _received_at(policy: Policy, command: OpenCase, now: datetime) -> datetime:
    """When the complaint came in; refuses what cannot be."""
    if command.channel not in policy.intake.channels:
        raise refuse("INT-1", "unknown_channel", channel=command.channel)
    _need_two_sides(command.complainant, command.respondents)
    if set(command.risks) - set(RISKS):
        raise refuse("TRI-4", "bad_value", field="risks", allowed=list(RISKS))
    received_at = command.received_at or now
    if received_at.tzinfo is None or received_at > now or received_at.year < EARLIEST:
        raise refuse("INT-2", "bad_value", field="received_at", allowed=[f"{EARLIEST}…{now:%Y-%m-%d}"])
    acted_at = command.acted_at
    if acted_at is not None and (acted_at > received_at or acted_at.year < EARLIEST):
        raise refuse("PEN-1", "bad_value", field="acted_at", allowed=[f"{EARLIEST}…{received_at:%Y-%m-%d}"])
    return received_at


def _need_two_sides(complainant: Party, respondents: tuple[Party, ...]) -> None:
    if complainant.ref in {party.ref for party in respondents}:
        raise refuse("INT-2", "bad_value", field="respondents", allowed=[])


def _missing(policy: Policy, command: OpenCase, order_no: str, seen: dict[str, object]) -> tuple[str, ...]:
    """INT-2: the required fields that are empty; they are asked for, not invented."""
    present = {
        "contact": bool(command.complainant.contact),
        "order_no": bool(order_no),
        "description": bool(command.description.strip()),
        "demands": bool(command.demands),
        "respondents": bool(command.respondents),
    }
    return tuple(
        rule.field for rule in policy.intake.required if not present[rule.field] and holds(rule.when, seen)
    )


def supply_details(matter: Matter, command: SupplyDetails) -> tuple[e.Event, ...]:
    """INT-2: what was missing comes in; the priority rises if the facts now call for it.

    Whom it is against is named once; a handler who turns out to be against themselves gives the case up.
    """
    matter.need_open("INT-2")
    given: dict[str, str | tuple[Demand, ...] | tuple[Party, ...]] = {
        "description": command.description,
        "contact": command.contact,
        "order_no": command.order_no,
        "demands": command.demands,
        "respondents": command.respondents,
    }
    if not any(given.values()):
        raise refuse("INT-2", "missing_fields", fields=list(matter.state.missing))
    if command.respondents and is_against_somebody(matter.state):
        raise refuse("INT-2", "respondents_named")
    _need_two_sides(matter.state.complainant, command.respondents)
    supplied = e.DetailsSupplied(
        description=command.description,
        contact=command.contact,
        order_no=command.order_no,
        demands=command.demands,
        still_missing=tuple(field for field in matter.state.missing if not given.get(field)),
        respondents=command.respondents,
    )
    after = matter.with_state(evolve(matter.state, supplied, matter.now))
    return (supplied, *raised(after), *_relieved(after))


def _relieved(matter: Matter) -> tuple[e.Event, ...]:
    """TRI-7: another handler where the present one turns out to be a party, if there is another."""
    before = matter.state.handler
    if not before or not matter.conflicts(before):
        return ()
    return tuple(replace(event, before=before) for event in assigned(matter))


def attach_order(matter: Matter, command: AttachOrder) -> tuple[e.Event, ...]:
    """INT-5: the order snapshot is kept in the case; the same from a second person confirms it (RES-8)."""
    matter.need_open("INT-5")
    state = matter.state
    if state.order == command.order:
        if not state.order_by:
            raise refuse("INT-5", "nothing_to_change")
        if matter.actor.acts_for(state.order_by):
            raise refuse("RES-8", "own_confirmation", ref=state.order_by)
    attached = e.OrderAttached(order=command.order, by=matter.actor.ref if matter.actor.is_staff else "")
    return (attached, *raised(matter.with_state(evolve(matter.state, attached, matter.now))))
