"""Duplicate listings 重复铺货: the same goods again, found by keys and never by comparing each with each.

T: the same attributes in other colours, or "for other cars", are the same goods; electronics with the same
price, pictures and text are too; of one kind at most fifty models; QQ coins and game money may be listed in
ones, and at most five times in several.

The kind of a listing is its title without colours, makes of cars and models, in any order of characters,
within its category and beside its other attributes. Of one kind and model there is one; the rest repeat it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from typing import Final

from gongdao.rulebook.listing.goods import Goods
from gongdao.rulebook.listing.hits import Hit
from gongdao.rulebook.listing.text import Words, bare, normal
from gongdao.rulebook.policy import ListingRules

_MODEL: Final = re.compile(r"(?=[a-z0-9./-]*\d)[a-z0-9][a-z0-9./-]*")  # a token with a digit, as a3, m6x20
_NUMBER: Final = re.compile(r"\d+")
_SHORT: Final = 4  # a kind of fewer characters says too little: price and text must be the same too

_Places = dict[tuple[str, ...], list[Goods]]


class Duplicates:
    """Sorts listings by their keys while they pass; the hits come at the end."""

    def __init__(self, rules: ListingRules) -> None:
        self._rules = rules
        self._same = Words((*rules.colours, *rules.fits))
        self._money = Words(rules.game_money)
        self._electronics = tuple(map(normal, rules.electronics))
        self._kinds: dict[tuple[str, ...], dict[str, list[Goods]]] = defaultdict(lambda: defaultdict(list))
        self._looks: _Places = defaultdict(list)
        self._coins: _Places = defaultdict(list)
        self._is_electronic: dict[str, bool] = {}

    def add(self, goods: Goods, title: str, text: str, chars: Set[str]) -> None:
        """`title` and `text`: those of the goods, normal; `chars`: the characters of the title."""
        if coins := self._money.found(title, chars):
            if _units(title) > 1:
                self._coins[goods.shop, max(coins, key=len)].append(goods)
            return
        core = self._same.without(title, chars)
        kind = "".join(sorted(bare(_MODEL.sub(" ", core))))
        model = normal(goods.model) or " ".join(sorted(_MODEL.findall(core)))
        key: tuple[str, ...] = (goods.shop, goods.category, kind, self._attributes(goods))
        if len(kind) < _SHORT:
            key = (*key, str(goods.price_fen), text)
        self._kinds[key][model].append(goods)
        if self._electronic(goods.category) and (goods.pictures or text):
            look = (goods.shop, str(goods.price_fen), "|".join(goods.pictures), text)
            self._looks[look].append(goods)

    def hits(self) -> Iterator[Hit]:
        """One for each group of listings that are the same goods, or too many of one kind."""
        told: set[tuple[int, ...]] = set()
        for hit in (*self._same_goods(), *self._same_looks(), *self._models(), *self._game_money()):
            if hit.lines not in told:
                told.add(hit.lines)
                yield hit

    def _same_goods(self) -> Iterator[Hit]:
        for models in self._kinds.values():
            for group in models.values():
                if len(group) > 1:
                    yield _hit(group, "same_goods", first=group[0].title, count=len(group))

    def _same_looks(self) -> Iterator[Hit]:
        for group in self._looks.values():
            if len(group) > 1:
                yield _hit(group, "same_looks", first=group[0].title, count=len(group))

    def _models(self) -> Iterator[Hit]:
        most = self._rules.most_models
        for models in self._kinds.values():
            named = [group[0] for model, group in models.items() if model]
            if len(named) > most:
                yield _hit(named, "too_many_models", first=named[0].title, count=len(named), most=most)

    def _game_money(self) -> Iterator[Hit]:
        most = self._rules.most_game_money
        for (_, coin), group in self._coins.items():
            if len(group) > most:
                yield _hit(group, "too_much_game_money", words=[coin], count=len(group), most=most)

    def _attributes(self, goods: Goods) -> str:
        text = normal(goods.attributes)
        return "".join(sorted(bare(self._same.without(text)))) if text else ""

    def _electronic(self, category: str) -> bool:
        known = self._is_electronic.get(category)
        if known is None:
            name = normal(category)
            known = self._is_electronic[category] = any(word in name for word in self._electronics)
        return known


def _units(title: str) -> int:
    """How many coins a listing sells: the greatest number in its title, or one."""
    return max((int(number) for number in _NUMBER.findall(title) if len(number) < 9), default=1)


def _hit(group: list[Goods], seen: str, **params: object) -> Hit:
    codes = tuple(goods.code for goods in group)
    lines = tuple(goods.line for goods in group)
    return Hit("duplicate", seen, group[0].shop, codes, lines, params)
