"""Writes docs/cli.md from the command itself, so that the reference and the program cannot differ.

.venv/bin/python tools/cli_reference.py
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

TARGET = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
HEAD = """\
# The command line

Made by `tools/cli_reference.py` from the program; a test compares the two. Each text is English,
then Chinese.

**Languages.** Answers come in Chinese or English: `--lang zh`, `--lang en`, the variable `GONGDAO_LANG`,
else the language of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`), else Chinese.

**For programs.** `--json` prints one JSON document and nothing else. A failure is
`{"error": {"code", "message", …}}`; a refusal carries `rule` and `remedy` too.

**Exit codes.** 0 done · 1 could not run, or something differs · 2 wrong usage or value · 3 refused by a rule
(of an import: some rows were rejected) · 4 not found · 5 overtaken: the case moved on, or the key stands for
another command.

**Who acts.** Whoever can start this program can reach the database, so nobody signs in. But whoever acts is
named, with `--as` (staff number or user name) or the variable `GONGDAO_AS`, stands in the log of the case and
may do what the same person may do on the pages, no more. Without `--as` the administrator acts, who may read
every case and decides none: acting on cases needs a name. Importing a file without `--as` is done by the
program itself (`system`), for what comes in must never be lost. Managing people takes an administrator; while
there is none, the program itself makes the first one.

"""


def commands(command: TyperCommand | TyperGroup, name: str) -> Iterator[tuple[str, TyperCommand]]:
    """Every command that does something, with its full name, in the order of the help."""
    if isinstance(command, TyperGroup):
        for part in command.commands.values():
            yield from commands(part, f"{name} {part.name}")
    else:
        yield name, command


def reference() -> str:
    """The text of docs/cli.md."""
    from gongdao.cli.main import app

    found = list(commands(get_command(app), "gongdao"))
    listed = [f"- [`{name}`](#{name.replace(' ', '-')})" for name, _ in found]
    return HEAD + "\n".join([*listed, "", *(line for name, one in found for line in _section(name, one))])


def _section(name: str, command: TyperCommand) -> Iterator[str]:
    arguments = [item for item in command.params if isinstance(item, TyperArgument)]
    options = [item for item in command.params if isinstance(item, TyperOption) and not item.hidden]
    yield from (f"## {name}", "")
    usage = " ".join([name, *(_usage(item) for item in arguments), *(["[OPTIONS]"] if options else [])])
    yield from ("```", usage, "```", "")
    yield from (*(line.strip() for line in (command.help or "").strip().splitlines()), "")
    if arguments or options:
        yield from ("| | | |", "|---|---|---|")
        for argument in arguments:
            yield f"| `{_usage(argument)}` | {_cell(getattr(argument, 'help', '') or '')} | |"
        for option in options:
            yield f"| {_names(option)} | {_cell(option.help or '')} | {_default(option)} |"
        yield ""


def _usage(argument: TyperArgument) -> str:
    name = (argument.metavar or argument.name or "").upper()
    return f"{name}…" if argument.nargs != 1 else name


def _names(option: TyperOption) -> str:
    value = "" if option.is_flag else f" {(option.metavar or option.name or '').upper()}"
    names = ", ".join(f"`{name}{value}`" for name in option.opts)
    return names + (f" / `{'`, `'.join(option.secondary_opts)}`" if option.secondary_opts else "")


def _default(option: TyperOption) -> str:
    notes = []
    if option.default not in (None, "", False, (), []) and not callable(option.default):
        notes.append(f"default `{str(option.default).lower() if option.is_flag else option.default}`")
    if option.required:
        notes.append("required")
    if option.multiple:
        notes.append("may be repeated")
    if option.envvar:
        notes.append(f"`{option.envvar}`")
    return ", ".join(notes)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    print(f"{TARGET} written", file=sys.stderr)  # noqa: T201  # a tool for the terminal
