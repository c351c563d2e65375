"""Named reads of the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import QuerySet, Sum

from gongdao.ledger.models import Account, Entry, Payout, PayoutStep
from gongdao.lib.statements import fetch
from gongdao.rulebook.money.transfer import FEN

PAGE: Final = 50
# The balance after each line is that before the page plus what is on it, so that a page reads no more.
_STATEMENT: Final = """
SELECT e.case_id, e.event_seq, e.line, e.at, e.unit, e.amount, e.item, e.rule, e.counter
FROM ledger_entry e
WHERE e.account = %(account)s AND e.unit = %(unit)s AND e.at >= %(since)s AND e.at < %(until)s
  AND (e.at, e.case_id, e.event_seq, e.line) > (%(at)s, %(case)s, %(seq)s, %(line)s)
ORDER BY e.at, e.case_id, e.event_seq, e.line LIMIT %(limit)s
"""


class Cursor(NamedTuple):
    """After which line a page begins."""

    at: datetime
    case_id: int
    event_seq: int
    line: int


class Line(NamedTuple):
    """One line of a statement of account."""

    case_id: int
    event_seq: int
    line: int
    at: datetime
    unit: str
    amount: int
    item: str
    rule: str
    counter: bool

    @property
    def cursor(self) -> Cursor:
        """Where the next page begins."""
        return Cursor(self.at, self.case_id, self.event_seq, self.line)


def balances(account: str, *, until: datetime | None = None) -> dict[str, int]:
    """What an account has received less what it gave, by unit: all of it, or before `until`. One query."""
    entries = Entry.objects.filter(account=account)
    if until is not None:
        entries = entries.filter(at__lt=until)
    return dict(entries.values_list("unit").annotate(total=Sum("amount")).order_by("unit"))


def entries_of_case(case_id: int) -> QuerySet[Entry]:
    """The entries a case caused, in the order of its events."""
    return Entry.objects.filter(case_id=case_id).order_by("event_seq", "line")


def statement(
    account: str, *, since: datetime, until: datetime, unit: str = FEN, after: Cursor | None = None,
    limit: int = PAGE,
) -> list[Line]:  # fmt: skip
    """Lines of an account with `since` <= at < `until`, oldest first, from a cursor on: one query."""
    start = after or Cursor(since, -1, 0, 0)
    rows = fetch(_STATEMENT, {
        "account": account, "unit": unit, "since": since, "until": until, "at": start.at,
        "case": start.case_id, "seq": start.event_seq, "line": start.line, "limit": limit,
    })  # fmt: skip
    return [Line(*row) for row in rows]


def watched(kind: str = "") -> list[tuple[str, int]]:
    """The accounts that must not run out, with their balances; `kind`: only "deposit" or another."""
    rows = Account.objects.filter(unit=FEN)
    rows = rows.filter(account__startswith=f"{kind}:") if kind else rows
    return list(rows.order_by("account").values_list("account", "balance")[:500])


def overdrawn() -> list[tuple[str, int]]:
    """Deposits below zero: what shops owe. One query by index."""
    return list(
        Account.objects.filter(unit=FEN, balance__lt=0)
        .order_by("account")
        .values_list("account", "balance")[:500]
    )


def payouts(
    *, states: Sequence[str], after: tuple[datetime, str] | None = None, limit: int = PAGE
) -> list[Payout]:
    """Payouts in these states, newest first, from a cursor on."""
    rows = Payout.objects.filter(state__in=states)
    if after is not None:
        at, key = after
        rows = rows.filter(ordered_at__lte=at).exclude(ordered_at=at, key__gte=key)
    return list(rows.order_by("-ordered_at", "-key")[:limit])


def payouts_of_case(case_id: int) -> list[Payout]:
    """The payouts that a case ordered, in order."""
    return list(Payout.objects.filter(case_id=case_id).order_by("ordered_at", "key"))


def steps_of(key: str) -> list[PayoutStep]:
    """What happened to a payout, in order."""
    return list(PayoutStep.objects.filter(payout=key).order_by("id"))
