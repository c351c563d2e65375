"""Screens of telephones and browsers: payments in three apps, chats, pages of a shop's back office."""

from random import Random

from .drawing import Drawn, Sheet
from .fonts import SANS
from .invented import BANKS, GOODS, NAMES, SHOPS, fen, moment, number, waybill, written, yuan

_PENDING = ("等待付款", "待支付", "处理中")


def payment(random: Random, *, succeeded: bool = True, timed: bool = True) -> Drawn:
    """A bill in one of three apps."""
    layout = random.choice((_alipay, _wechat, _bank))
    return layout(random, succeeded, timed)


def _alipay(random: Random, succeeded: bool, timed: bool) -> Drawn:
    sheet, amount, paid_at = _telephone(random, "#f7f7f7"), yuan(random), moment(random)
    trade = number(random, 28, paid_at[:10].replace("-", ""))
    state = random.choice(("交易成功", "支付成功")) if succeeded else random.choice(_PENDING)
    sheet.text(360, 80, "账单详情", 32, anchor="ma")
    sheet.pen.ellipse((325, 140, 395, 210), fill=random.choice(("#ff6a00", "#1677ff", "#e02020")))
    sheet.text(360, 225, random.choice(SHOPS), 28, anchor="ma")
    sheet.text(360, 285, f"-{_grouped(amount, random)}", 60, anchor="ma")
    sheet.text(360, 375, state, 28, "#999999", anchor="ma")
    rows = [("付款方式", random.choice(BANKS)), ("商品说明", random.choice(GOODS))]
    rows += [("收款方全称", random.choice(SHOPS))]
    rows += [("订单号", trade), ("商家订单号", f"T200P{number(random, 19)}")]
    if timed:
        rows.insert(random.randint(0, 2), ("支付时间", paid_at))
    _rows(sheet, rows, 470, 28)
    return _paid("alipay", sheet, amount, paid_at if timed else "", trade, state if succeeded else "")


def _wechat(random: Random, succeeded: bool, timed: bool) -> Drawn:
    sheet, amount, paid_at = _telephone(random, "#ffffff"), yuan(random), moment(random)
    trade = number(random, 28, "42000")
    year, month, day = paid_at[:10].split("-")
    sheet.text(360, 110, random.choice(SHOPS), 30, anchor="ma")
    sheet.text(360, 175, f"-{amount}", 68, anchor="ma")
    rows = [("当前状态", "支付成功" if succeeded else random.choice(_PENDING))]
    if timed:
        rows.append(("支付时间", f"{year}年{int(month)}月{int(day)}日 {paid_at[11:]}"))
    rows += [("商品", random.choice(GOODS)), ("商户全称", random.choice(SHOPS))]
    rows += [("支付方式", random.choice(BANKS))]
    rows += [("交易单号", trade), ("商户单号", number(random, 24))]
    _rows(sheet, rows, 330, 28, apart=random.choice((74, 86)))
    sheet.text(40, 1120, "账单服务", 26, "#888888")
    sheet.text(40, 1170, "对订单有疑惑", 28)
    return _paid("wechat", sheet, amount, paid_at if timed else "", trade, "支付成功" if succeeded else "")


def _bank(random: Random, succeeded: bool, timed: bool) -> Drawn:
    sheet, amount, paid_at = _telephone(random, "#f2f4f8"), yuan(random), moment(random)
    trade = number(random, 20)
    sheet.pen.rectangle((0, 56, 720, 150), fill=random.choice(("#c8102e", "#0055a5", "#00843d")))
    sheet.text(360, 84, "交易详情", 34, "#ffffff", anchor="ma")
    sheet.pen.rounded_rectangle((30, 180, 690, 1020), 16, fill="white")
    state = "交易成功" if succeeded else "处理中"
    rows = [("交易类型", "快捷支付"), ("交易金额", f"人民币 {_grouped(amount, random)}元")]
    rows += [("交易状态", state)]
    if timed:
        rows.append(("交易时间", written(random, paid_at)))
    rows += [("对方户名", random.choice(SHOPS)), ("交易流水号", trade), ("付款账户", "6225 **** **** 8812")]
    _rows(sheet, rows, 230, 28, left=60, right=660, apart=100)
    return _paid("bank", sheet, amount, paid_at if timed else "", trade, state if succeeded else "")


def _paid(layout: str, sheet: Sheet, amount: str, paid_at: str, trade: str, state: str) -> Drawn:
    shows = {"amount": fen(amount), "transaction_no": trade}
    shows |= {"paid": state} if state else {}
    shows |= {"time": paid_at} if paid_at else {}
    lacks = {*([] if state else ["no_paid"]), *([] if paid_at else ["no_time"])}
    return Drawn(sheet.image, "payment_platform", shows, frozenset(lacks), layout=layout)


