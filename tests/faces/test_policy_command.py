"""`gongdao policy`: checks and compares documents without a database, and reads and publishes with one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongdao.policies.loading import shipped

Run = subprocess.CompletedProcess[str]
GOOD = Path(__file__).parents[1] / "policies" / "good.yaml"
MEDIATION = next(str(path) for path in shipped() if path.parent.name == "dispute_mediation")


def _gongdao(*arguments: str, **environment: str) -> Run:
    return subprocess.run(
        [sys.executable, "-m", "gongdao", "policy", *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.fixture
def gongdao(transactional_db: None) -> Callable[..., Run]:
    """The command on a database of its own."""
    from django.db import connection

    names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    given = {name: connection.settings_dict[key] for name, key in names.items()}
    address = " ".join(f"{name}={value}" for name, value in given.items() if value)
    return lambda *arguments: _gongdao(*arguments, DATABASE_URL=address)


def test_check_plays_the_scenarios_beside_a_document() -> None:
    done = _gongdao("check", MEDIATION, "--lang", "en")
    assert done.returncode == 0
    assert "dispute-mediation 2024-01" in done.stdout
    assert "all hold" in done.stdout


def test_check_tells_a_mistake_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(GOOD.read_text(encoding="utf-8").replace("limit: 1", "limit: one"), encoding="utf-8")
    done = _gongdao("check", str(file), "--lang", "en")
    assert done.returncode == 1
    line = next(
        number for number, text in enumerate(file.read_text().splitlines(), 1) if "limit: one" in text
    )
    assert done.stdout.startswith(f"{file}:{line}:10: appeals.limit: Expected 0, 1, 2…, found 'one'.")


def test_check_tells_a_fault_of_the_law_in_chinese(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(GOOD.read_text(encoding="utf-8").replace("limit: 1", "limit: 0"), encoding="utf-8")
    done = _gongdao("check", str(file), "--lang", "zh")
    assert done.returncode == 1
    assert "申诉次数为 0：无法申诉。 [no_appeal_left]" in done.stdout


def test_check_answers_in_json(tmp_path: Path) -> None:
    done = _gongdao("check", str(GOOD), str(tmp_path / "none.yaml"), "--json")
    assert done.returncode == 1
    good, missing = json.loads(done.stdout)
    assert (good["policy"], good["problems"], good["findings"]) == ("small-claims", [], [])
    assert [problem["code"] for problem in missing["problems"]] == ["unreadable"]


def test_diff_of_files_names_what_changed(tmp_path: Path) -> None:
    other = tmp_path / "policy.yaml"
    other.write_text(GOOD.read_text(encoding="utf-8").replace("urgent: 2h", "urgent: 1h"), encoding="utf-8")
    done = _gongdao("diff", str(GOOD), str(other), "--lang", "en")
    assert done.returncode == 0
    assert "Urgent: 1 hour instead of 2 hours" in done.stdout
    assert _gongdao("diff", str(GOOD), str(GOOD), "--lang", "en").stdout == "The two versions are the same.\n"


@pytest.mark.slow
def test_publish_list_show_and_diff_of_published_versions(
    gongdao: Callable[..., Run], tmp_path: Path
) -> None:
    assert gongdao("list", "--lang", "en").stdout == "No policy has been published yet.\n"
    published = gongdao("publish", str(GOOD), "--json")
    assert published.returncode == 0, published.stderr
    assert json.loads(published.stdout)["policy"] == "small-claims"
    assert "2024-12-31" in gongdao("list", "--lang", "en").stdout

    shown = gongdao("show", "small-claims", "--on", "2024-05-10", "--lang", "en")
    assert shown.stdout.startswith("Small claims (small-claims 2024-01) 2024-01-01 – 2024-12-31")
    assert (
        json.loads(gongdao("show", "small-claims", "--version", "2024-01", "--json").stdout)["version"]
        == "2024-01"
    )
    assert gongdao("show", "small-claims", "--on", "2025-05-10").returncode == 4
    assert gongdao("show", "small-claims", "--on", "soon").returncode == 2

    other = tmp_path / "policy.yaml"
    other.write_text(GOOD.read_text(encoding="utf-8").replace("failed: 10", "failed: 9"), encoding="utf-8")
    assert "每年" in gongdao("diff", "small-claims@2024-01", str(other)).stdout
    refused = gongdao("publish", str(other), "--lang", "en")
    assert refused.returncode == 3
    assert "has been published and its text cannot change" in refused.stderr
    assert gongdao("diff", "small-claims", str(other)).returncode == 2


def test_a_rule_is_shown_at_work() -> None:
    done = _gongdao("rule", "app-4")
    assert done.returncode == 0
    for words in (
        "申诉失败次数超限",
        "merchant-appeal: APP-4 W商家",
        "✓ workorder-liability/eleventh_failure_of_the_year",
    ):
        assert words in done.stdout
    assert "✗" not in done.stdout
    told = json.loads(_gongdao("rule", "PEN-2", "--json").stdout)
    assert told["rule"]["id"] == "PEN-2"
    assert told["played"]
    assert all(item["holds"] for item in told["played"])


def test_a_rule_that_is_not_there_is_told() -> None:
    done = _gongdao("rule", "APP-99", "--lang", "en")
    assert (done.returncode, "There is no rule “APP-99”" in done.stderr) == (2, True)
