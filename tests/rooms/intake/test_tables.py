"""Tables in files: encodings, compression, workbooks; wrong ones are refused with what is wrong."""

import csv
import gzip
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from gongdao.intake.files.problems import BadFile
from gongdao.intake.files.tables import Table

TEXT = "投诉内容,姓名\n收到时破损，要求退款,王女士\n等了三天,李先生\n"


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def workbook(folder: Path, rows: list[list[object]], *, sheet: str = "投诉") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.create_sheet("说明")
    path = folder / "complaints.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
@pytest.mark.parametrize("packed", [False, True])
def test_csv_is_read_in_the_encoding_it_has(tmp_path, encoding, found, packed):
    content = TEXT.encode(encoding)
    path = written(tmp_path, "a.csv", gzip.compress(content, mtime=0) if packed else content)
    table = Table(path)
    assert (table.shape.encoding, table.shape.header, table.shape.lines) == (found, ("投诉内容", "姓名"), 2)
    assert list(table.rows()) == [(2, ["收到时破损，要求退款", "王女士"]), (3, ["等了三天", "李先生"])]


def test_rare_characters_of_gb18030_are_read(tmp_path):
    text = "内容\n㐀字很少见，但是名字里有；其余都是常见的字，写得长一些\n"
    assert next(iter(Table(written(tmp_path, "a.csv", text.encode("gb18030"))).rows()))[1] == [
        text.splitlines()[1]
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (TEXT.encode("utf-16"), "unicode_16"),
        (TEXT.replace("女", "小").replace("时", "的").encode("big5", "ignore"), "unknown_encoding"),
        ("text\ncafé crème brûlée à la façon de Zoë\n".encode("latin-1"), "unknown_encoding"),
        (b"text\n\xff\xfe\xfd\xff\xff\n", "unknown_encoding"),
        (b"\xef\xbb\xbftext\n\xff\xff\n", "unknown_encoding"),
        (b"", "empty_file"),
        (b"\n\n", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old excel", "old_excel"),
        (b"PK\x03\x04 not a workbook", "broken_file"),
        (gzip.compress(TEXT.encode() * 1000, mtime=0)[:60], "broken_file"),
    ],
)
def test_wrong_file_is_refused_with_what_is_wrong(tmp_path, content, code):
    with pytest.raises(BadFile) as caught:
        Table(written(tmp_path, "a.csv", content))
    assert caught.value.code == code


def test_wrong_encoding_is_told_with_its_line(tmp_path):
    content = "内容\n好\n很好\n".encode() + b"\xff\xff\n"
    with pytest.raises(BadFile) as caught:
        Table(written(tmp_path, "a.csv", content))
    assert caught.value.params["line"] == 4


def test_missing_file_and_folder_are_refused(tmp_path):
    with pytest.raises(BadFile) as caught:
        Table(tmp_path / "nowhere.csv")
    assert caught.value.code == "no_such_file"
    with pytest.raises(BadFile) as caught:
        Table(tmp_path)
    assert caught.value.code == "unreadable"


def test_lines_are_those_of_the_file_even_where_cells_span_several(tmp_path):
    text = '内容,名\n"第一行\n第二行",甲\n\n,\n第五,乙\n'
    assert [line for line, _ in Table(written(tmp_path, "a.csv", text.encode())).rows()] == [2, 6]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_signs_between_cells_are_seen(tmp_path, sign):
    table = Table(written(tmp_path, "a.csv", TEXT.replace(",", sign).encode()))
    assert table.shape.header == ("投诉内容", "姓名")


@pytest.mark.parametrize("packed", [False, True])
def test_workbook_is_read_with_its_dates_and_whole_numbers(tmp_path, packed):
    at = datetime(2024, 5, 10, 10, 12)  # noqa: DTZ001  # workbooks know no zones
    rows: list[list[object]] = [["投诉内容", "时间", "电话"], ["破损", at, 13800000000], [None, None, None]]
    path = workbook(tmp_path, rows)
    if packed:
        path = written(tmp_path, "b.xlsx.gz", gzip.compress(path.read_bytes()))
    table = Table(path)
    assert table.shape.kind == "xlsx"
    assert list(table.rows()) == [(2, ["破损", at, "13800000000"])]


def test_workbook_sheet_can_be_named(tmp_path):
    path = workbook(tmp_path, [["内容"], ["好"]], sheet="一月")
    assert Table(path, sheet="一月").shape.header == ("内容",)
    with pytest.raises(BadFile) as caught:
        Table(path, sheet="二月")
    assert (caught.value.code, caught.value.params["sheets"]) == ("no_such_sheet", ["一月", "说明"])


def test_cells_are_as_long_as_they_are_whatever_was_read_before(tmp_path):
    limit = csv.field_size_limit()
    long = "长" * 200_000  # the module csv breaks off at 131,072 unless told otherwise
    path = written(tmp_path, "a.csv", f"内容,{long}\n{long},好\n".encode())
    table = Table(path)
    assert (table.shape.header, list(table.rows())) == (("内容", long), [(2, [long, "好"])])
    assert csv.field_size_limit() == limit


def test_cell_longer_than_anything_breaks_off_with_its_line(tmp_path):
    path = written(tmp_path, "a.csv", f'内容\n好\n"没有收口{"长" * 2000}\n'.encode())
    before = csv.field_size_limit(1000)
    try:
        with pytest.raises(BadFile) as caught:
            list(Table(path).rows())
    finally:
        csv.field_size_limit(before)  # it is of the whole process
    assert (caught.value.code, caught.value.params["line"]) == ("broken_csv", 3)
