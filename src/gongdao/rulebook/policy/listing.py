"""What a shop's listings are held against (PEN-8): numbers and words of the twelve listing rules."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Part, Title
from gongdao.rulebook.terms import ListingCheck

Count = Annotated[int, Meta(ge=0, le=10_000_000)]
Words = Annotated[tuple[str, ...], Meta(max_length=5_000)]


class ListingLimit(Part, frozen=True):
    """At most so many listings of categories whose name holds one of the words; no words: of the shop."""

    most: Count
    cite: Cite
    categories: Words = ()


class CategoryWords(Part, frozen=True):
    """Listings whose title holds one of `words` belong into a category whose name holds one of `belongs`."""

    words: Words
    belongs: Words
    cite: Cite


class ListingRule(Part, frozen=True):
    """One of the twelve rules. `words` and `most` mean what the check of that name says they do."""

    check: ListingCheck
    title: Title
    cite: Cite
    words: Words = ()
    allowed: Words = ()  # exceptions: a title with one of these is no hit
    most: Count = 0
    categories: Words = ()
    limits: tuple[ListingLimit, ...] = ()
    belongs: tuple[CategoryWords, ...] = ()


class ListingRules(Part, frozen=True):
    """The rules, each once, and the words that say the same goods: colours, models, car makes."""

    rules: Annotated[tuple[ListingRule, ...], Meta(min_length=1)]
    colours: Words
    fits: Words  # makes and models after which goods "for different cars" are named
    cite: Cite
    electronics: Words = ()
    game_money: Words = ()
    most_game_money: Count = 5
    most_models: Count = 50
    cites: dict[str, Cite] = {}
