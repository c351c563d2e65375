"""The statement of reasons of a finding 判责说明书 as data (DEC-3)."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from gongdao.rulebook import events as e
from gongdao.rulebook.explain.calculation import Calculation, calculation
from gongdao.rulebook.explain.grounds import (
    Found,
    Happened,
    Heard,
    Relied,
    Weighed,
    before,
    found,
    heard,
    relied,
    weighed,
)
from gongdao.rulebook.explain.rights import Right, rights
from gongdao.rulebook.explain.table import TableTrace, trace
from gongdao.rulebook.matter import case_facts
from gongdao.rulebook.policy import AppealRule, Policy, Title
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Liability


class Applied(Struct, frozen=True):
    """The law applied: policy and version, and the rule with its citation; `reason` of the table's row."""

    policy: str
    title: Title
    version: str
    since: date
    cite: str
    rule: str
    row: str = ""
    reason: Title | None = None


class Suggested(Struct, frozen=True):
    """What the table suggests to one party."""

    party: str
    share_bp: int


class Later(Struct, frozen=True):
    """An appeal that decided on the finding afterwards."""

    appeal: str
    outcome: str
    decided_at: datetime


class FindingReasons(Struct, frozen=True):
    """Everything a finding rests on. `deviation`: why it differs from the table, "" where it follows it."""

    id: str
    by: str
    at: datetime
    binding: bool
    automatic: bool
    status: str
    applied: Applied
    facts: tuple[Found, ...]
    exhibits: tuple[Relied, ...]
    heard: tuple[Heard, ...]
    table: TableTrace | None
    suggested: tuple[Suggested, ...]
    deviation: str
    reasons: str
    calculation: Calculation
    appeals: AppealRule | None
    rights: tuple[Right, ...]
    later: tuple[Later, ...]
    refused: str = ""  # a refusal rather than a liability: whose claim was refused (APP-1)
    weighed: tuple[Weighed, ...] = ()  # exhibits disputed or not admitted (EVI-18)


def reasons_of_finding(policy: Policy, log: Sequence[Happened], state: State, key: str) -> FindingReasons:
    """The reasons of the finding with this id, its appeals as they stand in `state`. Raises KeyError.

    `log`: all events of the case so far; `policy`: the version the case is pinned to.
    """
    event = next((item.event for item in log if _is(item.event, key)), None)
    if not isinstance(event, e.FindingMade | e.ClaimRefused):
        raise KeyError(key)
    then, happened = before(log, event)
    refused = event.party if isinstance(event, e.ClaimRefused) else ""
    made = event if isinstance(event, e.FindingMade) else _as_finding(policy, event)
    traced = None if refused else trace(policy, {**case_facts(then), **made.facts})
    parties = (refused,) if refused else tuple(item.party for item in made.liabilities)
    return FindingReasons(
        id=key, by=made.by, at=happened.at, binding=made.binding, automatic=made.automatic,
        status=state.findings[key].status, applied=_applied(policy, made, traced),
        facts=found(made.facts), exhibits=relied(then, made.exhibits), heard=heard(then, parties),
        table=traced, suggested=tuple(Suggested(item.party, item.share_bp) for item in made.suggested),
        deviation=made.deviation, reasons=made.reasons,
        calculation=calculation(loss_of(made), made.liabilities),
        appeals=policy.appeals if made.binding else None,
        rights=rights(policy, state, key, parties),
        later=tuple(
            Later(name, item.outcome, item.decided_at)
            for name, item in state.appeals.items()
            if item.finding == key and item.outcome and item.decided_at
        ),
        refused=refused, weighed=weighed(then),
    )  # fmt: skip


def loss_of(made: e.FindingMade) -> int:
    """The amount that was divided; findings of the first version do not carry it themselves."""
    return made.amount_fen or _sum(made.suggested) or _sum(made.liabilities)


def law_of(policy: Policy, cite: str) -> Applied:
    """A policy with one of its citations."""
    return Applied(
        policy=policy.policy, title=policy.title, version=policy.version, since=policy.in_force.since,
        cite=cite, rule=cite.partition(" ")[0],
    )  # fmt: skip


def _applied(policy: Policy, made: e.FindingMade, traced: TableTrace | None) -> Applied:
    law = law_of(policy, made.row or policy.finding.cite)
    row = next((item for item in policy.finding.table if traced and item.id == traced.decided), None)
    if row is None or row.cite != made.row:
        return law
    return Applied(
        policy=law.policy, title=law.title, version=law.version, since=law.since, cite=law.cite,
        rule=law.rule, row=row.id, reason=row.reason,
    )  # fmt: skip


def _as_finding(policy: Policy, event: e.ClaimRefused) -> e.FindingMade:
    """A refusal as a finding that burdens nobody; it rests on the rule that lets it be appealed."""
    rule = policy.appeals
    return e.FindingMade(
        id=event.id, by=event.by, liabilities=(), facts=event.facts, exhibits=event.exhibits,
        row=rule.cites.get("refusals", rule.cite) if rule is not None else "", suggested=(),
        reasons=event.reasons, automatic=event.automatic,
    )  # fmt: skip


def _is(event: e.Event, key: str) -> bool:
    return isinstance(event, e.FindingMade | e.ClaimRefused) and event.id == key


def _sum(liabilities: tuple[Liability, ...]) -> int:
    return sum(item.amount_fen for item in liabilities)
