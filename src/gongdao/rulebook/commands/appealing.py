"""Commands: appeals, from filing to the bodies outside; a person in place of a machine; groups."""

from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.bounds import Count, Facts, Fen, Id, Ids, LongText, Name, Note, RefOrNone, Text
from gongdao.rulebook.commands.base import Command, Liabilities
from gongdao.rulebook.terms import AppealOutcome, AppealScope, Channel, ClassAnswer, Exhibit, Particulars

Exhibits = Annotated[tuple[Exhibit, ...], Meta(max_length=20)]
Kinds = Annotated[tuple[Name, ...], Meta(max_length=20)]


class FileAppeal(Command, frozen=True, tag="file_appeal"):
    """APP-5: what happened, the evidence, what is asked. Empty `appellant`: the one who files.

    Empty `level`: the next one open to the appellant. `zone`: the appellant's time zone, where asked for.
    """

    finding: Id
    scope: AppealScope
    problem: Text
    demand: Text
    exhibits: Ids = ()
    new_exhibits: Exhibits = ()
    appellant: RefOrNone = ""
    ask_amount_fen: Fen | None = None
    late_reason: Note = ""
    level: Name = ""
    variant: Name = ""
    channel: Channel | Literal[""] = ""
    particulars: Particulars = Particulars()
    zone: Name = ""


class AssignReviewer(Command, frozen=True, tag="assign_reviewer"):
    """Empty `reviewer`: the fairest suitable one."""

    id: Id
    reviewer: RefOrNone = ""


class JudgeLateness(Command, frozen=True, tag="judge_lateness"):
    """APP-13: whether the excuse for a late appeal holds. If not, the appeal is not looked into."""

    id: Id
    accepted: bool
    reason: Note


class AskSupplement(Command, frozen=True, tag="ask_supplement"):
    """EVI-13: the appellant is told what is missing (kinds of evidence), with a limit for it."""

    id: Id
    missing: Kinds
    note: Note = ""


class GiveSupplement(Command, frozen=True, tag="give_supplement"):
    """EVI-13: what was missing, within the limit."""

    id: Id
    exhibits: Ids = ()
    new_exhibits: Exhibits = ()
    text: LongText = ""


class DecideAppeal(Command, frozen=True, tag="decide_appeal"):
    """`liabilities` for reduce and shift: the whole new distribution. `missing`: see APP-11."""

    id: Id
    outcome: AppealOutcome
    reasons: Text
    liabilities: Liabilities = ()
    facts: Facts = {}
    exhibits: Ids = ()
    missing: Kinds = ()
    points: Count | None = None  # those that stay, where points are reduced


class WithdrawAppeal(Command, frozen=True, tag="withdraw_appeal"):
    id: Id
    reason: Note


class AcceptFinding(Command, frozen=True, tag="accept_finding"):
    """A judged party gives up the appeal; the finding is final for it at once."""

    finding: Id


class GoOutside(Command, frozen=True, tag="go_outside"):
    """APP-12: the appellant takes the matter to a body outside, with the whole chain of evidence."""

    finding: Id
    body: Name
    note: Note = ""


class AskForPerson(Command, frozen=True, tag="ask_for_person"):
    """A machine alone decided (a finding or an appeal): the party asks that a person does."""

    id: Id
    reason: Note = ""


class DecideAsPerson(Command, frozen=True, tag="decide_as_person"):
    """A person confirms what the machine decided, or sets it aside so that a person decides anew."""

    id: Id
    confirmed: bool
    reasons: Text


class FormGroup(Command, frozen=True, tag="form_group"):
    """APP-16 集中受理: this case leads a group. `statement`: what all have in common."""

    title: Name
    statement: Text
    new_exhibits: Exhibits = ()


class JoinGroup(Command, frozen=True, tag="join_group"):
    """APP-16: this case joins the group led by another. `group_class`: how it is sorted, if known."""

    lead: Name
    group_class: Name = ""


class LeaveGroup(Command, frozen=True, tag="leave_group"):
    """APP-16: the case goes its own way again."""

    reason: Note


class ClassifyMember(Command, frozen=True, tag="classify_member"):
    """APP-16 分类处理: into which class of the group this case falls."""

    group_class: Name


class AnswerGroup(Command, frozen=True, tag="answer_group"):
    """APP-16 统一答复: one answer for each class, written into every member."""

    by_class: Annotated[tuple[ClassAnswer, ...], Meta(min_length=1, max_length=20)]
