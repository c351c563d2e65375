"""Learning from what people decided otherwise: the last layer moves as far from the shipped one as cases ask.

A small step of regression that is drawn back to where it began: with few examples little changes, and what
was learned before is not forgotten. Plain Python; a thousand examples take some seconds.
"""

import math
from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

from gongdao.rulebook.suggesting.reading import read
from gongdao.rulebook.suggesting.suggestion import goods_of
from gongdao.rulebook.suggesting.weights import Features, Head, Runs, features_of
from gongdao.rulebook.terms import Order

FOLDS: Final = 5
FEWEST: Final = 20  # examples below which nothing is learned
_ROUNDS: Final = 40
_RATE: Final = 0.3
_DRAWN_BACK: Final = 2.0  # how many examples the shipped weights are worth, for each weight
_SEED: Final = 7


class Example(NamedTuple):
    """One text as features, and the type that a person gave it."""

    features: Features
    type: str


class Compared(NamedTuple):
    """How many of the examples are right before and after, by cross-validation."""

    examples: int
    before: float
    after: float


def example(text: str, type_: str, runs: Runs, order: Order | None = None) -> Example:
    """The example of a text."""
    reading = read(text)
    return Example(features_of(reading, goods_of(reading, order), runs), type_)


def learned(head: Head, examples: Sequence[Example]) -> Head:
    """The head after the examples. The same examples in the same order give the same head."""
    moved: dict[str, list[float]] = {}
    bias = [0.0] * len(head.answers)
    order = list(range(len(examples)))
    random = Random(_SEED)  # noqa: S311  # only the order of turns
    for turn in range(_ROUNDS):
        random.shuffle(order)
        rate = _RATE / (1 + turn / 5)
        for place in order:
            _step(head, moved, bias, examples[place], rate)
        kept = 1 - min(rate * _DRAWN_BACK / max(len(examples), 1), 1.0)
        moved = {name: [kept * value for value in row] for name, row in moved.items()}
    return Head(
        answers=head.answers,
        bias=tuple(round(one + other, 4) for one, other in zip(head.bias, bias, strict=True)),
        weights=head.weights | {name: _sum(head, name, row) for name, row in moved.items()},
    )


def _sum(head: Head, name: str, row: list[float]) -> tuple[float, ...]:
    old = head.weights.get(name, (0.0,) * len(row))
    return tuple(round(one + other, 4) for one, other in zip(old, row, strict=True))


def _step(head: Head, moved: dict[str, list[float]], bias: list[float], one: Example, rate: float) -> None:
    logits = [value + more for value, more in zip(head.logits(one.features), bias, strict=True)]
    for name, value in one.features.items():
        if (row := moved.get(name)) is not None:
            logits = [logit + value * more for logit, more in zip(logits, row, strict=True)]
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    whole = sum(powers)
    errors = [
        (1.0 if answer == one.type else 0.0) - power / whole
        for answer, power in zip(head.answers, powers, strict=True)
    ]
    for place, error in enumerate(errors):
        bias[place] += rate * error / 10
    for name, value in one.features.items():
        row = moved.setdefault(name, [0.0] * len(errors))
        for place, error in enumerate(errors):
            row[place] += rate * value * error / 10


def compared(head: Head, examples: Sequence[Example]) -> Compared:
    """Before and after, each example judged by a head that did not see it."""
    order = list(range(len(examples)))
    Random(_SEED).shuffle(order)  # noqa: S311  # only the folds
    right = 0
    for fold in range(FOLDS):
        asked = set(order[fold::FOLDS])
        taught = learned(head, [one for place, one in enumerate(examples) if place not in asked])
        right += sum(_right(taught, examples[place]) for place in asked)
    before = sum(_right(head, one) for one in examples)
    count = max(len(examples), 1)
    return Compared(len(examples), before / count, right / count)


def _right(head: Head, one: Example) -> bool:
    shares = head.shares(one.features)
    return max(shares, key=shares.__getitem__) == one.type
