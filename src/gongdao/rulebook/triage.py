"""Triage 分级分类: category, risks and priority from text and facts, each with the words or rule behind it.

Rules TRI-1, TRI-2, TRI-4. Suggestions only; a person may change them, and the change is recorded.
"""

from typing import Any

from msgspec import Struct

from gongdao.rulebook import events as e
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.care import consulted
from gongdao.rulebook.commands import ChangePriority, ClassifyCase, JudgeEstablishment, RecordFacts
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.expression import holds
from gongdao.rulebook.lookup import lookup
from gongdao.rulebook.matter import Matter, case_facts
from gongdao.rulebook.policy import Policy, category_of
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Finding, State, annulled_at
from gongdao.rulebook.suggesting.suggestion import category_for, types_of
from gongdao.rulebook.suggesting.weights import Weights
from gongdao.rulebook.terms import Order, Priority


class Suggestion(Struct, frozen=True):
    """A suggested category and the words of the text that speak for it."""

    category: str
    words: tuple[str, ...]


def suggest(
    policy: Policy, text: str, *, order: Order | None = None, weights: Weights | None = None
) -> Suggestion:
    """The category that fits a text best (TRI-1); `suggesting.suggested` says more, and why.

    Where no category of the policy names types: the one most of whose words stand in the text, else the last.
    """
    shares = types_of(text, order, weights).shares if lookup(policy).has_types else {}
    category, words = category_for(policy, shares, text)
    return Suggestion(category.code, words)


def risks_in(policy: Policy, text: str) -> tuple[str, ...]:
    """The risks whose words stand in the text (TRI-4), recall before precision."""
    standing = lookup(policy).risk_words(text)
    return tuple(item.risk for item in policy.risk_words if not standing.isdisjoint(item.words))


def priority_for(policy: Policy, facts: dict[str, Any]) -> tuple[Priority, str]:
    """The priority and the citation of the rule that gives it (TRI-4): the first rule that holds."""
    for rule in policy.priorities:
        if holds(rule.when, facts):
            return rule.then, rule.cite
    raise ValueError(f"policy {policy.policy} has no unconditional priority")


def raised(matter: Matter) -> tuple[e.Event, ...]:
    """TRI-4: a rise in priority that the facts now call for; a machine never lowers it."""
    priority, cite = priority_for(matter.policy, case_facts(matter.state))
    order = ("normal", "important", "urgent")
    if order.index(priority) > order.index(matter.state.priority):
        return (e.PriorityChanged(priority=priority, because=cite),)
    return ()


def classify(matter: Matter, command: ClassifyCase) -> tuple[e.Event, ...]:
    """TRI-1, TRI-2: a person sets category, nature or department."""
    matter.need_open("TRI-1")
    state = matter.state
    category = command.category or state.category
    known = category_of(matter.policy, category)
    if known is None:
        raise refuse("TRI-1", "unknown_category", category=category)
    nature = command.nature or state.nature
    department = command.department or (known.department if command.category else "") or state.department
    before = (state.category, state.nature, state.department)
    if (category, nature, department) == before:
        raise refuse("TRI-1", "nothing_to_change")
    classified = e.CaseClassified(
        category=category, nature=nature, department=department, before=before, reason=command.reason
    )
    if category == state.category:
        return (classified,)
    return (classified, *consulted(matter.with_state(evolve(state, classified, matter.now))))


def change_priority(matter: Matter, command: ChangePriority) -> tuple[e.Event, ...]:
    """TRI-4: a person sets the priority, with reason."""
    matter.need_open("TRI-4")
    matter.need_reason(command.reason, "TRI-4")
    if command.priority == matter.state.priority:
        raise refuse("TRI-4", "nothing_to_change")
    return (e.PriorityChanged(priority=command.priority, because=command.reason),)


def judge_establishment(matter: Matter, command: JudgeEstablishment) -> tuple[e.Event, ...]:
    """TRI-3: a complaint that is not established closes with a courteous explanation."""
    matter.need_status(
        "received", "needs_correction", "accepted", "negotiating", "platform_review", "in_mediation",
        rule="TRI-3",
    )  # fmt: skip
    matter.need_reason(command.reason, "TRI-3")
    judged = e.EstablishmentJudged(established=command.established, reason=command.reason)
    if command.established:
        return (judged,)
    if matter.policy.appeals is not None and matter.policy.appeals.refusals:
        return (judged, _refused(matter, command.reason))
    return (judged, e.CaseClosed(outcome="not_established", cause=command.reason, solution=""))


def _refused(matter: Matter, reason: str) -> e.ClaimRefused:
    """APP-1: the refusal stands as a decision that the complainant may appeal; the case stays open so long.

    After a remand the same refusal needs something new: an exhibit or a fact (行政复议法 64). So it does once
    it was annulled on appeal, and what the reviewer had before them then is not new.
    """
    state = matter.state
    for key, finding in state.findings.items():
        fell = finding.status == "remanded" or annulled_at(state, key) is not None
        if fell and finding.refused and not _anything_new(state, key, finding):
            raise refuse("APP-9", "same_result_after_remand")
    return e.ClaimRefused(
        id=matter.next_id("F", state.findings), by=matter.actor.ref, party=state.complainant.ref,
        reasons=reason, exhibits=_citable(state), automatic=matter.actor.ref == SYSTEM.ref,
        facts=state.facts,
    )  # fmt: skip


def _citable(state: State) -> tuple[str, ...]:
    """EVI-18: what was excluded carries no refusal either."""
    return tuple(
        key for key in state.exhibits
        if key not in state.admissions or state.admissions[key].result != "excluded"
    )  # fmt: skip


def _anything_new(state: State, key: str, finding: Finding) -> bool:
    if state.facts != finding.facts:
        return True
    reviewed_at = annulled_at(state, key)
    if reviewed_at is None:
        return set(_citable(state)) != set(finding.exhibits)
    return any(state.exhibits[exhibit].at > reviewed_at for exhibit in _citable(state))


def record_facts(matter: Matter, command: RecordFacts) -> tuple[e.Event, ...]:
    """DEC-2: facts found, each resting on exhibits or a note."""
    matter.need_open("DEC-2")
    if not command.facts:
        raise refuse("DEC-2", "missing_fields", fields=["facts"])
    matter.need_exhibits(command.exhibits, "DEC-2")
    check_facts(matter.policy, command.facts)
    return (e.FactsRecorded(facts=command.facts, exhibits=command.exhibits, note=command.note),)


def check_facts(policy: Policy, facts: dict[str, str | int | bool]) -> None:
    """Refuse facts that the policy does not know or values it does not list (DEC-2)."""
    known = {fact.id: fact for fact in policy.finding.facts}
    for name, value in facts.items():
        fact = known.get(name)
        if fact is None:
            raise refuse("DEC-2", "bad_value", field=name, allowed=sorted(known))
        if value not in fact.values:
            raise refuse("DEC-2", "bad_value", field=name, allowed=list(fact.values))
