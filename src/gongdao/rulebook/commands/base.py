"""The base of all commands, and lists with bounds."""

from typing import Annotated

from msgspec import Meta, Struct

from gongdao.rulebook.terms import Demand, Liability

Demands = Annotated[tuple[Demand, ...], Meta(max_length=20)]
Liabilities = Annotated[tuple[Liability, ...], Meta(max_length=20)]


class Command(Struct, frozen=True, tag_field="command", forbid_unknown_fields=True, omit_defaults=True):
    """Base of all commands."""
