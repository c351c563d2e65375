"""Texts of listings made comparable, and many words found in one text at once."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import Final

_NOISE: Final = re.compile(r"[\W_]+")


def normal(text: str) -> str:
    """Full-width signs made narrow, letters small; spaces and marks stay."""
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return text.lower()
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=4096)
def normal_name(name: str) -> str:
    """The same for names that come again and again, as of categories."""
    return normal(name)


def bare(text: str) -> str:
    """The letters, digits and characters of a normal text alone."""
    return _NOISE.sub("", text)


class Words:
    """Words looked for in texts, by their first character: a text has fewer of these than there are words."""

    __slots__ = ("_first", "_starts")

    def __init__(self, words: Iterable[str]) -> None:
        starts: dict[str, list[str]] = defaultdict(list)
        for word in sorted({normal(item) for item in words if item}):
            starts[word[0]].append(word)
        self._starts = dict(starts)
        self._first = frozenset(starts)

    def found(self, text: str, chars: Set[str] | None = None) -> list[str]:
        """Those that stand in a normal text. `chars`: its characters, where the caller has them already."""
        met = self._first & (chars or set(text))
        return [word for char in met for word in self._starts[char] if word in text] if met else []

    def without(self, text: str, chars: Set[str] | None = None) -> str:
        """A normal text with every such word taken out, longer ones first."""
        found = self.found(text, chars)
        if len(found) > 1:
            found.sort(key=len, reverse=True)
        for word in found:
            text = text.replace(word, " ")
        return text
