"""SQL statements of our own, prepared by the server and planned once a connection.

Django sends values inside the text of a statement, so that the server parses and plans it every time. For
the few statements that run with every request this doubles their cost; here values travel beside the text.
The statements join Django's transaction and are seen by `assertNumQueries` and `CaptureQueriesContext`.
"""

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Cursor

Row = tuple[Any, ...]


def fetch(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    """Run one statement and return its rows; without rows, an empty list. Raises Django's database errors."""
    database = connections[DEFAULT_DB_ALIAS]
    database.close_if_health_check_failed()
    database.ensure_connection()
    # Django forbids preparing for the whole connection; its own cursors never do it, so nothing else changes.
    database.connection.prepare_threshold = 1
    began = monotonic()
    with database.wrap_database_errors, Cursor(database.connection) as cursor:
        cursor.execute(sql.encode(), params, prepare=True)
        # Asking for `description` would describe every column anew.
        has_rows = cursor.pgresult is not None and cursor.pgresult.nfields > 0
        rows: list[Row] = cursor.fetchall() if has_rows else []
    if database.queries_logged:
        database.queries_log.append({"sql": sql, "time": f"{monotonic() - began:.3f}"})
    return rows
