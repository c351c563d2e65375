"""Commands: working on a case and talking."""

from typing import Literal

from gongdao.rulebook.bounds import Id, Moment, Name, Note, Ref, RefOrNone, Text
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import Channel


class AssignHandler(Command, frozen=True, tag="assign_handler"):
    """Empty `handler`: the fairest suitable one."""

    handler: RefOrNone = ""
    reason: Note = ""


class TransferCase(Command, frozen=True, tag="transfer_case"):
    department: Name
    reason: Note


class HandOverCase(Command, frozen=True, tag="hand_over_case"):
    handler: Ref
    note: Note


class AskCollaboration(Command, frozen=True, tag="ask_collaboration"):
    of: Ref
    question: Note


class AnswerCollaboration(Command, frozen=True, tag="answer_collaboration"):
    id: Id
    text: Text


class UrgeCollaborator(Command, frozen=True, tag="urge_collaborator"):
    id: Id


class RespondFirst(Command, frozen=True, tag="respond_first"):
    text: Text
    via: Channel = "chat"


class RecordContact(Command, frozen=True, tag="record_contact"):
    text: Text
    with_: Ref
    via: Channel = "hotline"
    inbound: bool = False


class AddNote(Command, frozen=True, tag="add_note"):
    text: Text


class TellProgress(Command, frozen=True, tag="tell_progress"):
    text: Text


class MakePromise(Command, frozen=True, tag="make_promise"):
    text: Note
    due_at: Moment


class KeepPromise(Command, frozen=True, tag="keep_promise"):
    id: Id
    text: Text


class StartWaiting(Command, frozen=True, tag="start_waiting"):
    on: Literal["customer", "evidence", "third_party"]
    reason: Note


class EndWaiting(Command, frozen=True, tag="end_waiting"):
    pass


class ExtendDeadline(Command, frozen=True, tag="extend_deadline"):
    key: Name
    length: Name  # as "2h", "1wd"
    reason: Note
