"""What the machine itself can do: pgbench on the same server, storing rows of the size the program stores.

Two limits. `single`: one INSERT of one row as long as a newly opened case, the least that any program must do
to keep one. `opening`: one statement that inserts every row of a newly opened case, in tables with the same
columns and indexes: what the database alone needs for the same result.
"""

import os
import platform
import re
import subprocess
import time
from pathlib import Path
from typing import Any, Final

import psutil
from msgspec import Struct

from bench.ground import Ground

# The tables that opening a case writes, and the key of theirs that must be new each time.
_TABLES: Final = {
    "casework_case": "id", "casework_event": "case_id", "casework_party": "case_id",
    "casework_search": "case_id", "casework_request": "key", "letters_message": "case_id",
}  # fmt: skip


class Limits(Struct, frozen=True):
    """Statements a second that pgbench reached, by the name of the script and the number of clients."""

    single: dict[int, float]
    opening: dict[int, float]
    page: dict[int, float]
    bytes_of_row: int

    def plain(self) -> dict[str, float]:
        """As written beside a result."""
        return {
            "single_insert_1_client_per_s": round(self.single[1]),
            "single_insert_8_clients_per_s": round(self.single[8]),
            "opening_statement_1_client_per_s": round(self.opening[1]),
            "opening_statement_8_clients_per_s": round(self.opening[8]),
            "page_of_50_cases_by_key_ms": round(1e3 / self.page[1], 3),
            "bytes_of_row": self.bytes_of_row,
        }


class Machine(Struct, frozen=True):
    """What is measured on."""

    cores: int
    processor: str
    memory_gb: float
    system: str
    python: str
    postgres: str
    fsync_microseconds: float


def described(ground: Ground) -> Machine:
    """This machine, with the time one fdatasync of 8 kB takes on the disk of the data."""
    version = subprocess.run(
        [ground.binaries / "postgres", "--version"], check=True, capture_output=True, text=True
    )
    return Machine(
        cores=os.cpu_count() or 1,
        processor=_processor(),
        memory_gb=round(psutil.virtual_memory().total / 2**30, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        postgres=version.stdout.split()[2],
        fsync_microseconds=_fsync(ground.home),
    )


def measured(ground: Ground, example: int, *, seconds: int) -> Limits:
    """The limits, with the rows of the case `example` as those that are stored."""
    length = _prepare(example)
    scripts = {
        "single": _script(
            ground, "single", f"INSERT INTO bench.single (body) VALUES (repeat('x', {length}));\n"
        ),
        "opening": _script(ground, "opening", _opening()),
        "page": _script(ground, "page", _page()),
    }
    found: dict[str, dict[int, float]] = {name: {} for name in scripts}
    for name, script in scripts.items():
        for clients in (1, 8):
            found[name][clients] = _rate(ground, script, clients, seconds)
    _run_sql("DROP SCHEMA bench CASCADE")
    return Limits(found["single"], found["opening"], found["page"], length)


def _prepare(example: int) -> int:
    """Tables for the scripts; return how many bytes the row of the single INSERT has."""
    _run_sql("DROP SCHEMA IF EXISTS bench CASCADE")
    _run_sql("CREATE SCHEMA bench")
    _run_sql("CREATE TABLE bench.single (id bigserial PRIMARY KEY, body text NOT NULL)")
    # Text of one letter would be stored compressed; a case's row is not.
    _run_sql("ALTER TABLE bench.single ALTER body SET STORAGE PLAIN")
    _run_sql("CREATE SEQUENCE bench.new_id START 100000000000000")
    for table in _TABLES:
        _run_sql(f"CREATE TABLE bench.{table} (LIKE public.{table} INCLUDING ALL)")
        _run_sql(
            f"CREATE TABLE bench.example_{table} (LIKE public.{table} INCLUDING GENERATED INCLUDING STORAGE)"
        )
        _copy(table, f"bench.example_{table}", example)
    ((length,),) = _rows("SELECT pg_column_size(c.*) FROM bench.example_casework_case c")
    return int(length)


def _copy(table: str, target: str, example: int) -> None:
    names = ", ".join(_columns(table))
    key = "id" if table == "casework_case" else "case_id"
    _run_sql(f"INSERT INTO {target} ({names}) SELECT {names} FROM public.{table} WHERE {key} = {example:d}")


def _opening() -> str:
    """One statement that stores all rows of the example again, under a new number."""
    parts = []
    for table, key in _TABLES.items():
        names = [name for name in _columns(table) if (table, name) != ("letters_message", "id")]
        values = [
            ("new.id::text" if key == "key" else "new.id") if name == key else f"x.{name}" for name in names
        ]
        parts.append(
            f"{table}_ AS (INSERT INTO bench.{table} ({', '.join(names)})"
            f" SELECT {', '.join(values)} FROM bench.example_{table} x, new)"
        )
    text = "WITH new AS MATERIALIZED (SELECT nextval('bench.new_id') AS id), " + ", ".join(parts)
    return f"{text} SELECT id FROM new;\n"


def _page() -> str:
    """Fifty cases after some case, by their key, as a list shows them."""
    ((low, high),) = _rows("SELECT min(id) / 10000000, max(id) / 10000000 FROM casework_case")
    return (
        f"\\set month random({low}, {high})\n"
        "\\set serial random(1, 500)\n"
        "SELECT id, status, priority, category, handler, region, order_no, complainant, subject, due_at"
        " FROM casework_case WHERE id > :month * 10000000::bigint + :serial ORDER BY id LIMIT 50;\n"
    )


def _columns(table: str) -> list[str]:
    return [
        name
        for (name,) in _rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [f"public.{table}"],
        )
    ]


def _script(ground: Ground, name: str, text: str) -> Path:
    path = ground.home / f"pgbench-{name}.sql"
    path.write_text(text)
    return path


def _rate(ground: Ground, script: Path, clients: int, seconds: int) -> float:
    options = ["-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(seconds)]
    done = subprocess.run(
        ground.client("pgbench", *options, "-f", str(script)), check=True, capture_output=True, text=True
    )
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout + done.stderr)
    return float(found[1])


def _run_sql(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _rows(statement: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    found = re.search(r"model name\s*: (.*)", text)
    return found[1].strip() if found else platform.processor()


def _fsync(folder: Path) -> float:
    """The median of some fdatasync of one page, in microseconds."""
    path = folder / "fsync-probe"
    times = []
    handle = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        for _ in range(200):
            os.pwrite(handle, b"x" * 8192, 0)
            begun = time.perf_counter()
            os.fdatasync(handle)
            times.append(time.perf_counter() - begun)
    finally:
        os.close(handle)
        path.unlink()
    return round(1e6 * sorted(times)[len(times) // 2], 1)
