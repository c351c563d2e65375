"""The charge, and what a finding of a violation gives: points by the law at the act, or a lighter newer."""

from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.conduct.counting import Reached, account_of, reached, total, unit_of
from gongdao.rulebook.conduct.sanctions import held_by, imposed
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import ConductRule, Policy, Violation, violation_of
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Charge, State, current_finding
from gongdao.rulebook.terms import LawBecause, Liability

SHOP: Final = "shop"


def rule_of(matter: Matter) -> ConductRule:
    """The policy's rules of conduct; refuses where it has none."""
    if matter.policy.conduct is None:
        raise refuse("PEN-1", "not_offered_by_policy")
    return matter.policy.conduct


def charge(matter: Matter, command: c.ChargeViolation) -> tuple[e.Event, ...]:
    """PEN-1, PEN-7: the shop is told what it is charged with and what it may prove, and asked to answer."""
    matter.need_open("PEN-1")
    rule_of(matter)
    _need_unjudged(matter)
    violation = violation_of(matter.policy, command.violation)
    if violation is None:
        known = [item.code for item in rule_of(matter).violations]
        raise refuse("PEN-1", "bad_value", field="violation", allowed=known)
    if matter.state.correction is not None and matter.state.correction.status in ("ordered", "reported"):
        raise refuse("PEN-6", "correction_running")
    shop = shop_of(matter, command.shop)
    matter.need_exhibits(command.exhibits, "PEN-1")
    acted_at = _acted_at(matter, command.acted_at)
    before = matter.state.charge
    if before is not None and (before.shop, before.violation) == (shop, violation.code):
        raise refuse("PEN-1", "nothing_to_change")
    key = matter.next_id("S", matter.state.statements)
    charged = e.ViolationCharged(
        shop=shop, violation=violation.code, group=violation.group, text=command.text, acted_at=acted_at,
        proof=violation.defence.kinds, statement=key, cite=violation.cite, exhibits=command.exhibits,
    )  # fmt: skip
    return (charged, e.StatementAsked(id=key, of=shop, question=command.text[:4_000]))


def _need_unjudged(matter: Matter) -> None:
    key = current_finding(matter.state)
    if key and matter.state.findings[key].binding:
        raise refuse("PEN-1", "already_done", id=key)


def shop_of(matter: Matter, named: str) -> str:
    """The shop meant: the one named, or the one complained of."""
    shops = [party.ref for party in matter.state.respondents if kind_of(party.ref) == SHOP]
    shop = named or (shops[0] if shops else "")
    if shop not in shops:
        raise refuse("PEN-1", "bad_value", field="shop", allowed=shops)
    return shop


def _acted_at(matter: Matter, given: datetime | None) -> datetime:
    """When it was done. The law of that day judges it; a case under another version is the wrong one."""
    acted_at = given or matter.state.acted_at or matter.state.received_at
    if acted_at > matter.now:
        raise refuse("PEN-1", "bad_value", field="acted_at", allowed=[f"…{matter.now:%Y-%m-%d}"])
    at_the_act = matter.facts.law_at_act
    if at_the_act and at_the_act != matter.policy.version:
        raise refuse("PEN-1", "other_law_at_the_act", version=at_the_act, pinned=matter.policy.version)
    return acted_at


def charge_of(matter: Matter) -> Charge:
    """The charge; refuses where there is none yet."""
    if matter.state.charge is None:
        raise refuse("PEN-1", "not_charged")
    return matter.state.charge


class Result(NamedTuple):
    """What one version of the law makes of a violation."""

    policy: Policy
    violation: Violation | None  # None: no longer a violation
    points: int
    before: int
    reached: tuple[Reached, ...]

    @property
    def weight(self) -> tuple[bool, int, bool, int, int]:
        """The heavier the greater: B before A, points, closed for good, longest, number of sanctions."""
        days = [item.rule.days for item in self.reached]
        group_b = self.violation is not None and self.violation.group == "b" and self.points > 0
        return (group_b, self.points, 0 in days, max(days, default=0), len(days))


