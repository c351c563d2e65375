"""SQL statements of our own, prepared by the server and planned once a connection.

Django sends values inside the text of a statement, so that the server parses and plans it every time. For
the few statements that run with every request this doubles their cost; here values travel beside the text.
The statements join Django's transaction and are seen by `assertNumQueries` and `CaptureQueriesContext`.
"""

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from django.db import connection
from psycopg import Cursor

Row = tuple[Any, ...]


def fetch(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    """Run one statement and return its rows; without rows, an empty list. Raises Django's database errors."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # Django forbids preparing for the whole connection; its own cursors never do it, so nothing else changes.
    connection.connection.prepare_threshold = 1
    began = monotonic()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql.encode(), params, prepare=True)
        rows: list[Row] = cursor.fetchall() if cursor.description else []
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": f"{monotonic() - began:.3f}"})
    return rows
