"""The rules that policies cite: the list of their ids and texts (`rules.yaml`), and who cites which.

A citation begins with the id of a rule, as `APP-2 W7 …`; refusals, deadlines and findings name it by that.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import Meta

from gongdao.policies.document import read_document
from gongdao.policies.loading import read_bytes
from gongdao.rulebook.policy import Part, Policy, Statement

LIST: Final = Path(__file__).parent / "rules.yaml"
GROUPS: Final = ("INT", "TRI", "SLA", "EVI", "DEC", "RES", "APP", "AST", "PEN", "FND", "MSG", "INS", "TRN")
_ID: Final = re.compile(rf"(?:{'|'.join(GROUPS)})-[1-9][0-9]?(?![0-9])")


class Rule(Part, frozen=True, rename={"sources": "from"}):
    """One requirement, in our own words. `sources`: the letters of the documents it rests on.

    `shown_by`: commands and pages on which it is seen, where scenarios do not show it, or not all of it.
    """

    id: Annotated[str, Meta(pattern=rf"^{_ID.pattern}$")]
    sources: Annotated[tuple[str, ...], Meta(min_length=1)]
    zh: Annotated[str, Meta(min_length=4)]
    en: Annotated[str, Meta(min_length=4)]
    shown_by: tuple[str, ...] = ()


class _List(Part, frozen=True):
    rules: Annotated[tuple[Rule, ...], Meta(min_length=1)]


class Citation(NamedTuple):
    """Where a policy cites a rule: the field, as `deadlines[2].cites.warn`, and the whole citation."""

    rule: str
    where: str
    text: str


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the list."""
    return {item.id: item for item in read_document(read_bytes(LIST), _List, name=LIST.name).value.rules}


def rule_of(cite: str) -> str:
    """The id a citation begins with, `""` when it begins with none of the list."""
    found = _ID.match(cite)
    return found.group() if found and found.group() in rules() else ""


def citations(policy: Policy) -> tuple[Citation, ...]:
    """Every citation of a policy in the order of its fields, but those of the quiz, which only repeat."""
    return tuple(
        Citation(rule_of(text), f"{where}.{field}", text)
        for where, part in parts_of(policy, "")
        if not isinstance(part, Statement)
        for field, text in cites_of(part)
    )


def cites_of(part: Any) -> Iterator[tuple[str, str]]:
    """The citations a part carries itself: `cite`, then `cites` field by field."""
    names = part.__struct_fields__
    if "cite" in names:
        yield "cite", str(part.cite)
    more: dict[str, str] = getattr(part, "cites", {})
    yield from ((f"cites.{name}", text) for name, text in more.items())


def parts_of(part: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Every struct below a part of a policy, with its path."""
    if isinstance(part, tuple):
        for position, item in enumerate(part):
            yield from parts_of(item, f"{where}[{position}]")
    elif isinstance(part, dict):
        for key, item in part.items():
            yield from parts_of(item, f"{where}.{key}")
    elif isinstance(part, msgspec.Struct):
        yield where, part
        for field in part.__struct_fields__:
            yield from parts_of(getattr(part, field), f"{where}.{field}" if where else field)
