"""What the documents tell people to type exists; what exists is documented."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from gongdao.cli.main import app

from .documents import DOCS, ROOT, commands, documents

_COMMANDS: Any = typer.main.get_command(app)
_TARGETS = set(
    re.findall(r"^([a-z][a-z-]*):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
)


def _inner(command: Any) -> dict[str, Any]:
    """The commands of a group; none of a command."""
    return getattr(command, "commands", {})


def _found(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words such as `case show 202405-001` call, and what is left of them."""
    command = _COMMANDS
    while words and words[0] in _inner(command):
        command, words = _inner(command)[words[0]], words[1:]
    return command, words


def mistakes_of(words: list[str]) -> Iterator[str]:
    """What is wrong with the words of a command, without the name of the program."""
    command, rest = _found(words)
    options = {
        option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]
    }
    if _inner(command) and rest and not rest[0].startswith("-"):
        yield f"no command {rest[0]}"
    for word in rest:
        if word.startswith("--") and word.partition("=")[0] not in options | {"--help"}:
            yield f"no option {word}"


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_the_documents_exist(path: Path) -> None:
    wrong = []
    for words in commands(path):
        if words[0] == "make":
            unknown = [word for word in words[1:] if "=" not in word and word not in _TARGETS]
            wrong += [f"make {word}" for word in unknown]
        else:
            wrong += [f"{' '.join(words)}: {mistake}" for mistake in mistakes_of(words[1:])]
    assert wrong == []


def test_every_command_is_documented() -> None:
    told = {
        " ".join(words[1 : 1 + length])
        for path in documents()
        for words in commands(path)
        for length in (1, 2)
    }
    there = {
        f"{name} {inner}".strip()
        for name, command in _COMMANDS.commands.items()
        for inner in (_inner(command) or [""])
    }
    assert sorted(there - told) == []


def test_every_target_of_make_is_documented() -> None:
    told = {
        word for path in documents() for words in commands(path) if words[0] == "make" for word in words[1:]
    }
    assert sorted(_TARGETS - told) == []


def test_every_variable_is_in_the_table_of_operating_and_the_code_reads_it() -> None:
    variable = re.compile(r"\b(?:GONGDAO_[A-Z]+(?:_[A-Z]+)*|DATABASE_URL)\b")
    package = ROOT / "src" / "gongdao"
    read = {
        name for path in package.rglob("*.py") for name in variable.findall(path.read_text(encoding="utf-8"))
    }
    rows = [
        line for line in (DOCS / "operating.md").read_text(encoding="utf-8").splitlines() if line[:3] == "| `"
    ]
    assert {name for row in rows for name in variable.findall(row.split("|")[1])} == read
