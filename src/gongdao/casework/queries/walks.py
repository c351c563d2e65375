"""A list as walks along indexes: one for each way an actor sees cases, merged afterwards.

Every walk gives (id, status, queue_at), in the order of the list where it has one, so that reading its first
page reads no more than a page of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from msgspec import Struct

from gongdao.casework.queries.sight import Way, equal
from gongdao.lib.ids import SERIALS

# "any" is for counting: a walk may then end at its first so many cases, wherever it meets them.
Order = Literal["due", "newest", "any"]

ORDERED: Final[dict[Order, str]] = {"due": "c.queue_at, c.id", "newest": "c.id DESC"}
# The month of a number is local, so that an instant may lie a day beside it.
_DAY: Final = timedelta(days=1)
_MONTH: Final = timedelta(days=32)
_GIVES: Final = "c.id, c.status, c.queue_at"


class Filters(Struct, frozen=True):
    """What a list is narrowed to; empty means everything. `handler` "nobody": cases without one.

    `relations`: only cases to which the actor stands in one of these ways of `people.permissions`, as
    "overseer". `due_before`: whose first limit runs out before this instant. `received_from` and
    `received_to`: received from the one instant on and before the other.
    """

    status: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    handler: str = ""
    department: str = ""
    region: str = ""
    policy: str = ""
    relations: tuple[str, ...] = ()
    due_before: datetime | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The values that columns of the case must have."""
        several = {"status": self.status, "priority": self.priority, "category": self.category}
        single = {"department": self.department, "region": self.region, "policy": self.policy}
        found = several | {column: (value,) for column, value in single.items() if value}
        if self.handler:
            found["handler"] = ("" if self.handler == "nobody" else self.handler,)
        return {column: values for column, values in found.items() if values}

    def condition(self) -> tuple[str, list[Any]]:
        """The filters as a condition on `c` that begins with AND, and its parameters."""
        parts, params = equal(self.columns().items())
        text = "".join(f" AND {part}" for part in parts)
        if self.due_before is not None:
            text += " AND c.queue_at < %s"
            params.append(self.due_before)
        # A case is numbered by the month of receipt, so that a bound of the number leads there at once.
        if self.received_from is not None:
            text += " AND c.id >= %s AND c.received_at >= %s"
            params += [_first_id(self.received_from - _DAY), self.received_from]
        if self.received_to is not None:
            text += " AND c.id < %s AND c.received_at < %s"
            params += [_first_id(self.received_to + _MONTH), self.received_to]
        return text, params


def _first_id(at: datetime) -> int:
    """The id from which cases of the month of an instant are numbered."""
    return (at.year * 100 + at.month) * SERIALS


EVERYTHING: Final = Filters()


def walks(
    ways: Iterable[Way],
    filters: Filters,
    order: Order,
    limit: int | None,
    *,
    more: str = "",
    params: Iterable[Any] = (),
) -> tuple[str, list[Any]]:
    """The walks without doubles, each of at most `limit` cases (None: all), as SQL and its parameters.

    Those of an `order` other than "newest" are of open cases alone.

    `more` is a further condition on `c` that begins with AND, `params` are its parameters. Ways that the
    filters rule out are left away; "" when none is left.
    """
    wanted = filters.columns()
    narrowed, values = filters.condition()
    sort = f"ORDER BY {ORDERED[order]} " if order in ORDERED else ""
    end = f"{sort}LIMIT {'ALL' if limit is None else int(limit)}"
    texts: list[str] = []
    given: list[Any] = []
    for way in ways:
        if all(not set(allowed).isdisjoint(wanted.get(name, allowed)) for name, allowed in way.columns):
            text, own = _walk(way, order, f"{narrowed}{more} {end}")
            texts.append(f"({text})")
            given += [*own, *values, *params]
    return " UNION ".join(texts), given


def _walk(way: Way, order: Order, rest: str) -> tuple[str, list[Any]]:
    handler = way.handler
    if way.roles:
        narrowed, own = equal(way.columns)
        text, parts = _by_part(
            way.refs, way.roles, order, "".join(f" AND {part}" for part in narrowed) + rest
        )
        return text, [*parts, *own]
    if order == "newest" and handler and len(way.columns) == 1:
        # The index of handlers holds open cases only; of the others they are found by their part.
        return _by_part((handler,), ("handler",), order, rest)
    where, own = way.condition()
    only_open = " AND c.open" if order != "newest" else ""
    return f"SELECT {_GIVES} FROM casework_case c WHERE {where}{only_open}{rest}", own  # noqa: S608  # constants


def _by_part(refs: Iterable[str], roles: Iterable[str], order: Order, rest: str) -> tuple[str, list[Any]]:
    """By the part that somebody has: all open cases of theirs, or for each part the newest."""
    join = "casework_party p JOIN casework_case c ON c.id = p.case_id"
    if order != "newest":
        where = "p.ref = ANY(%s) AND p.role = ANY(%s) AND p.open AND c.open"
        return f"SELECT {_GIVES} FROM {join} WHERE {where}{rest}", [list(refs), list(roles)]  # noqa: S608  # constants
    each = f"SELECT {_GIVES} FROM {join} WHERE p.ref = r.ref AND p.role = o.role{rest}"  # noqa: S608  # constants
    each = each.replace(ORDERED["newest"], "p.case_id DESC")  # so that the index of parts gives the order
    return (
        f"SELECT c.* FROM unnest(%s::text[]) AS r(ref), unnest(%s::text[]) AS o(role), LATERAL ({each}) AS c",  # noqa: S608  # constants
        [list(refs), list(roles)],
    )
