"""A light load generator: some HTTP connections on raw sockets, each with one request under way at a time.

One thread and one epoll; a request costs it some tens of microseconds, which it counts itself, since it
shares the cores with what it measures.
"""

import select
import socket
import time
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

_CHUNK: Final = 262_144
_TIMEOUT_SECONDS: Final = 60.0


class Answers(Struct):
    """What came back: seconds of each request in the order of the answers, and how often each status."""

    seconds: list[float]
    statuses: dict[int, int]
    elapsed_seconds: float
    own_cpu_seconds: float
    bodies: list[bytes]

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.elapsed_seconds

    @property
    def own_microseconds(self) -> float:
        """What a request costs the load generator itself."""
        return 1e6 * self.own_cpu_seconds / len(self.seconds)

    def percentile(self, share: float) -> float:
        """The seconds within which this share of the requests was answered."""
        return percentile(self.seconds, share)


class UnexpectedAnswer(RuntimeError):
    """An answer that the benchmark did not count on; measuring it would mean nothing."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {v}" for name, v in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Line:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self.received = b""

    def send(self, data: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(data)

    def receive(self) -> bytes | None:
        """Read what is there; return the whole answer once it is complete."""
        part = self.socket.recv(_CHUNK)
        if not part:
            raise UnexpectedAnswer(f"the server hung up: {self.received[:500]!r}")
        self.received += part
        head, end, body = self.received.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return None
        return self.received


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at < 0:
        raise UnexpectedAnswer(f"an answer without a length: {head!r}")
    return int(lower[at + 15 :].split(b"\r\n", 1)[0])


def send_all(
    port: int,
    requests: Iterable[bytes],
    *,
    clients: int,
    expected: Iterable[int] = (200,),
    keep_bodies: bool = False,
) -> Answers:
    """Send every request once, over so many connections at the same time; return what came back.

    Raises UnexpectedAnswer for another status than `expected`.
    """
    waiting = deque(requests)
    allowed = set(expected)
    lines = {line.socket.fileno(): line for line in (_Line(port) for _ in range(min(clients, len(waiting))))}
    poll = select.epoll()
    seconds: list[float] = []
    statuses: Counter[int] = Counter()
    bodies: list[bytes] = []
    cpu, begun = time.process_time(), time.perf_counter()
    for number, line in lines.items():
        poll.register(number, select.EPOLLIN)
        line.send(waiting.popleft())
    under_way = len(lines)
    while under_way:
        for number, _ in poll.poll(_TIMEOUT_SECONDS):
            line = lines[number]
            answer = line.receive()
            if answer is None:
                continue
            seconds.append(time.perf_counter() - line.sent_at)
            status = int(answer[9:12])
            statuses[status] += 1
            if status not in allowed:
                raise UnexpectedAnswer(answer[:2000].decode(errors="replace"))
            if keep_bodies:
                bodies.append(answer.partition(b"\r\n\r\n")[2])
            if waiting:
                line.send(waiting.popleft())
            else:
                under_way -= 1
    elapsed = time.perf_counter() - begun
    own = time.process_time() - cpu
    poll.close()
    for line in lines.values():
        line.socket.close()
    return Answers(seconds, dict(statuses), elapsed, own, bodies)
