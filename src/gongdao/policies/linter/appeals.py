"""Whether appeals can really be made at every level, by every kind, and before a person (APP-11…16)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.policy import AppealLevel, AppealRule, DeadlineRule, KeyEvidence, Policy
from gongdao.rulebook.terms import EXHIBIT_KINDS

CODES: Final = frozenset(
    "level_twice level_after_outside level_without_body level_without_time level_limits_differ variant_twice"
    " supplement_without_limit machine_without_person refusal_without_window class_without_title group_of_one"
    " no_channel_advised".split()
)
_MACHINES: Final = frozenset({"fail_appeal"})  # consequences by which a machine decides on somebody


def _levels(policy: Policy) -> Iterator[Finding]:
    """APP-12: one after another, outside last, each decision followed by time to go on."""
    rule = policy.appeals
    if rule is None or not rule.levels:
        return
    yield from twice((level.id for level in rule.levels), "level_twice", "appeals.levels", "id")
    inside = [level for level in rule.levels if level.reviewer]
    for position, level in enumerate(rule.levels):
        where = f"appeals.levels[{position}]"
        if not level.reviewer and not level.bodies:
            yield fault("level_without_body", f"{where}.bodies", level=level.id)
        if level.reviewer and level not in rule.levels[: len(inside)]:
            yield fault("level_after_outside", where, level=level.id)
        goes_on = level.reviewer and (level.limit > 1 or level is not inside[-1])
        if goes_on and not _is_time_to_go_on(policy, level):
            yield fault("level_without_time", f"{where}.after", level=level.id, deadline=level.after)
    total = sum(level.limit for level in inside)
    if total != rule.limit:
        yield fault("level_limits_differ", "appeals.limit", limit=rule.limit, sum=total)


def _is_time_to_go_on(policy: Policy, level: AppealLevel) -> bool:
    found = next((item for item in policy.deadlines if item.id == level.after), None)
    return found is not None and (
        found.bearer == "liable"
        and "appeal_decided" in found.start.on
        and "appeal_filed" in found.stop
        and any(part.do == "make_final" for part in found.lapse)
    )


def _evidence(policy: Policy) -> Iterator[Finding]:
    for where, need in _needs(policy.appeals) if policy.appeals is not None else ():
        for field, kinds in (("kinds", need.kinds), ("each", need.each)):
            for position, kind in enumerate(kinds):
                if kind not in EXHIBIT_KINDS:
                    yield fault("unknown_exhibit_kind", f"{where}.{field}[{position}]", kind=kind)


def _needs(rule: AppealRule) -> Iterator[tuple[str, KeyEvidence]]:
    parts = [(f"appeals.levels[{n}].evidence", item.evidence) for n, item in enumerate(rule.levels)]
    parts += [(f"appeals.variants[{n}].evidence", item.evidence) for n, item in enumerate(rule.variants)]
    parts += [("appeals.group.evidence", rule.group.evidence)] if rule.group is not None else []
    yield from ((where, need) for where, need in parts if need is not None)


def _variants(policy: Policy) -> Iterator[Finding]:
    rule = policy.appeals
    variants = rule.variants if rule is not None else ()
    yield from twice((item.id for item in variants), "variant_twice", "appeals.variants", "id")


def _supplements(policy: Policy) -> Iterator[Finding]:
    """EVI-13: who is asked for more is told until when."""
    rule = policy.appeals
    asked = _starting(policy, "supplement_asked")
    told = any(item.bearer == "appellant" for item in asked)
    if rule is not None and rule.incomplete == "ask" and not told:
        yield fault("supplement_without_limit", "appeals.incomplete")


def _machines(policy: Policy) -> Iterator[Finding]:
    """Where a machine alone decides, a person has a limit within which to decide if asked."""
    if any("person_decided" in item.stop for item in _starting(policy, "person_asked")):
        return
    if policy.finding.automatic:
        yield fault("machine_without_person", "finding.automatic")
    for position, item in enumerate(policy.deadlines):
        if not _MACHINES.isdisjoint(part.do for part in item.lapse):
            yield fault("machine_without_person", f"deadlines[{position}].lapse")


def _refusals(policy: Policy) -> Iterator[Finding]:
    """APP-1: whoever is refused has the same time for an appeal as whoever is judged."""
    rule = policy.appeals
    if rule is not None and rule.refusals:
        windows = [item.id for item in _starting(policy, "claim_refused")]
        if rule.window not in windows:
            yield fault("refusal_without_window", "appeals.refusals", window=rule.window)


def _group(policy: Policy) -> Iterator[Finding]:
    group = policy.appeals.group if policy.appeals is not None else None
    if group is None:
        return
    for name in group.classes:
        if name not in group.titles:
            yield fault("class_without_title", "appeals.group.titles", name=name)
    if group.at_least < 2:
        yield fault("group_of_one", "appeals.group.at_least", at_least=group.at_least)


def _channels(policy: Policy) -> Iterator[Finding]:
    """APP-14: whatever the case, one way is advised."""
    ways = policy.appeals.channels if policy.appeals is not None else ()
    if ways and ways[-1].when.strip() != "true":
        yield fault("no_channel_advised", f"appeals.channels[{len(ways) - 1}].when")


def _starting(policy: Policy, event: str) -> list[DeadlineRule]:
    return [item for item in policy.deadlines if event in item.start.on]


CHECKS: Final[tuple[Check, ...]] = (
    _levels, _evidence, _variants, _supplements, _machines, _refusals, _group, _channels,
)  # fmt: skip
