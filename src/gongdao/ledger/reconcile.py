"""Reconciliation 对账: what we say was paid against what the gateway says it paid."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple, TextIO

from gongdao.ledger.models import Payout
from gongdao.ledger.payout import Line

COLUMNS: Final = ("key", "payee", "amount_fen", "reference", "at")
What = Literal["missing_there", "missing_here", "double", "differs"]


class BadStatement(ValueError):
    """The file is not a statement: `line` and what is wrong, as `column` or `value`."""

    def __init__(self, line: int, column: str) -> None:
        super().__init__(f"line {line}: {column}")
        self.line = line
        self.column = column


class Difference(NamedTuple):
    """missing_there: we say paid, the gateway does not know it · missing_here: the gateway paid what we do
    not count as paid · double: paid more than once under one key · differs: another payee or amount."""

    what: What
    key: str
    payee: str
    ours_fen: int
    theirs_fen: int
    reference: str


class Report(NamedTuple):
    """How a time was reconciled. `matched_fen`: the sum of what agrees."""

    matched: int
    matched_fen: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing is open."""
        return not self.differences


class _Ours(NamedTuple):
    key: str
    payee: str
    amount_fen: int
    state: str
    settled_at: datetime | None


def read_statement(file: TextIO) -> tuple[Line, ...]:
    """A gateway's statement as CSV with the columns `COLUMNS`. Raises BadStatement."""
    rows = csv.DictReader(file)
    for column in COLUMNS:
        if column not in (rows.fieldnames or ()):
            raise BadStatement(1, column)
    return tuple(_line(number, row) for number, row in enumerate(rows, 2))


def _line(number: int, row: dict[str, str]) -> Line:
    try:
        amount = int(row["amount_fen"])
    except (TypeError, ValueError):
        raise BadStatement(number, "amount_fen") from None
    try:
        at = datetime.fromisoformat(row["at"])
    except (TypeError, ValueError):
        raise BadStatement(number, "at") from None
    if at.tzinfo is None:
        raise BadStatement(number, "at")
    if not row["key"]:
        raise BadStatement(number, "key")
    return Line(row["key"], row["payee"] or "", amount, row["reference"] or "", at)


def reconcile(lines: Iterable[Line], *, since: datetime, until: datetime) -> Report:
    """Compare the gateway's lines with our payouts for `since` <= time < `until`; two statements.

    A payout that we settled a moment after the gateway did, across a boundary, is looked up by its key.
    """
    theirs: dict[str, list[Line]] = {}
    for line in lines:
        if since <= line.at < until:
            theirs.setdefault(_own_key(line.key), []).append(line)
    fields = ("key", "payee", "amount_fen", "state", "settled_at")
    settled = Payout.objects.filter(state="paid", settled_at__gte=since, settled_at__lt=until)
    named = Payout.objects.filter(key__in=list(theirs))
    ours = {row[0]: _Ours(*row) for rows in (settled, named) for row in rows.values_list(*fields)}
    return _compared(ours, theirs)


def _own_key(key: str) -> str:
    """Our key of the gateway's: what follows a dot is the turn (`models.sent_as`)."""
    return key.partition(".")[0]


def _compared(ours: dict[str, _Ours], theirs: dict[str, list[Line]]) -> Report:
    matched = total = 0
    found: list[Difference] = []
    for key in sorted(ours.keys() | theirs.keys()):
        one, paid = ours.get(key), theirs.get(key, [])
        what = _what(one, paid)
        if what is None and one is not None:
            matched, total = matched + 1, total + one.amount_fen
        elif what is not None:
            found.append(Difference(
                what, key, one.payee if one else paid[0].payee, one.amount_fen if one else 0,
                sum(line.amount_fen for line in paid), paid[0].reference if paid else "",
            ))  # fmt: skip
    return Report(matched, total, tuple(found))


def _what(one: _Ours | None, paid: Sequence[Line]) -> What | None:
    if not paid:
        return "missing_there"
    if len(paid) > 1:
        return "double"
    if one is None or one.state != "paid":
        return "missing_here"
    same = (one.payee, one.amount_fen) == (paid[0].payee, paid[0].amount_fen)
    return None if same else "differs"
