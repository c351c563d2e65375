"""What a list shows of its cases beyond their rows: the limit due first, names, the reader's own part."""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

import msgspec

from gongdao.casework.queries.lists import COLUMNS, Listed, listed
from gongdao.casework.queries.sight import ways
from gongdao.lib.statements import fetch
from gongdao.people.permissions import DECIDING, WAITING, CaseFacts
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.deadline import Deadline

_DEADLINE: Final = msgspec.json.Decoder(Deadline)
_TEXT: Final = 4_000  # characters of a description in which a found word is shown
_DETAILS: Final = """
SELECT c.id, (c.state -> 'deadlines' -> c.due_key)::text, coalesce(c.state ->> 'waiting_on', ''),
       coalesce(c.state -> 'complainant' ->> 'name', ''), left(c.state ->> 'description', %s),
       ARRAY(SELECT p.ref || ' ' || p.role FROM casework_party p WHERE p.case_id = c.id AND p.ref = ANY(%s))
FROM casework_case c WHERE c.id = ANY(%s)
"""


class Detail(NamedTuple):
    """One case. `limit`: its first limit that runs; `parts`: (ref, role) of the
    reader, and what waits in it; `text`: or ""."""

    limit: Deadline | None
    waiting_on: str
    complainant_name: str
    text: str
    parts: frozenset[tuple[str, str]]


def details(actor: Actor, ids: Collection[int], *, texts: bool = False) -> dict[int, Detail]:
    """The details of cases that the actor was shown, by id: one statement. `texts`: with descriptions."""
    refs = sorted(actor.refs | {actor.ref} | WAITING)
    rows = fetch(_DETAILS, [_TEXT if texts else 0, refs, list(ids)]) if ids else []
    return {
        key: Detail(
            limit=_limit(actor, limit),
            waiting_on=waiting_on,
            complainant_name=name,
            text=text or "",
            parts=frozenset(_part(part) for part in parts),
        )
        for key, limit, waiting_on, name, text, parts in rows
    }


def _limit(actor: Actor, stored: str | None) -> Deadline | None:
    """The limit due first; not one about an offer or a proposal, for those who decide (RES-4)."""
    item = _DEADLINE.decode(stored) if stored else None
    if item is not None and item.subject[:1] in ("O", "P") and actor.has(*DECIDING):
        return None
    return item


def facts_of_listed(case: Listed, detail: Detail) -> CaseFacts:
    """What permissions need to know of a listed case, as far as it concerns the reader of `details`."""
    return CaseFacts(
        handler=case.handler, region=case.region, department=case.department, status=case.status,
        priority=case.priority, parties=detail.parts,
    )  # fmt: skip


def among(actor: Actor, ids: Iterable[int], only: Collection[str] = ()) -> tuple[Listed, ...]:
    """Those of these cases that the actor may see, newest first. One statement; none for no ids.

    `only`: those to which the actor stands in one of these relations of `people.permissions`.
    """
    wanted = list(ids)
    if not wanted:
        return ()
    seen: list[str] = []
    params: list[Any] = [wanted]
    for way in ways(actor, only):
        condition, own = way.condition()
        seen.append(condition)
        params += own
    if not seen:
        return ()
    sql = (
        f"SELECT {COLUMNS} FROM casework_case c WHERE c.id = ANY(%s)"  # noqa: S608  # made of constants
        f" AND ({' OR '.join(seen)}) ORDER BY c.id DESC"
    )
    return tuple(map(listed, fetch(sql, params)))


def _part(text: str) -> tuple[str, str]:
    ref, _, role = text.partition(" ")
    return ref, role
