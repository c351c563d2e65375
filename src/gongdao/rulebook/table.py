"""The decision table on facts of which some may be open (DEC-2): which row decides, what could change that.

Only what can still change the row is asked for: where it is the same whatever an open fact turns out to be,
nobody need find that. Nothing is made up for it either: a finding carries the facts that were found.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any, Final, NamedTuple

from gongdao.rulebook.expression import holds, names_in
from gongdao.rulebook.policy import FindingFact, FindingRow, Policy

_MOST: Final = 10_000  # combinations of open facts that are gone through; of more, every fact is asked for


class Reading(NamedTuple):
    """The row that decides, None where none does. `open`: facts without which that cannot be said."""

    row: FindingRow | None
    open: tuple[str, ...]


def read(policy: Policy, seen: Mapping[str, Any]) -> Reading:
    """The table on the facts of a case and those found. Severity, which gives points, is always asked for."""
    left = _left(policy, seen)
    if prod(len(fact.values) for fact in left) > _MOST:
        return Reading(None, tuple(fact.id for fact in left))
    outcomes = {chosen: _first(policy, facts) for chosen, facts in _completions(left, seen)}
    severity = policy.conduct.severity if policy.conduct is not None else ""
    asked = tuple(
        fact.id for place, fact in enumerate(left) if fact.id == severity or _matters(place, outcomes)
    )
    return Reading(None if asked else next(iter(outcomes.values())), asked)


def settled(policy: Policy, condition: str, seen: Mapping[str, Any]) -> bool | None:
    """Whether a condition holds however the open facts turn out; None where they decide on it."""
    left = [fact for fact in _left(policy, seen) if fact.id in names_in(condition)]
    found = {holds(condition, facts) for _, facts in _completions(left, seen)}
    return found.pop() if len(found) == 1 else None


def completed(policy: Policy, seen: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with any value for each that is open: to evaluate conditions with, and never to be shown."""
    return dict(seen) | {fact.id: fact.values[0] for fact in _left(policy, seen)}


def _left(policy: Policy, seen: Mapping[str, Any]) -> list[FindingFact]:
    return [fact for fact in policy.finding.facts if fact.id not in seen]


_Values = tuple[Any, ...]


def _completions(
    left: list[FindingFact], seen: Mapping[str, Any]
) -> Iterator[tuple[_Values, dict[str, Any]]]:
    """Every way in which the open facts could turn out."""
    for chosen in product(*(fact.values for fact in left)):
        yield chosen, dict(seen) | {fact.id: value for fact, value in zip(left, chosen, strict=True)}


def _first(policy: Policy, facts: dict[str, Any]) -> FindingRow | None:
    return next((row for row in policy.finding.table if holds(row.when, facts)), None)


def _matters(place: int, outcomes: Mapping[_Values, FindingRow | None]) -> bool:
    """Whether the row can change with the fact at this place alone, the others being as they may."""
    rows: dict[_Values, set[str]] = defaultdict(set)
    for chosen, row in outcomes.items():
        rows[chosen[:place] + chosen[place + 1 :]].add(row.id if row is not None else "")
    return any(len(found) > 1 for found in rows.values())
