"""The facts of an event itself that conditions of the policy may ask for, beside those of the case."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from gongdao.rulebook import events as e
from gongdao.rulebook import expression
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.state import Appeal, Request, State

_Reader = Callable[[e.Event, State], Any]


@lru_cache(maxsize=4096)
def event_readers(condition: str) -> tuple[tuple[str, _Reader], ...]:
    """How the facts of an event that a condition asks for are read, from it and the case after it."""
    asked = expression.asked(condition)
    return tuple((name, read) for name, read in _READ.items() if asked is None or name in asked)


def _appeal(event: e.Event, state: State) -> Appeal | None:
    """The appeal that an event is about."""
    return state.appeals.get(getattr(event, "id", ""))


def _of_appeal(name: str) -> _Reader:
    """How to read a field of the appeal that an event is about; "" where it is about none."""

    def read(event: e.Event, state: State) -> str:
        appeal = _appeal(event, state)
        return getattr(appeal, name) if appeal is not None else ""

    return read


def _appellant_kind(event: e.Event, state: State) -> str:
    appeal = _appeal(event, state)
    return kind_of(appeal.appellant) if appeal is not None else ""


def _request(event: e.Event, state: State) -> Request | None:
    """The evidence request that an event is about."""
    return state.requests.get(getattr(event, "id", ""))


def _claim_reason(event: e.Event, state: State) -> str:
    item = _request(event, state)
    return item.reason if item is not None else ""


def _evidence_stage(event: e.Event, state: State) -> str:
    item = _request(event, state)
    return item.stage if item is not None else ""


def _remedy_kind(event: e.Event, state: State) -> str:
    """What is to be done, of an event about a remedy or about the parcel returned for one."""
    key = getattr(event, "id", "")
    if key in state.parcels:
        key = state.parcels[key].remedy
    item = state.remedies.get(key)
    return item.terms.kind if item is not None else ""


_READ: Final[dict[str, _Reader]] = {
    "accepted": lambda event, _: getattr(event, "accepted", False),
    "satisfied": lambda event, state: getattr(event, "satisfied", state.satisfied is True),
    "established": lambda event, state: getattr(event, "established", state.established is not False),
    "binding": lambda event, _: getattr(event, "binding", False),
    "outcome": lambda event, state: getattr(event, "outcome", state.outcome or "") or "",
    "needs_approval": lambda event, _: bool(getattr(event, "needs_approval", "")),
    "rung": lambda event, state: getattr(event, "rung", state.rung),
    "lapsed": lambda event, _: event.deadline.rule if isinstance(event, e.DeadlineLapsed) else "",
    "with_return": lambda event, _: getattr(event, "with_return", False),
    "automatic": lambda event, _: getattr(event, "automatic", False),
    "confirmed": lambda event, _: getattr(event, "confirmed", True),
    "result": lambda event, _: getattr(event, "result", ""),
    "in_order": lambda event, _: getattr(event, "in_order", False),
    "level": _of_appeal("level"),
    "variant": _of_appeal("variant"),
    "scope": _of_appeal("scope"),
    "appellant_kind": _appellant_kind,
    "claim_reason": _claim_reason,
    "evidence_stage": _evidence_stage,
    "remedy_kind": _remedy_kind,
}
