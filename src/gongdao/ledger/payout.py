"""The port through which money leaves: what a gateway must do, whichever bank or payment company it is.

A gateway pays once for each key: an order sent again gives the first receipt. It may be slow, fail before or
after it paid, or never answer; then nobody knows, and `find` is asked before anything is sent again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple, Protocol


class Order(NamedTuple):
    """What is to be paid. `key` is the idempotency key."""

    key: str
    payee: str
    amount_fen: int


class Receipt(NamedTuple):
    """The gateway's answer: paid, or refused for good, as when the account is closed."""

    key: str
    state: Literal["paid", "refused"]
    reference: str
    reason: str = ""


class Line(NamedTuple):
    """One payment in the gateway's own statement."""

    key: str
    payee: str
    amount_fen: int
    reference: str
    at: datetime


class GatewayUnavailable(Exception):
    """No answer: it may or may not have been paid."""


class Gateway(Protocol):
    """What a payment gateway must offer."""

    def send(self, order: Order) -> Receipt:
        """Pay, once for each key. Raises GatewayUnavailable."""

    def find(self, key: str) -> Receipt | None:
        """What became of a key; None when it never came. Raises GatewayUnavailable."""

    def statement(self, since: datetime, until: datetime) -> Iterable[Line]:
        """Every payment with `since` <= at < `until`, in order of time. Raises GatewayUnavailable."""
