"""`gongdao intake file`: what it prints, its exit codes, and that a kill -9 loses and doubles nothing."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from gongdao.config.address import socket_folder

pytestmark = pytest.mark.xdist_group("cli")


def table(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_file_is_registered_once_and_says_so(house, tmp_path):
    path = table(tmp_path / "a.csv", [["内容", "备注"], ["杯子碎了", "x"], ["盘子碎了", "y"]])
    first = house.json("intake", "file", str(path))
    assert (first["registered"], first["known"], first["rejected"]) == (2, 0, 0)
    assert (first["columns"], first["unused"]) == ({"description": "内容"}, ["备注"])
    assert first["first_number"] < first["last_number"]
    again = house.run("intake", "file", str(path))
    assert again.returncode == 0
    assert "此前已登记 2 件" in again.stdout


def test_rejected_rows_give_exit_code_3_and_a_file(house, tmp_path):
    path = table(tmp_path / "b.csv", [["text", "amount"], ["fine", "5"], ["not fine", "-5"]])
    told = house.json("intake", "file", str(path), "--lang", "en", code=3)
    assert (told["registered"], told["rejected"], told["reasons"]) == (1, 1, {"negative_amount": 1})
    with Path(told["rejects_file"]).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["Line"], row["Rule"]) == ("3", "INT-2")
    assert "negative" in row["Why it was not registered"]


def test_dry_run_registers_nothing(house, tmp_path):
    path = table(tmp_path / "c.csv", [["内容"], ["碗碎了"]])
    told = house.json("intake", "file", str(path), "--dry-run")
    assert (told["dry_run"], told["registered"]) == (True, 1)
    assert house.json("intake", "file", str(path))["known"] == 0


def test_column_and_channel_can_be_told(house, tmp_path):
    path = table(tmp_path / "d.csv", [["甲", "乙"], ["勺子弯了", "李四"]])
    assert house.json("intake", "file", str(path), code=2)["error"]["code"] == "no_description"
    told = house.json(
        "intake", "file", str(path), "--map", "description=甲", "--map", "name=乙", "--channel", "letter",
        "--as", "zhoumin",
    )  # fmt: skip
    shown = house.json("case", "show", told["first_number"], "--as", "chenjing")
    assert (shown["channel"], shown["complainant"]["name"]) == ("letter", "李四")


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("nowhere.csv",), "no_such_file", 2),
        (("{file}", "--map", "nonsense"), "bad_map", 2),
        (("{file}", "--map", "nothing=内容"), "unknown_field", 2),
        (("{file}", "--as", "nobody-of-that-name"), "no_such_user", 4),
    ],
)
def test_mistakes_are_told_by_code_and_exit_code(house, tmp_path, arguments, code, exit_code):
    file = str(table(tmp_path / "e.csv", [["内容"], ["好"]]))
    given = [argument.replace("{file}", file) for argument in arguments]
    assert house.json("intake", "file", *given, code=exit_code)["error"]["code"] == code


@pytest.mark.faults
@pytest.mark.rule("INT-1")
def test_import_killed_twice_goes_on_and_doubles_nothing(house, tmp_path):
    rows = 2_400
    path = table(tmp_path / "many.csv", [["编号", "内容"], *([f"K{n}", f"第 {n} 件"] for n in range(rows))])
    address = f"host={socket_folder(Path(house.environment['GONGDAO_HOME']))} dbname=gongdao user=gongdao"
    with psycopg.connect(address, autocommit=True) as connection:

        def count(query: str) -> int:
            found = connection.execute(query).fetchone()
            assert found is not None
            return int(found[0])

        taken = "SELECT count(*) FROM intake_taken"
        before, cases_before = count(taken), count("SELECT count(*) FROM casework_case")
        for share in (0.2, 0.6):
            killed = subprocess.Popen(
                [sys.executable, "-m", "gongdao", "intake", "file", str(path), "--processes", "2"],
                stdout=subprocess.DEVNULL, env=house.environment, start_new_session=True,
            )  # fmt: skip
            while count(taken) - before < share * rows and killed.poll() is None:
                time.sleep(0.01)
            os.kill(killed.pid, signal.SIGKILL)
            killed.wait()
        # The processes of the killed one end with it; what they had in hand is whole or gone.
        told = house.json("intake", "file", str(path))
        assert told["known"] > 0
        assert told["registered"] + told["known"] == rows
        assert count(taken) - before == rows
        assert count("SELECT count(*) FROM casework_case") - cases_before == rows
        assert count("SELECT count(DISTINCT case_id) FROM intake_taken") == count(taken)
    assert house.run("verify").returncode == 0
