"""Filing an appeal, taking it back, giving it up, and going outside (APP-1…7, APP-10…13, APP-16)."""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.appeal.chance import chance_for, need_quota
from gongdao.rulebook.appeal.evidence import kinds_with, need_evidence, need_something_new, short_of, wanted
from gongdao.rulebook.appeal.reviewing import open_appeal_of, reviewer_for
from gongdao.rulebook.appeal.rule import chances, levels_of, rule_of
from gongdao.rulebook.appeal.standing import need_form, need_standing, own_party, variant_for, zone_for
from gongdao.rulebook.liability import new_exhibits
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Finding
from gongdao.rulebook.terms import Exhibit


def file(matter: Matter, command: c.FileAppeal) -> tuple[e.Event, ...]:
    """Standing, window, number, quota, form, evidence; then a reviewer who did not decide (APP-8)."""
    rule = rule_of(matter)
    matter.need_open("APP-1")
    finding = _binding(matter, command.finding, "APP-1")
    appellant = command.appellant or own_party(matter, finding)
    need_standing(matter, rule, finding, command, appellant)
    level, late = chance_for(matter, rule, finding, command, appellant)
    need_quota(matter, rule, appellant)
    if command.scope not in rule.scopes:
        raise refuse("APP-7", "bad_value", field="scope", allowed=list(rule.scopes))
    variant = variant_for(rule, command, appellant)
    zone = zone_for(matter, variant, command, appellant)
    need_form(matter, rule, level, command, appellant)
    submitted = submitted_with(matter, command.new_exhibits)
    matter.need_exhibits(command.exhibits, "APP-6")
    needs = wanted(rule, level, variant)
    missing = need_evidence(matter, rule, needs, command)
    need_something_new(matter, level, command, appellant)
    key = matter.next_id("A", matter.state.appeals)
    filed = e.AppealFiled(
        id=key, finding=command.finding, appellant=appellant, by=matter.actor.ref, scope=command.scope,
        problem=command.problem, demand=command.demand, exhibits=command.exhibits + _ids(submitted),
        ask_amount_fen=command.ask_amount_fen, late_reason=command.late_reason, level=level.id,
        variant=command.variant, channel=command.channel, particulars=command.particulars, zone=zone,
        late=late,
    )  # fmt: skip
    asked = e.SupplementAsked(
        id=key,
        by="system",
        missing=missing,
        short=short_of(needs, kinds_with(matter, command)),
        automatic=True,
    )
    return (*submitted, filed, *reviewer_for(matter, level, key), *((asked,) if missing else ()))


def submitted_with(matter: Matter, exhibits: tuple[Exhibit, ...]) -> tuple[e.Event, ...]:
    """The events of exhibits that come in with an act."""
    return new_exhibits(
        matter,
        tuple(item.sha256 for item in exhibits),
        tuple(c.SubmitExhibit(exhibit=item) for item in exhibits),
    )


def _ids(submitted: tuple[e.Event, ...]) -> tuple[str, ...]:
    return tuple(item.id for item in submitted if isinstance(item, e.ExhibitSubmitted))


def _binding(matter: Matter, key: str, rule: str) -> Finding:
    finding = matter.state.findings.get(key)
    if finding is None or not finding.binding:
        raise refuse(rule, "unknown_item", id=key)
    return finding


def withdraw(matter: Matter, command: c.WithdrawAppeal) -> tuple[e.Event, ...]:
    """By the appellant or whoever filed for it; the finding is then final for it (行政复议法 74)."""
    appeal = open_appeal_of(matter, command.id)
    if not (matter.actor.acts_for(appeal.appellant) or matter.actor.acts_for(appeal.by)):
        raise refuse("APP-1", "not_permitted", role=[])
    matter.need_reason(command.reason, "APP-1")
    withdrawn = e.AppealWithdrawn(id=command.id, reason=command.reason)
    if appeal.appellant in matter.state.findings[appeal.finding].final_for:
        return (withdrawn,)
    return (withdrawn, e.FindingFinal(id=appeal.finding, party=appeal.appellant, because="waived"))


def accept_finding(matter: Matter, command: c.AcceptFinding) -> tuple[e.Event, ...]:
    """APP-2: the judged party gives up the appeal; final for it at once."""
    matter.need_open("APP-2")
    finding = _binding(matter, command.finding, "APP-2")
    party = own_party(matter, finding)
    if finding.status != "issued" or party in finding.final_for:
        raise refuse("APP-2", "already_done", id=command.finding)
    return (e.FindingFinal(id=command.finding, party=party, because="waived"),)


def go_outside(matter: Matter, command: c.GoOutside) -> tuple[e.Event, ...]:
    """APP-12: to a body that the policy names, once the levels inside are used or given up."""
    rule = rule_of(matter)
    finding = _binding(matter, command.finding, "APP-12")
    party = own_party(matter, finding)
    bodies = [body for level in levels_of(rule) for body in level.bodies]
    if not bodies:
        raise refuse("APP-12", "not_offered_by_policy")
    if command.body not in bodies:
        raise refuse("APP-12", "bad_value", field="body", allowed=bodies)
    inside = chances(rule, matter.state, command.finding, party)
    if party not in finding.final_for and (inside or finding.status == "contested"):
        raise refuse("APP-12", "levels_left", open=[level.id for level in inside])
    return (e.TakenOutside(finding=command.finding, party=party, body=command.body, note=command.note),)
