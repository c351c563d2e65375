"""The catalogue is whole: both languages say the same, and every closed vocabulary is said."""

import ast
import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from gongdao.letters.wording import LANGUAGES, codes, has
from gongdao.letters.wording.catalogue import (
    Optional,
    Placeholder,
    Sentence,
    compile_sentence,
    find,
    placeholders,
    texts,
)
from gongdao.rulebook import commands, events, notices, policy, terms
from gongdao.rulebook import deadline as deadlines
from gongdao.rulebook.actor import ROLES
from gongdao.rulebook.refusal import REMEDIES

# What only programs and their makers read names headers and formats as they are.
FOR_PROGRAMS = ("problem.", "invalid.", "json_type.", "reference.")
# Latin words that a Chinese sentence may contain.
ALLOWED_IN_CHINESE = frozenset(  # names, formats, a key
    "CSV DOCX English GB Hans JSON MB PDF PostgreSQL Shift UTF en xls xlsx zh".split()
)
WORD = re.compile(r"[A-Za-z]{2,}")
FORMATS = re.compile(r"\{[^{}]*\}")
# What a sentence of the command line tells to type.
TYPED = re.compile(r"(?:gongdao|make)(?: [a-z]+)+|--[a-z-]+")


def test_both_languages_have_the_same_codes() -> None:
    assert set(codes("zh-hans")) == set(codes("en"))


def test_both_languages_have_the_same_placeholders() -> None:
    different = {
        code: (placeholders(_sentence(code, "zh-hans")), placeholders(_sentence(code, "en")))
        for code in codes("zh-hans")
        if placeholders(_sentence(code, "zh-hans")) != placeholders(_sentence(code, "en"))
    }
    assert different == {}


def test_chinese_sentences_contain_no_english_words() -> None:
    found = {}
    for code, text in texts("zh-hans").items():
        if code.startswith(FOR_PROGRAMS):
            continue
        plain = FORMATS.sub("", text)
        if code.startswith("cli."):
            plain = TYPED.sub("", plain)
        if words := set(WORD.findall(plain)) - ALLOWED_IN_CHINESE:
            found[code] = words
    assert found == {}


