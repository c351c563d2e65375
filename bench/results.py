"""One result of one benchmark: a line of JSON on standard output, kept for the report."""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from msgspec import Struct


class Run:
    """A run of benchmarks: prints each result and adds it to a file."""

    def __init__(self, file: Path, machine_limit: Mapping[str, float]) -> None:
        """`machine_limit`: what the machine itself reached in this very run, written beside every result."""
        self._file = file
        self._limit = dict(machine_limit)

    def tell(
        self, bench: str, value: float, unit: str, *, ratio: float | None = None, notes: str = "", **more: Any
    ) -> None:
        """One result. `ratio`: to the limit of the machine that it is to be compared with."""
        line = {
            "bench": bench,
            "value": _short(value),
            "unit": unit,
            "machine_limit": self._limit,
            "ratio": None if ratio is None else round(ratio, 4),
            "cores": os.cpu_count(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "notes": notes,
            **{name: _short(given) if isinstance(given, float) else given for name, given in more.items()},
        }
        text = json.dumps(line, ensure_ascii=False)
        print(text, flush=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")


class Busy(Struct):
    """How busy the machine was with other things: the share of all cores that others used."""

    others: float = 0.0

    def others_besides(self, seconds: float, elapsed: float) -> float:
        """The same without so many processor seconds of ours, of processes that have ended meanwhile."""
        return round(max(0.0, self.others - seconds / (elapsed * (os.cpu_count() or 1))), 3)


@contextmanager
def watched(*ours: int) -> Iterator[Busy]:
    """Find out how much others used the cores during a block; `ours` are processes that belong to us.

    The processes under them are counted too, and so is this one.
    """
    busy = Busy()
    before, own, begun = psutil.cpu_times(), _own_seconds(ours), time.monotonic()
    yield busy
    after = psutil.cpu_times()
    used = _busy_seconds(after) - _busy_seconds(before) - (_own_seconds(ours) - own)
    busy.others = max(0.0, used / ((time.monotonic() - begun) * (os.cpu_count() or 1)))


def cpu_of_commands() -> float:
    """The processor seconds of all processes of ours that have ended, and of those these waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu_of_server(postmaster: int) -> float:
    """The processor seconds of the database server, those of connections that have ended included."""
    ended = psutil.Process(postmaster).cpu_times()
    return cpu_seconds(postmaster) + float(ended.children_user + ended.children_system)


def cpu_seconds(pid: int) -> float:
    """The processor seconds that a process and those under it have used, as far as they still live."""
    total = 0.0
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return total
    for one in family:
        try:
            times = one.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return total


def say(text: str) -> None:
    """Tell the one who waits how far it is."""
    print(text, file=sys.stderr, flush=True)


def _own_seconds(pids: tuple[int, ...]) -> float:
    return time.process_time() + sum(map(cpu_seconds, pids))


def _busy_seconds(times: Any) -> float:
    return float(sum(times) - times.idle - times.iowait - getattr(times, "guest", 0.0))


def _short(value: float) -> float:
    return round(value, 3 if abs(value) < 10 else 1 if abs(value) < 1000 else 0)
