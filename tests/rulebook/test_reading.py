"""Facts and rules of form from what was read, without any picture."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongdao.rulebook.reading.checks import chained, examined
from gongdao.rulebook.reading.comparing import compared
from gongdao.rulebook.reading.fields import digits, fields_of, first
from gongdao.rulebook.reading.language import language_of
from gongdao.rulebook.reading.naming import identified
from gongdao.rulebook.reading.report import ONLY_CREASES, SCALE, Box, Line, Page, Report
from gongdao.rulebook.reading.turning import turned
from gongdao.rulebook.terms import Item, Order

ORDER = Order("2024042800123", (Item("手机壳 透明防摔", 1, 69_900),), 69_900, waybill="YD2024042801187",
              paid_at=datetime(2024, 4, 28, 7, 21, tzinfo=UTC))  # fmt: skip


def report(*rows: str, sharp: int = 80, sure: int = 99, hand: tuple[int, ...] = (), **more: object) -> Report:
    """A picture with these lines, one below the other."""
    lines = tuple(
        Line(text, Box(0, 500, 400 * n, 9_000, 400 * n + 300), sure, hand[n] if hand else 0)
        for n, text in enumerate(rows)
    )
    return Report("image/jpeg", pages=(Page(720, 1280, sharp=sharp, lines=lines),), page_count=1, **more)  # type: ignore[arg-type]  # fields of a report


def said(kind: str, read: Report, order: Order | None = None) -> dict[str, str]:
    return {item.code: item.verdict for item in examined(kind, read, order)}


def test_numbers_stand_beside_or_below_their_label() -> None:
    fields = fields_of(report("订单号：2024042800123", "运单号", "YT1234567890123", "交易单号 4200002l98O1"))
    assert [(f.kind, f.value, f.labelled) for f in fields] == [
        ("order_no", "2024042800123", True),
        ("waybill", "YT1234567890123", True),
        ("transaction_no", "420000219801", True),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("-699.00", "amount", "69900"), ("¥1,299", "amount", "129900"), ("运费 12.5元", "amount", "1250"),
        ("2024年4月28日 14:03", "time", "2024-04-28 14:03:00"), ("2024/4/8", "time", "2024-04-08"),
        ("净重 2.350 kg", "weight", "2350"), ("3斤", "weight", "1500"),
        ("https://a.example.com/x?id=1", "url", "https://a.example.com/x?id=1"),
        ("支付成功", "paid", "支付成功"),
    ],
)  # fmt: skip
def test_values_come_in_one_form(text: str, kind: str, value: str) -> None:
    field = first(fields_of(report(text)), kind)  # type: ignore[arg-type]  # a kind of field
    assert field is not None
    assert field.value == value


@pytest.mark.parametrize("text", ["2024-13-01", "第123号", "1234567", "", "kg", "http//x"])
def test_what_is_no_fact_is_none(text: str) -> None:
    assert fields_of(report(text)) == ()


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for field in fields_of(report(text, text)):
        assert field.value


@given(st.from_regex(r"[A-Z]{0,4}[0-9]{7,20}", fullmatch=True))
def test_letters_taken_for_digits_make_no_difference(number: str) -> None:
    assert digits(digits(number)) == digits(number)


@pytest.mark.rule("EVI-4")
@pytest.mark.parametrize(
    ("rows", "lacking"),
    [
        (("支付成功", "¥699.00", "2024-04-28 15:21:00"), set()),
        (("等待付款", "¥699.00", "2024-04-28 15:21:00"), {"no_paid"}),
        (("支付成功", "¥699.00"), {"no_time"}),
    ],
)
def test_a_payment_shows_that_it_succeeded(rows: tuple[str, ...], lacking: set[str]) -> None:
    found = said("payment_platform", report(*rows))
    assert {code for code, verdict in found.items() if verdict == "missing"} == lacking


@pytest.mark.rule("EVI-4")
def test_what_lacks_in_a_blurred_picture_is_doubtful_only() -> None:
    assert said("payment_platform", report("¥699.00", sharp=20))["no_paid"] == "doubtful"
    assert said("payment_platform", report("¥699.00", sure=40))["no_paid"] == "doubtful"


@pytest.mark.rule("EVI-5")
@pytest.mark.parametrize(
    ("hand", "code", "verdict"),
    [
        ((0, 0, 0, 0), "all_printed", "missing"), ((90, 90, 90, 90), "all_by_hand", "missing"),
        ((0, 90, 90, 90), "by_hand", "ok"), ((0, 38, 38, 38), "by_hand", "doubtful"),
    ],
)  # fmt: skip
def test_a_stamped_form_is_filled_in_by_hand(hand: tuple[int, ...], code: str, verdict: str) -> None:
    rows = ("签收情况证明", "运单号：YT1234567890123", "收件人：王芳", "日期：2024-05-02")
    assert said("red_stamp", report(*rows, hand=hand))[code] == verdict


@pytest.mark.rule("EVI-6")
def test_a_transfer_and_an_electronic_waybill_are_no_freight_receipt() -> None:
    good = ("运单号：YT1234567890123", "运费：12.00元", "2024-05-02 10:00")
    assert set(said("freight_receipt", report(*good)).values()) == {"ok"}
    assert said("freight_receipt", report("微信转账", "¥12.00"))["is_transfer"] == "missing"
    assert said("freight_receipt", report("电子面单", *good))["is_electronic_waybill"] == "missing"


@pytest.mark.rule("EVI-7")
def test_goods_are_shown_with_their_waybill() -> None:
    assert said("goods_photo", report("YT1234567890123"))["shows_waybill"] == "ok"
    assert said("goods_photo", report("易碎"))["no_waybill"] == "doubtful"


@pytest.mark.rule("EVI-8")
def test_a_report_needs_its_body() -> None:
    assert said("inspection_report", report("检验检测报告", "报告编号：1"))["report_body"] == "missing"
    assert said("inspection_report", report("检验检测报告", "检验结论：合格"))["report_body"] == "ok"


@pytest.mark.rule("EVI-9")
def test_a_weighing_shows_weight_and_waybill() -> None:
    found = said("weighing", report("2.350 kg", "2024-05-02"))
    assert (found["shows_weight"], found["no_waybill"]) == ("ok", "missing")


@pytest.mark.rule("EVI-9")
@pytest.mark.parametrize(
    ("unit", "left", "grams"), [("kg", 6_100, ["2350"]), ("kg", 200, []), ("件", 6_100, [])]
)
def test_the_unit_of_scales_may_stand_apart_on_the_right(unit: str, left: int, grams: list[str]) -> None:
    lines = (
        Line("2.350", Box(0, 2_000, 1_000, 6_000, 2_000)),
        Line(unit, Box(0, left, 1_200, left + 900, 2_000)),
    )
    read = Report("image/jpeg", pages=(Page(900, 900, lines=lines),), page_count=1)
    assert [field.value for field in fields_of(read) if field.kind == "weight"] == grams


@pytest.mark.rule("EVI-10")
def test_a_picture_of_nothing_is_told() -> None:
    blank = Report("image/jpeg", pages=(Page(800, 800, busy=0),), page_count=1)
    assert said("goods_photo", blank) == {"blank": "missing"}
    assert said("goods_photo", Report("image/jpeg", problems=("broken",))) == {"unreadable_broken": "missing"}


@pytest.mark.rule("EVI-10")
def test_a_crease_or_a_scrap_that_was_made_out_is_nothing_but_a_person_looks() -> None:
    scrap = Line("8", Box(0, 0, 0, 9_988, 9_988), 46)
    for page in (Page(800, 800, busy=ONLY_CREASES), Page(800, 800, busy=0, lines=(scrap,))):
        found = said("goods_photo", Report("image/jpeg", pages=(page,), page_count=1))
        assert found["blank"] == "doubtful"
    written = Page(800, 800, busy=0, lines=(Line("签收", Box(0, 0, 0, 900, 400), 90),))
    assert "blank" not in said("goods_photo", Report("image/jpeg", pages=(written,), page_count=1))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_label_finds_its_value_on_a_page_that_lies_and_the_place_is_that_shown(degrees: int) -> None:
    """`degrees` clockwise make the page upright, so upright it was turned back by as much."""
    label, value = Box(0, 500, 400, 2_000, 700), Box(0, 2_600, 400, 5_000, 700)
    lines = (
        Line("运单号", turned(label, 360 - degrees)), Line("8051459977225", turned(value, 360 - degrees)),
    )  # fmt: skip
    page = Page(720, 1280, lines=lines, turned=degrees)
    (field,) = fields_of(Report("image/jpeg", pages=(page,), page_count=1))
    assert (field.kind, field.value, field.box) == ("waybill", "8051459977225", lines[1].box)


@given(st.sampled_from([0, 90, 180, 270]), st.tuples(*[st.integers(0, SCALE)] * 4))
def test_a_box_turned_and_turned_back_is_the_same(degrees: int, sides: tuple[int, int, int, int]) -> None:
    left, right, top, bottom = *sorted(sides[:2]), *sorted(sides[2:])
    box = Box(0, left, top, right, bottom)
    there = turned(box, degrees)
    assert there.left <= there.right
    assert there.top <= there.bottom
    assert turned(there, 360 - degrees) == box


@pytest.mark.rule("EVI-3")
def test_a_chain_has_three_exhibits() -> None:
    assert chained(["chat", "goods_photo"], 3).verdict == "missing"
    assert chained(["chat", "goods_photo", "mail"], 3).verdict == "ok"


@pytest.mark.rule("EVI-14")
def test_what_contradicts_the_order_and_what_was_edited_is_shown() -> None:
    rows = ("支付成功", "¥1.00", "2024-04-28 15:21:00", "订单号：2024042800999")
    remarks = examined("payment_platform", report(*rows, software="Adobe Photoshop 25.0"), ORDER)
    doubtful = [(item.code, item.params) for item in remarks if item.verdict == "doubtful"]
    assert doubtful == [
        ("edited", {"software": "Adobe Photoshop 25.0"}),
        ("contradicts_order", {"kind": "order_no", "expected": "2024042800123", "found": "2024042800999"}),
        ("contradicts_order", {"kind": "amount", "expected": "69900", "found": "100"}),
    ]


@pytest.mark.rule("EVI-17")
def test_a_notarised_paper_is_in_both_languages() -> None:
    chinese = "兹证明前面的复印件与原件相符，原件上的签名与印章均属实，特此公证。"
    english = (
        "This is to certify that the copy attached conforms to the original, signature and seal being true."
    )
    assert said("notarised", report(chinese))["both_languages"] == "doubtful"
    assert said("notarised", report(chinese, english))["both_languages"] == "ok"


def test_each_fact_of_the_order_agrees_contradicts_or_is_absent() -> None:
    read = report("订单号：2024042800123", "¥699.00", "2024-04-28 15:21:00", "商品名称：手机壳透明防摔")
    verdicts = {
        item.kind: item.verdict
        for item in compared("payment_platform", fields_of(read), ORDER, "Asia/Shanghai")
    }
    assert verdicts == {
        "order_no": "agrees", "waybill": "absent", "amount": "agrees", "time": "agrees", "product": "agrees",
    }  # fmt: skip


@pytest.mark.rule("EVI-14")
@pytest.mark.parametrize("kind", ["purchase_invoice", "freight_receipt", "chat", "sign_receipt"])
def test_amount_and_day_contradict_the_order_in_payments_alone(kind: str) -> None:
    rows = ("订单号：2024042800123", "金额：¥485.74", "日期：2024-03-01")

    def verdicts(kind: str, *rows: str) -> dict[str, str]:
        matches = compared(kind, fields_of(report(*rows)), ORDER, "Asia/Shanghai")
        return {match.kind: match.verdict for match in matches}

    paid, other = verdicts("payment_platform", *rows), verdicts(kind, *rows)
    assert (paid["order_no"], paid["amount"], paid["time"]) == ("agrees", "contradicts", "contradicts")
    assert (other["order_no"], other["amount"], other["time"]) == ("agrees", "absent", "absent")
    assert verdicts(kind, "金额：¥699.00")["amount"] == "agrees"


@pytest.mark.rule("EVI-16")
@pytest.mark.parametrize(
    ("rows", "names", "verified", "code"),
    [
        (("姓名 王芳", "性别 女"), {"王芳"}, True, "identity_same"),
        (("姓名", "王 芳"), {"王芳"}, True, "identity_same"),
        (("姓名 阿不都·热西提",), {"阿不都热西提"}, True, "identity_same"),
        (("Name: WANG FANG", "Sex F"), {"Wang Fang"}, True, "identity_same"),
        (("姓名王芳性别女",), {"王芳"}, False, "identity_unverified"),
        (("姓名 李四",), {"王芳"}, True, "identity_differs"),
        (("居民身份证", "住址 上海市"), {"王芳"}, True, "identity_unread"),
        (("姓名 王芳",), set(), False, "identity_unread"),
    ],
)
def test_the_name_on_a_paper_is_compared_with_the_account(
    rows: tuple[str, ...], names: set[str], verified: bool, code: str
) -> None:
    found = identified(report(*rows), names, verified=verified)
    assert (found.rule, found.code) == ("EVI-16", code)
    assert found.verdict == ("ok" if code == "identity_same" else "doubtful")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这个订单的货还没有收到", "zh-hans"), ("這個訂單的貨還沒有收到", "zh-hant"),
        ("注文の品がまだ届きません", "ja"),
        ("주문한 상품이 아직 도착하지 않았습니다", "ko"), ("The parcel has not arrived yet", "en"),
        ("Посылка ещё не пришла", "ru"), ("运单号：YT123 已签收，快递员 Li", "zh-hans"),
        ("2024-05-06 123", ""), ("好的", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_language_is_told_by_the_letters(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("rows", "kind", "value"),
    [
        (("型号规格：V12 Pro",), "model", "V12 Pro"), (("商品", "无线吸尘器"), "product", "无线吸尘器"),
        (("操作人：赵云帆",), "person", "赵云帆"), (("圆通速递",), "carrier", "圆通速递"),
        (("对方户名：木源家居旗舰店",), "shop", "木源家居旗舰店"), (("收件人：王芳",), "recipient", "王芳"),
        (("商家订单号 20240428001230099",), "transaction_no", "20240428001230099"),
        (("订单号", "2024042822001412345678901234"), "transaction_no", "2024042822001412345678901234"),
    ],
)  # fmt: skip
def test_names_and_numbers_are_told_apart(rows: tuple[str, ...], kind: str, value: str) -> None:
    found = fields_of(report(*rows))
    assert [field.value for field in found if field.kind == kind] == [value]
    assert not [field for field in found if field.kind == "order_no"]


@pytest.mark.parametrize("text", ["中通大厦", "邮政编码 310000", "SYSTEMS"])
def test_an_address_names_no_carrier(text: str) -> None:
    assert fields_of(report(text)) == ()


def test_values_of_a_table_stand_below_their_labels() -> None:
    cells = (
        ("订单号", 800, 2000), ("操作时间", 3000, 2010), ("操作人", 5800, 1990),
        ("6520787381063497", 810, 3000), ("2024-03-19 14:19", 3000, 3010), ("张伟", 5800, 2990),
    )  # fmt: skip
    lines = tuple(Line(text, Box(0, x, y, x + 900, y + 600)) for text, x, y in cells)
    found = fields_of(Report("image/png", pages=(Page(1280, 800, lines=lines),), page_count=1))
    assert {(field.kind, field.value) for field in found} == {
        ("order_no", "6520787381063497"), ("time", "2024-03-19 14:19:00"), ("person", "张伟"),
    }  # fmt: skip


def test_shop_carrier_and_model_stand_beside_the_order() -> None:
    goods = (Item("无线吸尘器 V12 Pro", 1, 69_900),)
    order = Order("2024042800123", goods, shop="木源家居旗舰店", carrier="圆通速递")

    def verdicts(*rows: str) -> dict[str, str]:
        matches = compared("payment_platform", fields_of(report(*rows)), order, "Asia/Shanghai")
        return {match.kind: match.verdict for match in matches}

    read = verdicts("店铺：木源家居", "圆通快递", "型号：V12Pro")
    assert (read["shop"], read["carrier"], read["model"]) == ("agrees", "agrees", "agrees")
    other = verdicts("收款方：杭州某某科技有限公司", "顺丰速运", "型号：GT4")
    assert (other["shop"], other["carrier"], "model" in other) == ("absent", "contradicts", False)


@pytest.mark.parametrize(
    ("carrier", "paper", "verdict"),
    [
        ("韵达", "韵达快递", "agrees"), ("YUNDA", "韵达快递", "agrees"),
        ("carrier:yunda", "韵达速递", "agrees"),
        ("SYSTEMS", "韵达速递", "absent"),  # not EMS
        ("ZTO Express", "中通快递", "agrees"), ("邮政速递", "EMS", "agrees"),
        ("carrier:yunda", "顺丰速运", "contradicts"), ("SF", "中通快递", "contradicts"),
        ("极速达同城", "顺丰速运", "absent"), ("LOCAL-7", "顺丰速运", "absent"),
    ],
)  # fmt: skip
def test_a_carrier_is_known_by_its_codes_and_an_unknown_one_contradicts_nothing(
    carrier: str, paper: str, verdict: str
) -> None:
    order = Order("2024042800123", (), carrier=carrier)
    (match,) = (
        one
        for one in compared("payment_platform", fields_of(report(paper)), order, "Asia/Shanghai")
        if one.kind == "carrier"
    )
    assert (match.verdict, match.field is None) == (verdict, verdict == "absent")


def test_a_carrier_that_is_a_mere_reference_is_compared_with_nothing() -> None:
    order = Order("2024042800123", (), carrier="carrier:local7")
    matches = compared("payment_platform", fields_of(report("顺丰速运")), order, "Asia/Shanghai")
    assert [one for one in matches if one.kind == "carrier"] == []


@pytest.mark.rule("EVI-5")
@pytest.mark.parametrize(
    ("hand", "code", "verdict"),
    [
        ((60, 5, 5, 5, 5, 5, 5), "all_printed", "missing"),  # the title in an odd face
        ((5, 5, 60, 5, 5, 5, 5), "by_hand", "doubtful"),  # one field may be written
        ((5, 90, 10, 95, 90, 5, 5), "by_hand", "ok"),  # one written field taken for print
        ((40, 90, 90, 90, 90, 90, 90), "by_hand", "doubtful"),
    ],
)
def test_one_misjudged_line_rejects_no_form(hand: tuple[int, ...], code: str, verdict: str) -> None:
    fields = ("运单号：YT1234567890123", "收件人：王芳", "快递员：李明", "日期：2024-05-02")
    rows = ("签收情况证明", *fields, "特此证明", "兹证明以下快件")
    assert said("red_stamp", report(*rows, hand=hand))[code] == verdict
