"""`gongdao verify` and `refold`: tell what differs, in words or as JSON, and by their exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

Run = subprocess.CompletedProcess[str]


@pytest.fixture
def gongdao(transactional_db: None) -> Callable[..., Run]:
    """The command, on a database of its own with one case."""
    from django.db import connection

    from gongdao.casework.actions import handle
    from gongdao.policies.actions import publish_shipped
    from gongdao.rulebook.actor import SYSTEM
    from gongdao.rulebook.commands import OpenCase
    from gongdao.rulebook.terms import Party

    at = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)
    publish_shipped(at)
    handle(
        OpenCase(channel="web", complainant=Party(ref="customer:1", contact="x"), description="退款"),
        actor=SYSTEM,
        now=at,
    )
    names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    given = {name: connection.settings_dict[key] for name, key in names.items()}
    address = " ".join(f"{name}={value}" for name, value in given.items() if value)

    def run(*arguments: str, command: str = "verify") -> Run:
        return subprocess.run(
            [sys.executable, "-m", "gongdao", command, *arguments],
            capture_output=True, text=True, check=False, env={**os.environ, "DATABASE_URL": address},
        )  # fmt: skip

    return run


def test_sound_cases_end_with_zero(gongdao: Callable[..., Run]) -> None:
    done = gongdao("--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 case with ")
    assert gongdao("--lang", "zh").stdout.startswith("已核对案件1件")


def test_what_differs_is_told_and_ends_with_one(gongdao: Callable[..., Run]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_case SET status = 'closed'")
    done = gongdao("--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["cases"] == 1
    assert found["differences"] == [{"number": "202405-001", "what": "column", "detail": "status"}]
    assert "202405-001: column differs (status)" in gongdao("--lang", "en").stdout


def test_one_case_can_be_verified(gongdao: Callable[..., Run]) -> None:
    assert json.loads(gongdao("--json", "--case", "202405-001").stdout)["cases"] == 1
    assert json.loads(gongdao("--json", "--case", "202405-002").stdout)["cases"] == 0
    wrong = gongdao("--case", "x", "--lang", "en")
    assert wrong.returncode == 2
    assert "202405-001" in wrong.stderr


def test_what_an_older_program_left_is_written_anew(gongdao: Callable[..., Run]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_case SET status = 'closed'")
    done = gongdao("--json", command="refold")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"cases": 1, "written": ["202405-001"], "left": []}
    assert gongdao().returncode == 0
    assert gongdao("--lang", "zh", command="refold").stdout == "已核对案件1件，重算0件，未能处理0处。\n"
