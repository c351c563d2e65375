"""Mistakes in a policy document are told with line, column, field and what was expected, all in one go."""

from pathlib import Path
from typing import Any

import pytest
from tests.policies.good import GOOD, TEXT

from gongdao.letters.wording import LANGUAGES, has
from gongdao.policies.document import read_document
from gongdao.policies.loading import load, load_document, read_bytes, shipped
from gongdao.policies.plain_yaml import MAX_BYTES, BadDocument, Problem
from gongdao.policies.scenarios import Cast


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(BadDocument) as caught:
        load(text, name="x.yaml")
    return caught.value.problems


def codes(text: str | bytes) -> list[str]:
    return [problem.code for problem in problems(text)]


def line_of(part: str, text: str = TEXT) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_load_reads_a_good_policy() -> None:
    assert load(TEXT) == GOOD
    assert GOOD.policy == "small-claims"


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.parent.name)
def test_load_reads_every_shipped_policy(path: Path) -> None:
    assert load(read_bytes(path)).policy == path.parent.name.replace("_", "-")


def test_wrong_value_is_told_with_its_place_and_what_was_expected() -> None:
    text = TEXT.replace("length: 30d", "length: 30x")
    (problem,) = problems(text)
    assert problem.code == "wrong_value"
    assert problem.file == "x.yaml"
    assert problem.line == line_of("length: 30x", text)
    assert problem.column == 13
    assert problem.field == "deadlines[10].length"
    assert problem.found == "'30x'"
    assert "(m|h|d|wd|wh)" in problem.expected


def test_all_mistakes_are_told_in_the_order_of_lines() -> None:
    text = TEXT.replace("length: 30d", "length: 30x").replace("then: urgent", "then: big")
    text = text.replace("handler_role: agent\n", "").replace("rises:", "raises:")
    found = [(problem.code, problem.field) for problem in problems(text)]
    assert found == [
        ("missing_field", "handler_role"),
        ("missing_field", "rises"),
        ("wrong_value", "priorities[0].then"),
        ("wrong_value", "deadlines[10].length"),
        ("unknown_field", "raises"),
    ]


def test_unknown_field_lists_the_fields_there_are() -> None:
    (problem,) = problems(TEXT.replace("limit: 1", "limit: 1\n  limits: 2"))
    assert (problem.code, problem.field, problem.found) == ("unknown_field", "appeals.limits", "limits")
    assert "limit" in problem.expected.split(", ")


def test_a_key_written_twice_is_refused() -> None:
    (problem,) = problems(TEXT.replace("rises: [supervisor]", "rises: [supervisor]\nrises: [executive]"))
    assert problem.code == "duplicate_key"
    assert problem.found == str(line_of("rises:"))


def test_words_that_yaml_takes_for_switches_stay_words() -> None:
    document = load_document(TEXT.replace("values: [noted, clean]", "values: [yes, no]"))
    assert document.value.finding.facts[1].values == ("yes", "no")
    assert document.value.deadlines[0].start.on == ("case_opened",)


def test_line_of_gives_the_place_of_a_part_or_of_what_is_around_it() -> None:
    document = load_document(TEXT)
    assert document.line_of("deadlines[10].length") == line_of("length: 30d")
    assert document.line_of("rises[0]") == line_of("rises:")
    assert document.line_of("deadlines[10].warn[0]") == line_of("id: stale")
    assert document.line_of("nowhere") == 1


def test_anchors_may_be_used_and_a_mistake_in_one_is_told_once() -> None:
    text = TEXT.replace(
        "liable: [{party: company, percent: 100}]", "liable: &all [{party: company, percent: 100}]"
    )
    text = text.replace("liable: [{party: carrier, percent: 100}]", "liable: *all")
    assert load(text).finding.table[1].liable == GOOD.finding.table[0].liable
    assert codes(text.replace("percent: 100", "percent: all", 1)) == ["wrong_value"]


@pytest.mark.parametrize(
    ("raw", "code", "found"),
    [
        ("标题: 投诉".encode("gb18030"), "not_utf8", "GB18030"),
        ("title: x".encode("utf-16"), "not_utf8", "UTF-16"),
        (b"title: \xff\xff\xff", "not_utf8", ""),
        (b"", "empty", ""),
        (b"# nothing but this\n", "empty", ""),
        (b"title: \x07bell", "bad_character", "U+0007"),
        (b"policy: x\n\tversion: y", "tab", ""),
        (b"policy:\n\tversion: y", "tab", ""),
        (b"policy: 'x", "not_yaml", None),
        (b"policy: x\n---\npolicy: y", "not_yaml", None),
        (b"policy: *nobody", "not_yaml", None),
        (b"- policy", "wrong_kind", "[\u2026]"),
        (b"policy", "wrong_kind", "'policy'"),
        (b"x: " + b"a" * MAX_BYTES, "too_large", None),
    ],
)
def test_bytes_that_are_no_policy_are_told_clearly(raw: bytes, code: str, found: str | None) -> None:
    first = problems(raw)[0]
    assert first.code == code
    assert found is None or first.found == found


def test_the_line_of_a_wrong_byte_is_told() -> None:
    (problem,) = problems(b"policy: x\nversion: y\ntitle: \xff")
    assert (problem.line, problem.column) == (3, 8)


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [echo]", "!!python/name:os.system", "!secret x", "!!binary aGk="]
)
def test_tags_are_refused(tag: str) -> None:
    assert codes(TEXT.replace("handler_role: agent", f"handler_role: {tag}")) == ["foreign_tag"]


def test_aliases_that_explode_are_refused() -> None:
    lines = ["people: {}", "openings:", "  a0: &a0 {x: 1, y: 2}"]
    lines += [f"  a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}, z: *a{n - 1}}}" for n in range(1, 20)]
    with pytest.raises(BadDocument) as caught:
        read_document("\n".join(lines), Cast, name="x.yaml")
    assert [problem.code for problem in caught.value.problems] == ["too_deep"]


def test_an_alias_within_itself_is_refused() -> None:
    with pytest.raises(BadDocument) as caught:
        read_document("people: {}\nopenings: {a: &a {b: *a}}", Cast, name="x.yaml")
    assert [problem.code for problem in caught.value.problems] == ["too_deep"]


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(BadDocument) as caught:
        read_bytes(Path("/nowhere/policy.yaml"))
    assert [problem.code for problem in caught.value.problems] == ["unreadable"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    "unreadable too_large not_utf8 bad_character tab not_yaml empty too_deep foreign_tag unknown_field"
    " missing_field duplicate_key wrong_kind wrong_value too_few too_many".split(),
)
def test_every_problem_has_a_sentence(code: str, language: Any) -> None:
    assert has(f"document.{code}", language)
