"""The decision table traced (DEC-2): which row decided, on which facts, and on what the others failed."""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from gongdao.rulebook.expression import holds, names_in
from gongdao.rulebook.policy import Policy

_PIECE: Final = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|[()\[\]]|\b(?:and|or)\b|[^'\"`()\[\]\w]+|\w+")


class Tested(Struct, frozen=True):
    """One condition of a row, whether it held, and the facts it asked for as they were."""

    condition: str
    held: bool
    facts: dict[str, Any]


class RowTrace(Struct, frozen=True):
    """One row: all its conditions. `decided`: it is the first that fits."""

    row: str
    cite: str
    decided: bool
    tested: tuple[Tested, ...]

    @property
    def fits(self) -> bool:
        """Whether every condition held."""
        return all(item.held for item in self.tested)

    @property
    def failed(self) -> tuple[Tested, ...]:
        """The conditions that did not hold."""
        return tuple(item for item in self.tested if not item.held)


class TableTrace(Struct, frozen=True):
    """The whole table in its order. `decided`: id of the row, "" where none fits."""

    rows: tuple[RowTrace, ...]
    decided: str


def trace(policy: Policy, seen: Mapping[str, Any]) -> TableTrace | None:
    """The table on these facts, those of the case among them; None while a fact of the table is open."""
    if any(fact.id not in seen for fact in policy.finding.facts):
        return None
    facts = dict(seen)
    rows: list[RowTrace] = []
    decided = ""
    for row in policy.finding.table:
        tested = tuple(_tested(condition, facts) for condition in conjuncts(row.when))
        first = not decided and all(item.held for item in tested)
        decided = row.id if first else decided
        rows.append(RowTrace(row.id, row.cite, first, tested))
    return TableTrace(tuple(rows), decided)


def _tested(condition: str, facts: dict[str, Any]) -> Tested:
    asked = {name: facts[name] for name in sorted(names_in(condition)) if name in facts}
    return Tested(condition, holds(condition, facts), asked)


def conjuncts(condition: str) -> tuple[str, ...]:
    """A condition taken apart at its outermost `and`; whole where an `or` stands beside it."""
    parts, depth = [""], 0
    for piece in _PIECE.findall(condition):
        depth += piece in "([" or -(piece in ")]")
        if depth == 0 and piece == "or":
            return (condition.strip(),)
        if depth == 0 and piece == "and":
            parts.append("")
        else:
            parts[-1] += piece
    return tuple(part.strip() for part in parts if part.strip())
