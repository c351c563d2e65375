"""How far a long command has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongdao.cli.answers import Answers


@contextmanager
def progress(answers: "Answers", code: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar to people at a terminal, named by a sentence; gives the function that moves it on."""
    import sys

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, disable=answers.as_json or not sys.stdout.isatty()) as progress:
        task = progress.add_task(answers.say(code), total=total)
        yield lambda cases: progress.advance(task, cases)
