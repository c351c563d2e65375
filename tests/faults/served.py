"""A running `gongdao serve`, for tests that kill parts of it."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

COMMAND = [sys.executable, "-m", "gongdao", "serve", "--no-demo", "--workers", "1"]


class Served:
    """A running `gongdao serve` in a process group of its own, with its output read line by line."""

    def __init__(self, home: Path, **variables: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment = inherited | {"GONGDAO_HOME": str(home)} | variables
        self.home = home
        self.process = subprocess.Popen(
            [*COMMAND, "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._seen = 0
        self._said = threading.Condition()
        # Read all the time: a program whose output nobody takes stands still once the pipe is full.
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = self.line(r"(http://127\.0\.0\.1:\d+)")
        self.family = [self.process.pid, *self.children("")]

    def line(self, pattern: str, seconds: float = 120) -> str:
        """Wait for the next line that matches and return the first group."""
        end = time.monotonic() + seconds
        with self._said:
            while True:
                while self._seen < len(self.lines):
                    self._seen += 1
                    if found := re.search(pattern, self.lines[self._seen - 1]):
                        return found.group(1)
                over = not self._reader.is_alive() or time.monotonic() > end
                assert not over, f"no line matches {pattern}:\n" + "".join(self.lines)
                self._said.wait(0.5)

    def children(self, word: str) -> list[int]:
        """Return the processes below `serve` whose command line has this word in it."""
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                line = " ".join(child.cmdline())
            except psutil.NoSuchProcess:
                continue
            if word in line:
                found.append(child.pid)
        return found

    def database(self) -> int:
        """Return the process id of the database; 0 while a new one has not written it yet."""
        try:
            return int((self.home / "pg" / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return 0

    def answers(self) -> bool:
        """Whether a page can be read, and the database answers behind it."""
        try:
            for path in ("/healthz", "/accounts/login/"):
                urllib.request.urlopen(self.address + path, timeout=5).close()  # noqa: S310  # ours
        except OSError:  # no answer, or one that tells of a mistake
            return False
        return True

    def rest(self) -> str:
        """Wait for its end and return all it said."""
        self.process.wait(timeout=90)
        self._reader.join()
        return "".join(self.lines)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._said:
                self.lines.append(line)
                self._said.notify_all()


def wait(condition: Callable[[], bool], seconds: float = 90) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def kill(pids: Iterable[int]) -> None:
    """End processes without a word, as the kernel does when memory is short."""
    for pid in filter(None, pids):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def gone(pids: list[int]) -> bool:
    """Whether none of these processes runs any more."""
    return not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
