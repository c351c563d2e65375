"""A dispute between buyer and shop, at the point where pages are tried."""

from datetime import datetime

from django.utils import timezone

from gongdao.casework.actions import handle
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.terms import Demand, Item, Order, Party, Terms

# Sums that stand in offers alone: whoever may not see offers never meets them.
SHOP_OFFERS_FEN, BUYER_WANTS_FEN = 3_111, 20_222


def dispute(accounts: dict[str, Account], now: datetime | None = None, *, named: bool = True) -> str:
    """Open a dispute of 王芳 against the shop of 林森木 under `platform-dispute`; return its number.

    `named`: whether she says whom it is against.
    """
    buyer, shop = actor_for(accounts["wangfang"]).ref, actor_for(accounts["linsenmu"]).ref
    order = Order(
        "DS1", items=(Item("吊灯", 1, 45_800),), paid_fen=45_800, shop=shop, carrier="carrier:yunda"
    )
    opened = handle(
        c.OpenCase(
            channel="web", complainant=Party(buyer, "王芳", "13800020001"),
            respondents=(Party(shop, "木源家居旗舰店"),) if named else (),
            description="吊灯收到时灯罩开裂，商品质量问题。",
            category="quality", demands=(Demand("refund", 45_800),), order=order, amount_fen=45_800,
        ),
        actor=SYSTEM, now=now or timezone.now(), policy="platform-dispute",
    )  # fmt: skip
    return opened.number


def acts(number: str, account: Account, *commands: c.Command) -> None:
    """Let an account give commands in the case now."""
    for command in commands:
        handle(command, actor=actor_for(account), now=timezone.now(), number=number)


def negotiated(accounts: dict[str, Account]) -> str:
    """The dispute after an offer of the shop and a counter-offer that waits for the shop."""
    number = dispute(accounts)
    acts(
        number,
        accounts["linsenmu"],
        c.MakeOffer((Terms("partial_refund", SHOP_OFFERS_FEN),), "补偿一点，您留用。"),
    )
    acts(
        number,
        accounts["wangfang"],
        c.MakeOffer((Terms("refund", BUYER_WANTS_FEN),), "裂缝很长，请多退一些。"),
    )
    return number
