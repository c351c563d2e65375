"""How many listings a shop has, of all goods and of some categories."""

from collections import Counter
from collections.abc import Iterator

from gongdao.rulebook.listing.goods import Goods
from gongdao.rulebook.listing.hits import Hit
from gongdao.rulebook.listing.text import normal
from gongdao.rulebook.policy import ListingRule


class Counted:
    """Counts while listings pass; the hits come at the end."""

    def __init__(self, rule: ListingRule) -> None:
        self._limits = [(tuple(map(normal, limit.categories)), limit) for limit in rule.limits]
        self._counts: Counter[tuple[str, int]] = Counter()
        self._fitting: dict[str, tuple[int, ...]] = {}

    def add(self, goods: Goods) -> None:
        """One more listing."""
        category = goods.category
        places = self._fitting.get(category)
        if places is None:
            name = normal(category)
            places = self._fitting[category] = tuple(
                place
                for place, (names, _) in enumerate(self._limits)
                if not names or any(word in name for word in names)
            )
        for place in places:
            self._counts[goods.shop, place] += 1

    def hits(self) -> Iterator[Hit]:
        """One for each limit a shop is beyond."""
        for (shop, place), count in sorted(self._counts.items()):
            limit = self._limits[place][1]
            if count > limit.most:
                params = {"count": count, "most": limit.most, "categories": list(limit.categories)}
                yield Hit("quantity", "too_many", shop, (), (), params)
