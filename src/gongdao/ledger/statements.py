"""Statements of account: days in the local zone, lines with the balance after each."""

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from gongdao.ledger.models import OUTSIDE
from gongdao.ledger.queries import Cursor, Line, balances, statement
from gongdao.lib.ids import case_number

USUAL_DAYS: Final = 30
MOST_DAYS: Final = 3660


class Balanced(NamedTuple):
    """A line with the balance after it."""

    line: Line
    balance: int

    @property
    def number(self) -> str:
        """The case that caused it; "" where a voucher did."""
        return case_number(self.line.case_id) if self.line.case_id != OUTSIDE else ""


class Page(NamedTuple):
    """Some lines of an account. `before`: the balance ahead of them; `more`: where the next page begins."""

    before: int
    lines: tuple[Balanced, ...]
    more: Cursor | None


def days(since: str, until: str) -> tuple[datetime, datetime]:
    """The instants from the first to the end of the last day, local; without days the last thirty.

    Raises ValueError for what is no day, runs backwards, or spans more than ten years.
    """
    zone = ZoneInfo(settings.LOCAL_ZONE)
    last = date.fromisoformat(until) if until else timezone.now().astimezone(zone).date()
    if not 1990 <= last.year <= 2200:  # before anything is subtracted from the first day of all
        raise ValueError(f"until {last}")
    first = date.fromisoformat(since) if since else last - timedelta(days=USUAL_DAYS - 1)
    if not timedelta() <= last - first <= timedelta(days=MOST_DAYS):
        raise ValueError(f"{first} to {last}")
    midnight = datetime.min.time()
    end = datetime.combine(last + timedelta(days=1), midnight, zone)
    return datetime.combine(first, midnight, zone), end


def day_texts(since: datetime, until: datetime) -> tuple[str, str]:
    """The first and the last day of a span that `days` made, as 2024-05-01."""
    return since.date().isoformat(), (until - timedelta(days=1)).date().isoformat()


def page(
    account: str, *, unit: str, since: datetime, until: datetime, after: Cursor | None = None,
    before: int | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """One page, oldest first. `before`: the balance ahead of it, as the page before told; else it is read."""
    balance = before if before is not None else balances(account, until=since).get(unit, 0)
    start = balance
    lines = statement(account, since=since, until=until, unit=unit, after=after, limit=limit + 1)
    shown: list[Balanced] = []
    for line in lines[:limit]:
        balance += line.amount
        shown.append(Balanced(line, balance))
    more = lines[limit - 1].cursor if len(lines) > limit else None
    return Page(start, tuple(shown), more)


def amount_text(amount: int, unit: str) -> str:
    """Fen as yuan with two decimals, anything else as it is counted."""
    if not unit.endswith("fen"):
        return str(amount)
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02}"
