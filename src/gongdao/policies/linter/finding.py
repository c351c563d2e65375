"""What the linter says: a code, the place, and the values its sentence needs."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from gongdao.rulebook.policy import Policy


class Finding(Struct, frozen=True):
    """One fault of a policy. `where` is a path as `deadlines[2].stop[0]`; `params` fill the sentence."""

    code: str
    where: str
    params: dict[str, Any] = {}


Check = Callable[[Policy], Iterator[Finding]]


def fault(code: str, where: str, **params: Any) -> Finding:
    """A finding: `fault("unknown_role", "rises[0]", role="boss")`."""
    return Finding(code=code, where=where, params=params)


def twice(codes: Iterable[str], code: str, where: str, field: str) -> Iterator[Finding]:
    """A finding for every name that stood in the list before; `where` is the list, `field` of its parts."""
    seen: set[str] = set()
    for position, name in enumerate(codes):
        if name in seen:
            place = f"{where}[{position}].{field}" if field else f"{where}[{position}]"
            yield fault(code, place, name=name)
        seen.add(name)
