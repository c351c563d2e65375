"""Whether the decision table answers every case once (DEC-2), and its shares make the whole (DEC-1)."""

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any, Final

from gongdao.policies.linter.conditions import gives_yes_or_no, values_of
from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook import expression
from gongdao.rulebook.policy import CASE_FACTS, FindingRow, Policy

CODES: Final = frozenset(
    "fact_twice fact_hides_another fact_without_choice labels_differ row_twice shares_do_not_sum"
    " party_twice unknown_party open_fact_in_table table_too_large table_gap table_contradiction"
    " row_never_decides".split()
)
MOST_COMBINATIONS: Final = 100_000
# Who a line of the table may name: a role of the case, or a kind of reference.
PARTIES: Final = frozenset(
    "respondent complainant carrier company technician shop staff department insurer supplier"
    " third_party".split()
)
# Facts of the case with closed values a line may ask for besides those of the table.
_CLOSED_CASE_FACTS: Final = ("channel", "category", "nature", "mood", "priority", "customer_level")

Result = tuple[tuple[str, int], ...]


def _facts(policy: Policy) -> Iterator[Finding]:
    yield from twice((fact.id for fact in policy.finding.facts), "fact_twice", "finding.facts", "id")
    for position, fact in enumerate(policy.finding.facts):
        where = f"finding.facts[{position}]"
        if fact.id in CASE_FACTS:
            yield fault("fact_hides_another", f"{where}.id", fact=fact.id)
        if len(set(fact.values)) < 2:
            yield fault("fact_without_choice", f"{where}.values", fact=fact.id)
        if set(fact.values) != set(fact.labels):
            differing = sorted(set(fact.values) ^ set(fact.labels))
            yield fault("labels_differ", f"{where}.labels", fact=fact.id, values=differing)


def _shares(policy: Policy) -> Iterator[Finding]:
    yield from twice((row.id for row in policy.finding.table), "row_twice", "finding.table", "id")
    for position, row in enumerate(policy.finding.table):
        where = f"finding.table[{position}].liable"
        total = sum(share.percent for share in row.liable)
        if total != 100:
            yield fault("shares_do_not_sum", where, row=row.id, total=total)
        yield from twice((share.party for share in row.liable), "party_twice", where, "party")
        for number, share in enumerate(row.liable):
            if share.party not in PARTIES and ":" not in share.party:
                yield fault("unknown_party", f"{where}[{number}].party", party=share.party)


def _decides_every_case(policy: Policy) -> Iterator[Finding]:
    """All combinations of the closed values: each falls under a line, and never under two that differ."""
    rows = policy.finding.table
    if not rows or not _all_readable(policy):
        return  # what cannot be read is told by the conditions
    values = values_of(policy)
    asked = {name for row in rows for name in expression.names_in(row.when)}
    own = [fact.id for fact in policy.finding.facts]
    open_facts = sorted(asked - set(own) - set(_CLOSED_CASE_FACTS))
    for name in open_facts:
        position = next(i for i, row in enumerate(rows) if name in expression.names_in(row.when))
        yield fault("open_fact_in_table", f"finding.table[{position}].when", fact=name)
    names = [name for name in (*own, *_CLOSED_CASE_FACTS) if name in asked]
    size = prod(len(values[name]) for name in names)
    if size > MOST_COMBINATIONS:
        yield fault("table_too_large", "finding.table", combinations=size, most=MOST_COMBINATIONS)
    if not open_facts and size <= MOST_COMBINATIONS:
        yield from _enumerated(rows, names, values)


def _all_readable(policy: Policy) -> bool:
    example = {fact.id: fact.values[0] for fact in policy.finding.facts if fact.values}
    facts = {**CASE_FACTS, **example}
    return all(
        expression.names_in(row.when) <= set(facts) and (not row.when or gives_yes_or_no(row.when, facts))
        for row in policy.finding.table
    )


def _enumerated(
    rows: tuple[FindingRow, ...], names: list[str], values: dict[str, tuple[Any, ...]]
) -> Iterator[Finding]:
    gaps: list[dict[str, Any]] = []
    decides: set[int] = set()
    clashes: dict[tuple[int, int], dict[str, Any]] = {}
    for chosen in product(*(values[name] for name in names)):
        facts = dict(zip(names, chosen, strict=True))
        holding = [i for i, row in enumerate(rows) if expression.holds(row.when, CASE_FACTS | facts)]
        if not holding:
            gaps.append(facts)
            continue
        first = holding[0]
        decides.add(first)
        for other in holding[1:]:
            if _result(rows[other]) != _result(rows[first]):
                clashes.setdefault((first, other), facts)
    if gaps:
        yield fault("table_gap", "finding.table", facts=gaps[0], count=len(gaps))
    for (first, other), facts in clashes.items():
        yield fault(
            "table_contradiction", f"finding.table[{other}].when",
            first=rows[first].id, second=rows[other].id, facts=facts,
        )  # fmt: skip
    clashing = {other for _, other in clashes}
    for position in sorted(set(range(len(rows))) - decides - clashing):
        yield fault("row_never_decides", f"finding.table[{position}].when", row=rows[position].id)


def _result(row: FindingRow) -> Result:
    return tuple(sorted((share.party, share.percent) for share in row.liable))


CHECKS: Final[tuple[Check, ...]] = (_facts, _shares, _decides_every_case)
