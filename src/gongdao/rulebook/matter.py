"""A matter under decision: policy, case, facts, who asks and when, with the questions every rule asks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gongdao.rulebook import expression
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assignment import Choice, choose
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import CASE_FACTS, Policy
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import State


class Matter:
    """Everything a deciding function may look at. Immutable by convention."""

    __slots__ = ("actor", "calendar", "facts", "now", "policy", "state")

    def __init__(
        self, policy: Policy, calendar: Calendar, state: State, facts: Facts, actor: Actor, now: datetime
    ) -> None:
        self.policy = policy
        self.calendar = calendar
        self.state = state
        self.facts = facts
        self.actor = actor
        self.now = now

    def with_state(self, state: State) -> "Matter":
        """The same matter after some events."""
        return Matter(self.policy, self.calendar, state, self.facts, self.actor, self.now)

    def next_id(self, prefix: str, items: dict[str, Any]) -> str:
        """The next id within the case, as P1, P2."""
        return f"{prefix}{len(items) + 1}"

    def holds(self, condition: str, **more: Any) -> bool:
        """Whether a policy condition is true of the case now."""
        return expression.holds(condition, {**case_facts(self.state), **more}) if condition else True

    def need_status(self, *statuses: str, rule: str) -> None:
        """Refuse unless the case is in one of these states."""
        self.need_open(rule)
        if self.state.status not in statuses:
            raise refuse(rule, "not_in_this_state", status=self.state.status, needed=list(statuses))

    def need_open(self, rule: str) -> None:
        """Refuse when the case has ended."""
        if not self.state.is_open:
            raise refuse(rule, "case_closed", status=self.state.status)

    def need_reason(self, text: str, rule: str) -> None:
        """Refuse an empty reason."""
        if not text.strip():
            raise refuse(rule, "reason_needed")

    def need_exhibits(self, ids: Iterable[str], rule: str) -> None:
        """Refuse references to exhibits that are not in the case."""
        unknown = sorted(set(ids) - set(self.state.exhibits))
        if unknown:
            raise refuse(rule, "unknown_exhibit", exhibits=unknown)

    def choose(self, role: str, *, excluded: frozenset[str] = frozenset()) -> Choice:
        """The fairest suitable person for a role in this case (TRI-7); never one complained of or liable.

        A handler is of the case's department; for other roles somebody of another one is better than nobody.
        """
        choice = self._choose(role, excluded, frozenset({"department"}))
        if choice.candidate is None and role != self.policy.handler_role:
            return self._choose(role, excluded, frozenset())
        return choice

    def _choose(self, role: str, excluded: frozenset[str], required: frozenset[str]) -> Choice:
        state = self.state
        return choose(
            self.facts.candidates,
            case=f"{state.received_at.isoformat()}{state.external_ref}{state.complainant.ref}{len(state.appeals)}",
            role=role,
            region=state.region,
            department=state.department,
            skill=state.skill,
            excluded=excluded | parties_against(state),
            required=required,
        )


def parties_against(state: State) -> frozenset[str]:
    """Whoever must not handle or judge this case: the complained-of, the judged, the complainant."""
    against = {party.ref for party in state.respondents} | {state.complainant.ref}
    for finding in state.findings.values():
        against |= {item.party for item in (*finding.made, *finding.liabilities)}
    return frozenset(against)


def case_facts(state: State) -> dict[str, Any]:
    """The values of `policy.CASE_FACTS` for this case."""
    return CASE_FACTS | {
        "status": state.status,
        "channel": state.channel,
        "category": state.category,
        "nature": state.nature,
        "mood": state.mood,
        "priority": state.priority,
        "customer_level": state.complainant.level,
        "amount_fen": state.amount_fen,
        "people_affected": state.people_affected,
        "repeats": state.repeats,
        "risks": list(state.risks),
        "established": state.established is not False,
        "outcome": state.outcome or "",
        "waiting_on": state.waiting_on,
        "demands": [demand.kind for demand in state.demands],
        "missing": list(state.missing),
        "satisfied": state.satisfied is True,
        "rung": state.rung,
    }
