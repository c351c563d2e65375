"""Papers: freight receipts, stamped forms, reports, invoices, labels of parcels."""

from random import Random

from .drawing import Drawn, Hand, Sheet
from .fonts import PRINTED, TUNING_HANDS
from .invented import CARRIERS, GOODS, MODELS, NAMES, SHOPS, fen, moment, number, waybill, written, yuan


def freight(random: Random, *, what: str = "receipt") -> Drawn:
    sheet = Sheet(random, (900, 620), random.choice(("#fffdf5", "#ffffff", "#f3f7fb")), face=_face(random))
    amount, sent_at, parcel = yuan(random), moment(random), waybill(random)
    title = {"receipt": "快递服务运费收据", "transfer": "微信转账", "electronic": "电子面单"}[what]
    sheet.text(450, 40, title, 40, anchor="ma")
    if what == "transfer":
        sheet.text(120, 180, f"转账给 {random.choice(NAMES)}", 34)
        sheet.text(120, 270, f"¥{amount}", 46)
        sheet.text(120, 380, f"转账时间 {sent_at[:16]}", 30)
        return Drawn(
            sheet.image, "freight_receipt", {"transfer": ""}, frozenset({"is_transfer", "no_waybill"}),
            layout="transfer",
        )  # fmt: skip
    rows = [
        ("运单号", parcel),
        ("寄件时间", written(random, sent_at)),
        ("运费", f"{amount}元"),
        ("收件人", random.choice(NAMES)),
    ]
    if random.random() < 0.5:
        random.shuffle(rows)
    lined = random.random() < 0.5
    for n, (label, value) in enumerate(rows):
        y = 150 + n * 90
        if lined:  # a table with rules
            sheet.pen.rectangle((60, y - 16, 840, y + 74), outline="#555555", width=2)
            sheet.pen.line((280, y - 16, 280, y + 74), fill="#555555", width=2)
            sheet.text(80, y, label, 32)
            sheet.text(300, y, value, 32)
        else:
            sheet.text(80, y, f"{label}：{value}", 32)
    shows = {"waybill": parcel, "amount": fen(amount), "time": sent_at}
    lacks = frozenset({"is_electronic_waybill"}) if what == "electronic" else frozenset()
    return Drawn(sheet.image, "freight_receipt", shows, lacks, layout=what)


def red_stamp(
    random: Random,
    *,
    how: str = "filled_by_hand",
    stamped: bool = True,
    hands: tuple[str, ...] = TUNING_HANDS,
) -> Drawn:
    """A stamped form; number, recipient, courier and date by hand, or all printed, or all by hand."""
    sheet = Sheet(random, (1000, 1300), random.choice(("#ffffff", "#fbf8f0", "#f4f4f2")), face=_face(random))
    hand = Hand.of(random, hands)
    parcel, date, recipient, courier = number(random, 13), moment(random)[:10], *random.sample(NAMES, 2)
    rows = [("运单号", parcel), ("收件人", recipient), ("快递员", courier), ("日期", date)]

    def printed(x: int, y: int, text: str) -> None:
        sheet.text(x, y, text, 34)

    def by_hand(x: int, y: int, text: str) -> None:
        sheet.by_hand(x, y, text, hand)

    label = by_hand if how == "all_by_hand" else printed
    value = printed if how == "all_printed" else by_hand
    label(350, 80, random.choice(("签收情况证明", "快件异常证明", "情况说明")))
    label(90, 190, random.choice(("兹证明以下快件未送达收件人本人", "以下快件在运输途中遗失，特此说明")))
    lined = how != "all_by_hand" and random.random() < 0.6
    for n, (name, content) in enumerate(rows):
        y = 330 + n * 130
        label(90, y, f"{name}：")
        value(280, y, content)
        if lined:
            sheet.pen.line((270, y + 56, 800, y + 56), fill="#444444", width=2)
    label(90, 900, "特此证明")
    if stamped:
        sheet.stamp(random.randint(540, 680), random.randint(860, 960), 260)
    lacks = frozenset({how}) if how != "filled_by_hand" else frozenset()
    shows = {"waybill": parcel, "recipient": recipient, "courier": courier, "time": date}
    written_kinds = frozenset() if how == "all_printed" else frozenset(shows)
    ink = "blue" if hand.ink[2] > 2 * hand.ink[0] else "black"
    return Drawn(
        sheet.image, "red_stamp", shows, lacks, by_hand=written_kinds,
        layout="printed" if how == "all_printed" else f"{ink} ink",
    )  # fmt: skip


