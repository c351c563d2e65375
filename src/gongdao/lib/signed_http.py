"""Requests between two programs that share a secret: HMAC-SHA256 over everything that matters of them.

The answer is signed over the nonce of its request, so that none can be shown again in place of another.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import Final

VERSION: Final = "gongdao-1"
SHORTEST_SECRET: Final = 32  # characters
CLIENT, TIME, NONCE, SIGNATURE = "Gongdao-Client", "Gongdao-Time", "Gongdao-Nonce", "Gongdao-Signature"


def request_signature(
    secret: str, *, method: str, target: str, time: str, nonce: str, key: str, body: bytes
) -> str:
    """The signature of a request, hexadecimal.

    `target`: path and query as sent; `time`: seconds since 1970; `key`: the header Idempotency-Key, or "".
    """
    return _signed(secret, VERSION, "request", method, target, time, nonce, key, sha256(body).hexdigest())


def answer_signature(secret: str, *, nonce: str, status: int, body: bytes) -> str:
    """The signature of the answer to the request with this nonce, hexadecimal."""
    return _signed(secret, VERSION, "answer", nonce, str(status), sha256(body).hexdigest())


def same(one: str, other: str) -> bool:
    """Whether two signatures are the same, in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def seconds(at: datetime) -> str:
    """An instant as the header `Gongdao-Time` tells it."""
    return str(int(at.timestamp()))


def _signed(secret: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\n".join(parts).encode(), sha256).hexdigest()
