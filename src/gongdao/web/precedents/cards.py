"""A precedent as pages show it: codes in words, marks in words, and why it is like something."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from gongdao.insight.precedents.facts import TEXTS, Facts
from gongdao.insight.precedents.queries import Shown
from gongdao.insight.precedents.similar import Similar
from gongdao.letters.wording import Language, say
from gongdao.letters.wording.marks import say_marks
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles

_SHORT: Final = ("problem", "decision")  # in a list


class Card(Struct, frozen=True):
    """One precedent in words. `texts`: (name, text); `why`: sentences, where it is like something."""

    key: int
    title: str
    ground: str
    outcome: str
    won: bool
    facts: Facts
    claim_reason: str
    kinds: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    pictures: tuple[int, ...]
    why: tuple[str, ...] = ()


def cards(items: Iterable[Shown], language: Language) -> list[Card]:
    """Precedents in a list, with the texts that matter most."""
    return [card(item, language, names=_SHORT) for item in items]


def card(item: Shown, language: Language, *, names: tuple[str, ...] = TEXTS) -> Card:
    """One precedent."""
    words = titles(item.policy, item.facts.policy_version, language)
    return Card(
        key=item.id, title=words.get(f"category:{item.category}", item.category),
        ground=ground_of(item.policy, item.facts.policy_version, item.ground, language),
        outcome=item.outcome, won=item.won, facts=item.facts,
        claim_reason=words.get(f"claim_reason:{item.facts.claim_reason}", ""), kinds=item.facts.kinds,
        texts=texts_in_words(item.texts, language, names=names), pictures=item.pictures,
    )  # fmt: skip


def similar_cards(found: Iterable[Similar], language: Language) -> list[Card]:
    """Precedents that are like something, each with why."""
    return [_similar(one, language) for one in found]


def texts_in_words(
    texts: Mapping[str, str], language: Language, *, names: tuple[str, ...] = TEXTS
) -> tuple[tuple[str, str], ...]:
    """(name, text) of those texts that say anything, with marks in words."""
    return tuple((name, say_marks(texts[name], language)) for name in names if texts.get(name))


def ground_of(policy: str, version: str, ground: str, language: Language) -> str:
    """The reason of the line of the decision table on which the finding rested, or ""."""
    table = policies.version(policy, version).finding.table
    row = next((item for item in table if item.cite == ground), None)
    return "" if row is None else row.reason.en if language == "en" else row.reason.zh


def _similar(one: Similar, language: Language) -> Card:
    made = card(one.item, language, names=_SHORT)
    why: list[str] = []
    if one.same_category:
        why.append(say("precedent.why.category", language, title=made.title))
    if one.same_ground and made.ground:
        why.append(say("precedent.why.ground", language, reason=made.ground))
    if one.kinds:
        why.append(say("precedent.why.kinds", language, kinds=list(one.kinds)))
    if one.words:
        separator = ", " if language == "en" else "、"
        why.append(say("precedent.why.words", language, words=separator.join(one.words)))
    return Card(
        **{name: getattr(made, name) for name in Card.__struct_fields__ if name != "why"}, why=tuple(why)
    )
