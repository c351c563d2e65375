"""`gongdao demo`: the result table in both languages and as JSON, for a reader and for a program."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.xdist_group("cli")


def test_table_shows_number_course_limits_outcome_money_and_days(house):
    shown = house.run("demo").stdout
    line = next(line for line in shown.splitlines() if "202405-001" in line and "│" in line)
    for word in ("快递挤压破损", "已解决", "4.6"):
        assert word in line
    assert "王芳收到 ¥699.00" in shown
    assert "申诉不受理（APP-10）" in shown
    assert "期满 1（申诉期）" in shown


def test_table_is_whole_in_english(house):
    shown = house.run("demo", "--lang", "en").stdout
    assert "Parcel crushed in transit" in shown
    assert "appeal not accepted (APP-3)" in shown.replace("\n", " ") or "(APP-3)" in shown
    assert "⟨" not in shown


def test_json_carries_codes_and_amounts(house):
    told = {item["story"]: item for item in house.json("demo")}
    assert len(told) == 29
    parcel = told["damaged-parcel"]
    assert (parcel["number"], parcel["status"], parcel["working_days"]) == ("202405-001", "closed", 4.6)
    assert {(item["unit"], item["amount"]) for item in parcel["money"]} == {
        ("fen", 69_900),
        ("coupon_fen", 20_000),
    }
    assert told["shifted-liability"]["refused"] == ["APP-10"]
    assert parcel["course_in_words"][0] == "登记"


def test_demo_runs_as_a_program_of_its_own(house):
    done = house.alone("demo", "--json")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_new_home_is_prepared_first_and_other_commands_say_what_is_missing(tmp_path):
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = inherited | {"GONGDAO_HOME": str(tmp_path / "新家 new")}

    def gongdao(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gongdao", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    missing = gongdao("verify", "--json")
    assert (missing.returncode, json.loads(missing.stdout)["error"]["code"]) == (1, "database_not_prepared")
    played = gongdao("demo", "--json")
    assert played.returncode == 0, played.stderr
    assert len(json.loads(played.stdout)) == 29
    assert json.loads(gongdao("verify", "--json").stdout)["differences"] == []
