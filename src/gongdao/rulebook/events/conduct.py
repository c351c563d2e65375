"""Events of the conduct of merchants: charges, corrections, points, sanctions."""

from datetime import datetime
from typing import ClassVar, Literal

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import LawBecause, Measure, OldPoints, PointsGroup


class ViolationCharged(Event, frozen=True, tag="violation_charged"):
    """PEN-1, PEN-7. `proof`: the kinds of exhibits that may prove the contrary; `statement`: the hearing."""

    shop: str
    violation: str
    group: PointsGroup
    text: str
    acted_at: datetime
    proof: tuple[str, ...]
    statement: str
    cite: str
    exhibits: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "judged"


class CorrectionOrdered(Event, frozen=True, tag="correction_ordered"):
    """PEN-6: no points if corrected within the limit."""

    shop: str
    text: str
    within: str
    cite: str
    audience: ClassVar[Audience] = "judged"


class CorrectionReported(Event, frozen=True, tag="correction_reported"):
    """PEN-6: by the shop, within the limit."""

    text: str
    exhibits: tuple[str, ...] = ()
    audience: ClassVar[Audience] = "judged"


class CorrectionChecked(Event, frozen=True, tag="correction_checked"):
    """PEN-6: accepted, and the violation gives no points; or not, and it is judged."""

    accepted: bool
    by: str
    reason: str
    audience: ClassVar[Audience] = "judged"


class CorrectionFailed(Event, frozen=True, tag="correction_failed"):
    """PEN-6: the limit passed without a report; the violation is judged."""

    audience: ClassVar[Audience] = "judged"


class PointsConverted(Event, frozen=True, tag="points_converted"):
    """PEN-5: the points of old that were taken over; the points of today follow in events of their own."""

    shop: str
    old: tuple[OldPoints, ...]
    total: int
    a: int
    b: int
    note: str = ""
    audience: ClassVar[Audience] = "judged"


class PointsGiven(Event, frozen=True, tag="points_given"):
    """PEN-1: `before` and `total` are the shop's points in force in this group, without and with these.

    `law`: the version whose result this is, with the reason: `at_the_act` or `lighter` (从旧兼从轻).
    `account`: the unit of the ledger, as points_a:2024.
    """

    id: str
    finding: str
    shop: str
    violation: str
    group: PointsGroup
    account: str
    points: int
    before: int
    total: int
    acted_at: datetime
    law: str
    law_because: LawBecause
    cite: str
    source: Literal["finding", "conversion"] = "finding"
    audience: ClassVar[Audience] = "judged"


class PointsChanged(Event, frozen=True, tag="points_changed"):
    """APP-15: after an appeal; `points` 0: reversed altogether."""

    id: str
    points: int
    before: int
    because: str  # the appeal
    audience: ClassVar[Audience] = "judged"


class SanctionImposed(Event, frozen=True, tag="sanction_imposed"):
    """PEN-2, PEN-3: the points reached `threshold`. `ends_at` None: for good."""

    id: str
    points: str  # id of the points that reached it
    shop: str
    group: PointsGroup
    account: str
    step: str
    threshold: int
    total: int
    measures: tuple[Measure, ...]
    starts_at: datetime
    ends_at: datetime | None
    cite: str
    audience: ClassVar[Audience] = "judged"


class SanctionEnded(Event, frozen=True, tag="sanction_ended"):
    """PEN-4: its time is over."""

    id: str
    audience: ClassVar[Audience] = "judged"


class SanctionLifted(Event, frozen=True, tag="sanction_lifted"):
    """PEN-9, APP-15: `total`: the points that are left and do not reach its threshold."""

    id: str
    total: int
    because: str
    audience: ClassVar[Audience] = "judged"
