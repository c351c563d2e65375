"""The database as a file: `pg_dump` and `pg_restore`, of the embedded distribution or of the system.

The tools must not be older than the server. Secrets travel in the environment, never on a command line.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final, NamedTuple

from django.db import connection

from gongdao.cli.answers import FAILED, Told
from gongdao.config import cluster

_SYSTEM: Final = Path("/usr/lib/postgresql")
_VERSION: Final = re.compile(r"(\d+)(?:\.\d+)*")
_PARAMETERS: Final = {"HOST": "host", "PORT": "port", "USER": "user", "NAME": "dbname"}
# Tools of 17 and later set this whatever the server; older ones do not know it.
_NEWER_SETTING: Final = b"SET transaction_timeout"
_BEGIN: Final = b"BEGIN;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
_END: Final = b"\nCOMMIT;\n"
_HEADER_LINES: Final = 60


class Tools(NamedTuple):
    """Where the programs of one major version lie."""

    folder: Path
    major: int


def server_version() -> tuple[int, str]:
    """The major version of the server, and its version as it says it."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        said = str(cursor.fetchone()[0])
    match = _VERSION.match(said)
    return (int(match[1]) if match else 0), said


def tools_for(major: int) -> Tools:
    """Tools for a server: of its own major version if there are any, else newer ones. Raises Told."""
    found = sorted(_found(), key=lambda tools: (tools.major != major, tools.major < major, tools.major))
    if not found:
        raise Told("backup.no_tools", FAILED, tool="pg_dump")
    if found[0].major < major:
        raise Told("backup.older_tools", FAILED, server=major, tools=found[0].major)
    return found[0]


def dump(target: Path, tools: Tools, snapshot: str) -> None:
    """Write the database as a transaction with this exported snapshot sees it. Raises Told."""
    command: list[str | Path] = [tools.folder / "pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
    command += [f"--snapshot={snapshot}", "--file", target, "--dbname", _address()]
    done = subprocess.run(command, check=False, capture_output=True, env=_environment())
    if done.returncode:
        raise Told("backup.failed", FAILED, tool="pg_dump", what=_last_words(done.stderr))


def restore(source: Path, tools: Tools) -> None:
    """Put the dump in the place of everything in the database: all of it, or nothing. Raises Told.

    The transaction is committed by the last line of the script alone: whoever dies on the way undoes it.
    """
    read: list[str | Path] = [
        tools.folder / "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--file=-",
        source,
    ]
    write: list[str | Path] = [tools.folder / "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
    with TemporaryFile() as complaints, TemporaryFile() as failures:
        reader = subprocess.Popen(read, stdout=subprocess.PIPE, stderr=complaints)
        writer = subprocess.Popen(
            [*write, "--dbname", _address()], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=failures, env=_environment(),
        )  # fmt: skip
        assert reader.stdout is not None
        assert writer.stdin is not None
        try:
            writer.stdin.write(_BEGIN)
            for part in _script(reader.stdout):
                writer.stdin.write(part)
            if reader.wait() == 0:
                writer.stdin.write(_END)
        except BrokenPipeError:
            reader.kill()
        writer.communicate()
        for tool, process, said in (("psql", writer, failures), ("pg_restore", reader, complaints)):
            if process.wait():
                said.seek(0)
                raise Told("backup.failed", FAILED, tool=tool, what=_last_words(said.read()))


def _script(output: IO[bytes]) -> Iterator[bytes]:
    """The script of pg_restore, without what only newer servers understand in its first lines."""
    for _ in range(_HEADER_LINES):
        line = output.readline()
        if not line.startswith(_NEWER_SETTING):
            yield line
    while part := output.read(1 << 20):
        yield part


def _found() -> Iterator[Tools]:
    folders = [cluster.binaries()] if _has_embedded() else []
    folders += sorted(_SYSTEM.glob("*/bin"))
    on_path = shutil.which("pg_dump")
    folders += [Path(on_path).parent] if on_path else []
    for folder in folders:
        program = folder / "pg_dump"
        if program.exists() and (folder / "psql").exists():
            said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True).stdout
            if match := _VERSION.search(said):
                yield Tools(folder, int(match[1]))


def _has_embedded() -> bool:
    try:
        return cluster.binaries().is_dir()
    except cluster.ClusterUnusable:
        return False


def _address() -> str:
    """Where the database is, without the password."""
    from psycopg.conninfo import make_conninfo

    settings: dict[str, Any] = connection.settings_dict
    values = {name: settings[key] for key, name in _PARAMETERS.items() if settings.get(key)}
    known = {name: value for name, value in settings["OPTIONS"].items() if isinstance(value, str)}
    return make_conninfo("", **values, **known)


def _environment() -> dict[str, str]:
    password = connection.settings_dict.get("PASSWORD")
    return os.environ | ({"PGPASSWORD": str(password)} if password else {})


def _last_words(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "…"
