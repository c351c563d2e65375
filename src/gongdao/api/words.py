"""Sentences about cases for programs that show them: events, refusals, messages, with names and titles."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from gongdao.casework.outcome import Entry
from gongdao.letters.wording import Language, say
from gongdao.people.directory import names
from gongdao.policies.titles import titles
from gongdao.rulebook.events import Event, told_as

_REF: Final = re.compile(r"[a-z_]{1,19}:[A-Za-z0-9_.\-]{1,60}")
_RESERVED: Final = frozenset({"zone", "names"})


def known_names(
    refs: Iterable[str], policy: str, version: str, language: Language, *, masked: bool
) -> Mapping[str, str]:
    """Names of these references and titles of a policy, for `say`. `masked`: of customers initials."""
    return {**titles(policy, version, language), **names(refs, language, masked=masked)}


def event_text(event: Event, language: Language, known: Mapping[str, str]) -> str:
    """One event as a sentence."""
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name not in _RESERVED}
    return say(f"event.{told_as(event)}", language, names=known, **fields)


def refs_in(entries: Iterable[Entry]) -> set[str]:
    """Every reference that these events mention, those who acted among them."""
    return refs_of([[entry.actor, msgspec.to_builtins(entry.event)] for entry in entries])


def refs_of(value: Any) -> set[str]:
    """Every reference in plain data."""
    found: set[str] = set()
    _collect(value, found)
    return found


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        for part in value.values():
            _collect(part, found)
    elif isinstance(value, list | tuple):
        for part in value:
            _collect(part, found)
    elif isinstance(value, str) and _REF.fullmatch(value):
        found.add(value)
