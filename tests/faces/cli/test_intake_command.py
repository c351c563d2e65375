"""`gongdao intake file`: what it prints, its exit codes, and that a kill -9 loses and doubles nothing."""

import csv
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
        ends = set()
        for share in (0.1, 0.5):
            killed = subprocess.Popen(
                [sys.executable, "-m", "gongdao", "intake", "file", str(path), "--processes", "2"],
                stdout=subprocess.DEVNULL, env=house.environment, start_new_session=True,
            )  # fmt: skip
            while count(taken) - before < share * rows and killed.poll() is None:
                time.sleep(0.01)
            killed.kill()
            ends.add(killed.wait())
        assert -signal.SIGKILL in ends, "both ended before they could be killed"
        # The processes of the killed one end with it; what they had in hand is whole or gone.
        told = house.json("intake", "file", str(path))
        assert told["known"] > 0
        assert told["registered"] + told["known"] == rows
        assert count(taken) - before == rows
        assert count("SELECT count(*) FROM casework_case") - cases_before == rows
        assert count("SELECT count(DISTINCT case_id) FROM intake_taken") == count(taken)
    assert house.run("verify").returncode == 0


def test_codes_of_a_platform_are_read_and_a_case_is_told_in_them(house):
    assert house.json("intake", "code", "taobao", "cs=10") == [
        {"platform": "taobao", "raw": "cs=10", "stage": "awaiting_evidence"}
    ]
    assert "cs=9：支持卖家" in house.run("intake", "code", "taobao").stdout
    told = house.run("intake", "code", "taobao", "cs=99")
    assert told.returncode == 2
    assert "cs=10" in told.stderr
    assert house.run("intake", "code", "nobody", "1").returncode == 2


def test_code_of_a_platform_comes_in_by_file_and_goes_back(house, tmp_path):
    rows = [["编号", "投诉内容", "平台状态"], ["P1", "快递一直没送到", "arbitrate=5"]]
    path = table(tmp_path / "platform.csv", rows)
    told = house.json("intake", "file", str(path), "--policy", "platform-dispute", "--platform", "douyin")
    number = told["first_number"]
    assert told["columns"]["platform_status"] == "平台状态"
    # It stands so still: of four codes for it the one that came goes back. Another platform has its own.
    assert house.json("intake", "code", "douyin", "--case", number) == [
        {"platform": "douyin", "raw": "arbitrate=5", "stage": "negotiating"}
    ]
    assert house.json("intake", "code", "paypal", "--case", number)[0]["raw"] == "INQUIRY"
