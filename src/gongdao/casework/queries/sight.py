"""The cases an actor may see, as ways to find them: one short walk along an index for each relation.

The relations are those of `people.permissions`; a test proves that lists and searches show exactly the cases
that `permissions.visible_q` lets through. One condition with many ORs would be the same set, but the server
would have to read it whole to find its first page.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

from gongdao.casework.draft import MARKED, mark
from gongdao.lib.words import quoted
from gongdao.people.permissions import Clause, relations
from gongdao.rulebook.actor import CLOCK, SYSTEM, Actor

_MACHINES: Final = frozenset({SYSTEM.ref, CLOCK.ref})


class Way(NamedTuple):
    """One way to see cases: columns with the values they may have, and refs with the roles they must have.

    Without columns and roles it leads to every case.
    """

    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    refs: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def handler(self) -> str:
        """The handler of all its cases, if it goes by that."""
        return next((values[0] for name, values in self.columns if name == "handler"), "")

    @property
    def is_own(self) -> bool:
        """Whether it leads only to cases in which somebody in person has a part."""
        return bool(self.roles or self.handler)

    def condition(self) -> tuple[str, list[Any]]:
        """The way as a condition on one row `c` of casework_case, and its parameters."""
        parts, params = equal(self.columns)
        if self.roles:
            parts.append(
                "EXISTS (SELECT FROM casework_party p"
                " WHERE p.case_id = c.id AND p.ref = ANY(%s) AND p.role = ANY(%s))"
            )
            params += [list(self.refs), list(self.roles)]
        return " AND ".join(parts) or "TRUE", params

    def query(self) -> str:
        """What the words of all its cases have in common, as a tsquery; "" for nothing."""
        parts = [
            _any_of([mark(name, value) for value in values])
            for name, values in self.columns
            if name in MARKED
        ]
        if self.roles:
            parts.append(_any_of([mark("part", ref) for ref in self.refs]))
        return " & ".join(parts)


def equal(columns: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[list[str], list[Any]]:
    """Conditions that columns of `c` have one of some values, and their parameters.

    A single value is compared as such: then an index that begins with the column is read in its order.
    """
    parts: list[str] = []
    params: list[Any] = []
    for column, values in columns:
        parts.append(f"c.{column} = %s" if len(values) == 1 else f"c.{column} = ANY(%s)")
        params.append(values[0] if len(values) == 1 else list(values))
    return parts, params


def ways(actor: Actor, only: Collection[str] = ()) -> tuple[Way, ...]:
    """Every way the actor comes to see cases; a single one for those who see all.

    `only`: those that come of these relations, where any are named.
    """
    if actor.ref in _MACHINES:
        return (Way(),)
    clauses = [clause for clause in relations(actor) if not only or clause.relation in only]
    if any(not clause.columns and not clause.roles for clause in clauses):
        return (Way(),)
    parts: dict[frozenset[str], set[str]] = {}
    found: list[Way] = []
    for clause in clauses:
        if clause.columns:
            found += _by_columns(clause)
        else:
            parts.setdefault(clause.refs, set()).update(clause.roles)
    found += [
        Way(refs=tuple(sorted(refs)), roles=tuple(sorted(roles))) for refs, roles in parts.items() if refs
    ]
    return tuple(dict.fromkeys(found))


def _by_columns(clause: Clause) -> Iterator[Way]:
    """The ways of a clause on columns: one for each handler, since the index of handlers is read in order."""
    refs, roles = tuple(sorted(clause.refs)), tuple(sorted(clause.roles))
    fixed = tuple((column, tuple(sorted(values))) for column, values in clause.columns if column != "handler")
    handlers = [values for column, values in clause.columns if column == "handler"]
    if not handlers:
        yield Way(fixed, refs, roles)
        return
    for handler in sorted(frozenset.intersection(*handlers)):
        yield Way((("handler", (handler,)), *fixed), refs, roles)


def _any_of(words: list[str]) -> str:
    return f"({' | '.join(map(quoted, words))})"