def report(random: Random, *, body: bool = True) -> Drawn:
    sheet = Sheet(random, (1000, 1400), face=_face(random))
    issued = moment(random)[:10]
    sheet.text(500, 120, random.choice(("检验检测报告", "检测报告", "质量检验报告")), 54, anchor="ma")
    model = random.choice(MODELS)
    rows = [
        f"报告编号：JC{number(random, 10)}",
        f"样品名称：{random.choice(GOODS)}",
        f"型号规格：{model}",
        f"签发日期：{issued}",
    ]
    for n, row in enumerate(rows):
        sheet.text(120, 300 + n * 70, row, 34)
    if body:
        table = (
            "检验项目  技术要求  实测值  单项判定",
            "甲醛释放量  ≤1.5mg/L  0.4mg/L  符合",
            "检验结论：合格",
        )
        for n, row in enumerate(table):
            sheet.text(120, 660 + n * 90, row, 32)
    if random.random() < 0.5:
        sheet.stamp(640, 1080, 220, "检验检测专用章")
    return Drawn(
        sheet.image, "inspection_report", {"model": model, "time": issued},
        frozenset() if body else frozenset({"report_body"}), layout="report" if body else "cover",
    )  # fmt: skip


def invoice(random: Random) -> Drawn:
    """A delivery note, or an electronic invoice."""
    shop, product, sold = random.choice(SHOPS), random.choice(GOODS), moment(random)[:10]
    amount = yuan(random)
    if random.random() < 0.5:
        sheet = Sheet(random, (1100, 700), "#fdf8ee", face=_face(random))
        sheet.text(550, 50, "销售出库单", 46, anchor="ma")
        for n, row in enumerate((f"店铺：{shop}", f"品名：{product}", f"日期：{sold}", f"金额：{amount}元")):
            sheet.text(110, 180 + n * 100, row, 36)
    else:
        sheet = Sheet(random, (1240, 800), "#fffdf8", face=_face(random))
        year, month, day = sold.split("-")
        sheet.text(620, 40, "电子发票（普通发票）", 44, "#8a3b12", anchor="ma")
        sheet.text(820, 120, f"发票号码：{number(random, 20)}", 24)
        sheet.text(820, 160, f"开票日期：{year}年{month}月{day}日", 24)
        sheet.pen.rectangle((40, 220, 1200, 740), outline="#8a3b12", width=2)
        sheet.text(60, 240, f"销售方名称：{shop}", 26)
        sheet.text(60, 290, f"纳税人识别号：91330100MA2{number(random, 7)}", 24)
        sheet.text(60, 360, f"商品名称：{product}", 26)
        sheet.text(60, 480, f"价税合计（小写）¥{amount}", 28)
    shows = {"shop": shop, "product": product, "time": sold, "amount": fen(amount)}
    return Drawn(sheet.image, "purchase_invoice", shows, layout="invoice")


def label(random: Random) -> Drawn:
    """The label of a parcel, photographed by itself."""
    sheet = Sheet(random, (760, 1000), "#ffffff", face=_face(random))
    parcel, recipient = waybill(random), random.choice(NAMES)
    sheet.text(40, 40, random.choice(CARRIERS), 48)
    barcode(sheet, 60, 130, 640, 120)
    sheet.text(380, 262, parcel, 34, anchor="ma")
    sheet.pen.line((20, 330, 740, 330), fill="black", width=3)
    sheet.text(40, 360, f"收件人：{recipient}  138****{number(random, 4)}", 30)
    sheet.text(40, 420, "浙江省杭州市西湖区文三路100号", 28)
    sheet.pen.line((20, 500, 740, 500), fill="black", width=2)
    sheet.text(40, 530, f"寄件人：{random.choice(SHOPS)}", 26, "#333333")
    sheet.text(40, 620, f"运单号：{parcel}", 30)
    sheet.text(40, 690, f"打印时间：{moment(random)}", 24)
    return Drawn(sheet.image, "waybill", {"waybill": parcel, "recipient": recipient}, layout="label")


def barcode(sheet: Sheet, x: int, y: int, width: int, height: int) -> None:
    end = x + width
    while x < end:
        bar = sheet.random.randint(2, 7)
        sheet.pen.rectangle((x, y, x + bar, y + height), fill="black")
        x += bar + sheet.random.randint(2, 7)


def _face(random: Random) -> str:
    return random.choice(PRINTED)
