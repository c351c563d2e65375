"""Whether violations, points and sanctions can work and are fair (PEN-1…9)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.policy import ConductRule, Policy
from gongdao.rulebook.terms import EXHIBIT_KINDS, POINTS_GROUPS

CODES: Final = frozenset(
    "account_missing account_twice violation_twice points_disordered unknown_exhibit_kind unknown_category"
    " sanction_twice sanction_without_end correction_without_end severity_unknown conduct_unheard"
    " exchange_disordered listing_rule_twice listing_unknown listing_unpunished".split()
)
SEVERITIES: Final = frozenset({"light", "ordinary", "serious"})
WHERE: Final = "conduct"


def _accounts(policy: Policy) -> Iterator[Finding]:
    for rule in _rule(policy):
        yield from twice(
            (item.group for item in rule.accounts), "account_twice", f"{WHERE}.accounts", "group"
        )
        kept = {item.group for item in rule.accounts}
        used = {item.group for item in rule.violations} | {item.group for item in rule.sanctions}
        used |= set(POINTS_GROUPS) if rule.conversion is not None else set()
        for group in sorted(used - kept):
            yield fault("account_missing", f"{WHERE}.accounts", group=group)


def _violations(policy: Policy) -> Iterator[Finding]:
    for rule in _rule(policy):
        yield from twice(
            (item.code for item in rule.violations), "violation_twice", f"{WHERE}.violations", "code"
        )
        for position, item in enumerate(rule.violations):
            where = f"{WHERE}.violations[{position}]"
            if not item.lowest <= item.points <= item.highest:
                yield fault("points_disordered", f"{where}.points", violation=item.code)
            if item.category and item.category not in {one.code for one in policy.categories}:
                yield fault("unknown_category", f"{where}.category", category=item.category)
            for number, kind in enumerate(item.defence.kinds):
                if kind not in EXHIBIT_KINDS:
                    yield fault("unknown_exhibit_kind", f"{where}.defence.kinds[{number}]", kind=kind)


def _sanctions(policy: Policy) -> Iterator[Finding]:
    """PEN-4: a sanction that ends has the limit that ends it, and a correction the one that fails it."""
    for rule in _rule(policy):
        yield from twice((item.id for item in rule.sanctions), "sanction_twice", f"{WHERE}.sanctions", "id")
        if any(item.days for item in rule.sanctions) and not _limited(
            policy, "sanction_imposed", "end_sanction"
        ):
            yield fault(
                "sanction_without_end", f"{WHERE}.sanctions",
                event="sanction_imposed", consequence="end_sanction",
            )  # fmt: skip
        if any(item.correction for item in rule.violations) and not _limited(
            policy, "correction_ordered", "fail_correction"
        ):
            yield fault(
                "correction_without_end", f"{WHERE}.violations",
                event="correction_ordered", consequence="fail_correction",
            )  # fmt: skip


def _limited(policy: Policy, event: str, consequence: str) -> bool:
    return any(
        rule.own and event in rule.start.on and any(part.do == consequence for part in rule.lapse)
        for rule in policy.deadlines
    )


def _fairness(policy: Policy) -> Iterator[Finding]:
    """Nobody is given points unheard (伸辩), nor without a binding finding that can be appealed."""
    for rule in _rule(policy):
        if not policy.finding.binding or policy.finding.heard != "before" or policy.appeals is None:
            yield fault("conduct_unheard", "finding.heard")
        graded = [fact for fact in policy.finding.facts if fact.id == rule.severity]
        if not graded or set(graded[0].values) != SEVERITIES:
            yield fault("severity_unknown", f"{WHERE}.severity", fact=rule.severity, known=sorted(SEVERITIES))


def _conversion(policy: Policy) -> Iterator[Finding]:
    for rule in _rule(policy):
        lines = rule.conversion.b if rule.conversion is not None else ()
        for position, (first, second) in enumerate(pairwise(lines), 1):
            if second.old <= first.old or second.points < first.points:
                yield fault("exchange_disordered", f"{WHERE}.conversion.b[{position}].old", old=second.old)


def _listing(policy: Policy) -> Iterator[Finding]:
    """PEN-8: each listing rule once, and each is some violation."""
    for rule in _rule(policy):
        rules = rule.listing.rules if rule.listing is not None else ()
        where = f"{WHERE}.listing.rules"
        yield from twice((item.check for item in rules), "listing_rule_twice", where, "check")
        known = {item.check for item in rules}
        punished = {name for item in rule.violations for name in item.listing}
        for position, item in enumerate(rule.violations):
            for number, name in enumerate(item.listing):
                if name not in known:
                    place = f"{WHERE}.violations[{position}].listing[{number}]"
                    yield fault("listing_unknown", place, check=name)
        for position, listing in enumerate(rules):
            if listing.check not in punished:
                yield fault("listing_unpunished", f"{where}[{position}].check", check=listing.check)


def _rule(policy: Policy) -> Iterator[ConductRule]:
    if policy.conduct is not None:
        yield policy.conduct


CHECKS: Final[tuple[Check, ...]] = (_accounts, _violations, _sanctions, _fairness, _conversion, _listing)
