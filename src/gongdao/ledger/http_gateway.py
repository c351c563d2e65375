"""A payment gateway over HTTP, as docs/payouts.md describes it: each request and each answer is signed.

Only a signed answer that names our key, payee and amount settles anything. All else — no answer, a late one,
a status of a proxy, an answer meant for another request — is "not known": the jobs ask again (`find`).
"""

import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http.client import HTTPException, HTTPMessage
from typing import Any, Final, Literal, NamedTuple, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from gongdao.ledger.payout import GatewayUnavailable, Line, Order, Receipt
from gongdao.lib.outgoing import NoDetours
from gongdao.lib.signed_http import (
    CLIENT,
    NONCE,
    SIGNATURE,
    TIME,
    answer_signature,
    request_signature,
    same,
    seconds,
)

CURRENCY: Final = "CNY"
LONGEST_SECONDS: Final = 20.0  # for one answer; below the time a worker may keep a payout (`paying.CLAIM`)
LARGEST_BYTES: Final = 4 * 1024 * 1024
MOST_PAGES: Final = 10_000
_CHUNK: Final = 64 * 1024
_Read = TypeVar("_Read")


class _Answer(NamedTuple):
    status: int
    body: bytes


class _Told(msgspec.Struct):
    """What the gateway says of one payment. `pending`: it will be known later."""

    key: str
    state: Literal["paid", "refused", "pending", "unknown"]
    payee: str = ""
    amount_fen: int = 0
    currency: str = CURRENCY
    reference: str = ""
    reason: str = ""


class _Payment(msgspec.Struct):
    key: str
    payee: str
    amount_fen: int
    reference: str
    at: datetime


class _Page(msgspec.Struct):
    """One page of the statement; `next` asks for the one after, "" where none is."""

    payments: list[_Payment]
    next: str = ""


class HttpGateway:
    """The gateway at an address. `client` says who asks, `secret` signs."""

    def __init__(
        self, address: str, *, client: str, secret: str, longest_seconds: float = LONGEST_SECONDS
    ) -> None:
        self._address = address.rstrip("/")
        self._client = client
        self._secret = secret
        self._longest = longest_seconds
        self._opener = urllib.request.build_opener(NoDetours)

    def send(self, order: Order) -> Receipt:
        """Pay, once for each key. Raises GatewayUnavailable."""
        body = msgspec.json.encode({**order._asdict(), "currency": CURRENCY})
        answer = self._ask("POST", "/payouts", key=order.key, body=body)
        if answer.status not in (200, 201, 202):
            raise GatewayUnavailable(f"status {answer.status}: {_reason(answer)}")
        told = _told(answer, order.key)
        if told.state != "refused" and (told.payee, told.amount_fen) != (order.payee, order.amount_fen):
            raise GatewayUnavailable("the key is known there for another payee or amount")
        receipt = _receipt(told)
        if receipt is None:
            raise GatewayUnavailable("the gateway does not know what it was just sent")
        return receipt

    def find(self, key: str) -> Receipt | None:
        """What became of a key; None when it never came. Raises GatewayUnavailable."""
        answer = self._ask("GET", f"/payouts/{quote(key, safe='')}")
        if answer.status not in (200, 404):
            raise GatewayUnavailable(f"status {answer.status}: {_reason(answer)}")
        return _receipt(_told(answer, key))

    def statement(self, since: datetime, until: datetime) -> Iterable[Line]:
        """Every payment with `since` <= at < `until`, in order of time. Raises GatewayUnavailable."""
        return sorted(self._lines(since, until), key=lambda line: line.at)

    def _lines(self, since: datetime, until: datetime) -> Iterator[Line]:
        span = {"since": since.astimezone(UTC).isoformat(), "until": until.astimezone(UTC).isoformat()}
        after, seen = "", set[str]()
        for _ in range(MOST_PAGES):
            answer = self._ask("GET", "/payouts?" + urlencode(span | ({"after": after} if after else {})))
            if answer.status != 200:
                raise GatewayUnavailable(f"status {answer.status}: {_reason(answer)}")
            page = _decoded(answer.body, _Page)
            for item in page.payments:
                if item.at.tzinfo is None:
                    raise GatewayUnavailable(f"a payment without time zone: {item.key}")
                yield Line(item.key, item.payee, item.amount_fen, item.reference, item.at)
            after = page.next
            if not after:
                return
            if after in seen:
                raise GatewayUnavailable("the statement turns in a circle")
            seen.add(after)
        raise GatewayUnavailable("the statement has no end")

    def _ask(self, method: str, target: str, *, key: str = "", body: bytes = b"") -> _Answer:
        """Ask, and believe only what is signed."""
        address = self._address + target
        parts = urlsplit(address)
        nonce, at = secrets.token_hex(16), seconds(datetime.now(UTC))
        signature = request_signature(
            self._secret, method=method, time=at, nonce=nonce, key=key, body=body,
            target=parts.path + (f"?{parts.query}" if parts.query else ""),
        )  # fmt: skip
        headers = {
            "Accept": "application/json",
            CLIENT: self._client,
            TIME: at,
            NONCE: nonce,
            SIGNATURE: signature,
        }
        if key:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        request = urllib.request.Request(  # noqa: S310  # http or https, see config.payouts
            address, data=body or None, headers=headers, method=method
        )
        answer, given = self._answered(request)
        wanted = answer_signature(self._secret, nonce=nonce, status=answer.status, body=answer.body)
        if not same(wanted, given.get(SIGNATURE, "")):
            raise GatewayUnavailable(f"status {answer.status}, and the answer is not signed by the gateway")
        return answer

    def _answered(self, request: urllib.request.Request) -> tuple[_Answer, HTTPMessage]:
        until = time.monotonic() + self._longest
        try:
            try:
                response = self._opener.open(request, timeout=self._longest)
            except urllib.error.HTTPError as error:  # an answer as well
                response = error
            with response:
                return _Answer(response.status, _read(response, until)), response.headers
        except (OSError, ValueError, HTTPException) as error:
            raise GatewayUnavailable(str(error) or type(error).__name__) from error


def _read(response: Any, until: float) -> bytes:
    """The body, unless it is too long or comes too slowly."""
    body = b""
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise GatewayUnavailable("the answer is too long")
        if time.monotonic() > until:
            raise GatewayUnavailable("the answer comes too slowly")
    return body


def _told(answer: _Answer, key: str) -> _Told:
    told = _decoded(answer.body, _Told)
    if told.key != key:
        raise GatewayUnavailable(f"asked for {key}, answered {told.key}")
    if told.currency != CURRENCY:
        raise GatewayUnavailable(f"paid in {told.currency}")
    if answer.status == 404 and told.state != "unknown":
        raise GatewayUnavailable("not found, and yet known")
    return told


def _receipt(told: _Told) -> Receipt | None:
    """What is known for good; None: it never came. Raises GatewayUnavailable for what is still on its way."""
    if told.state == "unknown":
        return None
    if told.state == "pending":
        raise GatewayUnavailable("on its way; the gateway has not settled it yet")
    if told.state == "paid" and not told.reference:
        raise GatewayUnavailable("paid, but without a reference")
    return Receipt(told.key, told.state, told.reference, told.reason)


def _reason(answer: _Answer) -> str:
    """What a signed refusal of the request itself says, shortened; it changes nothing and is tried again."""
    return answer.body[:200].decode("utf-8", "replace")


def _decoded(body: bytes, kind: type[_Read]) -> _Read:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise GatewayUnavailable(f"an answer that cannot be read: {error}") from error
