"""Values kept in this process for a few seconds, so that one page or request asks the database once."""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Brief(Generic[Key, Value]):
    """A mapping whose values fade after `seconds`. Other processes see a change that much later at most.

    It may be used from several threads: each step is a single operation of a dict.
    """

    def __init__(self, seconds: float, size: int = 10_000) -> None:
        self._seconds = seconds
        self._size = size
        self._kept: dict[Key, tuple[float, Value]] = {}

    def get(self, key: Key) -> Value | None:
        """The value, unless it faded or was never kept."""
        found = self._kept.get(key)
        return found[1] if found is not None and found[0] > monotonic() else None

    def put(self, key: Key, value: Value) -> Value:
        """Keep a value and return it. When full, everything kept is let go."""
        if len(self._kept) >= self._size:
            self._kept.clear()
        self._kept[key] = (monotonic() + self._seconds, value)
        return value

    def change(self, alter: Callable[[Value], Value]) -> None:
        """Alter every kept value without making it last longer."""
        for key, (until, value) in list(self._kept.items()):
            self._kept[key] = (until, alter(value))

    def forget(self, key: Key) -> None:
        """Let go of one value."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Let go of everything."""
        self._kept.clear()
