"""`gongdao serve`: starts everything, restarts what dies, stops in order, leaves nothing behind."""

import os
import signal
import socket
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gongdao.config.database import EmbeddedServer

from .served import COMMAND, Served, gone, kill, wait


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
    wait(served.answers)
    family = [*served.family, served.database()]
    if number == signal.SIGINT:
        os.killpg(served.process.pid, number)  # as a terminal does
    else:
        served.process.send_signal(number)
    assert "已全部停止" in served.rest()
    assert served.process.returncode == 0
    assert gone(family)
    log = (served.home / "log" / "postgresql.log").read_text().splitlines()
    assert "database system is shut down" in log[-1]
    # Nobody was using the database when it was stopped.
    assert not any("terminating connection due to administrator command" in line for line in log)


def test_serve_replaces_a_killed_web_and_worker(served: Served) -> None:
    for name in ("web", "worker"):
        killed = served.children(f"gongdao {name}")[0]
        os.kill(killed, signal.SIGKILL)
        served.line(f"({name} 已退出)")
        wait(lambda name=name: bool(served.children(f"gongdao {name}")))  # type: ignore[misc]  # a loop's lambda
        assert killed not in served.children(f"gongdao {name}")
    wait(served.answers)


def test_serve_replaces_a_killed_database(served: Served) -> None:
    wait(served.answers)
    killed = served.database()
    os.kill(killed, signal.SIGKILL)
    served.line("(数据库已退出)")
    wait(lambda: served.database() not in {0, killed})
    wait(served.answers)
    assert served.process.poll() is None  # the same `serve` all the while


def test_killed_serve_takes_everything_with_it(served: Served) -> None:
    wait(served.answers)
    family = [*served.family, served.database()]
    served.process.kill()
    served.process.communicate()
    wait(lambda: gone(family))
    assert served.process.returncode == -signal.SIGKILL


def test_serve_finds_its_data_after_all_was_killed(served: Served) -> None:
    wait(served.answers)
    kill([*served.family, served.database()])
    served.process.communicate()
    again = Served(served.home)
    wait(again.answers)
    again.process.terminate()
    assert "已全部停止" in again.rest()


@pytest.mark.parametrize("major", ["18", "15"])
def test_serve_uses_an_outside_database_and_leaves_it_alone(
    tmp_path: Path, major: str, request: pytest.FixtureRequest
) -> None:
    """18 comes with the program; 15 is Debian's, and the oldest that is promised."""
    binaries = request.getfixturevalue("postgres_15") if major == "15" else None
    outside = EmbeddedServer(tmp_path / "outside", binaries=binaries)
    outside.start()
    address = f"postgresql://gongdao@/gongdao?host={urllib.parse.quote(str(outside.socket_folder), safe='')}"
    served = Served(tmp_path / "home", DATABASE_URL=address)
    wait(served.answers)
    with psycopg.connect(address) as connection:
        (version,) = connection.execute("SHOW server_version").fetchone() or ("",)
        (tables,) = connection.execute("SELECT to_regclass('casework_event')::text").fetchone() or ("",)
    assert (version.partition(".")[0], tables) == (major, "casework_event")
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
            [*COMMAND, "--port", port],
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
    done = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, check=False)
    assert (done.returncode, f"port {port} is taken" in done.stderr) == (2, True)
