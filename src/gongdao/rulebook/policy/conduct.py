"""Violations of merchants, points, sanctions and listing rules (PEN-1…9)."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, LengthText, Part, Title
from gongdao.rulebook.policy.listing import ListingRules
from gongdao.rulebook.terms import Measure, PointsGroup

Points = Annotated[int, Meta(ge=0, le=100)]


class PointsAccount(Part, frozen=True):
    """How long the points of a group count: until the calendar year ends, for twelve months, or always."""

    group: PointsGroup
    title: Title
    holds: Literal["calendar_year", "twelve_months", "always"]
    cite: Cite


class Defence(Part, frozen=True):
    """PEN-7: what the shop may prove against a violation, and with which kinds of exhibits."""

    kinds: Annotated[tuple[str, ...], Meta(min_length=1)]
    text: Title
    cite: Cite


class Violation(Part, frozen=True):
    """PEN-1: one kind. A light case gives `least`, an ordinary one `points`, a serious one `most`.

    `correction`: PEN-6, the limit in which a first violation that is not serious may be corrected instead;
    empty: none. `listing`: the listing rules (PEN-8) whose hits are this violation.
    """

    code: Code
    title: Title
    group: PointsGroup
    points: Points
    cite: Cite
    defence: Defence
    least: Points | None = None
    most: Points | None = None
    correction: LengthText | Literal[""] = ""
    listing: tuple[str, ...] = ()
    category: str = ""  # of the cases that are opened for it
    cites: dict[str, Cite] = {}

    @property
    def lowest(self) -> int:
        """The fewest points it can give."""
        return self.points if self.least is None else self.least

    @property
    def highest(self) -> int:
        """The most points it can give."""
        return self.points if self.most is None else self.most


class SanctionRule(Part, frozen=True):
    """PEN-2, PEN-3: what follows when the points of a group reach `at`, or with `every` each multiple of it.

    `days`: how long it runs, each of twenty-four hours; 0: for good.
    """

    id: Code
    title: Title
    group: PointsGroup
    at: Annotated[int, Meta(ge=1, le=1000)]
    measures: Annotated[tuple[Measure, ...], Meta(min_length=1)]
    days: Annotated[int, Meta(ge=0, le=3650)]
    cite: Cite
    every: bool = False


class Exchange(Part, frozen=True):
    """PEN-5: old points from so many on are so many new ones."""

    old: Annotated[int, Meta(ge=0, le=10_000)]
    points: Points


class Conversion(Part, frozen=True):
    """PEN-5: points given before `before` become points of group A by their sum, and of B by a table."""

    before: date
    b: Annotated[tuple[Exchange, ...], Meta(min_length=1)]
    cite: Cite
    cites: dict[str, Cite] = {}


class ConductRule(Part, frozen=True):
    """Conduct of merchants. `severity`: the fact of the decision table that is light, ordinary or serious.

    `first_within_days`: PEN-6, a violation is the first when none of its kind was established or corrected
    within so many days before.
    """

    accounts: Annotated[tuple[PointsAccount, ...], Meta(min_length=1)]
    violations: Annotated[tuple[Violation, ...], Meta(min_length=1)]
    sanctions: Annotated[tuple[SanctionRule, ...], Meta(min_length=1)]
    severity: Code
    cite: Cite
    first_within_days: Annotated[int, Meta(ge=0, le=3650)] = 365
    conversion: Conversion | None = None
    listing: ListingRules | None = None
    cites: dict[str, Cite] = {}
