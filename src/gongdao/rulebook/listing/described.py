"""Keywords misused, and titles, pictures and texts that disagree."""

from collections import Counter
from collections.abc import Iterator, Set
from typing import Final

from gongdao.rulebook.listing.goods import Goods
from gongdao.rulebook.listing.hits import Hit
from gongdao.rulebook.listing.text import Words, bare, normal
from gongdao.rulebook.policy import ListingRule

_STUFFED: Final = 4  # times the same two characters stand in a title
_LONG_TEXT: Final = 20  # characters from which a text should speak of what the title names


class Keywords:
    """More brands than a title may name, a brand not the goods' own, or a word said again and again.

    A brand with several names is written with slashes, as 耐克/nike.
    """

    def __init__(self, rule: ListingRule) -> None:
        self._brands = {normal(name): word for word in rule.words for name in word.split("/")}
        self._words = Words(self._brands)
        self._allowed = tuple(map(normal, rule.allowed))
        self._most = rule.most

    def brands(self, text: str, chars: Set[str] | None = None) -> set[str]:
        """The brands a normal text names; a name in Latin letters counts as a word of its own only."""
        return {self._brands[name] for name in self._words.found(text, chars) if _stands_alone(name, text)}

    def hits(self, goods: Goods, title: str, chars: Set[str]) -> Iterator[Hit]:
        """At most one for each thing that is wrong."""
        brands = self.brands(title, chars)
        if brands and not any(word in title for word in self._allowed):
            own = self.brands(normal(goods.brand))
            if self._most and len(brands | own) > max(self._most, len(own)):
                yield self._hit(goods, "too_many_brands", words=sorted(brands), most=self._most)
            elif goods.brand and not own and len(bare(normal(goods.brand))) > 1:
                yield self._hit(goods, "other_brand", words=sorted(brands), brand=goods.brand)
        core = bare(title)
        if len(core) - len(set(core)) >= _STUFFED:  # otherwise nothing can stand there so often
            pair, times = Counter(core[i : i + 2] for i in range(len(core) - 1)).most_common(1)[0]
            if times >= _STUFFED:
                yield self._hit(goods, "stuffed", words=[pair], times=times)

    def _hit(self, goods: Goods, seen: str, **params: object) -> Hit:
        found = {**params, "title": goods.title}
        return Hit("keywords", seen, goods.shop, (goods.code,), (goods.line,), found)


def _stands_alone(name: str, text: str) -> bool:
    if not name.isascii():
        return True
    place = text.find(name)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(name) : place + len(name) + 1]
        if not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum()):
            return True
        place = text.find(name, place + 1)
    return False


class Consistency:
    """No picture, a text about something else, or a colour that is not the title's."""

    def __init__(self, colours: tuple[str, ...]) -> None:
        self._colours = Words(word for word in colours if len(word) > 1)

    def hits(self, goods: Goods, title: str, text: str) -> Iterator[Hit]:
        """At most one for each thing that is wrong."""
        if not goods.pictures:
            yield self._hit(goods, "no_picture")
        if len(text) >= _LONG_TEXT and not _speaks_of(text, bare(title)):
            yield self._hit(goods, "text_of_something_else")
        if goods.colour:
            named = set(self._colours.found(title))
            own = normal(goods.colour)
            if named and not any(word in own or own in word for word in named):
                yield self._hit(goods, "other_colour", words=sorted(named), colour=goods.colour)

    def _hit(self, goods: Goods, seen: str, **params: object) -> Hit:
        found = {**params, "title": goods.title}
        return Hit("inconsistent", seen, goods.shop, (goods.code,), (goods.line,), found)


def _speaks_of(text: str, title: str) -> bool:
    return any(title[place : place + 2] in text for place in range(len(title) - 1))
