"""Finding cases by words, newest first: by any word of two characters, a number, the end of a phone.

A word such as 退款 may stand in every tenth case. The index knows each word's cases but not their order, and
reading a hundred thousand of them to show fifty would take too long. So the words of each case include the
block of ten thousand numbers it lies in, and the newest blocks are asked first, each through the index. Only
when those hold no full page, the word is rare, and all older cases are asked at once.

Whoever sees few cases needs no blocks: the marks of who may see a case are the rarest of the words then.
"""

from typing import Any, Final

from gongdao.casework.draft import BLOCK
from gongdao.casework.queries.lists import COLUMNS, PAGE, BadCursor, Listed, Page, listed
from gongdao.casework.queries.sight import ways
from gongdao.casework.queries.walks import EVERYTHING, Filters
from gongdao.lib.ids import case_id
from gongdao.lib.statements import fetch
from gongdao.lib.words import query_of
from gongdao.rulebook.actor import Actor

_NEWEST_BLOCKS: Final = 6
_FEW: Final = 5_000  # cases that are asked for words all at once
# Who works with people may look for them by phone (INT-8).
_BY_PHONE: Final = ("agent", "supervisor", "city_manager", "executive")

# The blocks that hold the cases before a place, newest first: each step looks for the next lower case.
_BLOCKS: Final = f"""
RECURSIVE block(b, k) AS (
    SELECT (SELECT max(id) / {BLOCK} FROM casework_case WHERE id < %s), 1
    UNION ALL
    SELECT (SELECT max(id) / {BLOCK} FROM casework_case WHERE id < block.b * {BLOCK}), block.k + 1
    FROM block WHERE block.b IS NOT NULL AND block.k < {_NEWEST_BLOCKS}
)"""  # noqa: S608  # constants
_LAST: Final = 2**62
_PARTS: Final = """
SELECT count(*) FROM (
    (SELECT FROM casework_party WHERE ref = ANY(%(refs)s) LIMIT %(few)s)
    UNION ALL (SELECT FROM casework_case WHERE open AND handler = '' LIMIT %(few)s)
) AS few
"""


def search(
    actor: Actor, text: str, filters: Filters = EVERYTHING, *, after: str = "", limit: int = PAGE
) -> Page:
    """The cases in which all these words occur and that the actor may see, newest first.

    A case number finds that case alone. One statement for words that are common, two for rare ones and for
    whoever sees few cases, none for a text without words. Raises BadCursor.
    """
    before = _before(after)
    condition, params = _visible(actor, filters)
    if (number := _number(text)) is not None:
        sql = f"SELECT {COLUMNS} FROM casework_case c WHERE c.id = %s AND c.id < %s{condition}"  # noqa: S608
        return Page(tuple(map(listed, fetch(sql, [number, before, *params]))))
    query = _query(actor, text)
    if not query:
        return Page(())
    found = () if _sees_few(actor) else _newest(query, before, condition, params, limit + 1)
    if len(found) <= limit:
        found = _all(query, before, condition, params, limit + 1)
    return Page(found[:limit], str(found[limit - 1].id) if len(found) > limit else "")


def _sees_few(actor: Actor) -> bool:
    """Whether the actor sees only cases with a part of the actor's own, or without handler, and few of those.

    One statement, none for whoever sees whole regions or departments.
    """
    found = ways(actor)
    if not all(way.is_own or ("handler", ("",)) in way.columns for way in found):
        return False
    refs = {ref for way in found for ref in (*way.refs, way.handler)} - {""}
    ((parts,),) = fetch(_PARTS, {"refs": sorted(refs), "few": _FEW})
    return bool(parts < _FEW)


def _newest(query: str, before: int, condition: str, params: list[Any], limit: int) -> tuple[Listed, ...]:
    """The newest matches, as far as the newest blocks hold any. The blocks are read one after another."""
    block = "(%s::tsquery && ('''#' || newest.b || '''')::tsquery)"
    sql = f"""
        WITH {_BLOCKS}
        SELECT {COLUMNS} FROM (SELECT b FROM block WHERE b IS NOT NULL ORDER BY k) AS newest, LATERAL (
            SELECT c.* FROM {_matches(block)} JOIN casework_case c ON c.id = w.case_id
            WHERE TRUE{condition} ORDER BY c.id DESC LIMIT {limit:d}
        ) AS c LIMIT {limit:d}
    """  # noqa: S608  # made of constants; what varies is a parameter
    return tuple(map(listed, fetch(sql, [before, query, before, *params])))


def _all(query: str, before: int, condition: str, params: list[Any], limit: int) -> tuple[Listed, ...]:
    sql = f"""
        SELECT {COLUMNS} FROM {_matches("%s::tsquery")} JOIN casework_case c ON c.id = w.case_id
        WHERE TRUE{condition} ORDER BY c.id DESC LIMIT {limit:d}
    """  # noqa: S608  # made of constants; what varies is a parameter
    return tuple(map(listed, fetch(sql, [query, before, *params])))


def _matches(query: str) -> str:
    """The ids of all matches, newest first.

    OFFSET 0 leaves the words alone to the index: the server, which cannot know how rare they are, might
    otherwise read all cases from the newest on and look for the words in each.
    """
    return f"""(
        SELECT case_id FROM (
            SELECT case_id FROM casework_search WHERE words @@ {query} OFFSET 0
        ) AS matches WHERE case_id < %s ORDER BY case_id DESC
    ) AS w"""  # noqa: S608  # constants


def _query(actor: Actor, text: str) -> str:
    """The words, and the marks that the cases the actor may see have."""
    words = query_of(text, by_name=actor.is_staff, by_phone=actor.has(*_BY_PHONE))
    if not words:
        return ""
    seen = [way.query() for way in ways(actor)]
    return words if "" in seen else f"({words}) & ({' | '.join(seen)})"


def _visible(actor: Actor, filters: Filters) -> tuple[str, list[Any]]:
    """What the actor may see within the filters, as a condition that begins with AND."""
    narrowed, params = filters.condition()
    seen: list[str] = []
    values: list[Any] = []
    for way in ways(actor):
        condition, own = way.condition()
        seen.append(condition)
        values += own
    return f" AND ({' OR '.join(seen)}){narrowed}", [*values, *params]


def _number(text: str) -> int | None:
    try:
        return case_id(text)
    except ValueError:
        return None


def _before(after: str) -> int:
    if not after:
        return _LAST
    try:
        before = int(after)
    except ValueError:
        raise BadCursor(after) from None
    if not 0 < before < 2**63:
        raise BadCursor(after)
    return before
