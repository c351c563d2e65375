"""A hit: which rule, on which listings, and what was seen. The sentence is `listing.<seen>` at the edge."""

from typing import Any

from msgspec import Struct

from gongdao.rulebook.terms import ListingCheck


class Hit(Struct, frozen=True):
    """`goods`: codes of the listings; `lines`: where they stand in the file; `params` fill the sentence."""

    check: ListingCheck
    seen: str
    shop: str
    goods: tuple[str, ...]
    lines: tuple[int, ...]
    params: dict[str, Any] = {}
