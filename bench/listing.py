"""Listing rules: how long one core takes to hold a catalogue against all twelve of them (PEN-8)."""

import time
from collections.abc import Iterator
from random import Random

from bench.results import Run
from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook.listing import Goods, check

_ROUNDS = 3
_WHAT = tuple("毛巾 保温杯 雨伞 书包 台灯 枕头 螺丝刀 收纳箱 脚垫 窗帘 花瓶 砧板".split())
_HOW = tuple(
    "新款 夏季 韩版 修身 加厚 高档 实木 便携 儿童 防水 复古 简约 大容量 不锈钢 纯棉 家用 车载 创意".split()
)
_COLOURS = tuple("红色 黑色 白色 蓝色 粉色".split())


def measure(run: Run, *, listings: int = 100_000) -> None:
    """The best of some rounds, in seconds of one core; about one listing in fifty repeats another."""
    path = next(path for path in shipped() if path.parent.name == "merchant_conduct")
    conduct = load(read_bytes(path)).conduct
    if conduct is None or conduct.listing is None:
        raise RuntimeError("the shipped policy has no listing rules")
    goods = list(_catalogue(listings))
    best, hits, repeated = float("inf"), 0, 0
    for _ in range(_ROUNDS):
        begun = time.process_time()
        found = list(check(conduct.listing, goods))
        best = min(best, time.process_time() - begun)
        hits, repeated = len(found), sum(hit.check == "duplicate" for hit in found)
    run.tell(
        "listing_check", best, "s", listings=listings, hits=hits, duplicates=repeated,
        notes="twelve rules over a catalogue of one shop, one core",
    )  # fmt: skip


def _catalogue(listings: int) -> Iterator[Goods]:
    dice = Random(7)
    for number in range(listings):
        what, how = dice.choice(_WHAT), "".join(dice.sample(_HOW, 4))
        model = f"{dice.choice('abcdefgh')}{dice.randrange(listings)}" if number % 50 else "a1"
        how = how if number % 50 else _HOW[0]
        title = f"{how}{what} {model} {dice.choice(_COLOURS)}"
        yield Goods(
            number + 2, f"g{number}", title, "家居日用", "shop:5", price_fen=dice.randrange(100, 100_000),
            pictures=(f"{number}.jpg",), text=f"本品为{title}，{dice.choice(_HOW)}，七天无理由退换。" * 2,
        )  # fmt: skip
