"""What no honest file holds: it is told, and nothing else is lost or changed."""

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from gongdao.casework.models import Case
from gongdao.intake.actions import Options, Report, take_file
from gongdao.intake.files.problems import BadFile
from gongdao.lib.statements import fetch
from gongdao.people.actions import create_demo_people
from gongdao.policies.actions import publish_shipped

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 5, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def house(settings, tmp_path):
    settings.GONGDAO_HOME = tmp_path / "var"
    publish_shipped(NOW)
    create_demo_people(now=NOW)


def taken(path: Path, **options) -> Report:
    return take_file(path, Options(**options), language="zh-hans", now=NOW)


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_ten_megabytes_in_one_cell_are_rejected_and_the_rest_is_taken(house, tmp_path):
    rows = [["内容"], ["长" * 3_500_000], ["杯子碎了 🫖💔"]]
    report = taken(written(tmp_path / "a.csv", rows))
    assert (report.registered, report.rejected, report.reasons) == (1, 1, {"too_long": 1})
    assert fetch("SELECT state ->> 'description' FROM casework_case") == [("杯子碎了 🫖💔",)]


def test_huge_and_foreign_numbers_are_rejected_one_by_one(house, tmp_path):
    header = ["内容", "金额", "影响人数", "被投诉人"]
    rows = [header, ["a", "9" * 30, "", ""], ["b", "", "9" * 30, ""], ["c", "", "", "shop:" + "9" * 70]]
    report = taken(written(tmp_path / "a.csv", rows))
    assert report.registered + report.rejected == 3
    assert report.reasons["amount_too_large"] == report.reasons["not_a_count"] == 1


def test_unclosed_quotation_mark_does_not_swallow_silently(house, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('内容\n"没有收口\n' + "后面的每一行都成了这一格\n" * 3000, encoding="utf-8")
    report = taken(path)
    assert (report.registered, report.reasons) == (0, {"too_long": 1})
    text = (tmp_path / "a.csv.rejected.csv").read_text(encoding="utf-8-sig")
    assert "引号没有成对" in text


@pytest.mark.parametrize(
    ("options", "code"),
    [({"channel": "pigeon"}, "unknown_channel"), ({"policy": "law-of-the-jungle"}, "unknown_policy")],
)
def test_option_under_which_no_row_could_be_taken_is_refused_at_once(house, tmp_path, options, code):
    with pytest.raises(BadFile) as caught:
        taken(written(tmp_path / "a.csv", [["内容"], ["好"]]), **options)
    assert caught.value.code == code
    assert not Case.objects.exists()


def test_workbook_that_lies_about_its_size_is_read_whole(house, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["投诉内容", "金额"], ["杯子碎了", 12.5], ["盘子碎了", -1], ["=1+1", 3]):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    import zipfile

    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    place = "xl/worksheets/sheet1.xml"
    parts[place] = parts[place].replace(b'<dimension ref="A1:B4"', b'<dimension ref="A1:A1"')
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    report = taken(path)
    assert report.registered == 1  # the formula was never computed, so its cell is empty
    assert report.reasons == {"negative_amount": 1, "empty": 1}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_rejects_go_to_the_present_folder_where_the_other_is_closed(house, tmp_path, monkeypatch):
    closed, here = tmp_path / "closed", tmp_path / "here"
    closed.mkdir()
    here.mkdir()
    path = written(closed / "a.csv", [["内容", "金额"], ["好", "-5"]])
    closed.chmod(0o500)
    monkeypatch.chdir(here)
    report = taken(path)
    assert report.rejects_file == str(here / "a.csv.rejected.csv")


@pytest.mark.rule("TRI-8")
def test_place_is_read_by_code_and_name_and_refused_where_there_is_none(house, tmp_path):
    header = ["内容", "地区编码", "部门"]
    rows = [
        header, ["a", "310000", "service"], ["b", "上海市", "客服部"], ["c", "shanghai", ""], ["d", "", ""],
        ["e", "火星", ""], ["f", "", "不存在的部门"], ["g", "310000x", ""],
    ]  # fmt: skip
    report = taken(written(tmp_path / "a.csv", rows))
    assert (report.registered, report.reasons) == (4, {"unknown_choice": 3})
    places = fetch("SELECT region, department FROM casework_case ORDER BY id")
    assert [region for region, _ in places] == ["310000", "310000", "310000", ""]
    assert [department for _, department in places[:2]] == ["service", "service"]
    assert "310000" in (tmp_path / "a.csv.rejected.csv").read_text(encoding="utf-8-sig")
