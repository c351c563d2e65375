"""Who may appeal (APP-1): the one judged or refused, or a manager on behalf; verified, with a trace."""

from zoneinfo import ZoneInfo

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.appeal.rule import appeal_facts, variant_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealLevel, AppealRule, AppealVariant
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Finding, bearers


def own_party(matter: Matter, finding: Finding) -> str:
    """The judged party that the actor itself is."""
    mine = [party for party in bearers(finding) if matter.actor.acts_for(party)]
    if not mine:
        raise refuse("APP-1", "not_liable")
    return mine[0]


def need_standing(
    matter: Matter, rule: AppealRule, finding: Finding, command: c.FileAppeal, appellant: str
) -> None:
    """APP-1, INT-7, INT-9: the judged party itself, or a manager on its behalf."""
    if appellant not in bearers(finding):
        raise refuse("APP-1", "not_liable")
    if not matter.actor.acts_for(appellant) and not matter.actor.has(*rule.on_behalf):
        raise refuse("APP-1", "not_permitted", role=list(rule.on_behalf))
    if rule.verified_only:
        _need_verified(matter, command)
    if rule.log_required and not _has_log(matter, command):
        raise refuse("INT-9", "no_operation_log")


def _need_verified(matter: Matter, command: c.FileAppeal) -> None:
    """INT-7: a verified account, and a name that is that of the account."""
    if not matter.facts.appellant_verified:
        raise refuse("INT-7", "not_verified")
    known, given = matter.facts.appellant_names, command.particulars.name.strip()
    if given and known and given not in known:
        raise refuse("INT-7", "name_differs", name=given)


def _has_log(matter: Matter, command: c.FileAppeal) -> bool:
    """INT-9: the order's own log, one kept with another case on the same order, or one handed in."""
    order = matter.state.order
    kinds = {item.exhibit.kind for item in matter.state.exhibits.values()}
    kinds |= {item.kind for item in command.new_exhibits}
    known = order is not None and bool(order.staff_log or order.service_log)
    return known or matter.facts.operation_log or "operation_log" in kinds


def variant_for(rule: AppealRule, command: c.FileAppeal, appellant: str) -> AppealVariant | None:
    """APP-16: the variant chosen, where the policy knows it and this kind of party may choose it."""
    if not command.variant:
        return None
    variant = variant_of(rule, command.variant)
    if variant is None:
        raise refuse("APP-16", "bad_value", field="variant", allowed=[item.id for item in rule.variants])
    if variant.kinds and kind_of(appellant) not in variant.kinds:
        raise refuse("APP-16", "variant_of_others", variant=variant.id, kinds=list(variant.kinds))
    return variant


def zone_for(matter: Matter, variant: AppealVariant | None, command: c.FileAppeal, appellant: str) -> str:
    """SLA-8: the appellant's time zone, as given or as the case knows it; asked for where it matters."""
    zone = command.zone or matter.zone_of(appellant)
    if variant is not None and variant.party_zone and not zone:
        raise refuse("APP-16", "missing_fields", fields=["zone"])
    if zone:
        try:
            ZoneInfo(zone)
        except (LookupError, OSError, ValueError):
            raise refuse("SLA-8", "bad_value", field="zone", allowed=["Europe/Berlin"]) from None
    return zone


def need_form(
    matter: Matter, rule: AppealRule, level: AppealLevel, command: c.FileAppeal, appellant: str
) -> None:
    """APP-5: everything the form must say. All that is missing is named at once."""
    facts = appeal_facts(level.id, command.variant, command.scope, appellant)
    missing = [
        part
        for part in rule.form
        if matter.holds(part.when, **facts) and not getattr(command.particulars, part.field).strip()
    ]
    if missing:
        fields = [f"particulars.{part.field}" for part in missing]
        raise refuse(missing[0].cite.split()[0], "missing_fields", fields=fields)
