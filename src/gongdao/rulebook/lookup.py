"""What is looked up in a policy with every case and every event, found out once per policy.

A policy is immutable, so what follows from it alone can be kept beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from gongdao.rulebook.policy import DeadlineRule, Policy

LATER: Final = 0.9  # what a type counts that a category names after another one
_MOST: Final = 64  # policies kept; more are only met in tests

_Starts = Mapping[str, tuple[str, ...]]


class Lookup:
    """The words and the deadline rules of one policy, by what they are asked for."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._category_words = _by_first(word for item in policy.categories for word in item.words)
        self._risk_words = _by_first(word for item in policy.risk_words for word in item.words)
        owners: dict[str, set[int]] = defaultdict(set)
        for place, item in enumerate(policy.categories):
            for word in item.words:
                owners[word].add(place)
        self._owners = owners
        self.has_types = any(item.types for item in policy.categories)
        # Each type of a category, and what it counts for: a later one less.
        self.types = tuple(
            tuple((name, LATER**place) for place, name in enumerate(item.types)) for item in policy.categories
        )
        self._ending: dict[str, tuple[DeadlineRule, ...]] = {}
        self._starting: dict[str, tuple[DeadlineRule, ...]] = {}

    def category_words(self, text: str) -> tuple[frozenset[str], list[int]]:
        """The category words that stand in a text, and the places of the categories they belong to."""
        found = _found(self._category_words, text)
        return found, sorted({place for word in found for place in self._owners[word]})

    def risk_words(self, text: str) -> frozenset[str]:
        """The risk words that stand in a text."""
        return _found(self._risk_words, text)

    def ending(self, kind: str) -> tuple[DeadlineRule, ...]:
        """The deadline rules that an event of this kind stops or cancels, in the order of the policy."""
        rules = self._ending.get(kind)
        if rules is None:
            rules = tuple(r for r in self.policy.deadlines if kind in r.stop or kind in r.cancel)
            self._ending[kind] = rules
        return rules

    def starting(self, kind: str) -> tuple[DeadlineRule, ...]:
        """The deadline rules that an event of this kind may start, in the order of the policy."""
        rules = self._starting.get(kind)
        if rules is None:
            rules = tuple(rule for rule in self.policy.deadlines if kind in rule.start.on)
            self._starting[kind] = rules
        return rules


_lookups: dict[int, Lookup] = {}


def lookup(policy: Policy) -> Lookup:
    """The look-up of a policy. It keeps the policy, so that no other can take its identity."""
    known = _lookups.get(id(policy))
    if known is None:
        if len(_lookups) >= _MOST:
            _lookups.clear()
        known = _lookups[id(policy)] = Lookup(policy)
    return known


def _by_first(words: Iterable[str]) -> _Starts:
    """Words by their first character: a text has fewer characters than a policy has words."""
    starts: dict[str, dict[str, None]] = defaultdict(dict)
    for word in words:
        starts[word[:1]][word] = None
    return {char: tuple(found) for char, found in starts.items()}


def _found(starts: _Starts, text: str) -> frozenset[str]:
    return frozenset(word for char in starts.keys() & set(text) for word in starts[char] if word in text)
