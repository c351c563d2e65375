"""`gongdao serve`: starts everything, restarts what dies, stops in order, leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from gongdao.config.database import EmbeddedServer

_COMMAND = [sys.executable, "-m", "gongdao", "serve", "--no-demo", "--workers", "1"]


class Served:
    """A running `gongdao serve` in a process group of its own, with its output read line by line."""

    def __init__(self, home: Path, **variables: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment = inherited | {"GONGDAO_HOME": str(home)} | variables
        self.home = home
        self.process = subprocess.Popen(
            [*_COMMAND, "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self.address = self.line(r"(http://127\.0\.0\.1:\d+)")
        self.family = [self.process.pid, *self.children("")]

    def line(self, pattern: str, seconds: float = 120) -> str:
        """Read until a line matches; return the first group. Kill it if that takes too long."""
        assert self.process.stdout is not None
        patience = threading.Timer(seconds, self.process.kill)
        patience.start()
        try:
            for line in self.process.stdout:
                self.lines.append(line)
                if found := re.search(pattern, line):
                    return found.group(1)
        finally:
            patience.cancel()
        raise AssertionError("".join(self.lines))

    def children(self, word: str) -> list[int]:
        return [
            child.pid
            for child in psutil.Process(self.process.pid).children(recursive=True)
            if word in " ".join(child.cmdline())
        ]

    def database(self) -> int:
        return int((self.home / "pg" / "postmaster.pid").read_text().splitlines()[0])

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(self.address + "/accounts/login/", timeout=5).close()  # noqa: S310  # ours
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False
        return True

    def rest(self) -> str:
        output, _ = self.process.communicate(timeout=90)
        return "".join(self.lines) + output


def _wait(condition: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def _gone(pids: list[int]) -> bool:
    return not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one home for all tests here: what a former one left must serve the next."""
    return tmp_path_factory.mktemp("served") / "公道 home"


@pytest.fixture
def served(home: Path) -> Iterator[Served]:
    served = Served(home)
    yield served
    if served.process.poll() is None:
        served.process.kill()
        served.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_stops_everything_in_order(served: Served, number: signal.Signals) -> None:
    _wait(served.answers)
    family = [*served.family, served.database()]
    if number == signal.SIGINT:
        os.killpg(served.process.pid, number)  # as a terminal does
    else:
        served.process.send_signal(number)
    assert "已全部停止" in served.rest()
    assert served.process.returncode == 0
    assert _gone(family)
    log = (served.home / "log" / "postgresql.log").read_text().splitlines()
    assert "database system is shut down" in log[-1]
    # Nobody was using the database when it was stopped.
    assert not any("terminating connection due to administrator command" in line for line in log)


def test_serve_replaces_a_killed_web_and_worker(served: Served) -> None:
    for name in ("web", "worker"):
        killed = served.children(f"gongdao {name}")[0]
        os.kill(killed, signal.SIGKILL)
        served.line(f"({name} 已退出)")
        _wait(lambda name=name: bool(served.children(f"gongdao {name}")))  # type: ignore[misc]  # a loop's lambda
    _wait(served.answers)


def test_serve_replaces_a_killed_database(served: Served) -> None:
    _wait(served.answers)
    os.kill(served.database(), signal.SIGKILL)
    served.line("(数据库已退出)")
    _wait(served.answers)


def test_killed_serve_takes_everything_with_it(served: Served) -> None:
    _wait(served.answers)
    family = [*served.family, served.database()]
    served.process.kill()
    served.process.communicate()
    _wait(lambda: _gone(family))


def test_serve_finds_its_data_after_all_was_killed(served: Served) -> None:
    _wait(served.answers)
    for pid in [*served.family, served.database()]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    served.process.communicate()
    again = Served(served.home)
    _wait(again.answers)
    again.process.terminate()
    assert "已全部停止" in again.rest()


def test_serve_leaves_an_outside_database_alone(tmp_path: Path) -> None:
    outside = EmbeddedServer(tmp_path / "outside")
    outside.start()
    address = f"postgresql://gongdao@/gongdao?host={urllib.parse.quote(str(outside.socket_folder), safe='')}"
    served = Served(tmp_path / "home", DATABASE_URL=address)
    _wait(served.answers)
    served.process.terminate()
    assert "已全部停止" in served.rest()
    assert outside.alive()
    assert not (tmp_path / "home" / "pg").exists()
    outside.leave()


def test_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*_COMMAND, "--port", port],
            env=os.environ | {"GONGDAO_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"端口 {port} 已被占用" in done.stderr
    assert f"port {port} is taken" in done.stderr
    assert "--port" in done.stderr
    assert not (tmp_path / "home").exists()


def test_second_serve_on_the_port_is_refused(served: Served) -> None:
    port = served.address.rsplit(":", 1)[1]
    done = subprocess.run([*_COMMAND, "--port", port], capture_output=True, text=True, check=False)
    assert (done.returncode, f"port {port} is taken" in done.stderr) == (2, True)
