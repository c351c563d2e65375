"""Named reads of precedents: what waits for approval, one of them, and the library with its search."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from gongdao.insight.models import Precedent
from gongdao.insight.precedents.facts import Facts
from gongdao.insight.precedents.finding import CATEGORY, KIND, POLICY, all_of, fact
from gongdao.lib.statements import fetch
from gongdao.lib.words import query_of
from gongdao.people.permissions import may_review_precedent, precedent_sight, reviews_precedents
from gongdao.rulebook.actor import Actor

PAGE: Final = 20
_LAST: Final = 2**63 - 1
_FACTS: Final = msgspec.json.Decoder(Facts)
_TEXTS: Final = msgspec.json.Decoder(dict[str, str])
COLUMNS: Final = (
    "p.id, p.won, p.policy, p.category, p.ground, p.outcome, p.facts::text, p.texts::text, p.decided_at,"
    " ARRAY(SELECT i.id FROM insight_precedentpicture i"
    " WHERE i.precedent_id = p.id AND i.left_out = '' ORDER BY i.id)"
)
_LIBRARY: Final = f"""
SELECT {COLUMNS} FROM insight_precedent p
WHERE p.state = 'approved' AND p.id < %(before)s{{narrowed}} ORDER BY p.id DESC LIMIT %(limit)s
"""  # noqa: S608  # constants
# A common word stands in every tenth precedent: the newest are looked through first, one after another.
_NEWEST: Final = f"""
SELECT {COLUMNS} FROM insight_precedent p
WHERE p.state = 'approved' AND p.id < %(before)s
    AND p.id >= least(%(before)s, (SELECT max(id) FROM insight_precedent) + 1) - {{window}}
    AND p.words @@ %(query)s::tsquery{{narrowed}} ORDER BY p.id DESC LIMIT %(limit)s
"""  # noqa: S608  # constants
# OFFSET 0 leaves the words to their index: how rare they are together, the server cannot know.
_SEARCH: Final = f"""
SELECT {COLUMNS} FROM (
    SELECT id FROM (
        SELECT id FROM insight_precedent WHERE state = 'approved' AND words @@ %(query)s::tsquery OFFSET 0
    ) AS matches WHERE id < %(before)s ORDER BY id DESC
) AS m JOIN insight_precedent p USING (id) WHERE TRUE{{narrowed}} ORDER BY p.id DESC LIMIT %(limit)s
"""  # noqa: S608  # constants
_WINDOW: Final = 3_000  # of the newest
_REVIEW: Final = """
SELECT id, case_id, state, won, policy, category, outcome, facts::text, drafted_at, decided_at, decided_by,
    reason, concerned
