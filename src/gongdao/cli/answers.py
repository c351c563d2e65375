"""How commands answer: in the reader's language or as JSON, and with an exit code that tells what happened.

0 done · 1 could not run · 2 wrong usage or value · 3 refused by a rule · 4 not found · 5 overtaken.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from gongdao.letters.wording import Language
    from gongdao.rulebook.refusal import Refusal

FAILED: Final = 1
BAD_VALUE: Final = 2
REFUSED: Final = 3
NOT_FOUND: Final = 4
OVERTAKEN: Final = 5


class Told(Exception):
    """A command ends here: `code` of `cli.<code>` in the catalogue, with what the sentence needs.

    `area`: another part of the catalogue, which has `<area>.help.<code>` too.
    """

    def __init__(self, code: str, exit_code: int = BAD_VALUE, *, area: str = "cli", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.area = area
        self.exit_code = exit_code
        self.params = params


class Answers:
    """One command's way to answer."""

    def __init__(self, language: "Language", *, as_json: bool) -> None:
        self.language = language
        self.as_json = as_json

    @property
    def is_quiet(self) -> bool:
        """Whether nobody watches: no progress is shown."""
        return self.as_json or not sys.stdout.isatty()

    @property
    def console(self) -> "Console":
        """Where text for people goes."""
        from rich.console import Console

        # In a pipe there is no width to keep to; a table that is cut there is of no use to anybody.
        return Console(highlight=False, width=None if sys.stdout.isatty() else 160)

    def say(self, code: str, **params: Any) -> str:
        """A sentence of the catalogue."""
        from gongdao.letters.wording import say

        return say(code, self.language, **params)

    def shown(self, value: Any, kind: str) -> str:
        """A value in words: an instant, a length, what is left of a limit (`Remaining`)."""
        from gongdao.letters.wording import format_remaining, say_value

        if kind == "remaining":
            return format_remaining(value.seconds, self.language, value.measure)
        return say_value(kind, value, self.language, kind=kind)

    def text(self, code: str, **params: Any) -> None:
        """Print a sentence, unless the answer is JSON."""
        if not self.as_json:
            typer.echo(self.say(code, **params))

    def line(self, text: str) -> None:
        """Print a line as it is; unlike a table it is not fitted to the width of the terminal."""
        typer.echo(text)

    def json(self, value: Any) -> None:
        """Print the answer as JSON."""
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())

    def fail(self, exit_code: int, code: str, message: str, **more: Any) -> typer.Exit:
        """Say why nothing was done; raise what comes back."""
        if self.as_json:
            self.json({"error": {"code": code, "message": message, **{k: v for k, v in more.items() if v}}})
        else:
            lines = [message, *(str(more[name]) for name in ("help",) if more.get(name))]
            typer.echo("\n".join(lines), err=True)
        return typer.Exit(exit_code)

    def refused(self, refusal: "Refusal", names: Mapping[str, str] | None = None) -> typer.Exit:
        """Say which rule refused, why, and what would help."""
        why = self.say(f"refusal.{refusal.code}", names=names, **refusal.params)
        help_ = self.say(f"remedy.{refusal.remedy}", names=names, **refusal.params) if refusal.remedy else ""
        by_rule = self.say("cli.refused_by", rule=refusal.rule, why=why)
        return self.fail(
            REFUSED, refusal.code, by_rule, help=help_, rule=refusal.rule, remedy=refusal.remedy,
            params=refusal.params,
        )  # fmt: skip


@contextmanager
def answering(lang: str, *, as_json: bool = False) -> Iterator[Answers]:
    """Start the program for a command, and turn what goes wrong into an answer and an exit code."""
    from gongdao.cli.program import program

    answers = Answers(reading_language(lang), as_json=as_json)
    with program(), outcomes(answers):
        yield answers


@contextmanager
def outcomes(answers: Answers) -> Iterator[None]:
    """Turn refusals and the like into an answer and an exit code. Needs Django to be set up."""
    from django.db import OperationalError, ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from gongdao.casework.outcome import CaseNotFound, KeyConflict, StaleCase
    from gongdao.casework.queries import BadCursor
    from gongdao.people.actions import NotPermitted, Unfit
    from gongdao.rulebook.refusal import Refused

    try:
        yield
    except Told as told:
        message = answers.say(f"{told.area}.{told.code}", **told.params)
        help_ = "" if told.area == "cli" else answers.say(f"{told.area}.help.{told.code}", **told.params)
        raise answers.fail(told.exit_code, told.code, message, help=help_) from told
    except Refused as refused:
        raise answers.refused(refused.refusal) from refused
    except CaseNotFound as missing:
        message = answers.say("cli.case_not_found", number=missing.number)
        raise answers.fail(NOT_FOUND, "case_not_found", message, number=missing.number) from missing
    except StaleCase as stale:
        message = answers.say("cli.case_moved_on", number=stale.number, version=stale.version)
        raise answers.fail(OVERTAKEN, "case_moved_on", message, version=stale.version) from stale
    except KeyConflict as conflict:
        message = answers.say("cli.key_conflict", key=conflict.key)
        raise answers.fail(OVERTAKEN, "key_conflict", message, key=conflict.key) from conflict
    except BadCursor as bad:
        raise answers.fail(BAD_VALUE, "bad_cursor", answers.say("cli.bad_cursor", option="--after")) from bad
    except NotPermitted as forbidden:
        message = answers.say(f"refusal.{forbidden.code}")
        raise answers.fail(REFUSED, forbidden.code, message) from forbidden
    except Unfit as unfit:
        message = answers.say("cli.unfit", field=unfit.field, why=answers.say(f"cli.unfit.{unfit.code}"))
        raise answers.fail(BAD_VALUE, unfit.code, message, field=unfit.field) from unfit
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise
        message, help_ = (
            answers.say("cli.database_not_prepared"),
            answers.say("cli.help.database_not_prepared"),
        )
        raise answers.fail(FAILED, "database_not_prepared", message, help=help_) from error
    except OperationalError as lost:
        reason = " ".join(str(lost).split())
        message = answers.say("cli.database_lost", text=reason)
        raise answers.fail(FAILED, "database_lost", message) from lost


def reading_language(lang: str) -> "Language":
    """The language to answer in: as asked, else that of the environment, else Chinese."""
    asked = lang or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if asked.lower().startswith("en") else "zh-hans"
