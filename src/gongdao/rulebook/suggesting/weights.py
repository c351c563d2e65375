"""What was learned, as numbers: the weights by which features of a text speak for its type, nature and mood.

No text can be rebuilt from them: they hold the topics of the word lists and runs of at most four characters,
each of which stood in many texts. The shipped ones come from `bench/triage`; `docs/triage.md` tells how good.
"""

import math
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from operator import add
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from gongdao.rulebook.suggesting.reading import Reading

_SHIPPED: Final = Path(__file__).parent / "weights.json"
_FLOOR: Final = -6.0
_MOST_TOPIC: Final = 2.0
_PAIR: Final = 2
_MOST_READY: Final = 8  # weights in use at a time; more are only met in tests

Features = dict[str, float]


class Runs(Struct, frozen=True):
    """Runs of characters with a whole number for each type; `scale` turns it into a weight."""

    scale: float
    bias: tuple[float, ...]
    weights: dict[str, tuple[int, ...]]
    longest: int = 3


class Head(Struct, frozen=True):
    """One question with its possible answers: a weight for each feature and answer."""

    answers: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]

    def logits(self, features: Features) -> list[float]:
        """How much speaks for each answer."""
        known = [(self.weights[name], value) for name, value in features.items() if name in self.weights]
        return [
            sum([row[place] * value for row, value in known], bias) for place, bias in enumerate(self.bias)
        ]

    def shares(self, features: Features) -> dict[str, float]:
        """How likely each answer is; the sum is 1."""
        return dict(zip(self.answers, _softmax(self.logits(features)), strict=True))


class Weights(Struct, frozen=True):
    """All that was learned. `version`: "shipped", or that of a training on own cases."""

    version: str
    runs: Runs
    heads: dict[str, Head]


@cache
def shipped() -> Weights:
    """The weights that come with the program."""
    return msgspec.json.decode(_SHIPPED.read_bytes(), type=Weights)


def features_of(reading: Reading, goods: str, runs: Runs | None) -> Features:
    """The features of a text about goods of a kind ("": unknown); without `runs`, of the word lists alone."""
    found: Features = {
        f"type.{name}": math.log1p(weight) for name, weight in reading.by_type().items() if weight
    }
    for topic, weight in reading.topics.items():
        if topic.startswith("fault"):
            found[topic] = min(weight, _MOST_TOPIC) / 2
    found["negative"] = math.log1p(reading.negative)
    found["positive"] = math.log1p(reading.positive)
    if goods:
        found[f"goods.{goods}"] = 1.0
    if runs is not None:
        for place, share in enumerate(run_logs(reading.text, runs)):
            found[f"runs.{place}"] = max(share, _FLOOR) / 2
    return found


def manner_of(reading: Reading) -> Features:
    """Features of how a text is written: anger, numbers, length."""
    found: Features = {
        "exclaims": math.log1p(reading.exclaims), "numbers": min(reading.numbers, 8) / 8,
        "length": math.log1p(reading.length) / 4,
    }  # fmt: skip
    for kind in ("angry", "anxious", "inquiry", "help"):
        if words := reading.moods.get(kind):
            found[kind] = math.log1p(len(words))
    return found


def run_logs(text: str, runs: Runs) -> list[float]:
    """The logarithms of how likely each type is by the runs of characters alone."""
    columns = _columns(runs)
    known = columns.known(text)
    sums: Iterable[float] = runs.bias
    if known:
        scale = runs.scale / math.sqrt(len(known))
        sums = [bias + scale * whole for bias, whole in zip(runs.bias, columns.sums(known), strict=True)]
    return [math.log(max(share, 1e-9)) for share in _softmax(sums)]


def known_runs(text: str, runs: Runs) -> set[str]:
    """The known runs that stand in a text."""
    return _columns(runs).known(text)


class _Columns:
    """Runs made ready to be found in a text and added up, many a text, at little cost for each.

    The numbers of a run are packed into one, so that one addition adds all of them. Each has `_bits` of its
    own, enough for the sum over every run there is, and is packed as what it is above the least of all.
    """

    def __init__(self, runs: Runs) -> None:
        self.runs = runs  # kept, so that no others can take their identity
        numbers = [number for row in runs.weights.values() for number in row]
        self._least = min(numbers, default=0)
        self._bits = ((max(numbers, default=0) - self._least) * max(len(runs.weights), 1)).bit_length()
        self._packed = {
            run: sum((number - self._least) << self._bits * place for place, number in enumerate(row))
            for run, row in runs.weights.items()
        }
        longer: dict[str, set[int]] = {}
        for run in runs.weights:
            if _PAIR < len(run) <= runs.longest:
                longer.setdefault(run[:_PAIR], set()).add(len(run))
        self._longer = {pair: tuple(sorted(lengths)) for pair, lengths in longer.items()}

    def known(self, text: str) -> set[str]:
        """The known runs that stand in a text. Longer ones are looked for where a pair begins one."""
        chars = list(text)
        pairs = list(map(add, chars, chars[1:]))
        found = self._packed.keys() & (chars if self.runs.longest < _PAIR else chars + pairs)
        for place, pair in enumerate(pairs):
            if pair in self._longer:
                for length in self._longer[pair]:
                    run = text[place : place + length]
                    if run in self._packed:
                        found.add(run)
        return found

    def sums(self, known: Collection[str]) -> Iterator[int]:
        """The sum of the numbers of these runs, for each type."""
        whole = sum(map(self._packed.__getitem__, known))
        mask = (1 << self._bits) - 1
        for place in range(len(self.runs.bias)):
            yield (whole >> self._bits * place & mask) + self._least * len(known)


_ready: dict[int, _Columns] = {}


def _columns(runs: Runs) -> _Columns:
    found = _ready.get(id(runs))
    if found is None:
        if len(_ready) >= _MOST_READY:
            _ready.clear()
        found = _ready[id(runs)] = _Columns(runs)
    return found


def all_runs(text: str, longest: int) -> set[str]:
    """Every run of up to so many characters."""
    return {
        text[place : place + length]
        for length in range(1, longest + 1)
        for place in range(len(text) - length + 1)
    }


def _softmax(logits: Iterable[float]) -> list[float]:
    values = list(logits)
    top = max(values)
    powers = [math.exp(value - top) for value in values]
    whole = sum(powers)
    return [power / whole for power in powers]
