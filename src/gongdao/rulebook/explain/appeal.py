"""The statement of reasons of a decision on an appeal 申诉复核决定书 as data (APP-9, DEC-3)."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from gongdao.rulebook import events as e
from gongdao.rulebook.explain.finding import Applied, law_of
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
from gongdao.rulebook.policy import AppealRule, Policy
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Liability


class Moved(Struct, frozen=True):
    """What one party bears before and after the decision."""

    party: str
    before_bp: int
    before_fen: int
    after_bp: int
    after_fen: int


class AppealReasons(Struct, frozen=True):
    """Everything a decision on an appeal rests on. `judged_by`: who made the finding."""

    id: str
    finding: str
    appellant: str
    filed_by: str
    filed_at: datetime
    scope: str
    problem: str
    demand: str
    ask_amount_fen: int | None
    late_reason: str
    by: str
    judged_by: str
    at: datetime
    outcome: str
    applied: Applied
    facts: tuple[Found, ...]
    filed: tuple[Relied, ...]
    exhibits: tuple[Relied, ...]
    heard: tuple[Heard, ...]
    moved: tuple[Moved, ...]
    reasons: str
    appeals: AppealRule | None
    rights: tuple[Right, ...]
    weighed: tuple[Weighed, ...] = ()  # exhibits disputed or not admitted (EVI-18)


def reasons_of_appeal(policy: Policy, log: Sequence[Happened], state: State, key: str) -> AppealReasons:
    """The reasons of the decision on the appeal with this id. Raises KeyError while there is none."""
    decided = next(
        (one.event for one in log if isinstance(one.event, e.AppealDecided) and one.event.id == key), None
    )
    filed = next(
        (one.event for one in log if isinstance(one.event, e.AppealFiled) and one.event.id == key), None
    )
    if not isinstance(decided, e.AppealDecided) or not isinstance(filed, e.AppealFiled):
        raise KeyError(key)
    then, happened = before(log, decided)
    appeal, judged = then.appeals[key], then.findings[filed.finding]
    moved = _moved(judged.liabilities, decided)
    rule = policy.appeals
    cite = rule.cites.get("outcomes", rule.cite) if rule else policy.finding.cite
    return AppealReasons(
        id=key, finding=filed.finding, appellant=filed.appellant, filed_by=filed.by, filed_at=appeal.filed_at,
        scope=filed.scope, problem=filed.problem, demand=filed.demand, ask_amount_fen=filed.ask_amount_fen,
        late_reason=filed.late_reason, by=decided.by, judged_by=judged.by, at=happened.at,
        outcome=decided.outcome, applied=law_of(policy, cite), facts=found(decided.facts),
        filed=relied(then, filed.exhibits), exhibits=relied(then, decided.exhibits),
        heard=heard(then, (item.party for item in moved)), moved=moved, reasons=decided.reasons,
        appeals=rule,
        rights=rights(policy, state, filed.finding, (item.party for item in decided.liabilities)),
        weighed=weighed(then),
    )  # fmt: skip


def _moved(old: tuple[Liability, ...], decided: e.AppealDecided) -> tuple[Moved, ...]:
    """Every party of the finding or of the decision, in this order."""
    was = {item.party: item for item in old}
    now = {item.party: item for item in decided.liabilities}
    nothing = Liability("nobody", 0)
    return tuple(
        Moved(
            party,
            was.get(party, nothing).share_bp, was.get(party, nothing).amount_fen,
            now.get(party, nothing).share_bp, now.get(party, nothing).amount_fen,
        )
        for party in {**was, **now}
    )  # fmt: skip
