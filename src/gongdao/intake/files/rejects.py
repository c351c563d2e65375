"""The file of the rows that were not taken: the original columns, with line, rule, reason and what helps."""

import csv
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from gongdao.intake.files.problems import BadFile, Problem
from gongdao.intake.files.rows import Rejected
from gongdao.intake.files.values import guarded
from gongdao.letters.wording import say


class RejectsFile:
    """`<name>.rejected.csv` beside the file that was read: made anew each time, not at all if it is empty."""

    def __init__(self, beside: Path, header: Sequence[str], language: str) -> None:
        self.path = beside.with_name(f"{beside.name}.rejected.csv")
        self.count = 0
        self._header = header
        self._language = language
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rejected: Rejected) -> None:
        """Write down one row."""
        if self._file is None:
            self._file = self._opened()
            titles = [
                say(f"intake.column.{name}", self._language) for name in ("line", "rule", "reason", "help")
            ]
            csv.writer(self._file).writerow([*titles, *self._header])
        reason, help_text = in_words(rejected.problem, self._language)
        row = [str(rejected.line), rejected.problem.rule, reason, help_text, *map(guarded, rejected.cells)]
        csv.writer(self._file).writerow(row)
        self._file.flush()
        self.count += 1

    def _opened(self) -> IO[str]:
        """The file: beside the one that was read or, where nothing can be written there, in this folder."""
        # With a mark at its beginning, by which spreadsheets see that it is UTF-8.
        try:
            return self.path.open("w", encoding="utf-8-sig", newline="")
        except OSError:
            self.path = Path.cwd() / self.path.name
        try:
            return self.path.open("w", encoding="utf-8-sig", newline="")
        except OSError:
            raise BadFile("not_writable", name=str(self.path)) from None


def in_words(problem: Problem, language: str) -> tuple[str, str]:
    """Why a row was rejected, and what would help."""
    if problem.refusal:
        reason = say(f"refusal.{problem.code}", language, **problem.params)
        return reason, say(f"remedy.{problem.remedy}", language, **problem.params) if problem.remedy else ""
    reason = say(f"intake.{problem.code}", language, **problem.params)
    return reason, say(f"intake.help.{problem.code}", language, **problem.params)
