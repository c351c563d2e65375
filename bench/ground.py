"""Where it is measured: a home of its own, with the program's own database, prepared as `serve` does it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

_START_SECONDS: Final = 60.0
_DATABASE: Final = "gongdao"


class Ground(Struct, frozen=True):
    """The prepared place. `sockets` is the folder of the database's socket, `binaries` that of pgbench."""

    home: Path
    sockets: Path
    binaries: Path
    log: Path

    def client(self, program: str, *arguments: str, user: str = "gongdao") -> list[str]:
        """The command line of a client program of the database server, such as psql or pgbench."""
        return [str(self.binaries / program), "-h", str(self.sockets), "-U", user, *arguments, _DATABASE]

    def postmaster(self) -> int:
        """The process from which all others of the database server come."""
        return int((self.home / "pg" / "postmaster.pid").read_text().split()[0])

    def checkpoint(self) -> None:
        """Have the server write everything to its place, so that no measurement pays for the one before."""
        command = self.client("psql", "-q", "-c", "CHECKPOINT", user="postgres")
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def prepared(home: Path) -> Iterator[Ground]:
    """Start the database under `home`, prepare it, set Django up; stop it afterwards, the data stays."""
    os.environ["GONGDAO_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongdao.config.settings"
    # Where the program is installed it starts from compiled modules, and does not compile them each time.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    from gongdao.cli.program import database, hang_up, set_up
    from gongdao.cli.serve import PREPARATION

    with database() as server:
        if server is None:
            raise RuntimeError("the benchmarks measure the server that comes with the program")
        set_up()
        for _, step in PREPARATION:
            step()
        try:
            yield Ground(home, server.socket_folder, server.binaries, home / "bench.log")
        finally:
            hang_up()


class Web(Struct, frozen=True):
    """A running web server: its port and the process that all others of it come from."""

    port: int
    pid: int


@contextmanager
def web(ground: Ground, *, workers: int = 0, variables: Mapping[str, str] | None = None) -> Iterator[Web]:
    """Run `gongdao web`, with as many processes as it would take itself, for the length of a block."""
    port = _free_port()
    command = [sys.executable, "-m", "gongdao", "web", "--port", str(port), "--workers", str(workers)]
    with _run(ground, command, variables) as process:
        _wait_for(port, process)
        yield Web(port, process.pid)


@contextmanager
def worker(ground: Ground) -> Iterator[int]:
    """Run `gongdao worker` for the length of a block; give its process id."""
    with _run(ground, [sys.executable, "-m", "gongdao", "worker"], None) as process:
        yield process.pid


@contextmanager
def _run(
    ground: Ground, command: list[str], variables: Mapping[str, str] | None
) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"GONGDAO_HOME": str(ground.home)} | dict(variables or {})
    with ground.log.open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server does not start; see bench.log in the home of the benchmark")
