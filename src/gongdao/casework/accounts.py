"""Accounts and their statements in words: what an account is called, why a line was booked, as CSV."""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import StringIO
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from gongdao.ledger.queries import Cursor, Line
from gongdao.ledger.statements import amount_text, page
from gongdao.letters.wording import say
from gongdao.rulebook.money.transfer import owner_of

_TOGETHER: Final = 1000
# A text that begins so would be run by a spreadsheet.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NAMED: Final = frozenset({"fund", "held", "frozen", "deposit", "escrow", "bank"})


def account_text(account: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """What an account is called: 先行垫付基金, 佳艺灯饰的保证金."""
    kind, _, key = account.partition(":")
    code = kind if kind in _NAMED else "own"
    return say(f"account.{code}", language, names=names, key=key, owner=owner_of(account) or account)


def unit_text(unit: str, language: str) -> str:
    """What a unit is called: 金额, A类扣分（2026 年）."""
    kind, _, year = unit.partition(":")
    return say(f"ledger_unit.{kind}", language, year=year)


def as_csv(account: str, *, unit: str, since: datetime, until: datetime, language: str) -> Iterator[str]:
    """The statement as CSV, some lines at a time, so that memory does not grow with it."""
    yield _text([say(f"ledger.column.{name}", language) for name in (
        "at", "number", "event", "item", "rule", "amount", "balance")])  # fmt: skip
    zone = ZoneInfo(settings.LOCAL_ZONE)
    after: Cursor | None = None
    before: int | None = None
    while True:
        part = page(account, unit=unit, since=since, until=until, after=after, before=before, limit=_TOGETHER)
        for one in part.lines:
            line = one.line
            at = line.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
            yield _text([
                at, one.number, str(line.event_seq), _safe(item_words(line, language)), line.rule,
                amount_text(line.amount, unit), amount_text(one.balance, unit),
            ])  # fmt: skip
        if part.more is None:
            return
        after, before = part.more, part.lines[-1].balance


def item_words(line: Line, language: str) -> str:
    """Why a line was booked, in words: 先行垫付 D1, 冲正：判责 F1."""
    return item_text(line.item, language, counter=line.counter)


def item_text(item: str, language: str, *, counter: bool = False) -> str:
    """An item in words. Items are as `advance:D1:paid`, `release:1:seller`, `remedy:R1`."""
    parts = item.split(":")
    kind = parts[0]
    if kind == "advance" and len(parts) > 2:
        code, key = f"advance_{parts[2]}", parts[1]
    elif kind == "release" and len(parts) > 2:
        code, key = f"release_{parts[2]}", ""
    elif kind == "voucher" and len(parts) > 1:
        code, key = parts[1], ""
    else:
        code, key = kind or "unnamed", parts[1] if len(parts) > 1 else ""
    words = say(f"ledger.item.{code}", language, key=key)
    return say("ledger.item.undone", language, item=words) if counter else words


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
