"""Commands: proposals, remedies, after-sale orders and the end."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import Id, LongText, Name, Note, Ref, RefOrNone, Text
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import AfterSaleKind, Channel, Terms


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
    party: RefOrNone = ""  # whose answer staff records; empty: the complainant's


class EscalateCase(Command, frozen=True, tag="escalate_case"):
    """Empty `rung`: the next one."""

    reason: Note
    rung: Name = ""


class OrderRemedy(Command, frozen=True, tag="order_remedy"):
    """A supervisor's order without the customer's agreement, such as apology and self-review (RES-13).

    `finding`: the final finding that makes it due; then it may be money, up to what the obligor bears.
    """

    terms: Terms
    reason: Note
    finding: Annotated[str, Meta(pattern=r"^(F[1-9][0-9]{0,4})?$(?!\n)")] = ""


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


class FollowUp(Command, frozen=True, tag="follow_up"):
    satisfied: bool
    text: Text
    via: Channel = "hotline"
    score: Annotated[int, Meta(ge=0, le=5)] = 0
    measures: Note = ""  # RES-1: what was done, what came of it, what keeps it from happening again
    result: Note = ""
    prevention: Note = ""


class CloseCase(Command, frozen=True, tag="close_case"):
    cause: Note
    solution: Note


class ReopenCase(Command, frozen=True, tag="reopen_case"):
    reason: Note


class WithdrawCase(Command, frozen=True, tag="withdraw_case"):
    reason: Note
