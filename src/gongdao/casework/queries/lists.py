"""Lists of cases: the queue by what is due first, and all cases by what is newest.

Each page costs one statement, whatever the number of cases: every way the actor has to see cases is walked
along an index, no further than a page, and the walks are merged.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from gongdao.casework.models import NEVER_AT
from gongdao.casework.queries.sight import ways
from gongdao.casework.queries.walks import EVERYTHING, ORDERED, Filters, Order, walks
from gongdao.lib.ids import case_number
from gongdao.lib.statements import Row, fetch
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.terms import ENDED, STATUSES

PAGE: Final = 50
MOST_COUNTED: Final = 100  # shown as 99+
OPEN_STATUSES: Final = tuple(status for status in STATUSES if status not in ENDED)
COLUMNS: Final = (
    "c.id, c.version, c.status, c.priority, c.category, c.handler, c.department, c.region, c.order_no,"
    " c.complainant, c.subject, c.received_at, c.changed_at, c.due_at, c.due_key, c.policy, c.policy_version"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Listed(NamedTuple):
    """A case as lists show it. `due_at`: its first limit that runs, `due_key` whose that is;
    in an open case without any clock, the limit that lapsed last.
    """

    id: int
    version: int
    status: str
    priority: str
    category: str
    handler: str
    department: str
    region: str
    order_no: str
    complainant: str
    subject: str
    received_at: datetime
    changed_at: datetime
    due_at: datetime | None
    due_key: str
    policy: str
    policy_version: str

    @property
    def number(self) -> str:
        """The number people see."""
        return case_number(self.id)


class Page(NamedTuple):
    """Some cases and, if there are more, where the next page begins."""

    cases: tuple[Listed, ...]
    next: str = ""


class BadCursor(ValueError):
    """That is not where a page began."""


def queue(actor: Actor, filters: Filters = EVERYTHING, *, after: str = "", limit: int = PAGE) -> Page:
    """The open cases the actor may see, the one due first at the top. One statement. Raises BadCursor."""
    return _page(actor, filters, "due", after, limit)


def newest(actor: Actor, filters: Filters = EVERYTHING, *, after: str = "", limit: int = PAGE) -> Page:
    """All cases the actor may see, open or not, the newest at the top. One statement. Raises BadCursor."""
    return _page(actor, filters, "newest", after, limit)


def counts(actor: Actor, filters: Filters = EVERYTHING) -> dict[str, int]:
    """How many open cases of each status the actor may see, counted up to MOST_COUNTED. One statement.

    `filters.status` plays no part. Statuses without cases are left out. Cases in which the actor has a part
    are few and counted in one go; of the others each status is walked no further than need be.
    """
    filters = replace(filters, status=())
    found = ways(actor, filters.relations)
    own, params = walks([way for way in found if way.is_own], filters, "any", None)
    others, more = walks(
        [way for way in found if not way.is_own],
        filters,
        "due",  # along the index of each status
        MOST_COUNTED,
        more=" AND c.status = s.status",
    )
    each = "SELECT id, status, queue_at FROM own WHERE own.status = s.status"
    # The own cases are read only for a status of which the others are not already too many to count. OFFSET 0
    # has each counted once: the server would count anew for the condition that none is left out.
    sql = f"""
        WITH own AS MATERIALIZED ({own or "SELECT 0 AS id, '' AS status, now() AS queue_at LIMIT 0"})
        SELECT s.status, n.cases FROM (
            SELECT status FROM unnest(%s::text[]) AS given(status)
            WHERE EXISTS (SELECT FROM casework_case c WHERE c.open AND c.status = given.status) OFFSET 0
        ) AS s, LATERAL (
            SELECT CASE WHEN {_counted(others)} >= {MOST_COUNTED} THEN {MOST_COUNTED}
                ELSE {_counted(f"{each}{f' UNION {others}' if others else ''}")} END AS cases OFFSET 0
        ) AS n WHERE n.cases > 0
    """  # noqa: S608  # made of constants; what varies is a parameter
    return dict(fetch(sql, [*params, list(OPEN_STATUSES), *more, *more]))


def totals(actor: Actor, several: Sequence[Filters]) -> tuple[int, ...]:
    """How many open cases each of these narrows to, counted up to MOST_COUNTED. One statement for all."""
    texts: list[str] = []
    params: list[Any] = []
    for filters in several:
        found, values = walks(ways(actor, filters.relations), filters, "any", MOST_COUNTED)
        texts.append(_counted(found))
        params += values
    return tuple(fetch(f"SELECT {', '.join(texts)}", params)[0]) if texts else ()


def _counted(found: str) -> str:
    """How many cases walks find, up to MOST_COUNTED, as an expression."""
    if not found:
        return "0"
    return f"(SELECT count(*) FROM (SELECT FROM ({found}) AS k LIMIT {MOST_COUNTED}) AS few)"  # noqa: S608  # constants


def listed(row: Row) -> Listed:
    """A row of COLUMNS."""
    return Listed(*row)


def _page(actor: Actor, filters: Filters, order: Order, after: str, limit: int) -> Page:
    start, place = _start(order, after)
    found, params = walks(ways(actor, filters.relations), filters, order, limit + 1, more=start, params=place)
    if not found:
        return Page(())
    sql = f"""
        SELECT {COLUMNS} FROM casework_case c
        WHERE c.id = ANY(ARRAY(SELECT c.id FROM ({found}) AS c ORDER BY {ORDERED[order]} LIMIT {limit + 1:d}))
        ORDER BY {ORDERED[order]}
    """  # noqa: S608  # made of constants; what varies is a parameter
    cases = tuple(map(listed, fetch(sql, params)))
    return Page(cases[:limit], _cursor(order, cases[limit - 1]) if len(cases) > limit else "")


def _start(order: Order, after: str) -> tuple[str, list[Any]]:
    """The condition that a page begins after a case."""
    if not after:
        return "", []
    try:
        microseconds, case = map(int, after.split("."))
        at = _EPOCH + timedelta(microseconds=microseconds)
    except (ValueError, OverflowError):
        raise BadCursor(after) from None
    if not 0 < case < 2**63:
        raise BadCursor(after)
    return (
        (" AND c.id < %s", [case])
        if order == "newest"
        else (" AND (c.queue_at, c.id) > (%s, %s)", [at, case])
    )


def _cursor(order: Order, last: Listed) -> str:
    at = last.due_at or NEVER_AT if order == "due" else _EPOCH
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}.{last.id}"
