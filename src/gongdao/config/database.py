"""The embedded PostgreSQL: started by whoever needs it first, stopped by whoever leaves last.

Everybody who uses the server holds a shared lock on a file; who starts or stops it holds an exclusive lock
on another. The kernel drops both when a program dies, so a kill -9 leaves nothing to clean up: the next
program finds the server still running, or starts it and waits for its recovery.
"""

import fcntl
import logging
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg

from gongdao.config import cluster
from gongdao.config.address import socket_folder
from gongdao.config.home import home

logger = logging.getLogger(__name__)

_ATTEMPTS = 8
_POLL_SECONDS = 0.02
# A server with much to write back may take this long to stop; after that it is told to drop everything.
_STOP_SECONDS = 60
_PATIENCE_SECONDS = 10  # with a database of the operator's


class DatabaseUnavailable(RuntimeError):
    """The embedded server does not start, or the operator's does not answer. The text says why."""


class EmbeddedServer:
    """One PostgreSQL cluster under `folder`: data in `pg`, log in `log`, socket in `run`."""

    def __init__(
        self,
        folder: Path,
        *,
        binaries: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the server; nothing is touched. `binaries` is where `postgres` lies."""
        self.folder = folder
        self.binaries = binaries or cluster.binaries()
        self.socket_folder = socket_folder(folder)
        self._settings = dict(settings or {})
        self._data = folder / "pg"
        self._log = folder / "log" / "postgresql.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._part: IO[str] | None = None

    def start(self) -> None:
        """Take part in the server: make and start it if need be, and keep it alive until `leave`.

        Safe to call from many programs at once, and again after the server died.
        Raises `DatabaseUnavailable` if it cannot be started.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            owner = cluster.owner(self.folder, self._data, self.binaries)
            cluster.make(self._data, self.binaries, owner)
            cluster.configure(self._data, self.socket_folder, owner, self._settings)
            if self._part is None:
                self._part = (self.folder / "pg.users").open("a")
                fcntl.flock(self._part, fcntl.LOCK_SH)
            try:
                self._start(owner)
            except BaseException:
                self._drop_part()
                raise

    def leave(self) -> None:
        """Stop using the server; the last one to leave stops it, cleanly. Leaving twice is no harm."""
        if self._part is None:
            return
        with self._alone():
            try:
                fcntl.flock(self._part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._stop()
            finally:
                self._drop_part()

    def alive(self) -> bool:
        """Return whether the server's main process runs and is ready for connections."""
        return self._status() == "ready"

    def pid(self) -> int | None:
        """Return the process id of the server's main process, or None if it does not run."""
        process = self._postmaster()
        return process.pid if process else None

    def _drop_part(self) -> None:
        if self._part is not None:
            self._part.close()
            self._part = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "pg.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _pid_file(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _postmaster(self) -> psutil.Process | None:
        """Return the running main process. A number that now belongs to another program does not count."""
        lines = self._pid_file()
        try:
            process = psutil.Process(int(lines[0]))
            if process.status() != psutil.STATUS_ZOMBIE and process.name().startswith("postgres"):
                return process
        except (IndexError, ValueError, psutil.Error):
            pass
        return None

    def _status(self) -> str:
        """Return what the server says of itself, such as `starting` or `ready`; `` if it does not run."""
        lines = self._pid_file()
        if self._postmaster() is None:
            return ""
        return lines[7].strip() if len(lines) > 7 else "starting"

    def _start(self, owner: cluster.Owner | None) -> None:
        for attempt in range(_ATTEMPTS):
            self._wait(until={"", "ready"}, seconds=_STOP_SECONDS)
            if self._status() == "ready":
                return
            if attempt:
                # Most likely the children of a killed server still hold its memory; they end by themselves.
                time.sleep(0.25 * attempt)
            self._launch(owner)
            self._wait(until={"", "ready"}, seconds=None)
        if self._status() != "ready":
            raise DatabaseUnavailable(f"PostgreSQL does not start; see {self._log}:\n{self._last_words()}")

    def _launch(self, owner: cluster.Owner | None) -> None:
        if self._postmaster() is None:
            (self._data / "postmaster.pid").unlink(missing_ok=True)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > 10_000_000:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as log:
            # A session of its own: Ctrl-C must not reach the server before those who use it have ended.
            self._process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self._data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **cluster.as_owner(owner),
            )

    def _wait(self, *, until: set[str], seconds: float | None) -> bool:
        """Wait for one of the states. Without `seconds`, as long as the launched process lives."""
        begun = time.monotonic()
        slow = False
        while True:
            gone = self._process is not None and self._process.poll() is not None
            status = self._status()
            if status in until and (status or gone or self._process is None):
                return True
            waited = time.monotonic() - begun
            if seconds is not None and waited > seconds:
                return False
            if waited > 5 and not slow:
                slow = True
                logger.warning(
                    "PostgreSQL is still %s; after a crash it first recovers.", status or "starting"
                )
            time.sleep(_POLL_SECONDS)

    def _stop(self) -> None:
        for stop_signal in (signal.SIGINT, signal.SIGQUIT):  # "fast", then "immediate"
            postmaster = self._postmaster()
            if postmaster is None:
                break
            postmaster.send_signal(stop_signal)
            if self._wait(until={""}, seconds=_STOP_SECONDS):
                break
        if self._process is not None:
            self._process.wait()
            self._process = None
        with suppress(OSError):  # it is made again at the next start; nothing shall stay behind in /tmp
            self.socket_folder.rmdir()

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-8:])


@contextmanager
def running(**changes: Any) -> Iterator[EmbeddedServer | None]:
    """Keep the embedded server running for a block; do nothing, and yield None, if `DATABASE_URL` is set."""
    if address := os.environ.get("DATABASE_URL"):
        _need_answer(address)
        yield None
        return
    server = EmbeddedServer(home(), **changes)
    server.start()
    try:
        yield server
    finally:
        server.leave()


def _need_answer(address: str) -> None:
    """Raise DatabaseUnavailable where `DATABASE_URL` is no address or nobody answers there.

    Asked once at the start of a program, so that a mistake is one line and not the story of a library.
    """
    try:
        psycopg.connect(address, connect_timeout=_PATIENCE_SECONDS).close()
    except psycopg.ProgrammingError:
        raise DatabaseUnavailable(
            "DATABASE_URL 不是 PostgreSQL 地址 / is no address of PostgreSQL: postgresql://user:password@host/name"
        ) from None
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        raise DatabaseUnavailable(f"DATABASE_URL 连接不上 / cannot be reached: {reason}") from None
