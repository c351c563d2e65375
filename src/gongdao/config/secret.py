"""The secret key that signs sessions and tokens."""

import os
import secrets
from pathlib import Path

_SHORTEST = 32


class WeakSecretKey(ValueError):
    """The given key is too short to sign sessions with."""


def secret_key(home: Path) -> str:
    """Return `GONGDAO_SECRET_KEY`, else the key kept in `<home>/secret_key`, made on first use.

    The file is made with mode 0600 and appears whole or not at all, so that two programs started at once
    end up with the same key. Raises `WeakSecretKey` for a key of fewer than 32 characters.
    """
    key = os.environ.get("GONGDAO_SECRET_KEY") or _kept_key(home / "secret_key")
    if len(key) < _SHORTEST:
        raise WeakSecretKey(f"the secret key has {len(key)} characters; it needs at least {_SHORTEST}")
    return key


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            # A link fails if the name is taken, a rename would replace the other program's key.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
