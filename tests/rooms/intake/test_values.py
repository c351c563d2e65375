"""Cells become instants, money and codes; what cannot is told by a code that says what is wrong."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from gongdao.intake.files import values
from gongdao.intake.files.columns import mapped
from gongdao.intake.files.problems import BadFile, BadValue

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 5, 20, 2, 0, tzinfo=UTC)


def code_of(function, *args, **kwargs) -> str:
    with pytest.raises(BadValue) as caught:
        function(*args, **kwargs)
    return caught.value.problem.code


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-10 10:12", "2024/5/10 10:12", "2024.5.10 10:12:00", "2024年5月10日 10时12分",
        "2024年5月10日10点12", "2024-05-10T10:12:00", "2024-05-10T02:12:00Z", "2024-05-10T10:12:00+08:00",
        "2024-05-10 上午10:12", "２０２４－０５－１０ １０：１２", "2024-05-10 10:12:00.123",
        datetime(2024, 5, 10, 10, 12),  # noqa: DTZ001  # workbooks know no zones
    ],
)  # fmt: skip
def test_instant_is_read_however_it_is_written(text):
    assert values.instant(text, "received_at", ZONE, NOW) == datetime(2024, 5, 10, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2024-05-10", "20240510", "2024年5月10日"])
def test_day_begins_at_its_midnight(text):
    assert values.instant(text, "received_at", ZONE, NOW) == datetime(2024, 5, 9, 16, 0, tzinfo=UTC)


def test_afternoon_is_later_than_morning():
    assert values.instant("2024-05-10 下午3:05", "x", ZONE, NOW) == datetime(2024, 5, 10, 7, 5, tzinfo=UTC)
    assert values.instant("2024-05-10 3:05 PM", "x", ZONE, NOW) == datetime(2024, 5, 10, 7, 5, tzinfo=UTC)
    assert values.instant("", "x", ZONE, NOW) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-02-30", "impossible_date"), ("2023-02-29", "impossible_date"),
        ("2024-13-01", "impossible_date"),
        ("2024-05-10 25:00", "impossible_date"), ("2024-05-10 下午10:72", "impossible_date"),
        ("昨天", "not_a_date"), ("10/05/24", "not_a_date"), ("45422", "not_a_date"),
        ("2024-05-21", "in_the_future"), ("3024-01-01", "in_the_future"), ("1999-12-31", "too_early"),
        (datetime(2099, 1, 1), "in_the_future"),  # noqa: DTZ001  # workbooks know no zones
        ("0001-01-01", "too_early"),
    ],
)  # fmt: skip
def test_impossible_instants_are_told_apart(text, code):
    assert code_of(values.instant, text, "received_at", ZONE, NOW) == code


@pytest.mark.parametrize(
    ("text", "fen"),
    [("", 0), ("1299", 129_900), ("¥1,299.00", 129_900), ("12.5元", 1_250), ("０．０１", 1), ("0", 0)],
)
def test_amount_is_read_in_yuan(text, fen):
    assert values.fen(text, "amount_fen") == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-1", "negative_amount"), ("−5", "negative_amount"), ("一百", "not_an_amount"),
        ("NaN", "not_an_amount"),
        ("1e9", "not_an_amount"), ("12.345", "parts_of_a_fen"), ("99999999999", "amount_too_large"),
    ],
)  # fmt: skip
def test_impossible_amounts_are_told_apart(text, code):
    assert code_of(values.fen, text, "amount_fen") == code


def test_control_character_is_told_with_its_place():
    with pytest.raises(BadValue) as caught:
        values.long_text("好的\x00坏", "description")
    assert caught.value.problem.code == "control_characters"
    assert caught.value.problem.params == {"field": "description", "code_point": "U+0000", "place": 3}


def test_text_is_taken_up_to_its_limit():
    assert len(values.long_text("长" * 20_000, "description")) == 20_000
    assert code_of(values.long_text, "长" * 20_001, "description") == "too_long"
    assert code_of(values.short_text, "长" * 201, "name") == "too_long"


@pytest.mark.parametrize(
    ("area", "word", "code"),
    [
        ("channel", "客服热线", "hotline"), ("channel", "电话", "hotline"), ("channel", "E-mail", "email"),
        ("channel", "在线聊天", "chat"), ("mood", "愤怒", "angry"),
        ("remedy_kind", "退货退款", "return_refund"),
        ("remedy_kind", "Refund", "refund"), ("level", "VIP", "vip"),
    ],
)  # fmt: skip
def test_words_of_both_languages_mean_their_codes(area, word, code):
    assert values.one_of(word, area, "INT-1", values.words_of(area)) == code


def test_unknown_word_is_told_with_what_there_is():
    with pytest.raises(BadValue) as caught:
        values.one_of("飞鸽", "channel", "INT-1", values.words_of("channel"))
    assert caught.value.problem.rule == "INT-1"
    assert "hotline" in caught.value.problem.params["allowed"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("赔偿500元", ("赔偿", 50_000)), ("退款", ("退款", 0)), ("优惠券￥100", ("优惠券", 10_000))],
)
def test_amount_within_a_demand_is_found(text, found):
    assert values.amount_in(text) == found


def test_columns_are_found_by_their_headers_in_both_languages():
    assert mapped(["投诉 内容", "客户姓名", "E-Mail", "别的"], {}) == {
        "description": 0,
        "name": 1,
        "contact": 2,
    }
    assert mapped(["domain", "text"], {}) == {"product": 0, "description": 1}


def test_column_that_is_named_wins():
    assert mapped(["内容", "详情"], {"description": "详情"}) == {"description": 1}


@pytest.mark.parametrize(
    ("header", "told", "code"),
    [
        (["甲", "乙"], {}, "no_description"),
        (["内容"], {"descripton": "内容"}, "unknown_field"),
        (["内容"], {"name": "姓名"}, "unknown_header"),
    ],
)
def test_table_without_the_columns_it_needs_is_refused(header, told, code):
    with pytest.raises(BadFile) as caught:
        mapped(header, told)
    assert caught.value.code == code
