"""What a command answers: where the case stands after it, and what is due."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from gongdao.api.answers import Reply
from gongdao.api.call import Call
from gongdao.casework.outcome import Outcome
from gongdao.casework.showing import Showing
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.events import type_of


class Due(Struct, frozen=True):
    """A deadline that runs or is paused: what, by whom (a reference or a role), until when, and why then."""

    key: str
    bearer: str
    status: str
    due_at: datetime
    explanation: str  # address


class Done(Struct, frozen=True):
    """Where a case stands after a command. `version` goes into `If-Match` next time.

    `events`: the types of what was written and may be seen, in order, with what the clock had left to do.
    """

    number: str
    version: int
    status: str
    priority: str
    category: str
    handler: str
    missing: tuple[str, ...]
    events: tuple[str, ...]
    deadlines: tuple[Due, ...]


def done(outcome: Outcome, actor: Actor) -> Done:
    """The answer for an outcome, as the actor may see it."""
    state, number, showing = outcome.state, outcome.number, Showing(actor, outcome.state)
    return Done(
        number=number, version=outcome.version, status=state.status, priority=state.priority,
        category=state.category, handler=state.handler, missing=state.missing,
        events=tuple(type_of(event) for event in outcome.events if showing.event(event)),
        deadlines=tuple(dues(showing, number)),
    )  # fmt: skip


def dues(showing: Showing, number: str) -> Iterator[Due]:
    """The deadlines that are not over and may be known, the one due first at the top."""
    # Not in the order of the state: the database does not keep that.
    for item in sorted(showing.state.deadlines.values(), key=lambda one: (one.due_at, one.key)):
        if item.is_open and showing.deadline(item):
            where = f"/api/cases/{number}/deadlines/{item.key}/explanation"
            yield Due(item.key, item.bearer, item.status, item.due_at, where)


def reply(outcome: Outcome, call: Call, status: int = 200) -> Reply:
    """The HTTP answer for an outcome: its version as ETag, and whether it is an earlier answer again."""
    place = f"/api/cases/{outcome.number}" if status == 201 else ""
    return Reply(done(outcome, call.actor), status, headers_of(outcome, place))


def headers_of(outcome: Outcome, place: str = "") -> dict[str, str]:
    """The headers of an answer; `place` is the address of what was made."""
    headers = {"ETag": f'"{outcome.version}"'}
    if place:
        headers["Location"] = place
    if outcome.replayed:
        headers["Idempotent-Replayed"] = "true"
    return headers
