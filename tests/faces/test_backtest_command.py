"""`gongdao backtest`: past cases under another policy, in words or as JSON; nothing is written."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

Run = subprocess.CompletedProcess[str]
AT = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def shipped_text() -> str:
    from gongdao.policies.loading import PACKS

    return (PACKS / "dispute_mediation" / "policy.yaml").read_text(encoding="utf-8")


@pytest.fixture
def gongdao(transactional_db: None) -> Callable[..., Run]:
    """The command, on a database of its own with three cases, withdrawn after 5, 60 and 60 hours."""
    from django.db import connection

    from gongdao.casework.actions import handle
    from gongdao.casework.lapses import sweep_until_done
    from gongdao.policies.actions import publish_shipped
    from gongdao.rulebook.actor import SYSTEM, Actor
    from gongdao.rulebook.commands import OpenCase, WithdrawCase
    from gongdao.rulebook.terms import Party

    publish_shipped(AT)
    for day in range(3):
        at = AT + timedelta(days=day)
        party = Party(ref=f"customer:{day + 1}", contact="x")
        opened = handle(
            OpenCase(channel="file", complainant=party, description="屏幕黑屏"), actor=SYSTEM, now=at,
        )  # fmt: skip
        owner = Actor(party.ref, refs=frozenset({party.ref}))
        handle(
            WithdrawCase("自己解决了"), actor=owner, now=at + timedelta(hours=60 if day else 5),
            number=opened.number,
        )  # fmt: skip
    sweep_until_done(AT + timedelta(days=30))
    names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    given = {name: connection.settings_dict[key] for name, key in names.items()}
    address = " ".join(f"{name}={value}" for name, value in given.items() if value)

    def run(*arguments: str) -> Run:
        return subprocess.run(
            [sys.executable, "-m", "gongdao", "backtest", *arguments],
            capture_output=True, text=True, check=False, env={**os.environ, "DATABASE_URL": address},
        )  # fmt: skip

    return run


def test_under_the_same_policy_nothing_changes(
    gongdao: Callable[..., Run], shipped_text: str, tmp_path: Path
) -> None:
    same = tmp_path / "same.yaml"
    same.write_text(shipped_text, encoding="utf-8")
    done = gongdao("--policy", str(same), "--json", "--processes", "1")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["cases"], found["changed"], found["sums"], found["broken"]) == (3, 0, [], [])


@pytest.mark.rule("SLA-1")
def test_another_limit_changes_what_lapsed(
    gongdao: Callable[..., Run], shipped_text: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        shipped_text.replace("important: 24h, normal: 48h}", "important: 2h, normal: 4h}"),
        encoding="utf-8",
    )  # fmt: skip
    done = gongdao("--policy", str(other), "--lang", "zh", "--processes", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert "时限“首次响应”由已取消变为已逾期：1 件" in done.stdout
    assert "时限“首次响应”到期时间改变：2 件" in done.stdout
    since = gongdao("--policy", str(other), "--since", "2024-05-08", "--json")
    assert json.loads(since.stdout)["cases"] == 1


def test_what_cannot_be_tested_is_told(gongdao: Callable[..., Run], tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("policy: [", encoding="utf-8")
    assert gongdao("--policy", str(bad)).returncode == 1
    assert gongdao("--policy", str(tmp_path / "none.yaml")).returncode == 1
    good = tmp_path / "good.yaml"
    good.write_text("policy: x\n", encoding="utf-8")
    assert gongdao("--policy", str(good)).returncode == 1
