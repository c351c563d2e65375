"""What reading and the rules of form made of drawn pictures, counted beside what the pictures show."""

from collections import Counter
from math import sqrt
from typing import Final

from gongdao.rulebook.reading.checks import examined
from gongdao.rulebook.reading.fields import Field, fields_of
from gongdao.rulebook.reading.report import Report

from .drawing import Drawn

# What else hands the same defect to a person.
_ALSO: Final = {"all_printed": "by_hand", "all_by_hand": "by_hand", "blank": "blurred"}


class Score:
    """What came out. Printed and handwritten facts are counted apart."""

    def __init__(self) -> None:
        self.fields: Counter[tuple[str, str, bool]] = Counter()  # kind, column, right
        self.checks: Counter[tuple[str, str]] = Counter()  # code, found | handed | overlooked | wrong
        self.wears: Counter[tuple[str, bool]] = Counter()
        self.kinds: Counter[str] = Counter()
        self.in_order = self.rejected = self.doubted = self.pictures = 0
        self.wrong: list[str] = []

    def add(self, name: str, one: Drawn, report: Report) -> None:
        """Count one picture and what was read of it."""
        self.pictures += 1
        self.kinds[name] += 1
        where = f"{name} ({one.layout}), {one.wear}"
        self._facts(where, one, fields_of(report))
        self._remarks(where, one, report)

    def _facts(self, where: str, one: Drawn, found: tuple[Field, ...]) -> None:
        wear = "clean" if one.wear == "clean" else "worn"
        for kind, value in one.shows.items():
            read = [field.value for field in found if field.kind == kind]
            right = bool(read) and (not value or _packed(value) in map(_packed, read))
            written = "hand" if kind in one.by_hand else "print"
            self.fields[kind, f"{written} {wear}", right] += 1
            if written == "print":
                self.wears[one.wear, right] += 1
            if not right:
                self.wrong.append(f"{where}: {kind} {value}, read {', '.join(read) or 'nothing'}")

    def _remarks(self, where: str, one: Drawn, report: Report) -> None:
        remarks = examined(one.kind, report)
        missing = {item.code for item in remarks if item.verdict == "missing"}
        doubtful = {item.code for item in remarks if item.verdict == "doubtful"}
        for code in one.lacks:
            handed = code in doubtful or _ALSO.get(code) in doubtful
            what = "found" if code in missing else "handed" if handed else "overlooked"
            self.checks[code, what] += 1
            if what == "overlooked":
                self.wrong.append(f"{where}: {code} overlooked")
        for code in missing - one.lacks:
            self.checks[code, "wrong"] += 1
            self.wrong.append(f"{where}: {code} said wrongly")
        if not one.lacks:
            self.in_order += 1
            self.rejected += bool(missing)
            self.doubted += bool(doubtful) and not missing

    def share(self, column: str) -> tuple[int, int]:
        """(rightly read, all) of one column: "print clean", "hand worn" …"""
        right = sum(n for (_, own, ok), n in self.fields.items() if own == column and ok)
        return right, sum(n for (_, own, _), n in self.fields.items() if own == column)

    def of_checks(self, what: str) -> int:
        """How often all checks together came out so."""
        return sum(n for (_, own), n in self.checks.items() if own == what)


def _packed(text: str) -> str:
    """Without blanks, which are lost or doubled between words of a name."""
    return text.replace(" ", "")


def interval(hits: int, n: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share, by Wilson."""
    if not n:
        return 0.0, 1.0
    z, share = 1.96, hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
