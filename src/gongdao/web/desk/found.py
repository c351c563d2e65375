"""Showing where the words of a search stand in a text."""

from functools import lru_cache
from html import escape
from typing import Final

from django.utils.safestring import SafeString

from gongdao.lib.words import plain, words_of

AROUND: Final = 80  # characters of an excerpt
_BEFORE: Final = 16  # of them before the first found word


def marked(text: str, search: str) -> SafeString:
    """The text with the searched words marked, safe to show."""
    pieces: list[str] = []
    position = 0
    for start, end in _spans(text, search):
        pieces.append(f"{escape(text[position:start])}<mark>{escape(text[start:end])}</mark>")
        position = end
    return SafeString("".join(pieces) + escape(text[position:]))


def excerpt(subject: str, text: str, search: str) -> str:
    """What to show of a case: its subject, or the stretch of its text where a searched word stands first."""
    if _spans(subject, search):
        return subject
    flat = " ".join(text.split())
    spans = _spans(flat, search)
    if not spans:
        return subject
    start = max(spans[0][0] - _BEFORE, 0)
    shown = flat[start : start + AROUND]
    return f"{'…' if start else ''}{shown}{'…' if start + AROUND < len(flat) else ''}"


def _spans(text: str, search: str) -> list[tuple[int, int]]:
    """Where searched words stand: (start, end), in order, none overlapping."""
    # Found in the form in which they were stored, as long as that keeps the places of the characters.
    compared = plain(text)
    if len(compared) != len(text):
        compared = text.lower()
        if len(compared) != len(text):
            return []
    covered: set[int] = set()
    for word in _asked(search):
        at = compared.find(word)
        while at >= 0:
            covered.update(range(at, at + len(word)))
            at = compared.find(word, at + 1)
    spans: list[tuple[int, int]] = []
    for at in sorted(covered):
        if spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return spans


@lru_cache(maxsize=64)  # asked for each text of a page
def _asked(search: str) -> frozenset[str]:
    """The pairs and words of the search; a single character only when it was asked for alone."""
    words = words_of([search])
    longer = frozenset(word for word in words if len(word) > 1)
    return longer or frozenset(words)
