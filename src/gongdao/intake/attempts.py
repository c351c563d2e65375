"""Limits on how often something may be tried, by address or by whatever it is tried on.

Counted in the database, so that all processes count together. Of addresses only a digest is kept.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.conf import settings
from msgspec import Struct

from gongdao.lib.statements import fetch


class Limit(Struct, frozen=True):
    """At most `most` times `what` by or on `who`, in any stretch of `seconds`."""

    what: str
    who: str
    most: int
    seconds: int

    @property
    def key(self) -> str:
        """The key under which it is counted."""
        secret = settings.SECRET_KEY.encode()
        return f"{self.what}:{hmac.new(secret, self.who.encode(), sha256).hexdigest()[:32]}"


# Rows of stretches that have passed go a few at a time, with whoever comes next.
_COUNT: Final = """
WITH asked AS (
    SELECT * FROM unnest(%(keys)s::text[], %(seconds)s::int[]) AS a(key, seconds)
), gone AS (
    DELETE FROM intake_attempt WHERE key IN (
        SELECT key FROM intake_attempt WHERE until_at < %(now)s AND key <> ALL(%(keys)s)
        ORDER BY until_at LIMIT 20 FOR UPDATE SKIP LOCKED)
)
INSERT INTO intake_attempt AS held (key, count, until_at)
SELECT key, 1, %(now)s::timestamptz + make_interval(secs => seconds) FROM asked ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN held.until_at <= %(now)s THEN 1 ELSE held.count + 1 END,
    until_at = CASE WHEN held.until_at <= %(now)s THEN EXCLUDED.until_at ELSE held.until_at END
RETURNING key, count, until_at
"""
_GIVE_BACK: Final = """
UPDATE intake_attempt SET count = greatest(count - 1, 0) WHERE key = ANY(%s) AND until_at > %s
"""


def count(limits: Sequence[Limit], *, now: datetime) -> datetime | None:
    """Count one attempt under each of these limits.

    None when it is within all of them, else the instant from which one may try again. It counts before
    anything is tried, so that many at once cannot slip through.
    """
    by_key = {limit.key: limit for limit in limits}
    keys = sorted(by_key)
    params = {"keys": keys, "seconds": [by_key[key].seconds for key in keys], "now": now}
    over = [until_at for key, counted, until_at in fetch(_COUNT, params) if counted > by_key[key].most]
    return max(over, default=None)


def give_back(limits: Sequence[Limit], *, now: datetime) -> None:
    """Take back a counted attempt: it was a good one."""
    fetch(_GIVE_BACK, [sorted(limit.key for limit in limits), now])
