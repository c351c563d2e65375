"""The embedded PostgreSQL: shared, found again after a crash, at home in any path."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gongdao.config.address import socket_folder
from gongdao.config.cluster import ClusterUnusable
from gongdao.config.database import DatabaseUnavailable, EmbeddedServer

# Takes part in the server under argv[1], says so, and stays until its standard input is closed.
_PROGRAM = """
import sys
from pathlib import Path
from gongdao.config.database import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print(server.pid(), flush=True)
sys.stdin.read()
server.leave()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(tmp_path / "home")
    server.start()
    yield server
    server.leave()


def _program(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _said(program: subprocess.Popen[str]) -> int:
    assert program.stdout is not None
    return int(program.stdout.readline())


def _end(program: subprocess.Popen[str]) -> None:
    program.communicate()
    assert program.returncode == 0


def _ask(server: EmbeddedServer, query: str) -> object:
    with psycopg.connect(host=str(server.socket_folder), user="gongdao", dbname="gongdao") as connection:
        cursor = connection.execute(query)  # type: ignore[call-overload]  # fixed texts of this file
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def _kill(server: EmbeddedServer) -> None:
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.alive():
        time.sleep(0.01)


def test_server_stops_when_the_last_leaves(tmp_path: Path) -> None:
    first, second = EmbeddedServer(tmp_path), EmbeddedServer(tmp_path)
    first.start()
    second.start()
    assert first.pid() == second.pid()
    first.leave()
    assert _ask(second, "SELECT 1") == 1
    second.leave()
    assert second.pid() is None


def test_server_never_trades_durability(server: EmbeddedServer) -> None:
    assert [_ask(server, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")] == [
        "on",
        "on",
        "on",
    ]


def test_socket_is_closed_to_other_users(server: EmbeddedServer) -> None:
    assert server.socket_folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["two  words", "公道 数据", 'it\'s, "quoted" $HOME `x`', "long" * 30])
def test_server_lives_in_any_path(tmp_path: Path, name: str) -> None:
    server = EmbeddedServer(tmp_path / name)
    server.start()
    assert _ask(server, "SELECT current_user") == "gongdao"
    server.leave()


def test_killed_server_comes_back_with_what_it_acknowledged(server: EmbeddedServer) -> None:
    _ask(server, "CREATE TABLE kept AS SELECT 公道 FROM generate_series(1, 1000) AS 公道")
    for count in range(3):
        _ask(server, "INSERT INTO kept VALUES (0)")
        _kill(server)
        server.start()
        assert _ask(server, "SELECT count(*) FROM kept") == 1001 + count


def test_number_of_a_killed_server_may_belong_to_another_program(server: EmbeddedServer) -> None:
    _kill(server)
    file = server.folder / "pg" / "postmaster.pid"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    server.start()
    assert _ask(server, "SELECT 1") == 1


def test_programs_starting_at_once_share_one_server(tmp_path: Path) -> None:
    programs = [_program(tmp_path) for _ in range(4)]
    assert len({_said(program) for program in programs}) == 1
    for program in programs:
        _end(program)
    assert EmbeddedServer(tmp_path).pid() is None


def test_killed_program_does_not_keep_the_server(tmp_path: Path) -> None:
    killed, other = _program(tmp_path), _program(tmp_path)
    _said(killed), _said(other)
    killed.kill()
    killed.communicate()
    _end(other)
    assert EmbeddedServer(tmp_path).pid() is None


def test_server_left_running_is_found_again(tmp_path: Path) -> None:
    killed = _program(tmp_path)
    pid = _said(killed)
    killed.kill()
    killed.communicate()
    server = EmbeddedServer(tmp_path)
    server.start()
    assert server.pid() == pid
    server.leave()
    assert server.pid() is None


def test_half_made_data_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pg.new").mkdir()
    (tmp_path / "pg.new" / "PG_VERSION").write_text("18\n")
    server = EmbeddedServer(tmp_path)
    server.start()
    assert _ask(server, "SELECT 1") == 1
    server.leave()


def test_data_of_another_version_is_refused_and_kept(server: EmbeddedServer) -> None:
    server.leave()
    (server.folder / "pg" / "PG_VERSION").write_text("16\n")
    with pytest.raises(ClusterUnusable, match="made by PostgreSQL 16, this is 18"):
        EmbeddedServer(server.folder).start()
    (server.folder / "pg" / "PG_VERSION").write_text("18\n")


def test_server_that_cannot_start_shows_its_last_words(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path, settings={"max_connections": "many"})
    with pytest.raises(DatabaseUnavailable, match="max_connections"):
        server.start()


def test_folder_of_somebody_else_in_tmp_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    sockets = socket_folder(folder)
    assert sockets.parent == Path("/tmp")
    sockets.symlink_to(tmp_path)
    with pytest.raises(ClusterUnusable, match="belongs to somebody else"):
        EmbeddedServer(folder).start()
    sockets.unlink()
