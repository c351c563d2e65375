"""Wrong category, and the admission of books: what a category may hold."""

from collections.abc import Iterator, Set

from gongdao.rulebook.listing.goods import Goods
from gongdao.rulebook.listing.hits import Hit
from gongdao.rulebook.listing.text import Words, normal, normal_name
from gongdao.rulebook.policy import ListingRule


class WrongCategory:
    """Goods whose title says what they are, in a category for something else."""

    def __init__(self, rule: ListingRule) -> None:
        self._belongs = {
            normal(word): tuple(map(normal, item.belongs)) for item in rule.belongs for word in item.words
        }
        self._words = Words(self._belongs)

    def hits(self, goods: Goods, title: str, chars: Set[str]) -> Iterator[Hit]:
        """A hit where none of the categories the words belong into is the one chosen."""
        found = self._words.found(title, chars) if goods.category else []
        if not found:
            return
        # The last word of a Chinese title says what the goods are: 手机壳连衣裙 is a dress.
        word = max(found, key=lambda item: (title.rfind(item) + len(item), len(item)))
        category = normal_name(goods.category)
        if not any(name in category for name in self._belongs[word]):
            yield Hit(
                "wrong_category", "wrong_category", goods.shop, (goods.code,), (goods.line,),
                {"words": [word], "category": goods.category, "title": goods.title},
            )  # fmt: skip


class Books:
    """Books need a valid international standard book number."""

    def __init__(self, rule: ListingRule) -> None:
        self._categories = tuple(map(normal, rule.categories))

    def hits(self, goods: Goods) -> Iterator[Hit]:
        """A hit for a book without, or with a wrong number."""
        category = normal_name(goods.category)
        if any(name in category for name in self._categories) and not is_isbn(goods.isbn):
            seen = "isbn_wrong" if goods.isbn else "isbn_missing"
            yield Hit(
                "books", seen, goods.shop, (goods.code,), (goods.line,),
                {"isbn": goods.isbn, "title": goods.title},
            )  # fmt: skip


def is_isbn(text: str) -> bool:
    """Whether it is an ISBN of ten or thirteen digits with the right last one."""
    digits = text.replace("-", "").replace(" ", "").upper()
    if len(digits) == 13 and digits.isdecimal() and digits.isascii():
        return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0
    if len(digits) == 10 and digits[:9].isdecimal() and digits.isascii():
        last = 10 if digits[9] == "X" else int(digits[9]) if digits[9].isdecimal() else -1
        weights = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
        return last >= 0 and (weights + last) % 11 == 0
    return False
