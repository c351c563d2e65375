"""Scenarios: tests of a policy that a lawyer can read. Given, when, then, with dates in local time.

They stand beside the policy in `scenarios/*.yaml`. `cast.yaml` there holds the people and the openings that
all of them share. Fields are documented in README.md of this room.
"""

from pathlib import Path
from typing import Annotated, Any, Final

from msgspec import Meta

from gongdao.policies.document import Document, read_document
from gongdao.policies.loading import read_bytes
from gongdao.rulebook.commands import AnyCommand
from gongdao.rulebook.facts import Lead, Member
from gongdao.rulebook.policy import Code, Part, Title
from gongdao.rulebook.terms import Earlier, PointsGroup

# "2024-05-10 09:30"; the end of a day may be written 24:00. In the zone of the policy.
LocalTime = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$")]
# "met", or "running, due 2024-05-17 24:00".
ClockText = Annotated[
    str,
    Meta(
        pattern=r"^(running|paused|met|lapsed|cancelled)"
        r"(, due \d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?)?(, by \S+)?$"
    ),
]
CAST: Final = "cast.yaml"


class Person(Part, frozen=True):
    """Somebody who acts or could be given a case; named in the scenarios by a short name."""

    ref: str
    roles: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    load: int = 0
    verified: bool = True


class Cast(Part, frozen=True):
    """The people of all scenarios of a policy, and openings that scenarios begin with."""

    people: dict[str, Person]
    openings: dict[str, dict[str, Any]]


class HeldPoints(Part, frozen=True):
    """Points another case gave the shop, in force; 0: a violation that was corrected (PEN-2, PEN-6)."""

    group: PointsGroup
    points: int
    at: LocalTime
    violation: str = "other"


class Range(Part, frozen=True):
    """The points of a violation: of a light, an ordinary and a serious case."""

    least: int
    points: int
    most: int


class Newer(Part, frozen=True):
    """A newer version of the policy in force by now: the points that differ there (从旧兼从轻)."""

    version: str
    points: dict[str, Range] = {}  # by violation
    gone: tuple[str, ...] = ()  # violations that are none any more


class Circumstances(Part, frozen=True):
    """What the decision is told of the world outside the case."""

    repeats: int = 0
    related: tuple[int, ...] = ()
    failed_in_month: int = 0
    failed_in_year: int = 0
    appellant_verified: bool = True
    points: tuple[HeldPoints, ...] = ()
    newer: Newer | None = None
    law_at_act: str = ""
    earlier: tuple[Earlier, ...] = ()  # complaints of the same customer, order or shop, by period
    order_held_fen: int = 0
    fund_fen: int | None = None
    advanced_today_fen: int = 0
    buyer_unreturned: int = 0
    appellant_names: tuple[str, ...] = ()  # the names of the appellant's account (INT-7)
    appeals_under_way: int = 0  # of the appellant, in every case (APP-4)
    operation_log: bool = False  # kept with another case on the same order (INT-9)
    lead: Lead | None = None  # the case that leads the group to be joined (APP-16)
    members: tuple[Member, ...] = ()  # of the group that this case leads
    away: tuple[str, ...] = ()  # people who cannot be given anything


class Given(Part, frozen=True):
    """How the case begins: one of the cast's openings, with what differs."""

    opening: str
    at: LocalTime
    by: str = "system"
    but: dict[str, Any] = {}
    facts: Circumstances = Circumstances()


class Refused(Part, frozen=True):
    """The refusal that must come."""

    rule: str
    code: str


class Told(Part, frozen=True):
    """A message that must have been written."""

    to: str
    code: str


class Borne(Part, frozen=True):
    """What a party bears of the finding in force."""

    percent: float
    fen: int | None = None


class Expected(Part, frozen=True):
    """What must hold. Only what is named is looked at.

    `state`: a part of the case state, as deep as wanted. `liable`: exactly who bears what of the finding
    last made. `owed`: balances by unit and account. `happened`: events in this order; `never`: none of these.
    """

    status: str = ""
    priority: str = ""
    because: str = ""  # the rule that the priority rests on
    deadlines: dict[str, ClockText] = {}
    liable: dict[str, Borne] | None = None
    owed: dict[str, dict[str, int]] = {}
    told: tuple[Told, ...] = ()
    not_told: tuple[Told, ...] = ()
    happened: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    state: dict[str, Any] = {}


class Step(Part, frozen=True):
    """Somebody acts (`at`, `by`, `do`), or only time passes (`at`); then what must hold."""

    at: LocalTime
    by: str = ""
    do: AnyCommand | None = None
    facts: Circumstances | None = None  # from here on
    refused: Refused | None = None
    then: Expected | None = None


class Scenario(Part, frozen=True):
    """One story. `rules`: the rule ids it proves."""

    id: Code
    title: Title
    rules: Annotated[tuple[str, ...], Meta(min_length=1)]
    given: Given
    when: tuple[Step, ...] = ()
    then: Expected = Expected()
    refused: Refused | None = None  # the opening itself is refused


class Page(Part, frozen=True):
    """One file of scenarios."""

    scenarios: Annotated[tuple[Scenario, ...], Meta(min_length=1)]


def read_cast(folder: Path) -> Cast:
    """The cast of a folder of scenarios. Raises BadDocument."""
    path = folder / CAST
    return read_document(read_bytes(path), Cast, name=f"{folder.parent.name}/{CAST}").value


def read_pages(folder: Path) -> tuple[Document[Page], ...]:
    """Every file of scenarios in a folder, by name. Raises BadDocument."""
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != CAST)
    return tuple(
        read_document(read_bytes(path), Page, name=f"{folder.parent.name}/{path.name}") for path in paths
    )
