"""Events of judging: exhibits, hearings, findings. Appeals: `appealing`."""

from datetime import datetime
from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import Exhibit, Liability


class ExhibitSubmitted(Event, frozen=True, tag="exhibit_submitted"):
    """EVI-1: evidence with an explanation of what it shows."""

    id: str
    by: str
    exhibit: Exhibit
    request: str = ""  # the evidence request it answers
    objections_until: datetime | None = None  # until when the other side may object (EVI-18)
    audience: ClassVar[Audience] = "all"


class ExhibitErased(Event, frozen=True, tag="exhibit_erased"):
    """INT-8: the content is gone for the law on personal data (个人信息保护法 47)."""

    id: str
    by: str
    reason: str
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
    """DEC-1…3: who is liable, for how much, why. `row` cites the line of the decision table.

    `amount_fen`: the loss that was divided.
    """

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
    amount_fen: int = 0


class FindingFinal(Event, frozen=True, tag="finding_final"):
    """APP-2: the finding can no longer be appealed by this party; the liability is borne."""

    id: str
    party: str
    because: str  # "window_lapsed", "appeal_decided", "waived"


class ClaimRefused(Event, frozen=True, tag="claim_refused"):
    """TRI-3, APP-1: refused as not established; `party` may appeal, as against a finding."""

    id: str
    by: str
    party: str
    reasons: str
    exhibits: tuple[str, ...] = ()
    facts: dict[str, str | int | bool] = {}
    automatic: bool = False
