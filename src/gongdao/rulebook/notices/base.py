"""A notice, and who holds a duty."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from gongdao.rulebook import events as e
from gongdao.rulebook.state import State


class Notice(Struct, frozen=True):
    """One message: to whom, which sentence ("notice.<code>" in the catalogue), with which values."""

    recipient: str
    code: str
    params: dict[str, Any] = {}


Teller = Callable[[Any, State], Iterable[Notice]]
Tellers = dict[type[e.Event], Teller]


def holders(state: State, bearer: str) -> tuple[str, ...]:
    """Who holds a bearer's duty now: the ref itself, or the present holders of a role."""
    reviewers = tuple(item.reviewer for item in state.appeals.values() if item.status == "assigned")
    by_role = {
        "handler": (state.handler or state.overseer,),
        "company": (state.handler or state.overseer,),
        "mediator": (state.handler,),
        "overseer": (state.overseer or state.handler,),
        "executive": (state.overseer or state.handler,),
        "reviewer": reviewers,
    }
    return by_role.get(bearer, (bearer,))
