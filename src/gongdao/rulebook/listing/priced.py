"""Prices and postage that are not what they say."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gongdao.rulebook.listing.goods import Goods
from gongdao.rulebook.listing.hits import Hit
from gongdao.rulebook.policy import ListingRule

_SAID: Final = re.compile(
    r"(?:仅售|只售|只卖|售价|特价|现价|一口价|只要|¥|￥)\s*(\d{1,7}(?:\.\d{1,2})?)\s*元?"
)


class Priced:
    """The price of none, another one in the title, or a postage beyond the most."""

    def __init__(self, rule: ListingRule) -> None:
        self._most_fen = rule.most
        self._allowed = rule.allowed

    def hits(self, goods: Goods, title: str) -> Iterator[Hit]:
        """At most one for each thing that is wrong."""
        if any(word in title for word in self._allowed):
            return
        if goods.price_fen == 0:
            yield self._hit(goods, "price_of_none")
        postage = goods.postage_fen or 0
        if self._most_fen and postage > self._most_fen:
            yield self._hit(goods, "postage_too_high", postage_fen=postage, most_fen=self._most_fen)
        said = _SAID.search(title)
        if said is not None and goods.price_fen:
            fen = int(Decimal(said[1]) * 100)
            if fen != goods.price_fen:
                yield self._hit(goods, "price_differs", said_fen=fen, price_fen=goods.price_fen)

    def _hit(self, goods: Goods, seen: str, **params: int) -> Hit:
        found = {**params, "title": goods.title}
        return Hit("price", seen, goods.shop, (goods.code,), (goods.line,), found)
