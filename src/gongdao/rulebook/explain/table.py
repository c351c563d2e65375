"""The decision table traced (DEC-2): which row decided, on which facts, and on what the others failed."""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from gongdao.rulebook.expression import names_in
from gongdao.rulebook.policy import FindingRow, Policy
from gongdao.rulebook.table import read, settled

_PIECE: Final = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|[()\[\]]|\b(?:and|or)\b|[^'\"`()\[\]\w]+|\w+")


class Tested(Struct, frozen=True):
    """One condition of a row, whether it held, and the facts it asked for as they were."""

    condition: str
    held: bool
    facts: dict[str, Any]


class RowTrace(Struct, frozen=True):
    """One row: its conditions on facts that were found. `decided`: it is the first that fits.

    `unsaid`: whether it fits cannot be said on these facts, nor need it be.
    """

    row: str
    cite: str
    decided: bool
    tested: tuple[Tested, ...]
    unsaid: bool = False

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
    """The table on these facts, the case's among them; None while an open fact could change the row."""
    found = read(policy, seen)
    if found.open:
        return None
    decided = found.row.id if found.row is not None else ""
    rows = tuple(_traced(policy, row, seen, decided=row.id == decided) for row in policy.finding.table)
    return TableTrace(rows, decided)


def _traced(policy: Policy, row: FindingRow, seen: Mapping[str, Any], *, decided: bool) -> RowTrace:
    """A row on what was found; a condition that hangs on what nobody needed to find stays away."""
    found = {part: settled(policy, part, seen) for part in conjuncts(row.when)}
    tested = tuple(_tested(part, seen, held=held) for part, held in found.items() if held is not None)
    unsaid = not decided and None in found.values() and all(item.held for item in tested)
    return RowTrace(row.id, row.cite, decided, tested, unsaid=unsaid)


def _tested(condition: str, seen: Mapping[str, Any], *, held: bool) -> Tested:
    return Tested(condition, held, {name: seen[name] for name in sorted(names_in(condition)) if name in seen})


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
