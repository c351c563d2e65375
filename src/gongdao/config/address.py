"""Where the database is: the operator's, or the one this program carries."""

import hashlib
import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

# The name of a socket is at most 107 bytes; `/.s.PGSQL.5432` takes 14 of them.
_LONGEST_FOLDER = 90
_NAMED = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}


def database_settings(home: Path) -> dict[str, Any]:
    """Return Django's settings for `DATABASE_URL`, or for the embedded server under `home` without one."""
    address = os.environ.get("DATABASE_URL")
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        # A server elsewhere may have closed an idle connection; our own tells us by closing the socket, and
        # `serve` renews the pool, so that each request is spared a question (90 µs).
        "CONN_HEALTH_CHECKS": bool(address),
        "OPTIONS": {"pool": _pool()},
    }
    if not address:
        return settings | {"HOST": str(socket_folder(home)), "NAME": "gongdao", "USER": "gongdao"}
    for name, value in conninfo_to_dict(address).items():
        if name in _NAMED:
            settings[_NAMED[name]] = str(value)
        else:
            settings["OPTIONS"][name] = value
    return settings


def socket_folder(home: Path) -> Path:
    """Return the folder of the embedded server's socket: beside its data, or in /tmp if that is too long.

    A comma separates hosts for the client library and quotes end a setting, so neither may be in the name.
    """
    folder = home / "run"
    if len(os.fsencode(folder)) <= _LONGEST_FOLDER and not set(str(folder)) & set(",'\"\\"):
        return folder
    # Not the folder of TMPDIR: two programs that use the same server may have different ones. That it is
    # ours and closed to others is checked where it is made.
    return Path("/tmp") / f"gongdao-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108


def _pool() -> dict[str, Any]:
    """Return the sizes of the pool: one connection a thread of the web server, opened when first wanted."""
    threads = int(os.environ.get("GONGDAO_THREADS", "4"))
    return {"min_size": 0, "max_size": threads + 2, "timeout": 10, "max_idle": 300, "num_workers": 1}
