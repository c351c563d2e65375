"""`gongdao verify`: whether every case is what its events made of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from gongdao.cli.options import Json, Lang

if TYPE_CHECKING:
    from gongdao.casework.verify import Checked
    from gongdao.cli.answers import Answers


def verify(
    case: Annotated[str, typer.Option(help="Only this case, as 202405-001. 只核对这一件。")] = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Fold every case anew and compare with what is stored. 逐案重算，与存档核对。

    States, columns, parties, words and the chain of hashes are checked; nothing is changed. The exit code
    is 1 if anything differs. 有出入时返回 1。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        checked = _checked(case, answers)
        found = [
            {"number": item.number, "what": item.what, "detail": item.detail} for item in checked.differences
        ]
        if as_json:
            answers.json({"cases": checked.cases, "events": checked.events, "differences": found})
        for item in found:
            answers.text("cli.verify.difference", **item)
        answers.text("cli.verify.done", cases=checked.cases, events=checked.events, differences=len(found))
        if found:
            raise typer.Exit(FAILED)


def _checked(case: str, answers: "Answers") -> "Checked":
    from gongdao.casework.models import Case
    from gongdao.casework.verify import Checked, orphans, verify
    from gongdao.cli.answers import Told
    from gongdao.lib.ids import case_id

    if case:
        try:
            first = last = case_id(case)
        except ValueError:
            raise Told("not_a_number", value=case, example="202405-001") from None
        parts = list(verify(first, last))
        return parts[0] if parts else Checked(0, 0, ())
    total = Checked(0, 0, orphans())
    with _progress(answers, Case.objects.count()) as advance:
        for part in verify():
            total = Checked(
                total.cases + part.cases, total.events + part.events, total.differences + part.differences
            )
            advance(part.cases)
    return total


@contextmanager
def _progress(answers: "Answers", total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar to people at a terminal; gives the function that moves it on."""
    import sys

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, disable=answers.as_json or not sys.stdout.isatty()) as progress:
        task = progress.add_task(answers.say("cli.verify.progress"), total=total)
        yield lambda cases: progress.advance(task, cases)
