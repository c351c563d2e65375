"""What every part of a policy is made of: codes, titles, citations."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
PolicyId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
Cite = Annotated[str, Meta(min_length=3, max_length=200)]
LengthText = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,4}(m|h|d|wd|wh)$")]
Percent = Annotated[int, Meta(ge=0, le=1000)]


class Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all parts of a policy: unknown fields are an error."""


class Title(Part, frozen=True):
    """A short text in both languages."""

    zh: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]


class Early(Part, frozen=True):
    """Why a version may take effect without the notice that the one before it promised.

    It is lighter for those whom it binds, or corrects a mistake. The reason is told to everybody.
    """

    because: Literal["lighter", "correction"]
    reason: Title


class InForce(Part, frozen=True):
    """First and last day, local to the policy's zone; without `until`, until the next version begins."""

    since: date
    until: date | None = None
    early: Early | None = None


class Announcing(Part, frozen=True):
    """A later version is published at least so many days before it takes effect."""

    days: Annotated[int, Meta(ge=1, le=365)]
    cite: Cite


class Source(Part, frozen=True):
    id: str
    title: str
