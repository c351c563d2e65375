"""docs/conformance.md is true: every rule has its proof or its reason, and the page is what the tool says."""

import ast
import importlib.util
from pathlib import Path

import pytest

from gongdao.policies.rules import rules

_ROOT = Path(__file__).resolve().parents[2]
_SPEC = importlib.util.spec_from_file_location("conformance", _ROOT / "tools" / "conformance.py")
assert _SPEC is not None
assert _SPEC.loader is not None
TOOL = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(TOOL)
# What was open when the list was made.
FIRST_OPEN = set(
    """
    TRI-5 SLA-4 EVI-2 EVI-3 EVI-4 EVI-5 EVI-6 EVI-7 EVI-8 EVI-9 EVI-10 EVI-11 EVI-12 EVI-13
    EVI-14 EVI-15 EVI-16 EVI-17 EVI-18 RES-4 RES-5 RES-12 RES-14 APP-11 APP-12 APP-14 APP-15
    APP-16 APP-17 AST-1 AST-2 AST-3 AST-4 AST-5 AST-6 AST-7 PEN-1 PEN-2 PEN-3 PEN-4 PEN-5 PEN-6
    PEN-7 PEN-8 PEN-9 FND-1 FND-2 FND-3 MSG-2 INS-1 INS-2 INS-3 INS-4 INS-5 TRN-1
    """.split()
)
MEND = "run .venv/bin/python tools/conformance.py"


@pytest.fixture(scope="module")
def found() -> object:
    return TOOL.proof()


def test_page_is_what_the_tool_writes(found: object) -> None:
    assert (_ROOT / "docs" / "conformance.md").read_text(encoding="utf-8") == TOOL.page(found), MEND


def test_every_rule_is_proven_or_has_a_reason(found: object) -> None:
    waiting = TOOL.open_rules()
    assert [rule for rule in rules() if not found.of(rule) and not waiting.get(rule)] == []  # type: ignore[attr-defined]


def test_what_is_proven_is_open_no_more(found: object) -> None:
    assert (_ROOT / "docs" / "open_rules.yaml").read_text(encoding="utf-8") == TOOL.open_text(found), MEND


def test_open_rules_only_grow_fewer() -> None:
    assert set(TOOL.open_rules()) - FIRST_OPEN == set()


def test_only_rules_of_the_list_are_proven_and_cited(found: object) -> None:
    named = {*found.tests, *found.scenarios, *found.policies}  # type: ignore[attr-defined]
    assert sorted(named - set(rules())) == []


def test_marks_are_read_wherever_they_stand() -> None:
    module = ast.parse(
        "pytestmark = pytest.mark.rule('A-1')\n"
        "@pytest.mark.rule('A-2', 'A-3')\ndef test_one(): ...\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.rule('A-4'))])\n"
        "def test_two(x): ...\n"
        "def test_three(): ...\n"
    )
    assert list(TOOL.marks(module)) == [
        ("A-1", ""), ("A-2", "test_one"), ("A-3", "test_one"), ("A-4", "test_two"),
    ]  # fmt: skip
