"""The command `gongdao` itself: quick, and clear about its options."""

import json
import subprocess
import sys

from gongdao import __version__


def _gongdao(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gongdao", *arguments], capture_output=True, text=True, check=False
    )


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
