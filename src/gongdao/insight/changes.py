"""What changes between two versions of a policy, in plain words: one line for each change."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from gongdao.letters.wording import format_length, has, reading_language, say
from gongdao.letters.wording.conditions import Unreadable, in_words
from gongdao.policies.difference import Change, Changed
from gongdao.policies.titles import titles_of
from gongdao.rulebook.policy import Policy

_STEP: Final = re.compile(r"\[([^\]]*)\]|\.?([^.\[\]]+)")
_LENGTH: Final = re.compile(r"[1-9][0-9]{0,4}(m|h|d|wd|wh)")
# By which area of titles the named parts of a list are called.
_NAMED: Final = {
    "deadlines": "deadline",
    "categories": "category",
    "ladder": "rung",
    "table": "row",
    "facts": "fact",
}
_MOST: Final = 120  # characters of a value that are shown


def said(changed: Iterable[Changed], before: Policy, after: Policy, language: str) -> tuple[str, ...]:
    """Every change in words. Titles are those of the new version, of the old one for what is gone."""
    names = titles_of(before, language) | titles_of(after, language)
    return tuple(_said(change, names, language) for part in changed for change in part.changes)


def _said(change: Change, names: Mapping[str, str], language: str) -> str:
    where = _where(change.path, names, language)
    old, new = (_value(change.path, value, names, language) for value in (change.before, change.after))
    if change.before is None:
        return say("change.added", language, where=where, after=new)
    if change.after is None:
        return say("change.gone", language, where=where, before=old)
    return say("change.changed", language, where=where, before=old, after=new)


def _where(path: str, names: Mapping[str, str], language: str) -> str:
    """The place of a change: each step by its title or the word for the field."""
    steps: list[str] = []
    last = ""
    for named, field in _STEP.findall(path):
        if named:
            steps[-1:] = [steps[-1] + say("change.named", language, name=_name(last, named, names, language))]
        else:
            steps.append(_field(field, language))
            last = field
    return say("change.joined", language).join(steps)


def _name(of: str, name: str, names: Mapping[str, str], language: str) -> str:
    """What a named part is called: by the policy, by the program, or by its own name."""
    if title := names.get(f"{_NAMED.get(of, of)}:{name}"):
        return title
    for area in ("change.name", "remedy_kind", "role", "risk", "field"):
        if has(f"{area}.{name}", reading_language(language)):
            return say(f"{area}.{name}", language)
    return name


def _field(name: str, language: str) -> str:
    for area in ("change.field", "priority"):
        if has(f"{area}.{name}", reading_language(language)):
            return say(f"{area}.{name}", language)
    return name


def _value(path: str, value: Any, names: Mapping[str, str], language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and _LENGTH.fullmatch(value):
        return format_length(value, reading_language(language))
    if isinstance(value, str) and path.endswith(".when"):
        try:
            return in_words(value, names, language)
        except Unreadable:
            return value
    if isinstance(value, dict) and {"zh", "en"} <= set(value):
        return str(value["en" if language == "en" else "zh"])
    if isinstance(value, dict) and isinstance(value.get("title"), dict):
        return _value(path, value["title"], names, language)
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return say("change.comma", language).join(value)[:_MOST]
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"
