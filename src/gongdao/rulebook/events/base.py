"""The base of all events."""

from typing import ClassVar, Literal

from msgspec import Struct

Audience = Literal["all", "staff", "complainant", "judged", "negotiators"]


class Event(Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """Something that happened. `audience`: who of the parties may see it (see the package)."""

    audience: ClassVar[Audience] = "all"
