"""What a complaint would become if it were registered now: found by trying it on the law itself.

And who complains, what else of theirs is on record, and whether order or shop came up before (INT-6).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from gongdao.casework.facts import REPEATED_WITHIN, opening_facts
from gongdao.casework.queries.customers import may_see_customer
from gongdao.casework.queries.details import among
from gongdao.people.finding import FoundCustomer, customer_by_contact
from gongdao.policies.titles import titles
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor, key_of
from gongdao.rulebook.care import advice_for
from gongdao.rulebook.commands import OpenCase
from gongdao.rulebook.decide import decide
from gongdao.rulebook.evolve import fold
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.terms import Earlier, Party
from gongdao.rulebook.triage import suggest
from gongdao.web.desk.lines import Line, lines
from gongdao.web.shell.suggested import Line as Suggestion
from gongdao.web.shell.suggested import lines as suggestion_lines

# Stands for a complainant who is not on record yet; nobody has this number.
NEWCOMER = "customer:0"


class Preview(Struct, frozen=True):
    """What would become of it. `words`: those that speak for the category; `refusal`: why it would fail."""

    category: str
    suggested: str  # empty when it is the category
    words: tuple[str, ...]
    priority: str
    because: str
    risks: tuple[str, ...]
    missing: tuple[str, ...]
    department: str
    handler: str
    consults: str
    advice: tuple[str, ...]
    first_due: tuple[str, datetime] | None  # title of the limit, and when
    refusal: Refusal | None = None
    suggestions: tuple[Suggestion, ...] = ()


class Known(Struct, frozen=True):
    """What is on record: the customer, the earlier cases that the reader may see, how many others."""

    customer: FoundCustomer | None
    cases: tuple[Line, ...]
    others: int
    repeats: int
    earlier: tuple[Earlier, ...]
    dossier: str  # number of the customer, "" where the reader may not see the dossier
    within_days: int = REPEATED_WITHIN.days


def look_up(
    actor: Actor, command: OpenCase, phone: str, email: str, *, language: str, now: datetime
) -> tuple[Known, Facts, OpenCase]:
    """What is on record of a complaint as typed so far, the facts for deciding, and the command with them."""
    customer = customer_by_contact(phone, email)
    if customer is not None:
        party = command.complainant
        party = replace(party, ref=customer.ref, level=customer.level, name=party.name or customer.name)
        command = replace(command, complainant=party)
    ((facts, _),) = opening_facts([(command, None)], now)
    seen = among(actor, facts.related)
    known = Known(
        customer=customer,
        cases=lines(actor, seen, language=language, now=now),
        others=len(facts.related) - len(seen),
        repeats=facts.repeats,
        earlier=facts.earlier,
        dossier=key_of(customer.ref) if customer and may_see_customer(actor, customer.ref) else "",
    )
    return known, facts, command


def preview(
    policy: Policy, command: OpenCase, facts: Facts, actor: Actor, *, language: str, now: datetime
) -> Preview | None:
    """What the complaint would become; None while nothing is described."""
    if not command.description.strip():
        return None
    words = titles(policy.policy, policy.version, language)
    events = decide(policy, None, command, facts, actor, now)
    if isinstance(events, Refusal):
        return Preview("", "", (), "", "", (), (), "", "", "", (), None, events)
    opened = next(event for event in events if isinstance(event, e.CaseOpened))
    suggestion = suggest(policy, command.description, order=opened.order, weights=facts.weights)
    return Preview(
        category=words[f"category:{opened.category}"],
        suggested=words[f"category:{opened.category_suggested}"] if opened.category_suggested else "",
        words=suggestion.words,
        priority=opened.priority,
        because=opened.priority_because,
        risks=opened.risks,
        missing=opened.missing,
        department=opened.department,
        handler=next((event.handler for event in events if isinstance(event, e.HandlerAssigned)), ""),
        consults=next((event.of for event in events if isinstance(event, e.CollaborationAsked)), ""),
        advice=_advice(policy, events, facts, actor, language=language, now=now),
        first_due=_first_due(events, words),
        suggestions=_suggestions(policy, command, opened, facts, language),
    )


def _suggestions(
    policy: Policy, command: OpenCase, opened: e.CaseOpened, facts: Facts, language: str
) -> tuple[Suggestion, ...]:
    """What the text suggests (TRI-1, TRI-2, TRI-5), beside what was chosen in the form so far."""
    now = {
        "category": opened.category, "nature": opened.nature, "mood": opened.mood,
        "motive": command.motive or "",
    }  # fmt: skip
    demands = [demand.kind for demand in command.demands]
    return suggestion_lines(
        policy,
        command.description,
        now,
        language,
        order=opened.order,
        demands=demands,
        repeats=opened.repeats,
        weights=facts.weights,
    )


def _advice(
    policy: Policy, events: Iterable[e.Event], facts: Facts, actor: Actor, *, language: str, now: datetime
) -> tuple[str, ...]:
    """TRI-5: how to speak with this customer while they are still on the line."""
    state = fold((event, now) for event in events)
    found = advice_for(Matter(policy, calendar_of(policy), state, facts, actor, now))
    return tuple(item.advice.en if language == "en" else item.advice.zh for item in found)


def newcomer(name: str, contact: str, level: str) -> Party:
    """The complainant before anything was looked up."""
    return Party(NEWCOMER, name, contact, level or "normal")


def _first_due(events: Iterable[e.Event], words: Mapping[str, str]) -> tuple[str, datetime] | None:
    """What the handler must do first."""
    started = [event.deadline for event in events if isinstance(event, e.DeadlineStarted)]
    own = [item for item in started if item.bearer == "handler"]
    if not own:
        return None
    first = min(own, key=lambda item: item.due_at)
    return words.get(f"deadline:{first.rule}", first.rule), first.due_at
