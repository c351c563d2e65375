"""What the steps of every topic share."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.state import State, open_appeal

Step = Callable[[State, Any, datetime], State]
Steps = dict[type[e.Event], Step]


def same(state: State, event: e.Event, at: datetime) -> State:
    return state


def added(items: tuple[str, ...], item: str) -> tuple[str, ...]:
    """The items with this one among them, once."""
    return items if item in items else (*items, item)


def agreed(state: State) -> State:
    """Both sides agreed: what they agreed on is carried out. A case under appeal stays under review.

    The remedies take their own course meanwhile; what they make of the case shows once the appeal has ended.
    """
    return state if open_appeal(state) else replace(state, status="executing")
