"""What keeps casework's tables in order; nothing of it changes a case."""

from datetime import datetime
from typing import Final

from gongdao.lib.statements import fetch

_INDEX: Final = "casework_search_words"
_AT_ONCE: Final = 10_000
_FORGET: Final = """
WITH old AS (SELECT actor, key FROM casework_request WHERE at < %s ORDER BY at LIMIT %s),
gone AS (
    DELETE FROM casework_request r USING old WHERE r.actor = old.actor AND r.key = old.key RETURNING r.key
)
SELECT count(*) FROM gone
"""


def tidy_search() -> int:
    """Sort the words of new cases from the waiting list into the index; return its pages. One statement.

    New words wait in a list that every search reads whole; whoever fills it up must sort it in. Better a
    worker does it. Left to autovacuum where the tables belong to another role.
    """
    rows = fetch(
        "SELECT gin_clean_pending_list(c.oid) FROM pg_class c"
        " WHERE c.relname = %s AND pg_has_role(c.relowner, 'USAGE') AND pg_table_is_visible(c.oid)",
        [_INDEX],
    )
    return sum(pages for (pages,) in rows)


def forget_requests(*, before: datetime) -> int:
    """Forget idempotency keys used before an instant; return how many. A few thousand a statement."""
    total: int = 0
    while True:
        forgotten: int = fetch(_FORGET, [before, _AT_ONCE])[0][0]
        total += forgotten
        if forgotten < _AT_ONCE:
            return total
