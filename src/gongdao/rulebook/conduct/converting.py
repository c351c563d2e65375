"""Old points become points of today (PEN-5): A by their sum, B by a table. No sanction follows of it."""

from typing import Final
from zoneinfo import ZoneInfo

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.conduct.counting import account_of, total, unit_of
from gongdao.rulebook.conduct.judging import rule_of, shop_of
from gongdao.rulebook.conduct.sanctions import held_by
from gongdao.rulebook.matter import Matter, parties_against
from gongdao.rulebook.policy import Conversion
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import current_finding
from gongdao.rulebook.terms import Liability, PointsGroup

WHOLE: Final = 10_000
CONVERTED: Final = "converted"  # in place of the code of a violation


def convert(matter: Matter, command: c.ConvertPoints) -> tuple[e.Event, ...]:
    """A finding by rule, so that it can be appealed; what the old points led to is not punished again."""
    rule = rule_of(matter)
    matter.need_status("received", "accepted", rule="PEN-5")
    if rule.conversion is None:
        raise refuse("PEN-5", "not_offered_by_policy")
    if current_finding(matter.state):
        raise refuse("PEN-5", "already_done", id=current_finding(matter.state))
    shop = shop_of(matter, command.shop)
    if not matter.actor.refs.isdisjoint({shop, *parties_against(matter.state)}):
        raise refuse("DEC-1", "conflict_of_interest", ref=matter.actor.ref)
    if any(item.outcome and matter.actor.acts_for(item.reviewer) for item in matter.state.appeals.values()):
        raise refuse("APP-8", "decided_on_appeal", ref=matter.actor.ref)
    if any(item.violation == CONVERTED for item in matter.facts.standing.held):
        raise refuse("PEN-5", "already_done", id=shop)
    zone = ZoneInfo(matter.policy.calendar.zone)
    late = [i.given_at for i in command.old if i.given_at.astimezone(zone).date() >= rule.conversion.before]
    if late:
        raise refuse("PEN-5", "bad_value", field="old", allowed=[f"…{rule.conversion.before}"])
    old = sum(item.points for item in command.old)
    points: dict[PointsGroup, int] = {"a": old, "b": exchanged(rule.conversion, old)}
    finding = matter.next_id("F", matter.state.findings)
    first = len(matter.state.points) + 1
    held = held_by(matter)
    given: list[e.Event] = []
    for index, (group, amount) in enumerate(points.items()):
        before = total(held, account_of(rule, group), matter.now, zone)
        entry = e.PointsGiven(
            id=f"D{first + index}", finding=finding, shop=shop, violation=CONVERTED, group=group,
            account=unit_of(group, matter.now, zone), points=amount, before=before, total=before + amount,
            acted_at=max(item.given_at for item in command.old), law=matter.policy.version,
            law_because="at_the_act", cite=rule.conversion.cite, source="conversion",
        )  # fmt: skip
        given.append(entry)
    liable = (Liability(party=shop, share_bp=WHOLE, cause=CONVERTED),)
    made = e.FindingMade(
        id=finding, by=matter.actor.ref, liabilities=liable, facts={}, exhibits=(),
        row=rule.conversion.cite, suggested=liable, reasons=command.note or rule.conversion.cite,
        binding=matter.policy.finding.binding,
    )  # fmt: skip
    converted = e.PointsConverted(
        shop=shop, old=command.old, total=old, a=points["a"], b=points["b"], note=command.note
    )
    return (converted, made, *given)


def exchanged(rule: Conversion, old: int) -> int:
    """The points of group B that so many old points become: those of the highest line they reach."""
    lines = [item for item in rule.b if item.old <= old]
    return max(lines, key=lambda item: item.old).points if lines else 0
