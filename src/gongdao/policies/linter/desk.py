"""Whether what a complaint desk adds fits together: steps, complexity, orders, survey (RES-8, SLA-2)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.actor import ROLES
from gongdao.rulebook.deadline import parse_length
from gongdao.rulebook.events import BY_TYPE
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.terms import EXHIBIT_KINDS

CODES: Final = frozenset(
    "steps_do_not_rise steps_over_cap complex_without_rule complex_not_longer question_twice"
    " signature_without_limit".split()
)


def _steps(policy: Policy) -> Iterator[Finding]:
    """RES-8: each step is higher than the one before, and the last within the handler's own cap."""
    steps = policy.remedies.steps
    for position in range(1, len(steps)):
        if steps[position] <= steps[position - 1]:
            yield fault("steps_do_not_rise", f"remedies.steps[{position}]", percent=steps[position])
    own = [cap.percent for cap in policy.remedies.caps if cap.role == policy.handler_role]
    if steps and steps[-1] > max(own, default=0):
        yield fault(
            "steps_over_cap", f"remedies.steps[{len(steps) - 1}]", percent=steps[-1], cap=max(own, default=0)
        )


def _first_steps(policy: Policy) -> Iterator[Finding]:
    categories = {item.code for item in policy.categories}
    offered = {item.kind for item in policy.remedies.kinds}
    for position, rule in enumerate(policy.remedies.first):
        where = f"remedies.first[{position}]"
        if rule.category not in categories:
            yield fault("unknown_category", f"{where}.category", category=rule.category)
        for place, kind in enumerate(rule.exhibits):
            if kind not in EXHIBIT_KINDS:
                yield fault("unknown_exhibit_kind", f"{where}.exhibits[{place}]", kind=kind)
        for place, remedy in enumerate(rule.kinds):
            if remedy not in offered:
                yield fault("unknown_remedy", f"{where}.kinds[{place}]", remedy=remedy)


def _complexity(policy: Policy) -> Iterator[Finding]:
    """SLA-2: longer limits for complex cases need the mark, and are longer."""
    for position, rule in enumerate(policy.deadlines):
        for priority, text in rule.complex.items():
            where = f"deadlines[{position}].complex.{priority}"
            if policy.complexity is None:
                yield fault("complex_without_rule", where, deadline=rule.id)
            try:
                longer, usual = parse_length(text), parse_length(rule.length or rule.by_priority[priority])
            except (ValueError, KeyError):
                continue
            if longer.unit == usual.unit and longer.count <= usual.count:
                yield fault("complex_not_longer", where, deadline=rule.id, text=text)


def _turning(policy: Policy) -> Iterator[Finding]:
    for position, name in enumerate(policy.turns_effective.on if policy.turns_effective else ()):
        if name not in BY_TYPE:
            yield fault("unknown_event", f"turns_effective.on[{position}]", event=name)


def _ordering(policy: Policy) -> Iterator[Finding]:
    """RES-12: a waybill waits for its signature with a limit."""
    rule = policy.ordering
    if rule is None:
        return
    if rule.signer not in ROLES:
        yield fault("unknown_role", "ordering.signer", role=rule.signer, known=list(ROLES))
    limited = any(
        "waybill_voided" in item.start.on and "waybill_void_signed" in item.stop for item in policy.deadlines
    )
    if not limited:
        yield fault("signature_without_limit", "ordering.signer", role=rule.signer)


def _survey(policy: Policy) -> Iterator[Finding]:
    survey = policy.survey
    if survey is None:
        return
    yield from twice((item.id for item in survey.questions), "question_twice", "survey.questions", "id")


CHECKS: Final[tuple[Check, ...]] = (_steps, _first_steps, _complexity, _turning, _ordering, _survey)