def chat(random: Random) -> Drawn:
    """A conversation in which a number and an amount are told."""
    sheet = _telephone(random, "#ededed")
    order, said_at, amount, parcel = number(random, 16), moment(random), yuan(random), waybill(random)
    sheet.text(360, 84, random.choice(SHOPS), 32, anchor="ma")
    year, month, day = said_at[:10].split("-")
    sheet.text(360, 170, f"{year}年{int(month)}月{int(day)}日 {said_at[11:16]}", 22, "#999999", anchor="ma")
    bubbles = [
        ("我的订单号：" + order, True), ("亲，已经帮您查询", False), ("运单号 " + parcel, False),
        (random.choice(("收到的是坏的，怎么处理？", "一直没有收到货", "少发了一件")), True),
        (f"给您退款{amount}元可以吗", False), (random.choice(("好的", "不行，要全额退", "可以")), True),
    ]  # fmt: skip
    y = 230
    for said, own in bubbles:
        size = 28
        width = round(sum(size if ord(char) > 255 else size * 0.6 for char in said)) + 40
        left = 620 - width if own else 100
        box = (left, y, left + width, y + 70)
        sheet.pen.rounded_rectangle(box, 10, fill="#95ec69" if own else "white")
        sheet.text(left + 18, y + 16, said, size)
        x = 640 if own else 20
        sheet.pen.rounded_rectangle((x, y, x + 64, y + 64), 8, fill=random.choice(("#c77", "#7a9", "#67a")))
        y += 110 + random.choice((0, 20))
    shows = {"order_no": order, "waybill": parcel, "amount": fen(amount), "time": f"{said_at[:16]}:00"}
    return Drawn(sheet.image, "chat", shows, layout="chat")


def screen(random: Random, *, addressed: bool = True) -> Drawn:
    """A page of the back office of a shop, with or without the address bar of the browser."""
    sheet = Sheet(random, random.choice(((1280, 800), (1440, 900))), face=random.choice(SANS))
    url = f"https://trade.example.com/order/detail?id={number(random, 12)}"
    if addressed:
        sheet.pen.rectangle((0, 0, 1440, 60), fill="#eeeeee")
        sheet.pen.rounded_rectangle((100, 8, 1180, 52), 22, fill="white")
        sheet.text(130, 14, url, random.choice((22, 26)))
    order, done_at = number(random, 16), moment(random)
    rows = [("订单号", order), ("操作时间", done_at), ("操作人", random.choice(NAMES)), ("状态", "已取消")]
    if random.random() < 0.5:  # a table
        sheet.pen.rectangle((60, 150, 1240, 210), fill="#f0f3f7")
        for n, (label, value) in enumerate(rows):
            x = (80, 400, 760, 1000)[n]
            sheet.text(x, 162, label, 26, "#555555")
            sheet.text(x, 240, value, 26)
    else:
        for n, (label, value) in enumerate(rows):
            sheet.text(90, 160 + n * 80, f"{label}：{value}", 28)
    shows = {"order_no": order, "time": done_at} | ({"url": url} if addressed else {})
    return Drawn(
        sheet.image, "operation_log", shows, frozenset() if addressed else frozenset({"no_url"}),
        layout="back office",
    )  # fmt: skip


def _telephone(random: Random, ground: str) -> Sheet:
    """A screen of 720 × 1280 with its status bar."""
    sheet = Sheet(random, (720, 1280), ground, face=random.choice(SANS))
    sheet.text(30, 14, f"{random.randint(0, 23):02}:{random.randint(0, 59):02}", 22)
    sheet.text(690, 14, f"5G {random.randint(5, 100)}%", 22, anchor="ra")
    return sheet


def _rows(
    sheet: Sheet,
    rows: list[tuple[str, str]],
    y: int,
    size: int,
    *,
    left: int = 40,
    right: int = 680,
    apart: int = 84,
) -> None:
    """Labels on the left, values on the right: at their own edge, or ranged to the right."""
    ranged = sheet.random.random() < 0.5
    for label, value in rows:
        own = 24 if len(value) > 22 else size
        sheet.text(left, y, label, size, "#888888")
        if ranged:
            sheet.text(right, y, value, own, anchor="ra")
        else:
            sheet.text(left + 190, y, value, own)
        y += apart


def _grouped(amount: str, random: Random) -> str:
    return f"{float(amount):,.2f}" if random.random() < 0.5 else amount
