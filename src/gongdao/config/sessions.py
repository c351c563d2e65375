"""Sessions in the database, read by a statement that the server has prepared: each page reads one."""

from typing import Any, Final

from django.contrib.sessions.backends import db
from django.utils import timezone

from gongdao.lib.statements import fetch

_DATA: Final = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is read."""

    def load(self) -> dict[str, Any]:
        """What is kept under the key; a key under which nothing is kept, or no longer, is let go of."""
        rows = fetch(_DATA, [self.session_key, timezone.now()])
        if rows:
            return self.decode(rows[0][0])
        self._session_key = None
        return {}
