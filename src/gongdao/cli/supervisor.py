"""Keeps web, worker and database running together, and stops them in order: web, worker, database."""

import math
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from types import FrameType

import typer

from gongdao.config.database import DatabaseUnavailable, EmbeddedServer

_TICK_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 30.0
# A child that lived this long was well; the pauses before its restarts begin anew.
_WELL_SECONDS = 60.0
# A worker whose database was lost may wait long for it in vain; its jobs are taken up again by the next one.
_RENEWAL_SECONDS = 10.0


@dataclass
class Child:
    """A program to keep running. `stop_seconds` is how long it may take to finish what it is doing."""

    name: str
    command: list[str]
    stop_seconds: float
    renewal: signal.Signals = signal.SIGTERM  # makes it begin anew: by itself, or by ending
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    pause_seconds: float = 0.0
    kill_at: float = math.inf

    def start(self) -> None:
        """Start it in our process group; it learns our process id and ends with us."""
        environment = os.environ | {"GONGDAO_SUPERVISOR": str(os.getpid())}
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, env=environment)
        self.started_at = time.monotonic()

    def ended(self) -> bool:
        """Return whether it was started and has ended; it is killed if it should have ended by now."""
        if self.process is None:
            return False
        if time.monotonic() > self.kill_at:
            self.process.kill()
        return self.process.poll() is not None

    def plan_restart(self) -> None:
        """Forget the ended process and set the time of the next start: at once, then later and later."""
        lived = time.monotonic() - self.started_at
        self.process = None
        self.kill_at = math.inf
        if lived > _WELL_SECONDS:
            self.pause_seconds = 0.0
        self.restart_at = time.monotonic() + self.pause_seconds
        self.pause_seconds = min(max(2 * self.pause_seconds, 0.5), _LONGEST_PAUSE_SECONDS)

    def renew(self) -> None:
        """Ask it to replace what holds connections to a server that is gone."""
        if self.process is None:
            return
        self.process.send_signal(self.renewal)
        if self.renewal == signal.SIGTERM:
            self.kill_at = time.monotonic() + _RENEWAL_SECONDS

    def stop(self) -> None:
        """Ask it to end, wait, and kill it if it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Supervisor:
    """Runs `children` beside the embedded server (None for an outside database) until told to stop."""

    def __init__(self, children: list[Child], server: EmbeddedServer | None) -> None:
        self._children = children
        self._server = server
        self._stopping = threading.Event()
        self._database_retry_at = 0.0

    def run(self) -> None:
        """Start the children, restart what dies, and return when a signal came and they have ended."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_soon)
        try:
            while not self._stopping.wait(_TICK_SECONDS):
                if self._database_runs():
                    self._keep_children()
        finally:
            for child in self._children:
                child.stop()

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping.is_set():  # asked twice: do not wait for what they are doing
            for child in self._children:
                child.stop_seconds = 0.0
                if child.process is not None:
                    child.process.kill()
        self._stopping.set()

    def _keep_children(self) -> None:
        for child in self._children:
            if child.process is not None and child.ended():
                status = child.process.returncode
                child.plan_restart()
                typer.echo(
                    f"{child.name} 已退出（{status}），将重启 / ended ({status}), starts again", err=True
                )
            if child.process is None and time.monotonic() >= child.restart_at:
                child.start()

    def _database_runs(self) -> bool:
        """Return whether the server is up; start it again if it died, and renew the web's connections."""
        if self._server is None or self._server.alive():
            return True
        if time.monotonic() < self._database_retry_at:
            return False
        typer.echo("数据库已退出，将重启 / the database ended, it starts again", err=True)
        try:
            self._server.start()
        except DatabaseUnavailable as error:
            typer.echo(str(error), err=True)
            self._database_retry_at = time.monotonic() + _LONGEST_PAUSE_SECONDS
            return False
        for child in self._children:
            child.renew()
        return True
