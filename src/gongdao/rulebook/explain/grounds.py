"""On what a decision rests: facts found, exhibits relied on, hearings."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.state import Objection, State


class Happened(NamedTuple):
    """One event of the log: what, when, by whom."""

    event: e.Event
    at: datetime
    by: str


class Found(Struct, frozen=True):
    """A fact of the decision table with its value."""

    fact: str
    value: str | int | bool


class Relied(Struct, frozen=True):
    """An exhibit, who handed it in, and what it shows."""

    id: str
    kind: str
    explanation: str
    by: str
    at: datetime


class Heard(Struct, frozen=True):
    """A party that was asked: when, and when it answered; `lapsed`: it let the limit pass."""

    id: str
    of: str
    asked_at: datetime
    given_at: datetime | None
    lapsed: bool


class Weighed(Struct, frozen=True):
    """An exhibit that was objected to or not admitted as a whole: what was said, and what was decided why.

    `result` is empty where nothing was decided on it.
    """

    id: str
    kind: str
    by: str
    result: str
    extent: str
    reason: str
    decided_by: str
    objections: tuple[Objection, ...]


def before(log: Iterable[Happened], event: e.Event) -> tuple[State, Happened]:
    """The case before one of its events, and that event with its instant. Raises KeyError."""
    state: State | None = None
    for item in log:
        if item.event == event:
            if state is None:
                break
            return state, item
        state = evolve(state, item.event, item.at)
    raise KeyError(e.type_of(event))


def found(facts: dict[str, str | int | bool]) -> tuple[Found, ...]:
    """The facts in the order in which they were stated."""
    return tuple(Found(name, value) for name, value in facts.items())


def relied(state: State, ids: Iterable[str]) -> tuple[Relied, ...]:
    """The exhibits with these ids."""
    return tuple(
        Relied(key, item.exhibit.kind, item.exhibit.explanation, item.by, item.at)
        for key in ids
        if (item := state.exhibits.get(key)) is not None
    )


def weighed(state: State) -> tuple[Weighed, ...]:
    """EVI-18: every exhibit on which there was something to decide, excluded ones with the reason."""
    found: list[Weighed] = []
    for key, item in state.exhibits.items():
        objections = tuple(one for one in state.objections.values() if one.exhibit == key)
        admission = state.admissions.get(key)
        if not objections and (admission is None or admission.result == "admitted"):
            continue
        found.append(
            Weighed(
                id=key, kind=item.exhibit.kind, by=item.by, result=admission.result if admission else "",
                extent=admission.extent if admission else "", reason=admission.reason if admission else "",
                decided_by=admission.by if admission else "", objections=objections,
            )
        )  # fmt: skip
    return tuple(found)


def heard(state: State, parties: Iterable[str]) -> tuple[Heard, ...]:
    """The hearings of these parties up to then."""
    wanted = set(parties)
    return tuple(
        Heard(key, item.of, item.asked_at, item.given_at, item.lapsed)
        for key, item in state.statements.items()
        if item.of in wanted
    )
