"""Texts without persons (INT-8, APP-17): what must never survive, and that the sense does."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebook.courses import course_of

from gongdao.rulebook.anonymous import (
    Known,
    anonymous,
    holds_personal_data,
    known_of,
    rounded_fen,
    without_marks,
)
from gongdao.rulebook.anonymous.patterns import is_card, is_identity, kind_of_digits
from gongdao.rulebook.anonymous.pictures import cover_for
from gongdao.rulebook.anonymous.rounding import AMOUNT
from gongdao.rulebook.reading.report import Box, Line, Page, Report

KNOWN = (
    Known("buyer", "customer:1", "赵敏"),
    Known("buyer", "customer:1", "Mary Smith"),
    Known("seller", "shop:1", "木源家具旗舰店"),
    Known("order", "DD-88-77", "DD-88-77"),
    Known("waybill", "W12", "W12"),
)
SIGNS = st.sampled_from("我在订单号:：,，。 \n-/.@¥元约年月日路号Aa甲⟦⟧")
DIGITS = st.sampled_from("0123456789０１９٣Xx")
PIECES = st.sampled_from([
    "赵敏", "赵 敏", "mary smith", "木源家具旗舰店", "DD-88-77", "W12", "138-0013-8000", "约1300元",
    "2024-05-06 10:30", "1299.00元", "123456元", "⟦buyer:1⟧", "11010519491231002X", "订单号",
    "广东省深圳市南山区科技路12号", "微信号abc_123456",
])  # fmt: skip
TEXTS = st.lists(st.one_of(SIGNS, DIGITS, PIECES, st.text(max_size=3)), max_size=25).map("".join)


def _clean(text: str, known: tuple[Known, ...] = KNOWN) -> str:
    return anonymous({"": text}, known)[""]


@pytest.mark.rule("INT-8", "APP-17")
@given(TEXTS)
def test_no_run_of_six_digits_survives(text: str) -> None:
    left = without_marks(_clean(text))
    assert not re.search(r"\d{6,}", unicodedata.normalize("NFKC", left))


@pytest.mark.rule("INT-8", "APP-17")
@given(TEXTS)
def test_no_known_name_or_reference_survives(text: str) -> None:
    left = without_marks(_clean(text))
    for item in KNOWN:
        # A letter before or behind makes another word of it, as in the number AW12.
        around = "[A-Za-z]" if item.words.isascii() else "[^\\s\\S]"
        words = rf"(?<!{around}|[0-9]){re.escape(item.words)}(?!{around}|[0-9])"
        assert not re.search(words, left, re.IGNORECASE)


@pytest.mark.rule("APP-17")
@given(TEXTS, TEXTS)
def test_done_twice_nothing_changes(one: str, other: str) -> None:
    once = anonymous({"one": one, "other": other}, KNOWN)
    assert anonymous(once, KNOWN) == once


@pytest.mark.rule("APP-17")
def test_the_same_person_and_order_are_marked_alike_in_all_texts() -> None:
    found = anonymous(
        {
            "problem": "赵敏的订单DD-88-77",
            "demand": "Mary Smith wants order DD-88-77 back, 订单DD-9966的不要",
        },
        KNOWN,
    )
    assert found == {
        "problem": "⟦buyer:1⟧的订单⟦order:1⟧",
        "demand": "⟦buyer:1⟧ wants order ⟦order:1⟧ back, 订单⟦order:2⟧的不要",
    }


@pytest.mark.rule("INT-8")
@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("身份证11010519491231002X", "身份证⟦identity:1⟧"),
        ("卡号6222 0212 3456 7890 128。", "卡号⟦card:1⟧。"),
        ("电话138-0013-8000，+86 13800138000", "电话⟦phone:1⟧，⟦phone:2⟧"),
        ("座机0755-26501234", "座机⟦phone:1⟧"),
        ("一三八零零一三八零零零", "⟦number:1⟧"),
        ("车牌粤B·12345停在门口", "车牌⟦plate:1⟧停在门口"),
        ("写信到 a.b@c.com.cn 即可", "写信到 ⟦mail:1⟧ 即可"),
        ("微信号：abc_12345", "微信号：⟦account:1⟧"),
        ("QQ：123456", "QQ：⟦account:1⟧"),
        ("家住广东省深圳市南山区科技园路12号3栋502室，", "家住⟦address:1⟧，"),
        ("寄到南山区科技路12号", "寄到⟦address:1⟧"),
        ("at 12 Nathan Road, Room 502", "at ⟦address:1⟧, ⟦address:2⟧"),
        ("张三丰先生与王经理", "⟦person:1⟧先生与⟦person:2⟧经理"),
        ("收件人：陈小明", "收件人：⟦person:1⟧"),
        ("Mr. Brown called", "Mr. ⟦person:1⟧ called"),
        ("在佳宜官方旗舰店买的", "⟦seller:1⟧买的"),
        ("SF1234567890123", "⟦waybill:1⟧"),
        ("案件202405-001", "案件⟦case:1⟧"),
        ("见 https://shop.example/i?id=3。", "见 ⟦link:1⟧。"),
    ],
)  # fmt: skip
def test_what_looks_personal_is_marked(text: str, clean: str) -> None:
    assert _clean(text, ()) == clean
    assert holds_personal_data(text)


@pytest.mark.rule("APP-17")
@pytest.mark.parametrize(
    "text",
    [
        "2024-05-06 10:30 签收，5月8日申诉，共3件。",
        "超市购买区域有两台冰箱",
        "商家在48小时内没有回复，客服说等通知。",
        "the seller did not answer within 48 hours",
    ],
)
def test_what_happened_is_left_alone(text: str) -> None:
    assert _clean(text) == text


@pytest.mark.rule("APP-17")
@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("退1299.00元", "退约1300元"),
        ("赔 ¥1,299.00元", "赔 约1300元"),
        ("损失123456元", "损失约12万元"),
        ("paid 123456 yuan", "paid about 0.12 million yuan"),
        ("约1299元", "约1300元"),
        ("3元", "约3元"),
    ],
)
def test_amounts_are_rounded_once(text: str, clean: str) -> None:
    assert _clean(text) == clean
    assert _clean(clean) == clean
    assert not holds_personal_data(text)


@given(st.integers(0, 10**13))
def test_a_rounded_amount_is_near_and_stays(amount_fen: int) -> None:
    rounded = rounded_fen(amount_fen)
    assert rounded_fen(rounded) == rounded
    assert abs(rounded - amount_fen) <= max(50, amount_fen / 18)


def test_identity_and_card_numbers_are_told_by_their_check_digits() -> None:
    assert is_identity("11010519491231002X")
    assert not is_identity("110105194912310021")
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")
    assert kind_of_digits("12345678") == "number"


def test_everything_known_of_a_case_is_collected() -> None:
    state = course_of(1, 0).state
    assert state is not None
    found = known_of(state, [{"customer:1": "赵敏", "technician:1": "李师"}], [("person", "钱多多")])
    assert found == (
        Known("buyer", "customer:1", "赵敏"),
        Known("technician", "technician:1", "李师"),
        Known("buyer", "customer:1", "张女士"),
        Known("phone", "13800000000", "13800000000"),
        Known("order", "2024042800123", "2024042800123"),
        Known("person", "钱多多", "钱多多"),
    )


def test_the_pattern_of_amounts_leaves_long_numbers_to_others() -> None:
    assert re.search(AMOUNT, "1234567890123元") is None


def test_what_a_table_names_beside_a_label_is_covered() -> None:
    """A label alone in its box has its value in the next one, or to its right (INT-8)."""

    def line(text: str, left: int, top: int, right: int) -> Line:
        return Line(text, Box(0, left, top, right, top + 300))

    lines = (line("收件人", 500, 1000, 1500), line("运费", 500, 2000, 1200), line("刘洋", 3000, 1020, 3800))
    report = Report("image/jpeg", pages=(Page(800, 600, sharp=80, lines=lines),))
    covered = cover_for(report, "goods_photo", ()).boxes
    assert any(box.left <= 3000 and box.right >= 3800 and box.top <= 1020 for box in covered)
