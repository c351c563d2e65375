"""What the steps of every topic share."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from gongdao.rulebook import events as e
from gongdao.rulebook.state import State

Step = Callable[[State, Any, datetime], State]
Steps = dict[type[e.Event], Step]


def same(state: State, event: e.Event, at: datetime) -> State:
    return state


def added(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    """The items with this one among them, once."""
    return items if item in items else (*items, item)