def test_english_sentences_contain_no_chinese() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    found = {code: text for code, text in texts("en").items() if chinese.search(FORMATS.sub("", text))}
    assert set(found) == {"web.other_language"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_of_a_placeholder_exists(language: Any) -> None:
    areas = {code.partition(".")[0] for code in codes(language)} | {
        code.removeprefix("each.") for code in codes(language) if code.startswith("each.")
    }
    unknown = {}
    for code in codes(language):
        for hole in _holes(_sentence(code, language)):
            if hole.kind and hole.kind not in areas | KINDS:
                unknown[code] = hole.kind
    assert unknown == {}


KINDS = {
    "instant", "due", "date", "money", "duration", "length", "share", "ref", "short", "hidden", "facts",
    "condition", "scores", "any_status", "any_kind", "because", "item",
    "category", "row", "requirement", "claim_reason", "evidence_stage", "group_class",  # named by the policy
}  # fmt: skip


VOCABULARIES: dict[str, Iterable[str]] = {
    "status": terms.STATUSES,
    "priority": terms.PRIORITIES,
    "channel": terms.CHANNELS,
    "mood": terms.MOODS,
    "nature": terms.NATURES,
    "motive": terms.MOTIVES,
    "wish": terms.WISHES,
    "order_change": terms.ORDER_CHANGE_KINDS,
    "remedy_kind": terms.REMEDY_KINDS,
    "after_sale": terms.AFTER_SALE_KINDS,
    "appeal_scope": terms.APPEAL_SCOPES,
    "appeal_outcome": terms.APPEAL_OUTCOMES,
    "outcome": terms.CLOSE_OUTCOMES,
    "exhibit": terms.EXHIBIT_KINDS,
    "defect": terms.DEFECTS,
    "side": terms.SIDES,
    "risk": terms.RISKS,
    "role": ROLES,
    "event": events.BY_TYPE,
    "action": commands.BY_NAME,
    "refusal": REMEDIES,
    "remedy": REMEDIES.values(),
    "deadline_status": get_args(deadlines.Status),
    "consequence": get_args(policy.Consequence.__annotations__["do"]),
    "bearer": get_args(policy.DeadlineRule.__annotations__["bearer"]),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", VOCABULARIES)
def test_every_code_of_a_closed_vocabulary_is_said(area: str, language: Any) -> None:
    assert [code for code in VOCABULARIES[area] if not has(f"{area}.{code}", language)] == []


@pytest.mark.parametrize("kind", events.BY_TYPE)
def test_event_sentences_use_only_what_the_event_has(kind: str) -> None:
    """A stored event leaves out its defaults, so these are said only in optional stretches."""
    info = msgspec.structs.fields(events.BY_TYPE[kind])
    names = {field.name for field in info}
    required = {field.name for field in info if field.required}
    for language in LANGUAGES:
        sentence = _sentence(f"event.{kind}", language)
        assert placeholders(sentence) <= names
        assert {piece.name for piece in sentence if isinstance(piece, Placeholder)} <= required


def test_every_field_of_every_command_has_a_label() -> None:
    fields = {
        field.name for command in commands.BY_NAME.values() for field in msgspec.structs.fields(command)
    }
    assert sorted(name for name in fields if not has(f"field.{name}")) == []


def test_every_notice_of_the_rulebook_has_a_title_and_a_text() -> None:
    calls = [
        node
        for path in sorted(Path(inspect.getfile(notices)).parent.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Notice"
    ]
    told = {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}
    told |= set(NAMED_AS_THEIR_EVENT)
    parts = [f"notice.{code}.{part}" for code in sorted(map(str, told)) for part in ("title", "text")]
    assert len(told) > 30
    assert [code for code in parts if not has(code)] == []


def test_every_sentence_that_is_asked_for_by_its_code_exists() -> None:
    asked: set[str] = set()
    for path in sorted(HOUSE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        makers = {
            name.asname or name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in SPEAKERS
            for name in node.names
            if name.name in {"say", "tell"}
        }
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        for call in calls:
            if getattr(call.func, "id", "") in makers:
                asked |= {node.value for node in call.args[:2] if isinstance(node, ast.Constant)}
    for path in sorted(HOUSE.rglob("*.html")):
        asked |= set(SAID.findall(path.read_text(encoding="utf-8")))
    assert len(asked) > 1000
    assert sorted(code for code in map(str, asked) if "." in code and not has(code)) == []


HOUSE = Path(inspect.getfile(notices)).parents[2]
SPEAKERS = {"gongdao.letters.wording", "gongdao.letters.wording.speech", "gongdao.web.shell.telling"}
# A template that says a sentence whose code is whole: nothing is added to it.
SAID = re.compile(r'{%\s*say "([^"]+)"(?!\|)')


# Where the rulebook names a notice after the type of its event.
NAMED_AS_THEIR_EVENT = (
    "first_response_given", "progress_told", "promise_kept", "case_closed", "case_referred", "case_reopened",
)  # fmt: skip


def test_sentence_written_twice_is_refused(tmp_path: Any) -> None:
    import yaml

    from gongdao.letters.wording.catalogue import _UniqueKeys

    with pytest.raises(yaml.constructor.ConstructorError, match=r"a\.b"):
        yaml.load("a.b: x\na.b: y\n", Loader=_UniqueKeys)  # noqa: S506  # a CSafeLoader


@pytest.mark.parametrize("text", ["{Name}", "{a.b}", "{a[0]}", "{a!r}", "{", "}", "{a:>10}"])
def test_placeholder_that_reaches_further_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="unreadable placeholder"):
        compile_sentence(text)


def _sentence(code: str, language: Any) -> Sentence:
    sentence = find(code, language)
    assert sentence is not None
    return sentence


def _holes(sentence: Sentence) -> Iterable[Placeholder]:
    for piece in sentence:
        if isinstance(piece, Placeholder):
            yield piece
        elif isinstance(piece, Optional):
            yield from _holes(piece.pieces)
