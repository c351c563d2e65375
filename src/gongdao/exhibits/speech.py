"""The port to speech-to-text: what is said in a recording, by a machine elsewhere. Off by default.

Whoever runs the program names an address (`GONGDAO_SPEECH`) that speaks the widespread form of
`POST …/v1/audio/transcriptions`. The recording leaves this program for that address: it should be one's own.
"""

import json
import logging
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from django.conf import settings

from gongdao.lib.outgoing import NoDetours
from gongdao.rulebook.reading.report import Spoken

logger = logging.getLogger(__name__)

_SECONDS: Final = 300
_LARGEST: Final = 4 * 1024 * 1024  # bytes of an answer
_MOST: Final = 5_000  # sentences that are kept
_CHUNK: Final = 256 * 1024


class Written(NamedTuple):
    """What was said, and which machine heard it."""

    spoken: tuple[Spoken, ...]
    by: str


class SpeechUnavailable(Exception):
    """The machine did not answer, or not with a transcript."""


class _Segment(msgspec.Struct):
    text: str
    start: float = 0.0  # seconds
    end: float = 0.0


class _Answer(msgspec.Struct):
    text: str = ""
    segments: list[_Segment] = []


def transcript(path: Path, media_type: str) -> Written | None:
    """What is said in a recording; None where no machine is set. Raises SpeechUnavailable."""
    if not settings.SPEECH:
        return None
    answer = _asked(path, media_type)
    segments = answer.segments or ([_Segment(answer.text)] if answer.text.strip() else [])
    spoken = tuple(
        Spoken(_plain(part.text), _milliseconds(part.start), _milliseconds(part.end))
        for part in segments[:_MOST]
        if part.text.strip()
    )
    return Written(spoken, settings.SPEECH_MODEL)


def _asked(path: Path, media_type: str) -> _Answer:
    if not settings.SPEECH.startswith(("http://", "https://")):
        raise SpeechUnavailable("GONGDAO_SPEECH is no address")
    boundary = secrets.token_hex(16)
    head = _fields({"model": settings.SPEECH_MODEL, "response_format": "verbose_json"}, boundary)
    name = f"recording.{_ending(media_type)}"
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/json",
        "Content-Length": str(len(head) + path.stat().st_size + len(tail)),
    }  # fmt: skip
    if settings.SPEECH_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SPEECH_TOKEN}"
    body = _body(head, path, tail)
    request = urllib.request.Request(settings.SPEECH, body, headers)  # noqa: S310  # http or https, see above
    opener = urllib.request.build_opener(NoDetours)
    try:
        with opener.open(request, timeout=_SECONDS) as answer:
            text = answer.read(_LARGEST + 1)
    except urllib.error.HTTPError as error:
        raise SpeechUnavailable(f"status {error.code}") from error
    except (OSError, ValueError) as error:
        raise SpeechUnavailable(str(error)) from error
    if len(text) > _LARGEST:
        raise SpeechUnavailable("the answer is too long")
    try:
        return msgspec.json.decode(text, type=_Answer)
    except msgspec.MsgspecError as error:
        raise SpeechUnavailable(f"not a transcript: {error}") from error


def _body(head: bytes, path: Path, tail: bytes) -> Iterator[bytes]:
    yield head
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
    yield tail


def _fields(values: dict[str, str], boundary: str) -> bytes:
    return "".join(
        f"--{boundary}\r\nContent-Disposition: form-data; name={json.dumps(name)}\r\n\r\n{value}\r\n"
        for name, value in values.items()
    ).encode()


def _ending(media_type: str) -> str:
    """What services tell kinds of recordings apart by."""
    known = {"mpeg": "mp3", "mp4": "mp4", "quicktime": "mov", "3gpp": "3gp"}
    end = media_type.partition("/")[2]
    return "m4a" if media_type == "audio/mp4" else known.get(end, end)


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).strip()[:2000]


def _milliseconds(seconds: float) -> int:
    return max(0, min(round(1000 * seconds), 2**40)) if abs(seconds) < 2**40 else 0
