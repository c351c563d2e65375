"""Replacing what is personal in texts by marks; the same thing gets the same mark in all texts of a case."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from gongdao.rulebook.anonymous.known import SHORTEST, Known
from gongdao.rulebook.anonymous.marks import MARK, Mark, marks_in
from gongdao.rulebook.anonymous.patterns import kind_of_digits, personal
from gongdao.rulebook.anonymous.rounding import rounded_text

_LONG_RUN: Final = re.compile(r"[0-9]{6,}")
_MOST_MARKS: Final = 9_999
# Brackets of marks that somebody wrote must not pass for ours.
_BRACKETS: Final = re.compile(r"[⟦⟧]")
# Chinese punctuation stays as it was written.
_FOLDED: Final = re.compile("[^，：；！？（）]+")
_SORTS: Final = {"waybill_bare": "waybill", "titled": "person", "english": "person", "spelled": "number"}
_LABELS: Final = ("account", "staff", "order", "waybill", "transaction", "person")


def anonymous(texts: Mapping[str, str], known: Sequence[Known] = ()) -> dict[str, str]:
    """These texts without what is known of the case and without what looks personal; the same, marked alike.

    Texts that hold marks already keep them: done twice, nothing changes. What is replaced is compared in one
    form of each character, and that form is what comes back.
    """
    plain = {name: _plain(text) for name, text in texts.items()}
    register = _Register(plain.values())
    names = _names(known, register)
    # A mark may set free what stood beside it, as a name behind the last letter of a number.
    return {name: names(_replaced(names(text), register)) for name, text in plain.items()}


def holds_personal_data(text: str, known: Sequence[Known] = ()) -> bool:
    """Whether anything in a line of text would be replaced; a rounded amount does not count."""
    return bool(marks_in(anonymous({"": text}, known).values()))


class _Register:
    """Which mark stands for what. Marks that are there already are not given to anything else."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._given: dict[tuple[str, str], Mark] = {}
        self._last: dict[str, int] = {}
        for mark in marks_in(texts):
            self._last[mark.kind] = max(self._last.get(mark.kind, 0), mark.n)

    def mark(self, kind: str, what: str) -> str:
        """The mark for this, given when first asked for."""
        key = (kind, "".join(char for char in what.casefold() if char.isalnum()))
        if key not in self._given:
            self._last[kind] = min(self._last.get(kind, 0) + 1, _MOST_MARKS)
            self._given[key] = Mark(kind, self._last[kind])
        return str(self._given[key])


def _plain(text: str) -> str:
    """One form of each character, without what cannot be seen, without foreign brackets of marks."""
    kept: list[str] = []
    end = 0
    for found in MARK.finditer(text):
        kept += [_folded(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join((*kept, _folded(text[end:])))


def _folded(text: str) -> str:
    seen = "".join(char for char in text if _is_visible(char))
    whole = _FOLDED.sub(lambda part: unicodedata.normalize("NFKC", part[0]), seen)
    whole = "".join(str(int(char)) if char.isdecimal() else char for char in whole if _is_visible(char))
    return _BRACKETS.sub("", whole)


def _is_visible(char: str) -> bool:
    return char in "\n\t" or unicodedata.category(char) not in ("Cf", "Cc")


def _names(known: Sequence[Known], register: _Register) -> Callable[[str], str]:
    """What replaces everything known, the longest first."""
    by_words = {_folded(item.words).strip().casefold(): item for item in known}
    words = sorted((one for one in by_words if len(one) >= SHORTEST), key=lambda one: (-len(one), one))
    if not words:
        return lambda text: text
    pattern = re.compile("|".join((r"⟦[a-z]+:[0-9]+⟧", *map(_spaced, words))), re.IGNORECASE)
    whose = {"".join(one.split()): item for one, item in by_words.items()}

    def mark(found: re.Match[str]) -> str:
        if MARK.fullmatch(found[0]):
            return found[0]
        item = whose.get("".join(found[0].casefold().split()))
        return register.mark(item.kind, item.whose) if item else register.mark("person", found[0])

    return lambda text: pattern.sub(mark, text)


def _spaced(words: str) -> str:
    """Letters as a word of their own; Chinese names also where somebody put blanks between the characters."""
    if words.isascii():
        # A digit may follow a name, and a letter a number, but no letter a name.
        return f"{_edge(words[0], '?<!')}{re.escape(words)}{_edge(words[-1], '?!')}"
    return r"\s?".join(map(re.escape, words)) if " " not in words else re.escape(words)


def _edge(char: str, looking: str) -> str:
    return f"({looking}[A-Za-z])" if char.isalpha() else f"({looking}[0-9])" if char.isdecimal() else ""


def _replaced(text: str, register: _Register) -> str:
    text = personal().sub(lambda found: _instead(found, register), text)
    kept: list[str] = []
    end = 0
    for found in MARK.finditer(text):
        kept += [
            _LONG_RUN.sub(lambda run: register.mark("number", run[0]), text[end : found.start()]),
            found[0],
        ]
        end = found.end()
    return "".join((*kept, _LONG_RUN.sub(lambda run: register.mark("number", run[0]), text[end:])))


def _instead(found: re.Match[str], register: _Register) -> str:
    if found["mark"] or found["kept"]:
        return found[0]
    if found["amount"]:
        return rounded_text(found)
    if found["digits"]:
        return register.mark(kind_of_digits(found["digits"]), found["digits"])
    for kind in _LABELS:
        if found[f"{kind}_label"]:
            return found[f"{kind}_label"] + register.mark(kind, found[kind])
    kind = next(name for name, value in found.groupdict().items() if value is not None)
    return register.mark(_SORTS.get(kind, kind), found[0])
