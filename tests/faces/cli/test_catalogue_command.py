"""`gongdao catalogue check`: what it prints, its exit codes, and that run again it opens nothing twice."""

import csv
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("cli")

HEADER = ["商品编号", "商品标题", "类目", "价格", "图片"]
ROWS = [
    ["A1", "SONATA索纳塔专用补漆笔", "汽车用品", "25", "a.jpg"],
    ["A2", "GOLF高尔夫专用补漆笔", "汽车用品", "25", "b.jpg"],
    ["A3", "纯棉毛巾", "家居", "9.9", "c.jpg"],
]


def table(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


@pytest.mark.rule("PEN-8")
def test_hits_are_told_written_and_opened_once(house, tmp_path):
    path = table(tmp_path / "goods.csv", ROWS)
    shop = house.json("catalogue", "check", str(path), "--shop", "nobody", code=2)
    assert shop["error"]["code"] == "unknown_shop"
    looked = house.json("catalogue", "check", str(path), "--shop", "SH0001", code=3)
    assert (looked["goods"], looked["by_rule"], looked["opened"]) == (3, {"duplicate": 1}, 0)
    assert looked["hits"][0]["goods"] == ["A1", "A2"]
    assert Path(looked["hits_file"]).exists()
    first = house.json("catalogue", "check", str(path), "--shop", "SH0001", "--open", code=3)
    again = house.json("catalogue", "check", str(path), "--shop", "SH0001", "--open", code=3)
    assert (first["opened"], first["known"]) == (1, 0)
    assert (again["opened"], again["known"]) == (0, 1)
    assert again["hits"][0]["case"] == first["hits"][0]["case"]


def test_clean_catalogue_ends_with_0(house, tmp_path):
    told = house.run("catalogue", "check", str(table(tmp_path / "b.csv", ROWS[2:])), "--shop", "SH0001")
    assert told.returncode == 0
    assert "检查商品 1 件，发现 0 项" in told.stdout
