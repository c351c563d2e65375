"""A dispute whose exhibits lie on the page of whoever decides: real pictures, and what was read of them."""

import random
from datetime import timedelta

from django.utils import timezone

from gongdao.exhibits import readings
from gongdao.exhibits.actions import receive
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.rulebook import commands as c
from gongdao.rulebook.reading.report import Box, Line, Page, Report
from gongdao.rulebook.terms import Exhibit

from .dispute import acts, dispute
from .parties import by_handler, png
from .pictures import drawing

# What each screen says, line by line.
PAID = (
    "账单详情",
    "-458.00",
    "支付成功",
    "支付时间 2024-04-28 14:03:22",
    "订单号：DS1",
    "收款方 木源家居旗舰店",
)
OTHER = (
    "账单详情",
    "-900.00",
    "支付成功",
    "支付时间 2024-04-20 09:00:00",
    "订单号：AZ9999999",
    "收款方 佳艺灯饰",
)
PAPER = ("居民身份证", "姓名 王芳", "性别 女", "住址 上海市")
_SIZE = (720, 1280)
_LEFT, _TOP, _APART, _TALL = 60, 90, 120, 44


def screen(*rows: str) -> bytes:
    """A screen with these lines, as JPEG."""
    sheet = drawing.Sheet(random.Random(1), _SIZE, "#f7f7f7")
    for number, text in enumerate(rows):
        sheet.text(_LEFT, _TOP + number * _APART, text, 34)
    return drawing.Drawn(sheet.image, "payment_platform").jpeg()


def report(*rows: str) -> Report:
    """What a reader finds on `screen(*rows)`."""
    width, height = _SIZE
    lines = tuple(
        Line(
            text,
            Box(
                0, 10_000 * _LEFT // width, 10_000 * (_TOP + number * _APART) // height,
                10_000 * min(width, _LEFT + 34 * len(text)) // width,
                10_000 * (_TOP + number * _APART + _TALL) // height,
            ),
        )
        for number, text in enumerate(rows)
    )  # fmt: skip
    return Report("image/jpeg", pages=(Page(width, height, sharp=80, lines=lines),), page_count=1)


def hand_in(
    number: str, account: Account, kind: str, words: str, *rows: str, request: str = "", plain: bool = False
) -> str:
    """Hand in a screen with these lines, read already; return the content's hash."""
    now = timezone.now()
    content = png(len(rows)) + words.encode() if plain else screen(*rows)
    stored = receive([content], actor=actor_for(account).ref, now=now)
    exhibit = Exhibit(stored.sha256, kind, words, words, stored.media_type, stored.size_bytes)
    acts(number, account, c.SubmitExhibit(exhibit, request=request))
    readings.keep(stored.sha256, report(*rows), now=now)
    return stored.sha256


def weighed(accounts: dict[str, Account]) -> str:
    """A dispute with three exhibits on either side: one contradicts the order, one is disputed."""
    number = dispute(accounts, timezone.now() - timedelta(hours=3))
    by_handler(number, c.AskEvidence("source"), c.AskEvidence("fault"))
    buyer, shop = accounts["wangfang"], accounts["linsenmu"]
    hand_in(number, buyer, "payment_platform", "付款截图", *PAID)
    hand_in(number, buyer, "goods_photo", "灯罩裂缝", "吊灯灯罩", request="Q2")
    hand_in(number, buyer, "identity", "身份证", *PAPER)
    hand_in(
        number,
        shop,
        "purchase_invoice",
        "进货发票",
        "发票",
        "木源家居旗舰店",
        "吊灯",
        "2024-03-01",
        request="Q1",
    )
    hand_in(number, shop, "payment_platform", "收款记录", *OTHER)
    hand_in(number, shop, "chat", "与买家的聊天", "2024-04-30 10:12 您好，请提供照片")
    acts(number, buyer, c.ObjectToExhibit("E5", "relevance", "这是别人的订单，与我无关。"))
    acts(number, shop, c.AnswerObjection("K1", "传错了，请以发票为准。"))
    return number
