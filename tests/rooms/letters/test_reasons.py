"""Written reasons and data cannot disagree: the texts hold nothing of their own, and leave nothing out."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.rulebook.courses import POLICIES, Course, courses

from gongdao.letters.reasons import refs_in, said, said_line
from gongdao.letters.wording import LANGUAGES, format_date, format_due, format_instant, format_money
from gongdao.letters.wording.catalogue import texts
from gongdao.policies.rules import rules
from gongdao.policies.titles import _titles
from gongdao.rulebook import events as e
from gongdao.rulebook.explain import (
    AppealReasons,
    FindingReasons,
    Happened,
    Line,
    reasons_of_appeal,
    reasons_of_finding,
    sections,
)
from gongdao.rulebook.policy import Policy

MONEY = re.compile(r"-?¥[0-9,]+\.[0-9]{2}")
SHARE = re.compile(r"[0-9]+(?:\.[0-9]+)?%")
DAY = {
    "zh-hans": re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"),
    "en": re.compile(r"[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}"),
}
RULE = re.compile(r"\b[A-Z]{3}-[0-9]+\b")
ITEM = re.compile(r"\b[EFAS][0-9]+\b")
_PLAIN = re.compile(r"\{[^{}]*\}")


def names_of(policy: Policy, language: str) -> dict[str, str]:
    return {key: title.en if language == "en" else title.zh for key, title in _titles(policy).items()}


def decisions(course: Course) -> Iterator[FindingReasons | AppealReasons]:
    log = [Happened(*item) for item in course.log]
    assert course.state is not None
    for event, _, _ in course.log:
        if isinstance(event, e.FindingMade | e.ClaimRefused):
            yield reasons_of_finding(course.policy, log, course.state, event.id)
        if isinstance(event, e.AppealDecided):
            yield reasons_of_appeal(course.policy, log, course.state, event.id)


def text_of(reasons: FindingReasons | AppealReasons, policy: Policy, language: str) -> str:
    found = said(sections(reasons), language, zone=policy.calendar.zone, names=names_of(policy, language))
    return "\n".join(line.text for part in found for line in part.lines)


@pytest.mark.rule("DEC-3")
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_number_date_party_or_rule_of_their_own(language: str) -> None:
    """All that could disagree with the data comes through a placeholder."""
    for code, text in texts(language).items():  # type: ignore[arg-type]  # of LANGUAGES
        if code.startswith("reasons."):
            plain = _PLAIN.sub("", text)
            assert not re.search(
                r"[0-9一二三四五六七八九十百千万%¥]",
                plain.replace("任何一方", "").replace("同一", "").replace("一致", ""),
            ), code
            assert not RULE.search(plain), code


def _values(data: Any) -> Iterator[Any]:
    """Every plain value in a statement."""
    if hasattr(data, "__struct_fields__"):
        for name in data.__struct_fields__:
            yield from _values(getattr(data, name))
    elif isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _values(value)
    elif isinstance(data, list | tuple):
        for item in data:
            yield from _values(item)
    else:
        yield data


def _known(reasons: Any, policy: Policy, language: Any) -> dict[str, set[str]]:
    values = list(_values(reasons))
    zone = ZoneInfo(policy.calendar.zone)
    whole = [item for item in values if isinstance(item, int) and not isinstance(item, bool)]
    rest = getattr(reasons, "calculation", None)
    instants = [item for item in values if isinstance(item, datetime)]
    days = [item for item in values if isinstance(item, date) and not isinstance(item, datetime)]
    written = "\n".join(item for item in values if isinstance(item, str))
    return {
        "money": {format_money(item) for item in [*whole, rest.rest_fen if rest else 0]}
        | set(MONEY.findall(written)),
        "day": {format_date(item, language) for item in days}
        | {
            DAY[language].findall(shown)[0]
            for item in instants
            for shown in (format_instant(item, language, zone), format_due(item, language, zone))
        },
        "share": {f"{item / 100:g}%" for item in whole} | set(SHARE.findall(written)),
        "rule": set(RULE.findall(written)) | {"W-10"},
        "item": set(ITEM.findall(written)),
    }


@pytest.mark.rule("DEC-3")
@settings(max_examples=60, deadline=None)
@given(courses(), st.sampled_from(LANGUAGES))
def test_every_number_date_and_rule_in_the_text_comes_from_the_data(course: Course, language: Any) -> None:
    for reasons in decisions(course):
        text, known = text_of(reasons, course.policy, language), _known(reasons, course.policy, language)
        assert set(MONEY.findall(text)) <= known["money"]
        assert set(DAY[language].findall(text)) <= known["day"]
        assert set(SHARE.findall(text)) <= known["share"]
        assert set(ITEM.findall(text)) <= known["item"] | {"T"}
        rule_texts = {one for item in rules().values() for one in RULE.findall(item.zh + item.en)}
        assert set(RULE.findall(text)) <= known["rule"] | rule_texts
        assert "⟨" not in text
        assert "…" not in text


def _changed(value: Any) -> Any:
    """Another value of the same kind; None where there is none to be had."""
    match value:
        case bool():
            return None
        case int():
            return value + 100
        case datetime():
            return value + timedelta(days=1)
        case date():
            return value + timedelta(days=1)
        case str():
            return {"uphold": "annul"}.get(value, f"{value}9" if value else None)
    return None


# What a person's own words or another placeholder of the same line already tell.
SILENT = {("fact", "value"), ("rule", "rule"), ("law", "title"), ("fact", "plain"), ("fact", "fact")}


@pytest.mark.rule("DEC-3")
@settings(max_examples=40, deadline=None)
@given(courses(), st.sampled_from(LANGUAGES))
def test_changing_any_value_changes_the_text(course: Course, language: str) -> None:
    zone, names = course.policy.calendar.zone, names_of(course.policy, language)
    for reasons in decisions(course):
        for part in sections(reasons):
            for line in part.lines:
                before = said_line(line, language, zone, names)
                for key, value in line.params.items():
                    other = _changed(value)
                    if other is None or (line.code, key) in SILENT or key in UNSHOWN.get(line.code, ()):
                        continue
                    after = said_line(
                        replace(line, params={**line.params, key: other}), language, zone, names
                    )
                    assert after != before, (line.code, key)


# Values that a line carries for programs, and which people find in another line.
UNSHOWN: dict[str, tuple[str, ...]] = {
    "calculation.part": ("by_share_fen",),
    "calculation.rounded": ("by_share_fen",),
}


def test_lines_of_conditions_and_facts_follow_the_data() -> None:
    policy = POLICIES["workorder-liability"]
    names = names_of(policy, "zh-hans")
    params = {
        "number": 1, "row": "improper_unpacking", "cite": "DEC-2 取值", "conditions": ["work == 'improper'"],
        "found": {"work": "unknown"},
    }  # fmt: skip
    text = said_line(Line("table.failed", params), "zh-hans", "Asia/Shanghai", names)
    assert text == (
        "第 1 行不适用（师傅操作不规范造成货损）：师傅操作：“不规范”，"
        "不成立（查明师傅操作：不能证明）。DEC-2 取值"
    )
    other = said_line(
        Line("table.failed", {**params, "found": {"work": "proper"}}), "zh-hans", "Asia/Shanghai", names
    )
    assert "查明师傅操作：规范" in other


def test_unreadable_conditions_are_shown_as_they_stand() -> None:
    params = {
        "number": 1,
        "row": "x",
        "cite": "DEC-2 A",
        "conditions": ["len(risks) * 2 > 3"],
        "found": {"odd": 1},
    }
    text = said_line(Line("table.failed", params), "en", "Asia/Shanghai", {})
    assert "len(risks) * 2 > 3" in text
    assert "odd: 1" in text


def test_people_of_a_statement_are_collected_for_their_names() -> None:
    line = Line("appeal.filed_for", {"appellant": "technician:1", "by": "staff:5", "scope": "amount"})
    assert refs_in([type("S", (), {"lines": (line,)})()]) == {"technician:1", "staff:5"}  # type: ignore[list-item]  # a stand-in
