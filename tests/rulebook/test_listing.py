"""The twelve listing rules (PEN-8), each with what breaks it and what nearly does."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongdao.rulebook.listing import Goods, Hit, check
from gongdao.rulebook.listing.placed import is_isbn
from gongdao.rulebook.policy import ListingRules
from gongdao.rulebook.terms import LISTING_CHECKS

from .courses import POLICIES

CONDUCT = POLICIES["merchant-conduct"].conduct
assert CONDUCT is not None
assert CONDUCT.listing is not None
RULES: ListingRules = CONDUCT.listing

pytestmark = pytest.mark.rule("PEN-8")


def goods(title: str, line: int = 2, **more: Any) -> Goods:
    """A listing with nothing wrong but what is said."""
    return Goods(line, f"g{line}", title, **{"shop": "shop:5", "pictures": ("1.jpg",), **more})


def seen(*catalogue: Goods, only: str = "") -> list[str]:
    """What is seen in a catalogue."""
    return [hit.seen for hit in check(RULES, catalogue) if not only or hit.check == only]


def many(titles: Iterable[str], **more: Any) -> list[Goods]:
    return [goods(title, line, **more) for line, title in enumerate(titles, 2)]


def test_every_rule_of_the_source_is_checked() -> None:
    assert {rule.check for rule in RULES.rules} == set(LISTING_CHECKS)


def test_good_listing_is_no_hit() -> None:
    good = goods(
        "耐克 2024新款 红色 运动鞋", category="运动鞋/男鞋", brand="Nike", colour="红色", price_fen=39_900,
        postage_fen=1_000, text="这款运动鞋采用透气网面，适合跑步和日常穿着，七天无理由退换。",
    )  # fmt: skip
    assert list(check(RULES, [good])) == []


# --- duplicates ---


def test_goods_for_different_cars_are_duplicates() -> None:
    """The example of the source."""
    pair = many(["SONATA索纳塔专用补漆笔", "GOLF高尔夫专用补漆笔"], category="汽车用品")
    (hit,) = check(RULES, pair)
    assert (hit.check, hit.seen, hit.goods, hit.lines) == ("duplicate", "same_goods", ("g2", "g3"), (2, 3))


def test_goods_in_other_colours_are_duplicates() -> None:
    assert seen(*many(["纯棉加厚毛巾 红色", "蓝色 纯棉加厚毛巾", "加厚纯棉毛巾（白色）"])) == ["same_goods"]


@pytest.mark.parametrize(
    "others",
    [
        ["纯棉加厚毛巾", "竹纤维加厚毛巾"],  # other goods
        ["保温杯 A300", "保温杯 A500"],  # another model, of which there may be fifty
    ],
)
def test_other_goods_or_models_are_no_duplicates(others: list[str]) -> None:
    assert seen(*many(others)) == []


def test_same_title_in_another_category_shop_or_attribute_is_no_duplicate() -> None:
    one = goods("纯棉加厚毛巾", 2, category="家居", attributes="30×70")
    assert seen(one, goods("纯棉加厚毛巾", 3, category="酒店用品", attributes="30×70")) == []
    assert seen(one, goods("纯棉加厚毛巾", 3, category="家居", attributes="30×70", shop="shop:6")) == []
    assert seen(one, goods("纯棉加厚毛巾", 3, category="家居", attributes="60×120")) == []
    assert seen(one, goods("纯棉加厚毛巾", 3, category="家居", attributes="30×70 红色")) == ["same_goods"]


def test_electronics_with_the_same_price_picture_and_text_are_duplicates() -> None:
    same = {
        "price_fen": 9_900,
        "pictures": ("a.jpg",),
        "text": "快充，支持多种机型。",
        "category": "手机配件",
    }
    pair = many(["无线快充充电器", "桌面立式快充充电器"], **same)
    assert seen(*pair, only="duplicate") == ["same_looks"]
    assert (
        seen(*many(["无线快充毛巾", "桌面立式毛巾"], **{**same, "category": "家居"}), only="duplicate") == []
    )
    dearer = [pair[0], goods("桌面立式快充充电器", 3, **{**same, "price_fen": 9_901})]
    assert seen(*dearer, only="duplicate") == []


@pytest.mark.parametrize(("models", "hits"), [(50, []), (51, ["too_many_models"])])
def test_fifty_models_of_a_kind_are_the_most(models: int, hits: list[str]) -> None:
    assert seen(*many([f"不锈钢保温杯 A{300 + n}" for n in range(models)])) == hits


@pytest.mark.parametrize(("times", "hits"), [(5, []), (6, ["too_much_game_money"])])
def test_game_money_in_several_may_be_listed_five_times(times: int, hits: list[str]) -> None:
    several = [f"{10 * (n + 1)}个Q币 自动充值" for n in range(times)]
    singles = ["1个Q币 自动充值"] * 9
    assert seen(*many([*several, *singles], category="虚拟/QQ专区"), only="duplicate") == hits


# --- words ---


@pytest.mark.parametrize(
    ("title", "more", "found"),
    [
        ("户外弹簧刀 防身", {}, ["forbidden_words"]),
        ("儿童玩具仿真枪", {}, []),
        ("纯棉毛巾", {"payment": "只接受银行转账"}, ["payment_words"]),
        ("纯棉毛巾", {"payment": "支付宝担保交易"}, []),
        ("纯棉毛巾", {"text": "价格面议"}, ["price_words"]),
        ("定制窗帘 价格面议", {}, []),
        ("专业刷信誉 冲钻", {}, ["credit_speculation_words"]),
        ("诚招代理 免费加盟", {}, ["advertisement_words"]),
        ("情趣用品套装", {"category": "家居"}, ["adult_words"]),
        ("情趣用品套装", {"category": "成人用品/情趣"}, []),
    ],
)
def test_words_that_break_a_rule(title: str, more: dict[str, Any], found: list[str]) -> None:
    assert seen(goods(title, **more)) == found


def test_full_width_letters_hide_nothing() -> None:
    assert seen(goods("诚招代理 加ＱＱ咨询")) == ["advertisement_words"]


# --- price, place, keywords, consistency, number ---


@pytest.mark.parametrize(
    ("title", "more", "found"),
    [
        ("纯棉毛巾", {"price_fen": 0}, ["price_of_none"]),
        ("纯棉毛巾", {"price_fen": 1_000, "postage_fen": 30_000}, []),
        ("纯棉毛巾", {"price_fen": 1_000, "postage_fen": 30_001}, ["postage_too_high"]),
        ("纯棉毛巾 仅售9.9元", {"price_fen": 990}, []),
        ("纯棉毛巾 仅售9.9元", {"price_fen": 991}, ["price_differs"]),
    ],
)
def test_prices_and_postage(title: str, more: dict[str, Any], found: list[str]) -> None:
    assert seen(goods(title, **more)) == found


@pytest.mark.parametrize(
    ("title", "category", "found"),
    [
        ("真丝连衣裙", "家居/厨具", ["wrong_category"]),
        ("真丝连衣裙", "女装/连衣裙", []),
        ("真丝连衣裙", "", []),
        ("连衣裙图案手机壳", "手机配件", []),
        ("手机壳图案连衣裙", "手机配件", ["wrong_category"]),
    ],
)
def test_goods_belong_into_their_category(title: str, category: str, found: list[str]) -> None:
    assert seen(goods(title, category=category)) == found


@pytest.mark.parametrize(
    ("title", "brand", "found"),
    [
        ("耐克 Nike 运动水壶", "耐克", []),
        ("耐克 阿迪达斯 李宁 运动水壶", "", ["too_many_brands"]),
        ("适用苹果华为小米 桌面支架", "", []),
        ("耐克同款 运动水壶", "大鹏牌", ["other_brand"]),
        ("毛巾毛巾毛巾毛巾 纯棉", "", ["stuffed"]),
        ("毛巾毛巾毛巾 纯棉", "", []),
        ("solvent 清洗剂", "", []),  # `lv` stands in a word only
    ],
)
def test_keywords(title: str, brand: str, found: list[str]) -> None:
    assert seen(goods(title, brand=brand)) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"pictures": ()}, ["no_picture"]),
        ({"text": "本店专营进口水果，产地直发，坏果包赔，欢迎选购品尝。"}, ["text_of_something_else"]),
        ({"text": "本款毛巾由新疆长绒棉织成，柔软吸水，适合全家使用。"}, []),
        ({"colour": "黑色"}, ["other_colour"]),
        ({"colour": "大红色"}, []),
    ],
)
def test_title_picture_and_text_agree(more: dict[str, Any], found: list[str]) -> None:
    assert seen(goods("红色纯棉毛巾", **more)) == found


@pytest.mark.parametrize(("count", "found"), [(200, []), (201, ["too_many"])])
def test_number_of_listings(count: int, found: list[str]) -> None:
    titles = ["".join(chr(0x4E00 + (n * 7 + k * 131) % 20_000) for k in range(6)) for n in range(count)]
    assert seen(*many(titles, category="二手闲置")) == found


@pytest.mark.parametrize(
    ("isbn", "found"),
    [("978-7-02-000220-7", []), ("", ["isbn_missing"]), ("978-7-02-000220-8", ["isbn_wrong"])],
)
def test_books_need_a_valid_number(isbn: str, found: list[str]) -> None:
    assert seen(goods("红楼梦 人民文学出版社", category="书籍/小说", isbn=isbn)) == found


def test_both_forms_of_isbn() -> None:
    assert is_isbn("7-02-000220-X")
    assert is_isbn("0-306-40615-2")
    assert is_isbn("080442957X")
    assert not is_isbn("0-306-40615-3")
    assert not is_isbn("")


# --- properties ---

TITLES = st.lists(
    st.sampled_from(
        [
            "纯棉毛巾",
            "红色纯棉毛巾",
            "保温杯 A3",
            "保温杯 A4",
            "SONATA补漆笔专用",
            "GOLF补漆笔专用",
            "雨伞加大款",
        ]
    ),
    max_size=12,
)


def _groups(hits: Iterable[Hit]) -> set[frozenset[str]]:
    return {frozenset(hit.goods) for hit in hits if hit.check == "duplicate"}


@settings(max_examples=60, deadline=None)
@given(TITLES, st.randoms())
def test_order_of_the_file_changes_no_group_of_duplicates(titles: list[str], dice: Any) -> None:
    catalogue = many(titles)
    turned = list(catalogue)
    dice.shuffle(turned)
    assert _groups(check(RULES, catalogue)) == _groups(check(RULES, turned))


@settings(max_examples=60, deadline=None)
@given(TITLES)
def test_more_listings_never_hide_a_duplicate(titles: list[str]) -> None:
    catalogue = many(titles)
    more = [*catalogue, goods("雨伞加大款", 99), goods("完全不同的商品名称", 100)]
    after = _groups(check(RULES, more))
    assert all(any(group <= larger for larger in after) for group in _groups(check(RULES, catalogue)))
