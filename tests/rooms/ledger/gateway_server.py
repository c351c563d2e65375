"""A payment gateway as docs/payouts.md describes it, on a port of this machine, that can misbehave."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gongdao.lib import signed_http as signed

SECRET = "a secret that both sides of the test know"
CLIENT = "gongdao-test"
PAGE = 2  # payments on a page of the statement


class Bank(ThreadingHTTPServer):
    """The gateway's book, and how it behaves: one word of `behaviours` for each order, then well.

    unavailable: 503 before it pays · lost: pays and hangs up · never: pays and does not answer · drip: a byte
    now and then · refuse · pending: settles later · double: pays twice · forged, unsigned, replayed: an
    answer with a bad signature, none, or that of the request before · elsewhere: another key · moved.
    """

    daemon_threads = True

    def __init__(self, behaviours: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Teller)
        self.behaviours = behaviours
        self.paid: list[dict[str, Any]] = []
        self.known: dict[str, dict[str, Any]] = {}
        self.nonces: set[str] = set()
        self.seen: list[str] = []  # method and path of each request
        self.last: tuple[int, bytes, str] | None = None
        self.lock = threading.Lock()
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/gongdao"

    def take(self, order: dict[str, Any], *, refused: bool, pending: bool) -> dict[str, Any]:
        """Write an order into the book, once for each key."""
        with self.lock:
            if order["key"] not in self.known:
                state = "refused" if refused else "pending" if pending else "paid"
                self.known[order["key"]] = {**order, "state": state, "reason": "closed" if refused else ""}
                if state == "paid":
                    self.pay(order)
            return self.known[order["key"]]

    def pay(self, order: dict[str, Any]) -> None:
        reference = f"B{len(self.paid) + 1}"
        self.known[order["key"]] |= {"state": "paid", "reference": reference}
        fields = {name: order[name] for name in ("key", "payee", "amount_fen")}
        self.paid.append({**fields, "reference": reference, "at": datetime.now(UTC).isoformat()})


class _Teller(BaseHTTPRequestHandler):
    server: Bank

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._asked(body):
            return
        order = json.loads(body)
        assert self.headers["Idempotency-Key"] == order["key"]
        how = self.server.behaviours.pop(0) if self.server.behaviours else ""
        if how == "unavailable":
            self._say(503, {"error": "maintenance"})
            return
        known = self.server.known.get(order["key"])
        if known and (known["payee"], known["amount_fen"]) != (order["payee"], order["amount_fen"]):
            self._say(409, {"error": "another order under this key"})
            return
        told = self.server.take(order, refused=how == "refuse", pending=how == "pending")
        if how == "double":
            self.server.pay(order)
        self._say(200, {**told, "key": "another-1"} if how == "elsewhere" else told, how)

    def do_GET(self) -> None:
        if not self._asked(b""):
            return
        parts = urlsplit(self.path)
        key = parts.path.removeprefix("/gongdao/payouts").strip("/")
        if key:
            told = self.server.known.get(key)
            self._say(200, told) if told else self._say(404, {"key": key, "state": "unknown"})
            return
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        lines = [one for one in self.server.paid if asked["since"] <= one["at"] < asked["until"]]
        begin = int(asked.get("after", "0"))
        after = str(begin + PAGE) if len(lines) > begin + PAGE else ""
        self._say(200, {"payments": lines[begin : begin + PAGE], "next": after})

    def _asked(self, body: bytes) -> bool:
        """Whether the request is from who it says; else it is answered 401."""
        nonce, at = self.headers[signed.NONCE], self.headers[signed.TIME]
        wanted = signed.request_signature(
            SECRET, method=self.command, target=self.path, time=at, nonce=nonce,
            key=self.headers.get("Idempotency-Key", ""), body=body,
        )  # fmt: skip
        self.server.seen.append(f"{self.command} {urlsplit(self.path).path}")
        good = (
            signed.same(wanted, self.headers[signed.SIGNATURE])
            and self.headers[signed.CLIENT] == CLIENT
            and abs(time.time() - int(at)) < 300
            and nonce not in self.server.nonces
        )
        self.server.nonces.add(nonce)
        if not good:
            self._say(401, {"error": "not signed as agreed"})
        return good

    def _say(self, status: int, told: Any, how: str = "") -> None:
        body = json.dumps(told).encode()
        signature = signed.answer_signature(
            SECRET, nonce=self.headers[signed.NONCE], status=status, body=body
        )
        if how == "replayed" and self.server.last is not None:
            status, body, signature = self.server.last
        self.server.last = (status, body, signature)
        if how == "lost":
            self.close_connection = True
            return
        if how == "never":
            self.server.closing.wait()
            return
        if how == "moved":
            status = 307
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if how == "moved":
            self.send_header("Location", "http://127.0.0.1:9/")
        if how == "forged":
            signature = "0" * 64
        if how != "unsigned":
            self.send_header(signed.SIGNATURE, signature)
        self.end_headers()
        pieces = [body[n : n + 1] for n in range(len(body))] if how == "drip" else [body]
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            if how == "drip" and self.server.closing.wait(0.05):
                return

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def bank(*behaviours: str) -> Iterator[Bank]:
    """A gateway that is open meanwhile."""
    server = Bank(list(behaviours))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
