"""A server that speaks as OpenAI's does and says what a test tells it to; it keeps what it was asked."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.serving import Quiet, serving


@dataclass
class Model:
    """`says`: its wording of a text; `raw`: an answer to be sent as it is; `wait_seconds` before it."""

    url: str
    says: Callable[[str], str] = lambda text: text
    raw: bytes | None = None
    status: int = 200
    wait_seconds: float = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@contextmanager
def language_model() -> Iterator[Model]:
    """Run one until the block ends."""

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # as http.server names it
            assert self.path == "/v1/chat/completions"
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked.append(asked)
            found.keys.append(self.headers.get("Authorization", ""))
            time.sleep(found.wait_seconds)
            said = found.says(asked["messages"][-1]["content"])
            answer = found.raw
            if answer is None:
                answer = json.dumps(
                    {"choices": [{"message": {"role": "assistant", "content": said}}]}
                ).encode()
            with suppress(OSError):  # who asked went away
                self.send_response(found.status)
                self.send_header("Content-Length", str(len(answer)))
                if found.status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()
                self.wfile.write(answer)

    with serving(Handler) as address:
        found = Model(f"{address}/v1")
        yield found
