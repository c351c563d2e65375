"""What is said in a recording, written down by a machine elsewhere: a real server here, off unless set."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.serving import Quiet, serving

from gongdao.exhibits import readings, speech
from gongdao.exhibits.actions import receive
from gongdao.jobs.tasks import read_exhibit
from gongdao.rulebook.reading.report import Spoken

SILK = b"\x02#!SILK_V3" + (b"\x1e\x00" + bytes(30)) * 100 + b"\xff\xff"
TRANSCRIPT = {
    "text": "您好 给您退一百元",
    "segments": [
        {"start": 0.0, "end": 0.9, "text": " 您好"},
        {"start": 1.2, "end": 2, "text": "给您退一百元\x07"},
    ],
}


class Server(NamedTuple):
    """A service on this machine: what it answers, and what it was asked."""

    address: str
    answer: dict[str, Any]
    asked: list[tuple[dict[str, str], dict[str, bytes]]]


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    asked: list[tuple[dict[str, str], dict[str, bytes]]] = []
    answer: dict[str, Any] = {"status": 200, "body": json.dumps(TRANSCRIPT).encode(), "headers": {}}

    class Service(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            parts = message_from_bytes(head + content).get_payload()
            fields = {
                part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True)
                for part in parts
            }  # type: ignore[union-attr]  # parts of a form
            asked.append((dict(self.headers), fields))  # type: ignore[arg-type]  # names are text here
            self.send_response(answer["status"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer["body"])))
            self.end_headers()
            self.wfile.write(answer["body"])

    with serving(Service) as address:
        settings.SPEECH = f"{address}/v1/audio/transcriptions"
        settings.SPEECH_TOKEN = "secret"
        yield Server(settings.SPEECH, answer, asked)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "recording"
    path.write_bytes(SILK)
    return path


def test_a_recording_is_sent_whole_and_its_sentences_come_back(server: Server, recording: Path) -> None:
    written = speech.transcript(recording, "audio/silk")
    assert written == speech.Written(
        (Spoken("您好", 0, 900), Spoken("给您退一百元", 1200, 2000)), "whisper-1"
    )
    ((headers, fields),) = server.asked
    assert headers["Authorization"] == "Bearer secret"
    assert fields == {"model": b"whisper-1", "response_format": b"verbose_json", "file": SILK}


def test_without_an_address_nothing_is_sent(server: Server, recording: Path, settings: Any) -> None:
    settings.SPEECH = ""
    assert speech.transcript(recording, "audio/silk") is None
    assert server.asked == []


def test_a_plain_answer_is_one_sentence(server: Server, recording: Path) -> None:
    server.answer["body"] = '{"text": "您好"}'.encode()
    assert speech.transcript(recording, "audio/silk") == speech.Written((Spoken("您好"),), "whisper-1")


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: answer.update(status=500),
        lambda answer: answer.update(body=b"<html>"),
        lambda answer: answer.update(body=b'{"text": "' + b"x" * 5_000_000 + b'"}'),
        lambda answer: answer.update(body=b'{"segments": [{"text": 1}]}'),
        lambda answer: answer.update(status=302, headers={"Location": "http://127.0.0.1:1/elsewhere"}),
    ],
    ids=["fails", "html", "long", "wrong", "elsewhere"],
)
def test_a_service_that_misbehaves_is_told(
    server: Server, recording: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    change(server.answer)
    with pytest.raises(speech.SpeechUnavailable):
        speech.transcript(recording, "audio/silk")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/v1", "file:///etc/passwd", "ftp://127.0.0.1/x", "nowhere"]
)
def test_no_service_and_no_web_address_are_told(recording: Path, settings: Any, address: str) -> None:
    settings.SPEECH = address
    with pytest.raises(speech.SpeechUnavailable):
        speech.transcript(recording, "audio/silk")


@pytest.mark.django_db
def test_what_was_said_is_kept_with_who_heard_it(server: Server, now: datetime) -> None:
    kept = receive([SILK], actor="customer:1", now=now)
    server.answer["status"] = 503
    read_exhibit(kept.sha256)
    failed = readings.readings([kept.sha256])[kept.sha256]
    assert failed is not None
    assert (failed.duration_ms, failed.spoken, failed.problems) == (2000, (), ("no_speech",))
    server.answer["status"] = 200
    read_exhibit(kept.sha256)
    report = readings.readings([kept.sha256])[kept.sha256]
    assert report is not None
    assert (report.spoken_by, [part.text for part in report.spoken], report.lines) == (
        "whisper-1", ["您好", "给您退一百元"], (),
    )  # fmt: skip
    readings.reader().close()