FROM insight_precedent WHERE state = %(state)s AND id {compared} %(place)s ORDER BY id {order} LIMIT %(limit)s
"""
_COPY: Final = """
SELECT i.copy FROM insight_precedentpicture i JOIN insight_precedent p ON p.id = i.precedent_id
WHERE i.id = %(picture)s AND p.id = %(key)s AND p.state = 'approved' AND i.left_out = ''
"""


class Shown(NamedTuple):
    """An approved precedent as everybody sees it. `pictures`: keys of those that are shown."""

    id: int
    won: bool
    policy: str
    category: str
    ground: str
    outcome: str
    facts: Facts
    texts: dict[str, str]
    approved_at: datetime | None
    pictures: tuple[int, ...]


class Found(NamedTuple):
    """A page. `next`: where the following one begins, "" at the end."""

    items: tuple[Shown, ...]
    next: str


class Waiting(NamedTuple):
    """A precedent in the list of approvers. `own`: of a case of this approver, who may not touch it."""

    id: int
    case_id: int
    state: str
    won: bool
    policy: str
    category: str
    outcome: str
    facts: Facts
    drafted_at: datetime
    decided_at: datetime | None
    decided_by: str
    reason: str
    own: bool


class Waitings(NamedTuple):
    """A page of them."""

    items: tuple[Waiting, ...]
    next: str


class Sought(NamedTuple):
    """What is looked for in the library. `won`: True, False or None for both."""

    text: str = ""
    policy: str = ""
    category: str = ""
    kind: str = ""
    outcome: str = ""
    won: bool | None = None


def library(actor: Actor, sought: Sought, *, after: int | None = None, limit: int = PAGE) -> Found:
    """Approved precedents, newest first; those that lost only for who works on cases.

    One statement, two where words are rare, none for a text without words.
    """
    narrowed, params = _narrowed(actor, sought)
    words = query_of(sought.text, by_name=False, by_phone=False) if sought.text.strip() else ""
    if sought.text.strip() and not words:
        return Found((), "")
    params |= {"before": after if after is not None else _LAST, "limit": limit + 1}
    query = all_of(words, *_facts_asked(sought))
    if not query:
        return _page(fetch(_LIBRARY.format(narrowed=narrowed), params), limit)
    params |= {"query": query}
    rows = fetch(_NEWEST.format(narrowed=narrowed, window=_WINDOW), params)
    if len(rows) <= limit:
        rows = fetch(_SEARCH.format(narrowed=narrowed), params)
    return _page(rows, limit)


def precedent(actor: Actor, key: int) -> Shown | None:
    """One approved precedent, if the actor may see it. One statement."""
    narrowed, params = _narrowed(actor, Sought())
    sql = _LIBRARY.format(narrowed=f"{narrowed} AND p.id = %(key)s")
    rows = fetch(sql, params | {"before": _LAST, "limit": 1, "key": key})
    return shown(rows[0]) if rows else None


def to_review(
    actor: Actor, state: str = "draft", *, after: int | None = None, limit: int = PAGE
) -> Waitings | None:
    """Precedents in one state: drafts oldest first, others newest first. None for who approves none."""
    if not reviews_precedents(actor):
        return None
    oldest_first = state == "draft"
    first = 0 if oldest_first else _LAST
    sql = _REVIEW.format(compared=">" if oldest_first else "<", order="ASC" if oldest_first else "DESC")
    place = after if after is not None else first
    rows = fetch(sql, {"state": state, "place": place, "limit": limit + 1})
    items = tuple(_waiting(actor, row) for row in rows)
    return Waitings(items[:limit], str(items[limit - 1].id) if len(items) > limit else "")


def for_review(actor: Actor, key: int) -> Precedent | None:
    """One precedent for an approver, with its pictures and acts. None for others, and for an erased one."""
    if not reviews_precedents(actor):
        return None
    return (
        Precedent.objects.exclude(state="erased").prefetch_related("pictures", "acts").filter(pk=key).first()
    )


def picture_copy(actor: Actor, key: int, picture: int) -> bytes | None:
    """The copy of a picture that is shown, for who may see its precedent. One statement."""
    won = "" if precedent_sight(actor) == "all" else " AND p.won"
    rows = fetch(_COPY + won, {"key": key, "picture": picture})
    return bytes(rows[0][0]) if rows else None


def _page(rows: Sequence[Sequence[Any]], limit: int) -> Found:
    items = tuple(map(shown, rows))
    return Found(items[:limit], str(items[limit - 1].id) if len(items) > limit else "")


def _facts_asked(sought: Sought) -> Iterator[str]:
    """Facts that the index of words knows too: it then reads no others."""
    if sought.kind:
        yield fact(KIND, sought.kind)
    if sought.text.strip() and sought.policy:
        yield fact(POLICY, sought.policy)
        if sought.category:
            yield fact(CATEGORY, f"{sought.policy}/{sought.category}")


def shown(row: Sequence[Any]) -> Shown:
    """A row of COLUMNS."""
    key, won, policy, category, ground, outcome, facts, texts, approved_at, pictures = row[:10]
    return Shown(
        key, won, policy, category, ground, outcome, _FACTS.decode(facts), _TEXTS.decode(texts), approved_at,
        tuple(pictures),
    )  # fmt: skip


def _waiting(actor: Actor, row: Sequence[Any]) -> Waiting:
    *plain, concerned = row
    plain[7] = _facts(plain[7])
    own = not may_review_precedent(actor, concerned).allowed
    return Waiting._make((*plain, own))


def _facts(text: str) -> Facts:
    return _FACTS.decode(text) if text != "{}" else Facts("", "", "", "")


def _narrowed(actor: Actor, sought: Sought) -> tuple[str, dict[str, Any]]:
    params: dict[str, Any] = {}
    parts: list[str] = []
    for name in ("policy", "category", "outcome"):
        if value := getattr(sought, name):
            parts.append(f" AND p.{name} = %({name})s")
            params[name] = value
    if precedent_sight(actor) != "all" or sought.won is True:
        parts.append(" AND p.won")
    elif sought.won is False:
        parts.append(" AND NOT p.won")
    return "".join(parts), params
