"""What a case of a merchant's conduct consists of: the charge, a correction, points, sanctions."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from gongdao.rulebook.terms import Measure, PointsGroup


class Charge(Struct, frozen=True, omit_defaults=True):
    """What the shop is charged with, and the statement in which it is heard."""

    shop: str
    violation: str
    group: PointsGroup
    text: str
    acted_at: datetime
    at: datetime
    statement: str
    exhibits: tuple[str, ...] = ()


class Correction(Struct, frozen=True, omit_defaults=True):
    """PEN-6."""

    text: str
    within: str
    at: datetime
    status: Literal["ordered", "reported", "accepted", "failed"] = "ordered"
    report: str = ""
    reported_at: datetime | None = None
    checked_by: str = ""


class PointsEntry(Struct, frozen=True, omit_defaults=True):
    """Points that this case gave. `points`: those in force now; `made`: as given."""

    finding: str
    shop: str
    violation: str
    group: PointsGroup
    account: str
    points: int
    made: int
    at: datetime
    acted_at: datetime
    law: str
    source: Literal["finding", "conversion"] = "finding"
    changed_at: datetime | None = None


class Sanction(Struct, frozen=True, omit_defaults=True):
    """A sanction. It runs from `starts_at` to `ends_at` (None: for good), or until it was lifted."""

    points: str
    shop: str
    group: PointsGroup
    account: str
    step: str
    threshold: int
    measures: tuple[Measure, ...]
    starts_at: datetime
    ends_at: datetime | None
    status: Literal["running", "ended", "lifted"] = "running"
    ended_at: datetime | None = None
