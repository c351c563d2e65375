"""Whether conditions can be read: they compile, ask for known facts, and give yes or no."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gongdao.policies.linter.finding import Check, Finding, fault
from gongdao.rulebook import expression
from gongdao.rulebook.policy import CASE_FACTS, FUND_FACTS, Policy
from gongdao.rulebook.terms import (
    APPEAL_OUTCOMES,
    APPEAL_SCOPES,
    CHANNELS,
    CLOSE_OUTCOMES,
    MOODS,
    MOTIVES,
    NATURES,
    POINTS_GROUPS,
    PRIORITIES,
    REMEDY_KINDS,
    RISKS,
    STATUSES,
    WISHES,
)

CODES: Final = frozenset("bad_expression unknown_fact not_a_condition impossible_value".split())
LEVELS: Final = ("normal", "vip")
MISSING: Final = ("contact", "order_no", "description", "demands", "respondents")
CORRECTIONS: Final = ("", "ordered", "reported", "accepted", "failed")
WAITING: Final = ("", "customer", "evidence", "third_party")

_TEXT: Final = r"'([^']*)'|\"([^\"]*)\""
_COMPARED: Final = re.compile(
    rf"\b([a-z_][a-z0-9_]*)\s*(?:==|!=)\s*(?:{_TEXT})"  # name == 'x'
    rf"|(?:{_TEXT})\s*(?:not\s+)?(?:==|!=|in)\s+([a-z_][a-z0-9_]*)"  # 'x' in name
)
_LISTED: Final = re.compile(r"\b([a-z_][a-z0-9_]*)\s+(?:not\s+)?in\s*\[([^\]]*)\]")
_EACH: Final = re.compile(
    r"\b(?:some|all|none|one|filter|count)\(\s*([a-z_][a-z0-9_]*)\s*,\s*#\s*"
    rf"(?:(?:not\s+)?in\s*\[([^\]]*)\]|(?:==|!=)\s*(?:{_TEXT}))"
)
_ANY_TEXT: Final = re.compile(_TEXT)


def _conditions(policy: Policy) -> Iterator[Finding]:
    for where, text, facts in conditions_of(policy):
        yield from _readable(where, text, facts, values_of(policy))


def conditions_of(policy: Policy) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every condition with its place and an example of the facts it may ask for."""
    for position, required in enumerate(policy.intake.required):
        yield f"intake.required[{position}].when", required.when, CASE_FACTS
    for position, priority in enumerate(policy.priorities):
        yield f"priorities[{position}].when", priority.when, CASE_FACTS
    for position, rule in enumerate(policy.deadlines):
        yield f"deadlines[{position}].start.when", rule.start.when, CASE_FACTS
    for position, advice in enumerate(policy.advice):
        yield f"advice[{position}].when", advice.when, CASE_FACTS
    if policy.complexity is not None:
        yield "complexity.when", policy.complexity.when, CASE_FACTS
    if policy.turns_effective is not None:
        yield "turns_effective.when", policy.turns_effective.when, CASE_FACTS
    if policy.appeals is not None:
        for position, part in enumerate(policy.appeals.form):
            yield f"appeals.form[{position}].when", part.when, CASE_FACTS
        for position, way in enumerate(policy.appeals.channels):
            yield f"appeals.channels[{position}].when", way.when, CASE_FACTS
    found = {fact.id: fact.values[0] if fact.values else "" for fact in policy.finding.facts}
    for position, row in enumerate(policy.finding.table):
        yield f"finding.table[{position}].when", row.when, {**CASE_FACTS, **found}
    for position, condition in enumerate(policy.fund.conditions if policy.fund else ()):
        yield f"fund.conditions[{position}].when", condition.when, {**CASE_FACTS, **found, **FUND_FACTS}


def values_of(policy: Policy) -> dict[str, tuple[Any, ...]]:
    """The facts with closed values, and these: of the case, and of the policy's own decision table."""
    rule = policy.appeals
    return {
        "channel": CHANNELS,
        "category": tuple(item.code for item in policy.categories),
        "nature": NATURES,
        "mood": MOODS,
        "motive": ("", *MOTIVES),
        "wish": ("", *WISHES),
        "lapsed": ("", *(rule.id for rule in policy.deadlines)),
        "priority": PRIORITIES,
        "customer_level": LEVELS,
        "status": STATUSES,
        "rung": ("", *(rung.id for rung in policy.ladder)),
        "waiting_on": WAITING,
        "outcome": ("", *APPEAL_OUTCOMES, *CLOSE_OUTCOMES),
        "risks": RISKS,
        "demands": REMEDY_KINDS,
        "remedy_kind": ("", *REMEDY_KINDS),
        "result": ("", "satisfied", "deficient", "invalid", "failed"),
        **_matrix_of(policy),
        "missing": MISSING,
        "violation": ("", *(item.code for item in policy.conduct.violations)) if policy.conduct else ("",),
        "group": ("", *POINTS_GROUPS),
        "correction": CORRECTIONS,
        "advance": ("", "asked", "denied", "frozen", "paid", "recovered", "taken_back"),
        "level": ("", *(level.id for level in rule.levels)) if rule is not None else ("",),
        "variant": ("", *(item.id for item in rule.variants)) if rule is not None else ("",),
        "scope": ("", *APPEAL_SCOPES),
        **{fact.id: fact.values for fact in policy.finding.facts},
    }


def _matrix_of(policy: Policy) -> dict[str, tuple[Any, ...]]:
    rule = policy.evidence
    return {
        "claim_reason": ("", *(item.code for item in (rule.reasons if rule else ()))),
        "evidence_stage": ("", *(item.code for item in (rule.stages if rule else ()))),
    }


def _readable(
    where: str, text: str, facts: dict[str, Any], closed: Mapping[str, tuple[Any, ...]]
) -> Iterator[Finding]:
    if not text:
        return
    try:
        expression.check(text)
    except expression.BadExpression:
        yield fault("bad_expression", where, text=text)
        return
    unknown = sorted(expression.names_in(text) - set(facts))
    for name in unknown:
        yield fault("unknown_fact", where, fact=name, known=sorted(facts))
    if unknown:
        return
    if not gives_yes_or_no(text, facts):
        yield fault("not_a_condition", where, text=text)
    for name, value in compared_in(text):
        if name in closed and value not in closed[name]:
            yield fault("impossible_value", where, fact=name, value=value, known=list(closed[name]))


def gives_yes_or_no(text: str, facts: dict[str, Any]) -> bool:
    """Whether an expression is true or false on these facts; `amount = 1` is neither, `1 > 'a'` fails."""
    try:
        yes = expression.holds(text, facts)
        return yes or expression.holds(f"({text}) == false", facts)
    except expression.BadExpression:
        return False


def compared_in(text: str) -> Iterator[tuple[str, str]]:
    """(fact, text it is compared with) for the comparisons that can be read off an expression."""
    for match in _COMPARED.finditer(text):
        name, first, second, third, fourth, listed = match.groups()
        yield name or listed, first or second or third or fourth or ""
    for match in _LISTED.finditer(text):
        yield from ((match[1], value) for value in _texts(match[2]))
    for match in _EACH.finditer(text):
        for value in _texts(match[2]) if match[2] is not None else (match[3] or match[4] or "",):
            yield match[1], value


def _texts(listed: str) -> tuple[str, ...]:
    return tuple(match[1] or match[2] or "" for match in _ANY_TEXT.finditer(listed))


CHECKS: Final[tuple[Check, ...]] = (_conditions,)
