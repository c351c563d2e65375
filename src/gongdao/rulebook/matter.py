"""A matter under decision: policy, case, facts, who asks and when, with the questions every rule asks."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from gongdao.rulebook import events as e
from gongdao.rulebook import expression
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assignment import Choice, Wanted, pick
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.event_facts import event_readers
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.hours import calendar_in
from gongdao.rulebook.policy import CASE_FACTS, Policy
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import State, sanctions_running
from gongdao.rulebook.terms import Earlier


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

    def holds(self, condition: str, event: e.Event | None = None, **more: Any) -> bool:
        """Whether a policy condition is true of the case now, and of an event where one is given."""
        if not condition:
            return True
        state = self.state
        facts = {name: read(state) for name, read in _case_readers(condition)}
        if event is not None:
            facts |= {name: read(event, state) for name, read in event_readers(condition)}
        return expression.holds(condition, facts | more) if more else expression.is_true(condition, facts)

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

    def zone_of(self, ref: str) -> str:
        """SLA-8: the time zone a party named, in its last appeal or when the case came in; "" if none."""
        zones = [item.zone for item in self.state.appeals.values() if item.appellant == ref and item.zone]
        parties = (self.state.complainant, *self.state.respondents)
        return zones[-1] if zones else next((item.zone for item in parties if item.ref == ref), "")

    def calendar_in(self, zone: str) -> Calendar:
        """The calendar of a deadline: the policy's own, or the same hours in a party's zone (SLA-8)."""
        return calendar_in(self.policy, zone) if zone else self.calendar

    def conflicts(self, ref: str) -> bool:
        """TRI-7: whether somebody is, under any of their names, on one of the sides of this case."""
        person = next((item for item in self.facts.candidates if item.ref == ref), None)
        names = person.refs | {ref} if person is not None else {ref}
        return not parties_against(self.state).isdisjoint(names)

    def choose(self, role: str, *, excluded: frozenset[str] = frozenset(), department: str = "") -> Choice:
        """The fairest suitable person for a role in this case (TRI-7); never one complained of or liable.

        A handler is of the case's department; for other roles somebody of another one is better than nobody.
        Where a `department` is named, it must be of that one.
        """
        choice = self._choose(role, excluded, frozenset({"department"}), department)
        if choice.candidate is None and role != self.policy.handler_role and not department:
            return self._choose(role, excluded, frozenset(), "")
        return choice

    def _choose(
        self, role: str, excluded: frozenset[str], required: frozenset[str], department: str
    ) -> Choice:
        state = self.state
        return pick(
            self.facts.candidates,
            case=f"{state.received_at.isoformat()}{state.external_ref}{state.complainant.ref}{len(state.appeals)}",
            wanted=Wanted(role, state.region, department or state.department, state.skill, required),
            excluded=excluded | parties_against(state),
        )


def parties_against(state: State) -> frozenset[str]:
    """Whoever must not handle or judge this case: the complained-of, the judged, the complainant."""
    against = {party.ref for party in state.respondents} | {state.complainant.ref}
    for finding in state.findings.values():
        against |= {item.party for item in (*finding.made, *finding.liabilities)}
    return frozenset(against)


def repeats_of(earlier: tuple[Earlier, ...]) -> dict[str, int]:
    """The facts of INT-6 by what is the same: complaints within 90 days before this one."""
    return {f"{item.of}_repeats": item.quarter for item in earlier}


def case_facts(state: State) -> dict[str, Any]:
    """The values of `policy.CASE_FACTS` for this case."""
    return CASE_FACTS | {name: read(state) for name, read in _READ.items()}


@lru_cache(maxsize=4096)
def _case_readers(condition: str) -> tuple[tuple[str, Callable[[State], Any]], ...]:
    """How the facts of a case that a condition asks for are read: a few of dozens."""
    asked = expression.asked(condition)
    return tuple((name, _reader(name)) for name in CASE_FACTS if asked is None or name in asked)


def _reader(name: str) -> Callable[[State], Any]:
    """How a fact is read; what `CASE_FACTS` names besides is of an event, or of a finding."""
    return _READ.get(name, lambda _: CASE_FACTS[name])


def _repeats(of: str) -> Callable[[State], int]:
    """How to read the complaints that have one thing in common with this one (INT-6)."""
    return lambda state: repeats_of(state.earlier).get(f"{of}_repeats", 0)


_READ: Final[dict[str, Callable[[State], Any]]] = {
    "status": lambda state: state.status,
    "channel": lambda state: state.channel,
    "category": lambda state: state.category,
    "nature": lambda state: state.nature,
    "mood": lambda state: state.mood,
    "motive": lambda state: state.motive,
    "wish": lambda state: state.wish,
    "complex": lambda state: state.complex,
    "priority": lambda state: state.priority,
    "customer_level": lambda state: state.complainant.level,
    "amount_fen": lambda state: state.amount_fen,
    "people_affected": lambda state: state.people_affected,
    "repeats": lambda state: state.repeats,
    "customer_repeats": _repeats("customer"),
    "order_repeats": _repeats("order"),
    "shop_repeats": _repeats("shop"),
    "risks": lambda state: list(state.risks),
    "established": lambda state: state.established is not False,
    "outcome": lambda state: state.outcome or "",
    "waiting_on": lambda state: state.waiting_on,
    "demands": lambda state: [demand.kind for demand in state.demands],
    "missing": lambda state: list(state.missing),
    "satisfied": lambda state: state.satisfied is True,
    "rung": lambda state: state.rung,
    "violation": lambda state: state.charge.violation if state.charge else "",
    "group": lambda state: next((item.group for item in reversed(state.points.values())), ""),
    "sanctions": lambda state: len(sanctions_running(state)),
    "correction": lambda state: state.correction.status if state.correction else "",
    "advance": lambda state: next((item.status for item in reversed(state.advances.values())), ""),
    "stepped_in": lambda state: state.stepped_in_at is not None,
}
