"""One request to a server that an operator named: bounded in time and size, led nowhere else."""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Final
from urllib.parse import urlsplit

_CHUNK: Final = 16 * 1024


class NoAnswer(Exception):
    """`code`: "unreachable", "too_slow", "too_large", or "status" with the number of the status."""

    def __init__(self, code: str, status: int = 0) -> None:
        super().__init__(f"{code} {status}" if status else code)
        self.code, self.status = code, status


class NoDetours(urllib.request.HTTPRedirectHandler):
    """What is sent is for the named server alone: another address is no answer."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow nothing."""


_OPENER: Final = urllib.request.build_opener(NoDetours, urllib.request.ProxyHandler({}))


def post(url: str, body: bytes, *, headers: Mapping[str, str], seconds: float, largest_bytes: int) -> bytes:
    """Send `body` and return the body of the answer. `seconds`: for all of it. Raises NoAnswer."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise NoAnswer("unreachable")
    until = time.monotonic() + seconds
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310  # looked at above
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            return _read(answer, until, largest_bytes)
    except urllib.error.HTTPError as error:
        error.close()
        raise NoAnswer("status", error.code) from None
    except TimeoutError:
        raise NoAnswer("too_slow") from None
    except urllib.error.URLError as error:
        raise NoAnswer("too_slow" if isinstance(error.reason, TimeoutError) else "unreachable") from None
    except (OSError, HTTPException, ValueError):
        raise NoAnswer("unreachable") from None


def _read(answer: IO[bytes], until: float, largest_bytes: int) -> bytes:
    """All of an answer, unless it drips or is too much."""
    parts, size = [], 0
    while part := answer.read1(_CHUNK) if hasattr(answer, "read1") else answer.read(_CHUNK):
        size += len(part)
        if size > largest_bytes:
            raise NoAnswer("too_large")
        if time.monotonic() > until:
            raise NoAnswer("too_slow")
        parts.append(part)
    return b"".join(parts)
