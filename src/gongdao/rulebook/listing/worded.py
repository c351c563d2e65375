"""Rules that words break: forbidden goods, payment, price in words, speculation, advertising, adult goods.

All words are looked for at once; each rule then sees which of its own stand in title or text.
"""

from collections.abc import Iterator, Set
from typing import Final

from gongdao.rulebook.listing.goods import Goods
from gongdao.rulebook.listing.hits import Hit
from gongdao.rulebook.listing.text import Words, normal
from gongdao.rulebook.policy import ListingRule

# What each rule looks at besides the title.
_LOOKED_AT: Final = {
    "forbidden": (), "payment": ("text", "payment"), "price": ("text",), "credit_speculation": ("text",),
    "advertisement": ("text",), "adult": (),
}  # fmt: skip


class Worded:
    """The rules of words of a policy."""

    def __init__(self, rules: tuple[ListingRule, ...]) -> None:
        self._rules = [
            (rule, frozenset(map(normal, rule.words)), tuple(map(normal, rule.allowed)))
            for rule in rules
            if rule.check in _LOOKED_AT and rule.words
        ]
        self._words = Words(word for rule, _, _ in self._rules for word in rule.words)

    def hits(self, goods: Goods, title: str, text: str, chars: Set[str]) -> Iterator[Hit]:
        """`title` and `text`: those of the goods, normal; `chars`: the characters of the title."""
        in_title = self._words.found(title, chars)
        in_text = self._words.found(f"{text} {normal(goods.payment)}") if text or goods.payment else []
        if not in_title and not in_text:
            return
        for rule, words, allowed in self._rules:
            looked_at = in_title if not _LOOKED_AT[rule.check] else {*in_title, *in_text}
            own = sorted(words.intersection(looked_at))
            if not own or any(word in title for word in allowed):
                continue
            if rule.check == "adult" and any(name in goods.category for name in rule.categories):
                continue
            yield Hit(
                rule.check, f"{rule.check}_words", goods.shop, (goods.code,), (goods.line,),
                {"words": own, "title": goods.title, "category": goods.category},
            )  # fmt: skip
