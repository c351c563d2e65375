"""What changed between two versions of a policy: data, part by part, for people who must know before."""

from typing import Any, Final

import msgspec
from msgspec import Struct

from gongdao.rulebook.policy import Policy

# What names a part of a list, in this order; parts without such a name are compared by position.
_NAMES: Final = ("id", "code", "kind", "role", "field", "risk", "period", "category", "party", "days")


class Change(Struct, frozen=True):
    """One value that differs. `path` names parts by their id: `deadlines[first_response].length`.

    `before` is None where something was added, `after` where something was taken away.
    """

    path: str
    before: Any
    after: Any


class Changed(Struct, frozen=True):
    """The changes within one part of the document, such as `deadlines`."""

    part: str
    changes: tuple[Change, ...]


def diff(before: Policy, after: Policy) -> tuple[Changed, ...]:
    """The parts that differ, in the order of the document; empty when nothing does."""
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    found = []
    for part in Policy.__struct_fields__:
        changes = _compared(part, old.get(part), new.get(part))
        if changes:
            found.append(Changed(part, tuple(changes)))
    return tuple(found)


def _compared(path: str, old: Any, new: Any) -> list[Change]:
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*old, *(key for key in new if key not in old)]
        return [change for key in keys for change in _compared(f"{path}.{key}", old.get(key), new.get(key))]
    if isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        before, after = _named(old), _named(new)
        if before is not None and after is not None:
            keys = [*before, *(key for key in after if key not in before)]
            return [
                change
                for key in keys
                for change in _compared(f"{path}[{key}]", before.get(key), after.get(key))
            ]
    return [Change(path, old, new)]


def _named(parts: list[Any] | tuple[Any, ...]) -> dict[str, Any] | None:
    """The parts by their own name, by number where they have none; None for a list of plain values."""
    if not parts:
        return {}
    if not all(isinstance(part, dict) for part in parts):
        return None
    for name in _NAMES:
        found = {str(part[name]): part for part in parts if name in part}
        if len(found) == len(parts):
            return found
    return {str(position): part for position, part in enumerate(parts)}
