"""Work orders from start to appeal, over HTTP, by clients who repeat what was not acknowledged."""

import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import requests

# How soon a promise lapses, and how long a client waits before it asks again.
_PROMISED_SECONDS = 2.0
_AGAIN_SECONDS = 0.1

_PEOPLE = """
import json
from django.utils import timezone
from gongdao.cli.program import program
with program():
    from gongdao.cli.serve import PREPARATION, carry_out
    from gongdao.people import actions
    from gongdao.people.actions.demo import create_demo_people
    from gongdao.people.models import Staff
    from gongdao.rulebook.actor import SYSTEM
    carry_out(PREPARATION)
    now = timezone.now()
    people = create_demo_people(now=now)
    Staff.objects.update(capacity=30_000)
    tokens = {
        name: actions.create_token(
            actor=SYSTEM, now=now, account_id=people.accounts[name], name="load", scopes=actions.SCOPES
        )[1]
        for name in ("hechuan", "shenlan", "liushifu")
    }
    print(json.dumps({"tokens": tokens, "refs": people.refs}), flush=True)
"""


@dataclass
class People:
    """Tokens and references of those who take part."""

    tokens: dict[str, str]
    refs: dict[str, str]


def people(home: Path, environment: dict[str, str]) -> People:
    """Prepare the database under a home, with people and tokens."""
    done = subprocess.run(
        [sys.executable, "-c", _PEOPLE], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=People)


@dataclass
class Story:
    """One work order: what was acknowledged, as (version, types of events) per answer."""

    n: int
    number: str = ""
    answers: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)


class Load:
    """Clients that go on with new work orders until told to stop, and then finish those they began."""

    def __init__(self, everybody: People, address: Callable[[], str], clients: int) -> None:
        self._people = everybody
        self._address = address
        self._stop = threading.Event()
        self._next = iter(range(1_000_000))
        self._lock = threading.Lock()
        self.stories: list[Story] = []
        self.repeated = 0
        self.mistakes: list[str] = []
        self._threads = [threading.Thread(target=self._go_on) for _ in range(clients)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Begin no more, and return when everything begun is acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self) -> None:
        while not self._stop.is_set() and not self.mistakes:
            with self._lock:
                story = Story(next(self._next))
                self.stories.append(story)
            try:
                self._tell(story)
            except Exception as error:  # noqa: BLE001  # a thread's failure is the test's
                self.mistakes.append(f"{story.number or story.n}: {error}")

    def _tell(self, story: Story) -> None:
        refs = self._people.refs
        opened = self._send(
            story, "hechuan", "open", "/cases?policy=workorder-liability",
            channel="hotline", external_ref=f"load-{story.n}", region="310000", category="unpacking_damage",
            complainant={"ref": refs["wangfang"], "name": "王芳", "contact": "13800020001"},
            respondents=[{"ref": refs["liushifu"], "name": "刘建国"}],
            description=f"第 {story.n} 单：安装时拆包，门板破损", order_no=f"AZ{story.n}",
            demands=[{"kind": "exchange"}],
        )  # fmt: skip
        story.number = opened["number"]
        case = f"/cases/{story.number}"
        self._promise(story, case)
        facts = {"matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact"}
        self._send(
            story, "shenlan", "find", f"{case}/make-finding", facts=facts, reasons="拆包时用力过猛",
            amount_fen=60_000,
        )  # fmt: skip
        shown = self._send(
            story, "liushifu", "show", f"{case}/exhibits", file=_png(story.n), kind="handover_form",
            explanation="交接单已注明破损",
        )  # fmt: skip
        self._send(
            story, "liushifu", "appeal", f"{case}/file-appeal", finding="F1", scope="attribution",
            problem="到货时门板已破损，有交接单", demand="请求撤销责任", exhibits=[shown["exhibit"]],
        )  # fmt: skip

    def _promise(self, story: Story, case: str) -> None:
        """Make one that soon lapses; anew if its hour passed while nobody answered."""
        for attempt in range(100):
            due_at = datetime.now(UTC) + timedelta(seconds=_PROMISED_SECONDS)
            made = self._send(
                story, "hechuan", f"promise-{attempt}", f"{case}/make-promise", text="马上回电",
                due_at=due_at.isoformat(),
            )  # fmt: skip
            if made.get("code") != "promise_in_the_past":
                return

    def _send(self, story: Story, who: str, key: str, path: str, **body: Any) -> dict[str, Any]:
        """Send until it is answered, always under the same key."""
        headers = {
            "Authorization": f"Bearer {self._people.tokens[who]}", "Idempotency-Key": f"{story.n}-{key}",
        }  # fmt: skip
        file = body.pop("file", None)
        form: dict[str, Any] = {"data": body, "files": {"file": file}} if file else {"json": body}
        while True:
            try:
                answer = requests.post(f"{self._address()}/api{path}", headers=headers, timeout=15, **form)
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code < 500:
                break
            self.repeated += 1
            time.sleep(_AGAIN_SECONDS)
        plain: dict[str, Any] = answer.json()
        if plain.get("code") != "promise_in_the_past":
            assert answer.status_code in (200, 201), answer.text
            done = plain.get("done", plain)
            story.answers.append((done["version"], tuple(done["events"])))
        return plain


def _png(n: int) -> tuple[str, bytes, str]:
    """A picture of one pixel; another number is another content."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\x00" + n.to_bytes(3, "big"))
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")
    return ("交接单.png", content, "image/png")
