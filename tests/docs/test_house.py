"""The house keeps its own rules: sizes, names, and a documented knob for every variable."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = _ROOT / "src" / "gongdao"
_FILES = sorted(path for path in _PACKAGE.rglob("*.py") if "migrations" not in path.parts)
_DRAWERS = {"utils", "common", "helpers", "services", "managers"}


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _faults(path: Path) -> Iterator[str]:
    """Say what is wrong with a file, one line each."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    if len(text.splitlines()) > 500:
        yield "more than 500 lines"
    if path.stem in _DRAWERS or path.parent.name in _DRAWERS:
        yield "a drawer, not a name"
    if text.strip() and path.name != "apps.py" and not ast.get_docstring(tree):
        yield "does not say what it is for"
    for function in _functions(tree):
        if (function.end_lineno or 0) - function.lineno + 1 > 70:
            yield f"{function.name} has more than 70 lines"


def test_files_are_small_and_say_what_they_are_for() -> None:
    assert [f"{path.relative_to(_PACKAGE)}: {fault}" for path in _FILES for fault in _faults(path)] == []


def test_every_variable_is_documented() -> None:
    variable = re.compile(r"\b(?:GONGDAO_[A-Z]+(?:_[A-Z]+)*|DATABASE_URL)\b")
    named = {name for path in _FILES for name in variable.findall(path.read_text(encoding="utf-8"))}
    documents = [_ROOT / "README.md", *_PACKAGE.rglob("README.md"), *(_ROOT / "docs").rglob("*.md")]
    documented = "\n".join(path.read_text(encoding="utf-8") for path in documents)
    assert sorted(name for name in named if f"`{name}`" not in documented) == []


def test_every_decision_has_its_own_number() -> None:
    numbers = [path.name[:4] for path in sorted((_ROOT / "docs" / "decisions").glob("[0-9]*.md"))]
    assert len(numbers) == len(set(numbers))
