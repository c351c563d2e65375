"""Showing where the words of a search stand in a text."""

from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongdao.lib.words import plain, words_of

AROUND: Final = 80  # characters of an excerpt
_BEFORE: Final = 16  # of them before the first found word


def marked(text: str, search: str) -> SafeString:
    """The text with the searched words marked, safe to show."""
    spans = _spans(text, search)
    if not spans:
        return format_html("{}", text)
    pieces: list[tuple[str, str]] = []
    position = 0
    for start, end in spans:
        pieces.append((text[position:start], text[start:end]))
        position = end
    html = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", html, text[position:])


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


def _asked(search: str) -> set[str]:
    """The pairs and words of the search; a single character only when it was asked for alone."""
    words = words_of([search])
    longer = {word for word in words if len(word) > 1}
    return longer or words
