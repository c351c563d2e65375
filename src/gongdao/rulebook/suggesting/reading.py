"""Reading a complaint: which faults it names, which opinions it holds of what, and how strongly.

Clause by clause: an aspect counts by the opinion beside it, "不难吃" is no fault, and what follows 但是
weighs more than what it takes back. Pure; about 0.1 ms for a text of usual length.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from gongdao.rulebook.suggesting.faults import FAULTS, TYPES
from gongdao.rulebook.suggesting.moods import ANGRY, ANXIOUS, DEMANDS, GOODS, HELP, INQUIRY, RISKS
from gongdao.rulebook.suggesting.opinions import ASPECTS, CONTRASTS, NEGATIVE, NEGATORS, POSITIVE

LONGEST: Final = 600  # characters that are read; longer texts have said it by then
_BREAK: Final = re.compile(r"[，,。.！!？?；;~…、：:\s]+")
# What is merely asked for (要求退货退款并补偿) does not tell what went wrong; a refusal (退款不通过) does.
_ASKED: Final = re.compile(
    r"(?:要求|申请|请求|希望|请你?们?)[^，,。.！!？?；;不没未拒]{0,6}?(?:退货|退款|换货|退换|赔偿|补偿|赔付|道歉)"
    r"[^，,。.！!？?；;不没未拒失]*(?=[，,。.！!？?；;]|$)"
)
_CONTRAST: Final = 1.2
_TAKEN_BACK: Final = 0.9
_PRAISED_ANYWAY: Final = 0.2  # praise beside a fault says little
_ASPECT_BAD, _ASPECT_NEUTRAL = 0.8, 0.3


class _Words:
    """Words by what they stand for; finds the longest one at each place of a text."""

    def __init__(self, groups: Iterable[tuple[str, str]]) -> None:
        self.kinds: dict[str, tuple[str, ...]] = {}
        for kind, words in groups:
            for word in words.split():
                self.kinds[word] = (*self.kinds.get(word, ()), kind)
        lengths: dict[str, set[int]] = {}
        for word in self.kinds:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def found(self, text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """Place, word and what it stands for; no two overlap."""
        place, end = 0, len(text)
        while place < end:
            for length in self._lengths.get(text[place], ()):
                word = text[place : place + length]
                if word in self.kinds:
                    yield place, word, self.kinds[word]
                    place += length
                    break
            else:
                place += 1

    def all_in(self, text: str) -> dict[str, tuple[str, ...]]:
        """By kind, every word that stands in a text, also where words overlap."""
        found: dict[str, dict[str, None]] = {}
        for place, first in enumerate(text):
            for length in self._lengths.get(first, ()):
                word = text[place : place + length]
                for kind in self.kinds.get(word, ()):
                    found.setdefault(kind, {})[word] = None
        return {kind: tuple(words) for kind, words in found.items()}


_SUBJECTS: Final = _Words(
    (
        *((f"fault.{name}", words) for name, words in FAULTS.items()),
        *((f"aspect.{name}", words) for name, words in ASPECTS.items()),
        ("negative", NEGATIVE),
        ("positive", POSITIVE),
    )
)
_MOODS: Final = _Words(
    (
        ("angry", ANGRY), ("anxious", ANXIOUS), ("help", HELP), ("inquiry", INQUIRY),
        *((f"demand.{name}", words) for name, words in DEMANDS.items()),
        *((f"risk.{name}", words) for name, words in RISKS.items()),
        *((f"goods.{name}", words) for name, words in GOODS.items()),
    )
)  # fmt: skip
_GOODS: Final = _Words(tuple(GOODS.items()))
_TYPE_OF: Final = {f"fault.{name}": name.split(".")[0] for name in FAULTS} | {
    f"aspect.{name}": name for name in ASPECTS
}


class Reading:
    """What a text says. `topics`: weight of each fault or aspect; `words`: those that were found for it.

    `text`: what was read, without what is merely asked for.
    """

    def __init__(self, text: str) -> None:
        self._whole = text[:LONGEST].lower()
        self.text = _ASKED.sub("", self._whole)
        self.topics: dict[str, float] = {}
        self.words: dict[str, list[str]] = {}
        self.negative = self.positive = 0.0

    @property
    def length(self) -> int:
        """How many characters were looked at."""
        return len(self._whole)

    @property
    def exclaims(self) -> int:
        """How many exclamation marks."""
        return self._whole.count("！") + self._whole.count("!")

    @property
    def numbers(self) -> int:
        """How many digits."""
        return sum(map(str.isdigit, self._whole))

    @cached_property
    def moods(self) -> dict[str, tuple[str, ...]]:
        """Words of mood, demands, risks and goods, by kind."""
        return _MOODS.all_in(self._whole)

    @property
    def goods(self) -> dict[str, tuple[str, ...]]:
        """The kinds of goods that are named, and the words that name them."""
        return _GOODS.all_in(self._whole)

    def by_type(self) -> dict[str, float]:
        """How much speaks for each type."""
        sums = dict.fromkeys(TYPES, 0.0)
        for topic, weight in self.topics.items():
            sums[_TYPE_OF[topic]] += weight
        return sums

    def of(self, prefix: str) -> dict[str, tuple[str, ...]]:
        """The demands, risks or goods named, as `of("risk")`, without the prefix."""
        start = f"{prefix}."
        return {kind[len(start) :]: words for kind, words in self.moods.items() if kind.startswith(start)}

    def add(self, topic: str, word: str, weight: float) -> None:
        """Let a word speak for a topic."""
        self.topics[topic] = self.topics.get(topic, 0.0) + weight
        words = self.words.setdefault(topic, [])
        if word not in words:
            words.append(word)


def goods_in(text: str) -> dict[str, tuple[str, ...]]:
    """The kinds of goods that a text names, and the words that name them."""
    return _GOODS.all_in(text[:LONGEST].lower())


class _Clause(NamedTuple):
    faults: list[tuple[str, str]]
    aspects: list[tuple[str, str]]
    negative: float
    positive: float


def read(text: str) -> Reading:
    """Read a text."""
    reading = Reading(text)
    clauses = [part for part in _BREAK.split(reading.text) if part]
    for clause, weight in zip(clauses, _weights(clauses), strict=True):
        _take(reading, _clause(clause), weight)
    return reading


def _weights(clauses: list[str]) -> list[float]:
    weights = [1.0] * len(clauses)
    for place, clause in enumerate(clauses):
        if clause.startswith(CONTRASTS):
            weights[:place] = [weight * _TAKEN_BACK for weight in weights[:place]]
            weights[place] = _CONTRAST
    return weights


def _clause(text: str) -> _Clause:
    faults: list[tuple[str, str]] = []
    aspects: list[tuple[str, str]] = []
    negative = positive = 0.0
    for place, word, kinds in _SUBJECTS.found(text):
        turned = text[max(0, place - 2) : place].endswith(NEGATORS)
        for kind in kinds:
            if kind == "fault.none.praise" and turned:
                negative += 1
            elif kind.startswith("fault.none"):
                faults.append((kind, word))
            elif kind.startswith("fault"):
                if turned:
                    positive += 0.5
                else:
                    faults.append((kind, word))
            elif kind.startswith("aspect"):
                aspects.append((kind, word))
            elif (kind == "negative") == turned:
                positive += 0.5 if turned else 1
            else:
                negative += 1
    return _Clause(faults, aspects, negative, positive)


def _take(reading: Reading, clause: _Clause, weight: float) -> None:
    bad = sum(not kind.startswith("fault.none") for kind, _ in clause.faults)
    complains = bool(clause.negative or bad)
    for kind, word in clause.faults:
        praise = kind.startswith("fault.none") and complains
        reading.add(kind, word, weight * (_PRAISED_ANYWAY if praise else 1.0))
    praised = clause.positive and not bad and clause.positive >= clause.negative
    for kind, word in clause.aspects:
        if complains and not praised:
            reading.add(kind, word, weight * _ASPECT_BAD)
        elif not clause.positive:
            reading.add(kind, word, weight * _ASPECT_NEUTRAL)
    reading.negative += clause.negative + bad
    reading.positive += clause.positive
