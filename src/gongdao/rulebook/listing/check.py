"""One pass over a catalogue: rules of single listings speak at once, those of many at the end."""

from collections.abc import Iterable, Iterator

from gongdao.rulebook.listing.counted import Counted
from gongdao.rulebook.listing.described import Consistency, Keywords
from gongdao.rulebook.listing.duplicates import Duplicates
from gongdao.rulebook.listing.goods import Goods
from gongdao.rulebook.listing.hits import Hit
from gongdao.rulebook.listing.placed import Books, WrongCategory
from gongdao.rulebook.listing.priced import Priced
from gongdao.rulebook.listing.text import normal
from gongdao.rulebook.listing.worded import Worded
from gongdao.rulebook.policy import ListingRules


def check(rules: ListingRules, catalogue: Iterable[Goods]) -> Iterator[Hit]:
    """Every hit of the rules on these goods, in the order of the file, then those about many of them."""
    own = {rule.check: rule for rule in rules.rules}
    worded = Worded(rules.rules)
    category = WrongCategory(own["wrong_category"]) if "wrong_category" in own else None
    books = Books(own["books"]) if "books" in own else None
    priced = Priced(own["price"]) if "price" in own else None
    keywords = Keywords(own["keywords"]) if "keywords" in own else None
    consistency = Consistency(rules.colours) if "inconsistent" in own else None
    counted = Counted(own["quantity"]) if "quantity" in own else None
    duplicates = Duplicates(rules) if "duplicate" in own else None
    for goods in catalogue:
        title, text = normal(goods.title), normal(goods.text)
        chars = frozenset(title)
        yield from worded.hits(goods, title, text, chars)
        if category is not None:
            yield from category.hits(goods, title, chars)
        if books is not None:
            yield from books.hits(goods)
        if priced is not None:
            yield from priced.hits(goods, title)
        if keywords is not None:
            yield from keywords.hits(goods, title, chars)
        if consistency is not None:
            yield from consistency.hits(goods, title, text)
        if counted is not None:
            counted.add(goods)
        if duplicates is not None:
            duplicates.add(goods, title, text, chars)
    if counted is not None:
        yield from counted.hits()
    if duplicates is not None:
        yield from duplicates.hits()
