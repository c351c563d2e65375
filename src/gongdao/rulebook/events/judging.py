"""Events of judging: exhibits, hearings, findings, appeals."""

from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import AppealOutcome, AppealScope, Exhibit, Liability


class ExhibitSubmitted(Event, frozen=True, tag="exhibit_submitted"):
    """EVI-1: evidence with an explanation of what it shows."""

    id: str
    by: str
    exhibit: Exhibit
    audience: ClassVar[Audience] = "all"


class StatementAsked(Event, frozen=True, tag="statement_asked"):
    """A party that may be judged is asked to be heard."""

    id: str
    of: str
    question: str
    audience: ClassVar[Audience] = "judged"


class StatementGiven(Event, frozen=True, tag="statement_given"):
    """The party's own account."""

    id: str
    of: str
    text: str
    exhibits: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "judged"


class FindingMade(Event, frozen=True, tag="finding_made"):
    """DEC-1…3: who is liable, for how much, why. `row` cites the line of the decision table."""

    id: str
    by: str
    liabilities: tuple[Liability, ...]
    facts: dict[str, str | int | bool]
    exhibits: tuple[str, ...]
    row: str
    suggested: tuple[Liability, ...]
    reasons: str
    deviation: str = ""
    binding: bool = True
    automatic: bool = False
    replaces: str = ""


class FindingFinal(Event, frozen=True, tag="finding_final"):
    """APP-2: the finding can no longer be appealed by this party; the liability is borne."""

    id: str
    party: str
    because: str  # "window_lapsed", "appeal_decided", "waived"


class AppealFiled(Event, frozen=True, tag="appeal_filed"):
    """APP-1, APP-5…7."""

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
    audience: ClassVar[Audience] = "judged"


class AppealReviewerAssigned(Event, frozen=True, tag="appeal_reviewer_assigned"):
    """APP-8: someone who did not make the finding."""

    id: str
    reviewer: str
    because: tuple[str, ...]
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
    audience: ClassVar[Audience] = "judged"


class AppealWithdrawn(Event, frozen=True, tag="appeal_withdrawn"):
    """By the appellant."""

    id: str
    reason: str
    audience: ClassVar[Audience] = "judged"
