"""The command `gongdao` itself: quick, and clear about its options."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gongdao import __version__


def _gongdao(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gongdao", *arguments], capture_output=True, text=True, check=False,
        env=os.environ | variables,
    )  # fmt: skip


def test_version_is_shown() -> None:
    assert _gongdao("--version").stdout == f"gongdao {__version__}\n"


def test_help_lists_serve() -> None:
    done = _gongdao("--help")
    assert done.returncode == 0
    assert "serve" in done.stdout


def test_command_reads_nothing_heavy_before_it_is_called() -> None:
    code = "import json, sys, gongdao.cli.main; print(json.dumps([m.split('.')[0] for m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"django", "granian", "msgspec", "openpyxl", "procrastinate", "psycopg", "yaml", "zen"}
    assert set(json.loads(done.stdout)) & heavy == set()


@pytest.mark.parametrize("command", [("verify",), ("serve", "--once"), ("case", "list")])
def test_wrong_address_of_the_database_is_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    with socket.socket() as closed:  # bound, and nobody listens
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        nobody = f"postgresql://me@127.0.0.1:{port}/gongdao"
        for address, word in (("mysql://x@y/z", "is no address"), (nobody, "cannot be reached")):
            done = _gongdao(*command, DATABASE_URL=address, GONGDAO_HOME=str(tmp_path / "home"))
            assert done.returncode == 1
            assert len(done.stderr.splitlines()) == 1
            assert word in done.stderr
            assert "DATABASE_URL" in done.stderr
            assert not (tmp_path / "home").exists()
