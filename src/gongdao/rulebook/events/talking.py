"""Events of talking: responses, contacts, notes, promises, waiting."""

from datetime import datetime
from typing import ClassVar, Literal

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import Channel


class FirstResponseGiven(Event, frozen=True, tag="first_response_given"):
    """RES-1: the problem confirmed, apology and calm."""

    text: str
    via: Channel


class ContactMade(Event, frozen=True, tag="contact_made"):
    """A call, chat or mail with the customer or another party."""

    text: str
    via: Channel
    with_: str
    inbound: bool = False
    audience: ClassVar[Audience] = "staff"


class NoteAdded(Event, frozen=True, tag="note_added"):
    """An internal note."""

    text: str
    audience: ClassVar[Audience] = "staff"


class ProgressTold(Event, frozen=True, tag="progress_told"):
    """MSG-2: an update that the complainant sees."""

    text: str


class PromiseMade(Event, frozen=True, tag="promise_made"):
    """SLA-7: a promise to the customer is itself a deadline."""

    id: str
    text: str
    due_at: datetime


class PromiseKept(Event, frozen=True, tag="promise_kept"):
    """The promised answer was given, however far things had got."""

    id: str
    text: str


class WaitingStarted(Event, frozen=True, tag="waiting_started"):
    """SLA-9: the case waits for somebody outside."""

    on: Literal["customer", "evidence", "third_party"]
    reason: str


class WaitingEnded(Event, frozen=True, tag="waiting_ended"):
    """The wait is over; clocks resume."""

    on: Literal["customer", "evidence", "third_party"]
