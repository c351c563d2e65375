"""Commands: registering and sorting a case."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import Facts, Fen, Ids, LongText, Moment, Name, Note, Text
from gongdao.rulebook.commands.base import Command, Demands
from gongdao.rulebook.terms import Channel, Mood, Motive, Nature, Order, Party, Priority, Wish


class OpenCase(Command, frozen=True, tag="open_case"):
    """INT-1, INT-2. The one command without a case."""

    channel: Channel
    complainant: Party
    description: Text
    received_at: Moment | None = None  # None: now
    respondents: Annotated[tuple[Party, ...], Meta(max_length=20)] = ()
    category: Name = ""  # empty: suggested from the text
    demands: Demands = ()
    mood: Mood | None = None
    nature: Nature | None = None
    order: Order | None = None
    order_no: Name = ""
    amount_fen: Fen = 0
    people_affected: Annotated[int, Meta(ge=1, le=10_000_000)] = 1
    risks: Annotated[tuple[Name, ...], Meta(max_length=20)] = ()
    region: Name = ""
    department: Name = ""
    external_ref: Name = ""
    motive: Motive | None = None  # TRI-5
    wish: Wish | None = None
    acted_at: Moment | None = None  # when that happened which is to be judged: whose law counts


class SupplyDetails(Command, frozen=True, tag="supply_details"):
    """INT-2. `respondents`: whom it is against, where nobody on record is named yet."""

    description: LongText = ""
    contact: Name = ""
    order_no: Name = ""
    demands: Demands = ()
    respondents: Annotated[tuple[Party, ...], Meta(max_length=20)] = ()


class AttachOrder(Command, frozen=True, tag="attach_order"):
    order: Order


class RecordFacts(Command, frozen=True, tag="record_facts"):
    facts: Facts
    exhibits: Ids = ()
    note: Note = ""


class ClassifyCase(Command, frozen=True, tag="classify_case"):
    category: Name = ""
    nature: Nature | None = None
    department: Name = ""
    reason: Note = ""


class ChangePriority(Command, frozen=True, tag="change_priority"):
    priority: Priority
    reason: Note


class JudgeEstablishment(Command, frozen=True, tag="judge_establishment"):
    established: bool
    reason: Note
