"""A shop's points in force, as a decision sees them: what other cases gave and what followed (PEN-2…4).

Loaded by casework under a lock of the shop, so that the totals a decision saw still hold when it is stored.
"""

from datetime import datetime

from msgspec import Struct

from gongdao.rulebook.terms import PointsGroup


class Held(Struct, frozen=True):
    """Points in force that one case gave; with 0 points a violation that was established or corrected."""

    case: int
    id: str
    violation: str
    group: PointsGroup
    account: str
    points: int
    at: datetime


class Following(Struct, frozen=True):
    """A sanction that was imposed and not lifted; it may have ended."""

    case: int
    id: str
    group: PointsGroup
    account: str
    threshold: int
    at: datetime


class Standing(Struct, frozen=True):
    """What other cases hold against a shop, oldest first."""

    shop: str = ""
    held: tuple[Held, ...] = ()
    sanctions: tuple[Following, ...] = ()
