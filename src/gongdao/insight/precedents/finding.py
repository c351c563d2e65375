"""The words by which precedents are found: those of their texts, and one for each fact."""

from collections.abc import Iterable
from typing import Final

from gongdao.insight.models import Precedent
from gongdao.insight.precedents.facts import read
from gongdao.lib.words import quoted, words_of
from gongdao.rulebook.anonymous import without_marks

# What stands before the value of a fact; no word of a text holds a colon.
POLICY, CATEGORY, GROUND, KIND = "p:", "c:", "g:", "k:"
# Of those that won: one word more, so that appellants ask for one long list of the index rather than two.
WON: Final = "w"
_MOST_TEXT: Final = 20_000  # characters


def words_for(item: Precedent) -> list[str]:
    """Everything by which a precedent is found."""
    facts = read(item.facts)
    found = words_of(without_marks(text)[:_MOST_TEXT] for text in item.texts.values())
    about = {POLICY + item.policy, f"{CATEGORY}{item.policy}/{item.category}"}
    found |= about | ({WON + one for one in about} if item.won else set())
    found |= {f"{GROUND}{item.policy}/{item.ground}"} if item.ground else set()
    found |= {KIND + kind for kind in facts.kinds}
    return sorted(found)


def all_of(*parts: str) -> str:
    """A question for all of these; empty parts ask for nothing."""
    return " & ".join(f"({part})" for part in parts if part)


def any_of(parts: Iterable[str]) -> str:
    """A question for any of these."""
    return " | ".join(f"({part})" for part in parts)


def fact(kind: str, value: str = "") -> str:
    """A question for one fact."""
    return quoted(kind + value)
