"""A shop's catalogue: read, held against the rules in force, and opened as cases with their proof (PEN-8)."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from gongdao.casework.models import Case
from gongdao.casework.store import case_for
from gongdao.casework.verify import verify_all
from gongdao.intake.catalogue.checking import check_file, in_words, write_hits
from gongdao.intake.catalogue.opening import open_hits
from gongdao.intake.files.problems import BadFile
from gongdao.people.actions.demo import create_demo_people
from gongdao.people.models import Shop
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PEN-8")]

HEADER = ["商品编号", "商品标题", "类目", "价格", "邮费", "图片", "描述"]
PAIR = [
    ["A1", "SONATA索纳塔专用补漆笔", "汽车用品", "25.00", "5", "a.jpg", ""],
    ["A2", "GOLF高尔夫专用补漆笔", "汽车用品", "25.00", "5", "b.jpg", ""],
]
KNIFE = ["A3", "户外弹簧刀", "户外用品", "39", "0", "c.jpg", ""]
GOOD = ["A4", "纯棉毛巾", "家居", "9.90", "", "d.jpg", ""]


@pytest.fixture
def shop(now: datetime) -> Shop:
    publish_shipped(now)
    create_demo_people(now=now)
    shop = Shop.objects.order_by("pk").first()
    assert shop is not None
    return shop


def table(path: Path, rows: list[list[str]], header: list[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_hits_name_rule_listings_and_lines(shop: Shop, now: datetime, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [GOOD, *PAIR, KNIFE])
    checked = check_file(path, now=now, shop=shop.code)
    assert checked.goods == 4
    assert checked.by_rule == {"forbidden": 1, "duplicate": 1}
    assert [(hit.check, hit.goods, hit.lines) for hit in checked.hits] == [
        ("forbidden", ("A3",), (5,)),
        ("duplicate", ("A1", "A2"), (3, 4)),
    ]
    assert in_words(checked.hits[1], "zh-hans") == (
        "“SONATA索纳塔专用补漆笔”等 2 件是同一商品，只是颜色或适用车型不同：A1、A2。"
    )


def test_workbook_is_read_as_the_text_is(shop: Shop, now: datetime, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in [HEADER, *PAIR]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    checked = check_file(tmp_path / "a.xlsx", now=now, shop=shop.code)
    assert [hit.seen for hit in checked.hits] == ["same_goods"]


def test_each_hit_opens_a_case_with_its_rows_as_proof(shop: Shop, now: datetime, tmp_path: Path) -> None:
    checked = check_file(table(tmp_path / "a.csv", [*PAIR, KNIFE]), now=now, shop=shop.code)
    opened = list(open_hits(checked, range(2), actor=SYSTEM, now=now))
    assert [item.known for item in opened] == [False, False]
    by_rule = {
        checked.hits[item.hit].check: case_for(SYSTEM, item.number, lock=False).state for item in opened
    }
    case = by_rule["duplicate"]
    assert (case.policy, case.category, case.channel) == ("merchant-conduct", "listing", "file")
    assert case.charge is not None
    assert (case.charge.shop, case.charge.violation) == (f"shop:{shop.pk}", "duplicate_listing")
    assert case.acted_at == now
    assert by_rule["forbidden"].charge.violation == "unlawful_listing"  # type: ignore[union-attr]  # it has one
    assert next(iter(case.statements.values())).of == f"shop:{shop.pk}"
    assert case.exhibits["E1"].exhibit.size_bytes > 0
    assert verify_all().differences == ()


def test_same_rows_never_open_two_cases(shop: Shop, now: datetime, tmp_path: Path) -> None:
    """Checked again, in another order and with more listings around: the same hit, the same case."""
    first = check_file(table(tmp_path / "a.csv", [*PAIR, KNIFE]), now=now, shop=shop.code)
    numbers = {
        first.hits[item.hit].check: item.number for item in open_hits(first, range(2), actor=SYSTEM, now=now)
    }
    later = now + timedelta(days=1)
    again = check_file(table(tmp_path / "b.csv", [GOOD, KNIFE, *PAIR]), now=later, shop=shop.code)
    opened = list(open_hits(again, range(len(again.hits)), actor=SYSTEM, now=later))
    assert {again.hits[item.hit].check: item.number for item in opened} == numbers
    assert all(item.known for item in opened)
    assert Case.objects.count() == 2


def test_changed_rows_are_another_hit(shop: Shop, now: datetime, tmp_path: Path) -> None:
    for price in ("39", "49"):
        row = [*KNIFE[:3], price, *KNIFE[4:]]
        checked = check_file(table(tmp_path / "a.csv", [row]), now=now, shop=shop.code)
        list(open_hits(checked, [0], actor=SYSTEM, now=now))
    assert Case.objects.count() == 2


def test_who_may_not_open_cases_opens_none(shop: Shop, now: datetime, tmp_path: Path) -> None:
    checked = check_file(table(tmp_path / "a.csv", [KNIFE]), now=now, shop=shop.code)
    stranger = Actor(ref="shop:999", refs=frozenset({"shop:999"}))
    with pytest.raises(Refused):
        list(open_hits(checked, [0], actor=stranger, now=now))
    assert Case.objects.count() == 0


def test_shop_may_stand_in_a_column(shop: Shop, now: datetime, tmp_path: Path) -> None:
    rows = [[*PAIR[0], shop.code], [*PAIR[1], shop.name]]
    checked = check_file(table(tmp_path / "a.csv", rows, [*HEADER, "店铺"]), now=now)
    assert [hit.shop for hit in checked.hits] == [f"shop:{shop.pk}"]


@pytest.mark.parametrize(
    ("header", "shop_named", "code"),
    [(HEADER, "", "no_shop"), (["编号", "价格"], "S", "no_title"), (HEADER, "nobody", "unknown_shop")],
)
def test_file_that_cannot_be_checked_says_why(
    shop: Shop, now: datetime, tmp_path: Path, header: list[str], shop_named: str, code: str
) -> None:
    path = table(tmp_path / "a.csv", [KNIFE], header)
    with pytest.raises(BadFile) as bad:
        check_file(path, now=now, shop=shop.code if shop_named == "S" else shop_named)
    assert bad.value.code == code


def test_policy_without_listing_rules_is_told(shop: Shop, now: datetime, tmp_path: Path) -> None:
    for policy in ("dispute-mediation", "nothing"):
        with pytest.raises(BadFile) as bad:
            check_file(table(tmp_path / "a.csv", [KNIFE]), now=now, shop=shop.code, policy=policy)
        assert bad.value.code == "no_listing_rules"


def test_bad_price_hides_no_row(shop: Shop, now: datetime, tmp_path: Path) -> None:
    checked = check_file(
        table(tmp_path / "a.csv", [[*KNIFE[:3], "面议", *KNIFE[4:]]]), now=now, shop=shop.code
    )
    assert [(item.line, item.problem.code) for item in checked.unread] == [(2, "not_an_amount")]
    assert [hit.seen for hit in checked.hits] == ["forbidden_words"]


def test_hits_are_written_for_spreadsheets(shop: Shop, now: datetime, tmp_path: Path) -> None:
    row = ["=A3", *KNIFE[1:]]
    checked = check_file(table(tmp_path / "a.csv", [row]), now=now, shop=shop.code)
    write_hits(checked, tmp_path / "out.csv", "zh-hans")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (written,) = csv.DictReader(file)
    assert written["规则"] == "禁止和限制发布商品"
    assert written["商品编号"].startswith("'")
