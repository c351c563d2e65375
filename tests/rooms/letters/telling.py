"""Messages as casework's statement writes them: plain SQL, the defaults left to the database."""

import json
from typing import Any

from django.db import connection


def tell(recipient: str, code: str = "case_closed", *, case_id: int = 0, **params: Any) -> int:
    """Insert one message and return its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO letters_message (recipient, case_id, event_seq, code, params)"
            " VALUES (%s, %s, 1, %s, %s) RETURNING id",
            [recipient, case_id, code, json.dumps(params)],
        )
        (number,) = cursor.fetchone()
        return int(number)
