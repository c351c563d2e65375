"""Events of appeals: filing, review, levels; a person in place of a machine; groups."""

from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import AppealOutcome, AppealScope, ClassAnswer, Liability, Particulars


class AppealFiled(Event, frozen=True, tag="appeal_filed"):
    """APP-1, APP-5…7, APP-12, APP-13, APP-16. `late`: after the window, taken provisionally."""

    id: str
    finding: str
    appellant: str
    by: str
    scope: AppealScope
    problem: str
    demand: str
    exhibits: tuple[str, ...]
    ask_amount_fen: int | None = None
    late_reason: str = ""
    level: str = ""
    variant: str = ""
    channel: str = ""
    particulars: Particulars = Particulars()
    zone: str = ""
    late: bool = False
    audience: ClassVar[Audience] = "judged"


class AppealReviewerAssigned(Event, frozen=True, tag="appeal_reviewer_assigned"):
    """APP-8: someone who did not make the finding."""

    id: str
    reviewer: str
    because: tuple[str, ...]
    audience: ClassVar[Audience] = "judged"


class LatenessJudged(Event, frozen=True, tag="lateness_judged"):
    """APP-13: whether the excuse for a late appeal holds; if not, the appeal ends here."""

    id: str
    by: str
    accepted: bool
    reason: str
    audience: ClassVar[Audience] = "judged"


class SupplementAsked(Event, frozen=True, tag="supplement_asked"):
    """EVI-13: what an appeal lacks, and that it can be handed in within a limit.

    `short`: so many of these kinds will do; 0: all of them are needed.
    """

    id: str
    by: str
    missing: tuple[str, ...]
    short: int = 0
    note: str = ""
    automatic: bool = False
    audience: ClassVar[Audience] = "judged"


class SupplementGiven(Event, frozen=True, tag="supplement_given"):
    """EVI-13: handed in. `missing`: what is still not there."""

    id: str
    by: str
    exhibits: tuple[str, ...]
    missing: tuple[str, ...] = ()
    text: str = ""
    audience: ClassVar[Audience] = "judged"


class AppealDecided(Event, frozen=True, tag="appeal_decided"):
    """APP-9: 维持 减免 改判 撤销 发回. `liabilities` are those in force from now on."""

    id: str
    by: str
    outcome: AppealOutcome
    liabilities: tuple[Liability, ...]
    reasons: str
    facts: dict[str, str | int | bool] = {}
    exhibits: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    automatic: bool = False
    audience: ClassVar[Audience] = "judged"


class AppealWithdrawn(Event, frozen=True, tag="appeal_withdrawn"):
    """By the appellant."""

    id: str
    reason: str
    audience: ClassVar[Audience] = "judged"


class TakenOutside(Event, frozen=True, tag="taken_outside"):
    """APP-12: the appellant takes the matter to a body outside; the case here goes on as it stands."""

    finding: str
    party: str
    body: str
    note: str = ""
    audience: ClassVar[Audience] = "judged"


class PersonAsked(Event, frozen=True, tag="person_asked"):
    """A machine alone decided `id`; the party asks that a person does."""

    id: str
    party: str
    reason: str = ""


class PersonDecided(Event, frozen=True, tag="person_decided"):
    """A person confirmed what a machine had decided, or set it aside so that it is decided anew."""

    id: str
    by: str
    party: str
    confirmed: bool
    reasons: str


class GroupFormed(Event, frozen=True, tag="group_formed"):
    """APP-16 集中受理: this case leads a group."""

    title: str
    statement: str
    by: str


class GroupJoined(Event, frozen=True, tag="group_joined"):
    """APP-16: this case belongs to the group that `lead` (a case number) leads."""

    lead: str
    title: str
    by: str
    amount_fen: int
    group_class: str = ""


class GroupLeft(Event, frozen=True, tag="group_left"):
    """APP-16: the case goes its own way again."""

    lead: str
    by: str
    reason: str


class MemberClassified(Event, frozen=True, tag="member_classified"):
    """APP-16 分类处理."""

    group_class: str
    by: str


class GroupAnswered(Event, frozen=True, tag="group_answered"):
    """APP-16 统一答复: in the lead. `members`: case numbers, each of which is decided with these words."""

    by: str
    answers: tuple[ClassAnswer, ...]
    members: tuple[str, ...]
    amount_fen: int
    audience: ClassVar[Audience] = "staff"
