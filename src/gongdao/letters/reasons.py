"""A statement of reasons in words: each line by the catalogue, conditions and rules as people read them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from gongdao.letters.wording import reading_language, say
from gongdao.letters.wording.conditions import Unreadable, fact_in_words, in_words, value_in_words
from gongdao.policies.rules import rules
from gongdao.rulebook.explain import Line, Section
from gongdao.rulebook.explain.appeal import AppealReasons
from gongdao.rulebook.explain.finding import FindingReasons

# Values that are references.
_PEOPLE: Final = frozenset({"party", "by", "of", "judged_by", "decided_by", "appellant"})
_JOINT: Final = {"zh-hans": ("；", "、", "："), "en": ("; ", ", ", ": ")}


class SaidLine(Struct, frozen=True):
    """One sentence. `spoken`: it holds somebody's own words."""

    code: str
    text: str
    spoken: bool


class SaidSection(Struct, frozen=True):
    """A heading and the sentences below it."""

    code: str
    title: str
    lines: tuple[SaidLine, ...]


def title_of(reasons: FindingReasons | AppealReasons, language: str) -> str:
    """What the statement is called."""
    if isinstance(reasons, AppealReasons):
        return say("reasons.title.appeal", language)
    return say("reasons.title.finding" if reasons.binding else "reasons.title.preliminary", language)


def said(
    found: Iterable[Section], language: str, *, zone: str, names: Mapping[str, str]
) -> tuple[SaidSection, ...]:
    """The sections in words. `zone`: of the calendar; `names`: of people and things of the policy."""
    return tuple(
        SaidSection(
            item.code,
            say(f"reasons.heading.{item.code}", language),
            tuple(
                SaidLine(line.code, said_line(line, language, zone, names), line.spoken)
                for line in item.lines
            ),
        )
        for item in found
    )


def refs_in(found: Iterable[Section]) -> frozenset[str]:
    """Everybody whom these sections name."""
    return frozenset(
        str(line.params[key]) for item in found for line in item.lines for key in _PEOPLE & line.params.keys()
    )


def said_line(line: Line, language: str, zone: str, names: Mapping[str, str]) -> str:
    """One line in words."""
    params = {key: _readable(key, value, language, names) for key, value in line.params.items()}
    if line.code == "fact":
        params["value"] = value_in_words(line.params["fact"], line.params["plain"], names, language)
        params["fact"] = _fact(line.params["fact"], language, names)
    if line.code == "rule":
        rule = rules().get(line.params["rule"])
        params["text"] = "" if rule is None else rule.en if reading_language(language) == "en" else rule.zh
    return say(f"reasons.{line.code}", language, zone=ZoneInfo(zone), names=names, **params)


def _readable(key: str, value: Any, language: str, names: Mapping[str, str]) -> Any:
    apart, listed, colon = _JOINT[reading_language(language)]
    match key:
        case "title":
            return value["en" if reading_language(language) == "en" else "zh"]
        case "conditions":
            return apart.join(_condition(text, language, names) for text in value)
        case "found":
            return listed.join(
                f"{_fact(name, language, names)}{colon}{value_in_words(name, item, names, language)}"
                for name, item in value.items()
            )
    return value


def _condition(text: str, language: str, names: Mapping[str, str]) -> str:
    try:
        return in_words(text, names, language)
    except Unreadable:
        return text


def _fact(name: str, language: str, names: Mapping[str, str]) -> str:
    try:
        return fact_in_words(name, names, language)
    except Unreadable:
        return name
