"""Whether people, priorities, remedies and the ladder fit together (TRI-4, RES-2, RES-6, RES-8)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.actor import ROLES
from gongdao.rulebook.policy import Policy

CODES: Final = frozenset(
    "unknown_role priority_not_unconditional priority_unreachable remedy_twice unknown_remedy"
    " compensation_without_cap cap_amount_falls cap_twice rung_twice outside_without_body"
    " ladder_starts_elsewhere inside_after_outside nobody_decides".split()
)


def _roles(policy: Policy) -> Iterator[Finding]:
    for where, role in _roles_named(policy):
        if role not in ROLES:
            yield fault("unknown_role", where, role=role, known=list(ROLES))
    if not policy.finding.roles:
        yield fault("nobody_decides", "finding.roles")


def _roles_named(policy: Policy) -> Iterator[tuple[str, str]]:
    yield "handler_role", policy.handler_role
    yield from ((f"rises[{position}]", role) for position, role in enumerate(policy.rises))
    yield from ((f"finding.roles[{position}]", role) for position, role in enumerate(policy.finding.roles))
    yield from ((f"remedies.caps[{i}].role", cap.role) for i, cap in enumerate(policy.remedies.caps))
    yield "remedies.over_cap", policy.remedies.over_cap
    yield from ((f"ladder[{position}].role", rung.role) for position, rung in enumerate(policy.ladder))
    if policy.fund is not None:
        for field in ("roles", "write_off"):
            for position, role in enumerate(getattr(policy.fund, field)):
                yield f"fund.{field}[{position}]", role
    if policy.appeals is not None:
        yield "appeals.reviewer", policy.appeals.reviewer
        for position, role in enumerate(policy.appeals.on_behalf):
            yield f"appeals.on_behalf[{position}]", role


def _priorities(policy: Policy) -> Iterator[Finding]:
    always = [position for position, rule in enumerate(policy.priorities) if rule.when in ("", "true")]
    last = len(policy.priorities) - 1
    if last not in always:
        yield fault("priority_not_unconditional", f"priorities[{last}].when")
    for position in range(always[0] + 1 if always else last + 1, last + 1):
        yield fault("priority_unreachable", f"priorities[{position}]", after=always[0] + 1)


def _remedies(policy: Policy) -> Iterator[Finding]:
    rules = policy.remedies
    kinds = [item.kind for item in rules.kinds]
    yield from twice(kinds, "remedy_twice", "remedies.kinds", "kind")
    for position, kind in enumerate(rules.compensating):
        if kind not in kinds:
            yield fault("unknown_remedy", f"remedies.compensating[{position}]", remedy=kind)
    if rules.compensating and not rules.caps:
        yield fault("compensation_without_cap", "remedies.caps")
    yield from twice((cap.role for cap in rules.caps), "cap_twice", "remedies.caps", "role")
    yield from _amounts(policy)


def _amounts(policy: Policy) -> Iterator[Finding]:
    """RES-8: whoever may grant a larger share may grant at least as much."""
    places = sorted(range(len(policy.remedies.caps)), key=lambda place: policy.remedies.caps[place].percent)
    most = 0
    for place in places:
        cap = policy.remedies.caps[place]
        if cap.most_fen and (cap.most_fen < most or most < 0):
            yield fault("cap_amount_falls", f"remedies.caps[{place}].most_fen", role=cap.role)
        most = cap.most_fen or -1


def _ladder(policy: Policy) -> Iterator[Finding]:
    yield from twice((rung.id for rung in policy.ladder), "rung_twice", "ladder", "id")
    outside_seen = False
    for position, rung in enumerate(policy.ladder):
        if rung.outside and not rung.bodies:
            yield fault("outside_without_body", f"ladder[{position}].bodies", rung=rung.id)
        if outside_seen and not rung.outside:
            yield fault("inside_after_outside", f"ladder[{position}].outside", rung=rung.id)
        outside_seen = outside_seen or bool(rung.outside)
    if policy.ladder and policy.ladder[0].role != policy.handler_role:
        yield fault(
            "ladder_starts_elsewhere",
            "ladder[0].role",
            role=policy.ladder[0].role,
            handler=policy.handler_role,
        )


CHECKS: Final[tuple[Check, ...]] = (_roles, _priorities, _remedies, _ladder)
