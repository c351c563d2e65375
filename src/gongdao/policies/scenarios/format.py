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
from gongdao.rulebook.policy import Code, Part, Title

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


class Circumstances(Part, frozen=True):
    """What the decision is told of the world outside the case."""

    repeats: int = 0
    related: tuple[int, ...] = ()
    failed_in_month: int = 0
    failed_in_year: int = 0
    appellant_verified: bool = True
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
