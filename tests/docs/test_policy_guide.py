"""docs/policies.md names every word of the schema, every finding of the linter, and its examples hold."""

import re
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
import yaml

from gongdao.rulebook.policy import CASE_FACTS, Policy

from .documents import DOCS, ROOT, codes, examples

_GUIDE = DOCS / "policies.md"
_SMALLEST = DOCS / "examples" / "late_parcel" / "policy.yaml"


def _structs(kind: Any, seen: set[type[msgspec.Struct]]) -> set[type[msgspec.Struct]]:
    """Every struct below a type, and itself."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in seen:
            seen.add(kind)
            for inner in get_type_hints(kind).values():
                _structs(inner, seen)
    else:
        for inner in get_args(kind):
            _structs(inner, seen)
    return seen


def _words(kind: Any) -> set[str]:
    """Every text that a closed type allows."""
    given = get_args(kind)
    return {
        word for inner in given for word in ([inner] if isinstance(inner, str) else _words(inner)) if word
    }


def test_every_word_of_the_schema_is_explained() -> None:
    parts = _structs(Policy, set())
    fields = {field for part in parts for field in part.__struct_fields__}
    values = {word for part in parts for kind in get_type_hints(part).values() for word in _words(kind)}
    assert sorted((fields | values | set(CASE_FACTS)) - codes(_GUIDE)) == []


def test_every_event_role_and_party_is_listed() -> None:
    from gongdao.policies.linter.table import PARTIES
    from gongdao.rulebook.actor import ROLES
    from gongdao.rulebook.events import BY_TYPE
    from gongdao.rulebook.terms import CLOSE_OUTCOMES, RISKS

    known = {*BY_TYPE, *ROLES, *PARTIES, *RISKS, *CLOSE_OUTCOMES}
    assert sorted(known - codes(_GUIDE)) == []


def test_every_finding_of_the_linter_is_explained() -> None:
    from gongdao.policies.linter import CODES

    section = _GUIDE.read_text(encoding="utf-8").split("## What the linter refuses")[1].split("\n## ")[0]
    rows = "\n".join(line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`([a-z_]+)`", rows)) == CODES


def test_every_word_of_a_scenario_is_explained() -> None:
    from gongdao.policies.scenarios.format import Cast, Page

    parts = {
        one for part in (Cast, Page) for one in _structs(part, set()) if one.__module__ == Cast.__module__
    }
    fields = {field for part in parts for field in part.__struct_fields__}
    assert sorted(fields - codes(_GUIDE)) == []


def test_examples_of_the_guide_are_yaml() -> None:
    shown = examples(_GUIDE, "yaml")
    assert len(shown) > 10
    for example in shown:
        yaml.safe_load(example.text.replace("…", "x"))


def test_the_smallest_policy_is_good_law_and_its_scenarios_hold() -> None:
    from gongdao.policies.checking import check_file

    checked = check_file(_SMALLEST)
    assert (checked.problems, checked.findings) == ((), ())
    assert [outcome.id for outcome in checked.scenarios if not outcome.holds] == []
    assert f"late-parcel 2026-01, {len(checked.scenarios)} scenarios" in _GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_policy_in_the_readme_is_the_shipped_one(name: str) -> None:
    shipped = (ROOT / "src/gongdao/policies/packs/workorder_liability/policy.yaml").read_text(
        encoding="utf-8"
    )
    shown = [example.text for example in examples(ROOT / name, "yaml")]
    assert len(shown) == 1
    lines = [line.split("  #")[0].rstrip() for line in shown[0].splitlines()]
    assert [line for line in lines if line.strip() not in {one.strip() for one in shipped.splitlines()}] == []
