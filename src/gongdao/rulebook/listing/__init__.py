"""Listing rules 商品发布管理规则 (PEN-8): pure checks over goods; each hit says which rule and what was seen.

`check` looks at every listing once and keeps only keys of it, so that a hundred thousand take seconds.
"""

from gongdao.rulebook.listing.check import check
from gongdao.rulebook.listing.goods import Goods
from gongdao.rulebook.listing.hits import Hit

__all__ = ["Goods", "Hit", "check"]
