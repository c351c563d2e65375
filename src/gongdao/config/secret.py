"""The secret key that signs sessions and tokens."""

import os
import secrets
from pathlib import Path

from gongdao.lib.keys import kept_key

_SHORTEST = 32


class WeakSecretKey(ValueError):
    """The given key is too short to sign sessions with."""


def secret_key(home: Path) -> str:
    """Return `GONGDAO_SECRET_KEY`, else the key kept in `<home>/secret_key`, made on first use.

    Raises `WeakSecretKey` for a key of fewer than 32 characters.
    """
    given = os.environ.get("GONGDAO_SECRET_KEY")
    key = given or kept_key(home / "secret_key", lambda: secrets.token_urlsafe(48))
    if len(key) < _SHORTEST:
        raise WeakSecretKey(f"the secret key has {len(key)} characters; it needs at least {_SHORTEST}")
    return key
