"""Marks of anonymous texts in words: `⟦buyer:1⟧` is 〔买家A〕 or [buyer A], and back when somebody edits."""

import re
from functools import cache
from typing import Final

from gongdao.letters.wording.catalogue import LANGUAGES, Language
from gongdao.letters.wording.speech import say
from gongdao.rulebook.anonymous.marks import KINDS, MARK, Mark

# People are lettered, everything else is numbered.
_LETTERED: Final = frozenset({"buyer", "seller", "staff", "technician", "company", "person"})
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETS: Final[dict[Language, str]] = {"zh-hans": "〔{}〕", "en": "[{}]"}
_LETTERS: Final = 26


def say_marks(text: str, language: Language) -> str:
    """The text with its marks in words."""
    return MARK.sub(lambda found: _word(Mark(found[1], int(found[2])), language), text)


def read_marks(text: str) -> str:
    """The text with words for marks, in either language, turned into marks."""
    return _words().sub(lambda found: str(_mark(found[0])), text)


def _word(mark: Mark, language: Language) -> str:
    if mark.kind in _LETTERED:
        which = _letters(mark.n)
    else:
        which = _CIRCLED[mark.n - 1] if language == "zh-hans" and mark.n <= len(_CIRCLED) else str(mark.n)
    gap = " " if language == "en" else ""
    return _BRACKETS[language].format(f"{say(f'mark.{mark.kind}', language)}{gap}{which}")


def _letters(n: int) -> str:
    high, low = divmod(n - 1, _LETTERS)
    return (_letters(high) if high else "") + chr(ord("A") + low)


def _mark(word: str) -> Mark:
    label, which = _split(word)
    if which.isdecimal():
        return Mark(label, int(which))
    if which in _CIRCLED:
        return Mark(label, _CIRCLED.index(which) + 1)
    n = 0
    for letter in which:
        n = n * _LETTERS + ord(letter) - ord("A") + 1
    return Mark(label, n)


def _split(word: str) -> tuple[str, str]:
    found = _words().fullmatch(word)
    assert found is not None
    label, which = next((label, which) for label, which in _pairs(found.groups()) if label)
    return _kinds()[label], which


def _pairs(groups: tuple[str | None, ...]) -> list[tuple[str, str]]:
    return [(groups[n] or "", groups[n + 1] or "") for n in range(0, len(groups), 2)]


@cache
def _kinds() -> dict[str, str]:
    return {say(f"mark.{kind}", language): kind for language in LANGUAGES for kind in KINDS}


@cache
def _words() -> re.Pattern[str]:
    which = rf"([A-Z]{{1,3}}|[{_CIRCLED}]|[1-9][0-9]{{0,3}})"
    parts = []
    for language in LANGUAGES:
        labels = "|".join(sorted((say(f"mark.{kind}", language) for kind in KINDS), key=len, reverse=True))
        gap = " " if language == "en" else ""
        before, after = (re.escape(one) for one in _BRACKETS[language].split("{}"))
        parts.append(f"{before}({labels}){gap}{which}{after}")
    return re.compile("|".join(parts))
