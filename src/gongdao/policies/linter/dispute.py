"""Whether evidence requests, negotiation and the check of goods fit together (EVI-12, RES-4, SLA-12)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.policy import DeadlineRule, EvidenceRule, Policy, Requirement
from gongdao.rulebook.terms import EXHIBIT_KINDS

CODES: Final = frozenset(
    "evidence_name_twice not_in_matrix nothing_required alternative_to_nothing fact_not_in_table"
    " silence_unlimited offers_unlimited step_in_unlimited confirming_unlimited negotiator_decides"
    " goods_unchecked".split()
)
# Who decides sees no offers (`people.permissions.decides`); so nobody else may, where offers are made.
IMPARTIAL: Final = frozenset({"adjudicator", "appeal_reviewer"})


def _matrix(policy: Policy) -> Iterator[Finding]:
    """EVI-2: every cell names a known reason and stage, asks for something, and says what silence means."""
    rule = policy.evidence
    if rule is None:
        return
    yield from _names(rule)
    categories = {item.code for item in policy.categories}
    for position, reason in enumerate(rule.reasons):
        for place, code in enumerate(reason.categories):
            if code not in categories:
                yield fault(
                    "unknown_category", f"evidence.reasons[{position}].categories[{place}]", category=code
                )
    for position, cell in enumerate(rule.matrix):
        where = f"evidence.matrix[{position}]"
        yield from _placed(rule, cell, where)
        yield from _needs(cell, where)
        yield from _facts(policy, cell.if_silent, f"{where}.if_silent")
        yield from _facts(policy, cell.if_met, f"{where}.if_met")


def _names(rule: EvidenceRule) -> Iterator[Finding]:
    yield from twice((item.code for item in rule.reasons), "evidence_name_twice", "evidence.reasons", "code")
    yield from twice((item.code for item in rule.stages), "evidence_name_twice", "evidence.stages", "code")
    yield from twice((cell.id for cell in rule.matrix), "evidence_name_twice", "evidence.matrix", "id")
    for position, cell in enumerate(rule.matrix):
        where = f"evidence.matrix[{position}].needs"
        yield from twice((need.id for need in cell.needs), "evidence_name_twice", where, "id")


def _placed(rule: EvidenceRule, cell: Requirement, where: str) -> Iterator[Finding]:
    if cell.reason not in {item.code for item in rule.reasons}:
        yield fault("not_in_matrix", f"{where}.reason", name=cell.reason)
    if cell.stage not in {item.code for item in rule.stages}:
        yield fault("not_in_matrix", f"{where}.stage", name=cell.stage)


def _needs(cell: Requirement, where: str) -> Iterator[Finding]:
    asked = {need.id for need in cell.needs if need.level in ("required", "one_of")}
    if not asked:
        yield fault("nothing_required", f"{where}.needs", requirement=cell.id)
    for position, need in enumerate(cell.needs):
        place = f"{where}.needs[{position}]"
        for number, kind in enumerate(need.kinds):
            if kind not in EXHIBIT_KINDS:
                yield fault("unknown_exhibit_kind", f"{place}.kinds[{number}]", kind=kind)
        if (need.level == "alternative") != (need.instead_of in asked):
            yield fault("alternative_to_nothing", f"{place}.instead_of", need=need.id)


def _facts(policy: Policy, facts: dict[str, str], where: str) -> Iterator[Finding]:
    known = {fact.id: fact.values for fact in policy.finding.facts}
    for name, value in facts.items():
        if value not in known.get(name, ()):
            yield fault("fact_not_in_table", f"{where}.{name}", fact=name, value=value)


def _silence(policy: Policy) -> Iterator[Finding]:
    """EVI-12, EVI-13: every request has a limit whose lapse decides the point, and so has the mending."""
    rule = policy.evidence
    if rule is None:
        return
    wanted = ["evidence_asked", *(["evidence_judged"] if rule.corrections else [])]
    for event in wanted:
        if not _limited(policy, event, "prover", "default_point"):
            yield fault("silence_unlimited", "deadlines", event=event)


def _limited(policy: Policy, event: str, bearer: str, *consequences: str) -> bool:
    def fits(rule: DeadlineRule) -> bool:
        does = {part.do for part in rule.lapse}
        return event in rule.start.on and rule.bearer == bearer and bool(does & set(consequences))

    return any(fits(rule) for rule in policy.deadlines)


def _negotiation(policy: Policy) -> Iterator[Finding]:
    """RES-4, RES-5: offers are answered in time, the platform steps in in time, impartial people decide."""
    rule = policy.negotiation
    if rule is None:
        return
    if not _limited(policy, "offer_made", "offered", "accept_offer", "refuse_offer", "ask_step_in"):
        yield fault("offers_unlimited", "deadlines")
    if not any("step_in_asked" in item.start.on for item in policy.deadlines):
        yield fault("step_in_unlimited", "deadlines")
    if "respondent" in rule.confirm and not _limited(policy, "proposal_made", "confirmer", "refuse_proposal"):
        yield fault("confirming_unlimited", "negotiation.confirm")
    for position, role in enumerate(policy.finding.roles):
        if role not in IMPARTIAL:
            yield fault("negotiator_decides", f"finding.roles[{position}]", role=role)


def _goods(policy: Policy) -> Iterator[Finding]:
    """SLA-12: what was received is checked in time, and a return says something to the decision table."""
    rule = policy.goods
    if rule is None:
        return
    for event in ("goods_received", "return_received"):
        if not _limited(policy, event, "recipient", "accept_goods"):
            yield fault("goods_unchecked", "deadlines", event=event)
    for field in ("in_order", "not_in_order", "lost"):
        yield from _facts(policy, getattr(rule, field), f"goods.{field}")


CHECKS: Final[tuple[Check, ...]] = (_matrix, _silence, _negotiation, _goods)
