"""docs/cli.md is the program's own word: every command, argument and option appears, and nothing is stale."""

import importlib.util
from pathlib import Path

import pytest
from typer.core import TyperOption
from typer.main import get_command

from gongdao.cli.main import app

_ROOT = Path(__file__).resolve().parents[2]
_SPEC = importlib.util.spec_from_file_location("cli_reference", _ROOT / "tools" / "cli_reference.py")
assert _SPEC is not None
assert _SPEC.loader is not None
TOOL = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(TOOL)
COMMANDS = dict(TOOL.commands(get_command(app), "gongdao"))


def _sections() -> dict[str, str]:
    parts = (_ROOT / "docs" / "cli.md").read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.partition("\n")[0]: part for part in parts}


def test_reference_is_what_the_tool_writes() -> None:
    written = (_ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == TOOL.reference(), "run .venv/bin/python tools/cli_reference.py"


def test_every_command_has_a_section() -> None:
    assert list(_sections()) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_in_both_languages(name: str) -> None:
    section = _sections()[name]
    for item in COMMANDS[name].params:
        if isinstance(item, TyperOption):
            assert all(f"`{option}" in section for option in item.opts), item.opts
        help_text = getattr(item, "help", "") or ""
        assert any("\u4e00" <= char <= "\u9fff" for char in help_text), f"{item.name}: {help_text!r}"
        assert any(char.isascii() and char.isalpha() for char in help_text), f"{item.name}: {help_text!r}"
