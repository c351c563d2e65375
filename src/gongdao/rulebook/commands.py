"""Commands: what a person or the clock asks of a case. A closed vocabulary with stable names.

A command is data without identity: who asks and when are arguments of `decide`. Lengths are bounded
once for every door (API, page, file, CLI), with the types of `bounds`.
"""

from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct

from gongdao.rulebook.bounds import Facts, Fen, Id, Ids, LongText, Moment, Name, Note, Ref, RefOrNone, Text
from gongdao.rulebook.terms import (
    AfterSaleKind,
    AppealOutcome,
    AppealScope,
    Channel,
    Demand,
    Exhibit,
    Liability,
    Mood,
    Nature,
    Order,
    Party,
    Priority,
    Terms,
)  # fmt: skip

Demands = Annotated[tuple[Demand, ...], Meta(max_length=20)]
Liabilities = Annotated[tuple[Liability, ...], Meta(max_length=20)]


class Command(Struct, frozen=True, tag_field="command", forbid_unknown_fields=True, omit_defaults=True):
    """Base of all commands."""


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


class SupplyDetails(Command, frozen=True, tag="supply_details"):
    description: LongText = ""
    contact: Name = ""
    order_no: Name = ""
    demands: Demands = ()


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


class SubmitExhibit(Command, frozen=True, tag="submit_exhibit"):
    exhibit: Exhibit


class AskStatement(Command, frozen=True, tag="ask_statement"):
    of: Ref
    question: Note


class GiveStatement(Command, frozen=True, tag="give_statement"):
    id: Id
    text: Text
    exhibits: Ids = ()


class MakeFinding(Command, frozen=True, tag="make_finding"):
    """Empty `liabilities`: as the decision table suggests, over `amount_fen`."""

    facts: Facts
    reasons: Text
    liabilities: Liabilities = ()
    amount_fen: Fen = 0
    exhibits: Ids = ()
    deviation: Note = ""


class ProposeRemedies(Command, frozen=True, tag="propose_remedies"):
    remedies: Annotated[tuple[Terms, ...], Meta(min_length=1, max_length=20)]
    explanation: Text


class ApproveProposal(Command, frozen=True, tag="approve_proposal"):
    id: Id


class RejectProposal(Command, frozen=True, tag="reject_proposal"):
    id: Id
    reason: Note


class AnswerProposal(Command, frozen=True, tag="answer_proposal"):
    id: Id
    accepted: bool
    via: Channel = "web"
    proof: Name = ""
    text: Note = ""


class EscalateCase(Command, frozen=True, tag="escalate_case"):
    """Empty `rung`: the next one."""

    reason: Note
    rung: Name = ""


class OrderRemedy(Command, frozen=True, tag="order_remedy"):
    """A supervisor's order without the customer's agreement, such as apology and self-review (RES-13)."""

    terms: Terms
    reason: Note


class CarryOutRemedy(Command, frozen=True, tag="carry_out_remedy"):
    id: Id
    proof: Name
    text: LongText = ""


class FailRemedy(Command, frozen=True, tag="fail_remedy"):
    id: Id
    reason: Note


class OpenMediation(Command, frozen=True, tag="open_mediation"):
    body: Name
    reason: Note


class EndMediation(Command, frozen=True, tag="end_mediation"):
    agreed: bool
    text: Text


class ReferOutside(Command, frozen=True, tag="refer_outside"):
    body: Name
    reason: Note


class OrderAfterSale(Command, frozen=True, tag="order_after_sale"):
    kind: AfterSaleKind
    note: Note


class DispatchAfterSale(Command, frozen=True, tag="dispatch_after_sale"):
    id: Id
    technician: Ref


class FinishAfterSale(Command, frozen=True, tag="finish_after_sale"):
    id: Id
    text: Text


class DecideClaims(Command, frozen=True, tag="decide_claims"):
    """`transfer=None`: as the policy says."""

    transfer: bool | None = None
    reason: Note = ""


class FileAppeal(Command, frozen=True, tag="file_appeal"):
    """APP-5: what happened, the evidence, what is asked. Empty `appellant`: the one who files."""

    finding: Id
    scope: AppealScope
    problem: Text
    demand: Text
    exhibits: Ids = ()
    new_exhibits: Annotated[tuple[Exhibit, ...], Meta(max_length=20)] = ()
    appellant: RefOrNone = ""
    ask_amount_fen: Fen | None = None
    late_reason: Note = ""


class AssignReviewer(Command, frozen=True, tag="assign_reviewer"):
    """Empty `reviewer`: the fairest suitable one."""

    id: Id
    reviewer: RefOrNone = ""


class DecideAppeal(Command, frozen=True, tag="decide_appeal"):
    """`liabilities` for reduce and shift: the whole new distribution."""

    id: Id
    outcome: AppealOutcome
    reasons: Text
    liabilities: Liabilities = ()
    facts: Facts = {}
    exhibits: Ids = ()


class WithdrawAppeal(Command, frozen=True, tag="withdraw_appeal"):
    id: Id
    reason: Note


class AcceptFinding(Command, frozen=True, tag="accept_finding"):
    """A judged party gives up the appeal; the finding is final for it at once."""

    finding: Id


class FollowUp(Command, frozen=True, tag="follow_up"):
    satisfied: bool
    text: Text
    via: Channel = "hotline"
    score: Annotated[int, Meta(ge=0, le=5)] = 0


class CloseCase(Command, frozen=True, tag="close_case"):
    cause: Note
    solution: Note


class ReopenCase(Command, frozen=True, tag="reopen_case"):
    reason: Note


class WithdrawCase(Command, frozen=True, tag="withdraw_case"):
    reason: Note


class LapseDeadline(Command, frozen=True, tag="lapse_deadline"):
    """By the clock: a limit has passed."""

    key: Name


class WarnDeadline(Command, frozen=True, tag="warn_deadline"):
    """By the clock: a warning mark is reached."""

    key: Name


AnyCommand = (
    OpenCase | SupplyDetails | AttachOrder | RecordFacts | ClassifyCase | ChangePriority | JudgeEstablishment
    | AssignHandler | TransferCase | HandOverCase | AskCollaboration | AnswerCollaboration | UrgeCollaborator
    | RespondFirst | RecordContact | AddNote | TellProgress | MakePromise | KeepPromise | StartWaiting
    | EndWaiting | ExtendDeadline | SubmitExhibit | AskStatement | GiveStatement | MakeFinding
    | ProposeRemedies | ApproveProposal | RejectProposal | AnswerProposal | EscalateCase | OrderRemedy
    | CarryOutRemedy | FailRemedy | OpenMediation | EndMediation | ReferOutside | OrderAfterSale
    | DispatchAfterSale | FinishAfterSale | DecideClaims | FileAppeal | AssignReviewer | DecideAppeal
    | WithdrawAppeal | AcceptFinding | FollowUp | CloseCase | ReopenCase | WithdrawCase | LapseDeadline
    | WarnDeadline
)  # fmt: skip

BY_NAME: Final[dict[str, type[Command]]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyCommand)
}
BY_CLOCK: Final = frozenset({"lapse_deadline", "warn_deadline"})


def name_of(command: Command) -> str:
    """The stable name of a command."""
    return str(type(command).__struct_config__.tag)
