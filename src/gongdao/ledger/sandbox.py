"""A gateway that moves no money: it writes down what it was asked to pay, and can misbehave as real ones do.

Its book is a file of JSON lines, locked while it is read and written, so that any number of programs may use
it and a program killed at any instant leaves it whole. Behaviours are taken from a list, one for each call of
`send`, or at random; after the list everything goes well.
"""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, TextIO, get_args

import msgspec

from gongdao.ledger.payout import GatewayUnavailable, Line, Order, Receipt

# ok · slow: pays after a while · unavailable: fails before it paid · lost: pays, and the answer is lost ·
# refuse: the account cannot be paid · double: pays twice under one key, as no gateway should.
Behaviour = Literal["ok", "slow", "unavailable", "lost", "refuse", "double"]
BEHAVIOURS: Final[tuple[str, ...]] = get_args(Behaviour)
BOOK: Final = "gateway.jsonl"


class _Row(msgspec.Struct):
    """One line of the book."""

    key: str
    payee: str
    amount_fen: int
    state: Literal["paid", "refused"]
    reference: str
    at: datetime
    reason: str = ""


_ROW: Final = msgspec.json.Decoder(_Row)


class SandboxGateway:
    """The gateway of a folder. `now` gives the time of a payment; tests set it."""

    def __init__(
        self,
        folder: Path,
        behaviours: Iterable[str] = (),
        *,
        slow_seconds: float = 2.0,
        at: datetime | None = None,
    ) -> None:
        self.path = folder / BOOK
        self.behaviours = list(behaviours)
        self.slow_seconds = slow_seconds
        self.at = at

    def send(self, order: Order) -> Receipt:
        """Pay as the next behaviour says."""
        behaviour = self.behaviours.pop(0) if self.behaviours else "ok"
        if behaviour == "unavailable":
            raise GatewayUnavailable("connection refused")
        if behaviour == "slow":
            time.sleep(self.slow_seconds)
        with self._locked() as book:
            found = _receipt(order.key, book)
            if found is None or behaviour == "double":
                found = self._write(book, order, refused=behaviour == "refuse")
            if behaviour == "double":
                self._write(book, order, refused=False)
        if behaviour == "lost":
            raise GatewayUnavailable("the connection was lost before the answer came")
        return found

    def find(self, key: str) -> Receipt | None:
        """What the book says of a key."""
        with self._locked() as book:
            return _receipt(key, book)

    def statement(self, since: datetime, until: datetime) -> Iterable[Line]:
        """The payments of a time, in order of time."""
        with self._locked() as book:
            rows = [row for row in _rows(book) if row.state == "paid"]
        lines = [Line(row.key, row.payee, row.amount_fen, row.reference, row.at) for row in rows]
        return sorted((line for line in lines if since <= line.at < until), key=lambda line: line.at)

    def _write(self, book: TextIO, order: Order, *, refused: bool) -> Receipt:
        number = sum(1 for _ in _rows(book)) + 1
        state: Literal["paid", "refused"] = "refused" if refused else "paid"
        reference = "" if refused else f"SB{number:08}"
        reason = "account_closed" if refused else ""
        at = self.at or datetime.now(UTC)
        row = _Row(order.key, order.payee, order.amount_fen, state, reference, at, reason)
        book.seek(0)
        if book.read()[-1:] not in ("", "\n"):
            book.write("\n")  # a program was killed while it wrote
        book.write(msgspec.json.encode(row).decode() + "\n")
        book.flush()
        os.fsync(book.fileno())
        return Receipt(order.key, state, reference, reason)

    @contextmanager
    def _locked(self) -> Iterator[TextIO]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+", encoding="utf-8") as book:
            fcntl.flock(book, fcntl.LOCK_EX)
            yield book


def _rows(book: TextIO) -> Iterator[_Row]:
    book.seek(0)
    for text in book:
        with suppress(msgspec.DecodeError):  # half a line was never paid
            yield _ROW.decode(text)


def _receipt(key: str, book: TextIO) -> Receipt | None:
    row = next((row for row in _rows(book) if row.key == key), None)
    return Receipt(key, row.state, row.reference, row.reason) if row is not None else None
