"""Named reads of cases: lists, search, the page of a case. Nobody is shown what they may not see."""

from gongdao.casework.queries.lists import (
    MOST_COUNTED,
    PAGE,
    BadCursor,
    Listed,
    Page,
    counts,
    newest,
    queue,
    totals,
)
from gongdao.casework.queries.search import search
from gongdao.casework.queries.walks import EVERYTHING, Filters

__all__ = [
    "EVERYTHING",
    "MOST_COUNTED",
    "PAGE",
    "BadCursor",
    "Filters",
    "Listed",
    "Page",
    "counts",
    "newest",
    "queue",
    "search",
    "totals",
]