class Judged(NamedTuple):
    """A violation judged. `deviates`: other points than the severity suggests."""

    result: Result
    law_because: LawBecause
    points: int
    deviates: bool

    def events(self, matter: Matter, finding: str) -> tuple[e.Event, ...]:
        """Points, and the sanctions whose thresholds they reach."""
        return _events(matter, self, finding)


def judge(
    matter: Matter, command: c.MakeFinding, facts: dict[str, str | int | bool], liable: tuple[Liability, ...]
) -> Judged | None:
    """What the finding gives, after the shop was heard; None under a policy without rules of conduct."""
    if matter.policy.conduct is None:
        if command.points is not None:
            raise refuse("PEN-1", "not_offered_by_policy")
        return None
    charged = charge_of(matter)
    if [item.party for item in liable] != [charged.shop]:
        raise refuse("PEN-1", "bad_value", field="liabilities", allowed=[charged.shop])
    _need_heard(matter, charged)
    correction = matter.state.correction
    if correction is not None and correction.status in ("ordered", "reported"):
        raise refuse("PEN-6", "correction_running")
    severity = str(facts.get(matter.policy.conduct.severity, "ordinary"))
    at_the_act = result_under(matter, matter.policy, charged.violation, severity)
    result = at_the_act
    because: LawBecause = "at_the_act"
    if matter.facts.newer is not None and matter.facts.newer.conduct is not None:
        newer = result_under(matter, matter.facts.newer, charged.violation, severity)
        if newer.weight < at_the_act.weight:
            result, because = newer, "lighter"
    points = result.points if command.points is None else command.points
    violation = result.violation
    if violation is None and points:
        raise refuse("PEN-1", "bad_value", field="points", allowed=[0])
    if violation is not None and not violation.lowest <= points <= violation.highest:
        between = f"{violation.lowest}–{violation.highest}"
        raise refuse("PEN-1", "bad_value", field="points", allowed=[between], between=between)
    return Judged(result, because, points, points != result.points)


def _need_heard(matter: Matter, charged: Charge) -> None:
    """伸辩: the shop has answered this very charge, or let its limit pass."""
    statement = matter.state.statements[charged.statement]
    if not (statement.given_at or statement.lapsed):
        raise refuse("DEC-5", "not_heard", parties=[charged.shop])


def result_under(matter: Matter, policy: Policy, code: str, severity: str) -> Result:
    """What a version of the policy makes of a violation of this severity by the shop as it stands now."""
    rule, violation = policy.conduct, violation_of(policy, code)
    if rule is None or violation is None:
        return Result(policy, None, 0, 0, ())
    points = {"light": violation.lowest, "serious": violation.highest}.get(severity, violation.points)
    zone = ZoneInfo(policy.calendar.zone)
    before = total(held_by(matter), account_of(rule, violation.group), matter.now, zone)
    return Result(
        policy, violation, points, before, reached(rule.sanctions, violation.group, before, before + points)
    )


def _events(matter: Matter, judged: Judged, finding: str) -> tuple[e.Event, ...]:
    charged, result = charge_of(matter), judged.result
    violation = result.violation or violation_of(matter.policy, charged.violation)
    if violation is None:
        raise ValueError(f"no violation {charged.violation}")
    zone = ZoneInfo(matter.policy.calendar.zone)
    after = result.before + judged.points
    given = e.PointsGiven(
        id=matter.next_id("D", matter.state.points), finding=finding, shop=charged.shop,
        violation=charged.violation, group=violation.group,
        account=unit_of(violation.group, matter.now, zone), points=judged.points, before=result.before,
        total=after, acted_at=charged.acted_at, law=result.policy.version, law_because=judged.law_because,
        cite=violation.cite,
    )  # fmt: skip
    rule = result.policy.conduct
    steps = reached(rule.sanctions, violation.group, result.before, after) if rule is not None else ()
    return (given, *imposed(matter, given, steps))


def first_of_its_kind(matter: Matter, rule: ConductRule, state: State, code: str) -> bool:
    """PEN-6: whether no violation of this kind was established or corrected in the time before."""
    since = matter.now.timestamp() - rule.first_within_days * 86_400
    return not any(
        item.violation == code and item.at.timestamp() > since for item in held_by(matter)
    ) and not any(item.violation == code for item in state.points.values())
