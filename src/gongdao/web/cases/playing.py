"""Recordings, played in the page from the original by those who may take it, a part at a time."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from gongdao.casework.giving import recording_for
from gongdao.casework.store import Stored
from gongdao.exhibits.origin import origin_of
from gongdao.lib.inert import INERT
from gongdao.rulebook.actor import Actor
from gongdao.web.cases.not_given import NOT_GIVEN, not_given

_RANGE: Final = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})")
_CHUNK: Final = 64 * 1024
_HEADERS: Final = {**INERT, "Accept-Ranges": "bytes"}


def played(request: HttpRequest, channel: str, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """A recording or the part of it that `Range` asks for; that it was played is on record.

    Whether the actor may open it is the caller's question. What is no recording is not found here.
    """
    try:
        exhibit, file = recording_for(
            actor, stored, key, now=timezone.now(), origin=origin_of(request, channel)
        )
    except NOT_GIVEN as error:
        return not_given(request, stored, key, error)
    size = exhibit.size_bytes
    wanted = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    first, last = _asked(wanted, size) if wanted else (0, size - 1)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={**_HEADERS, "Content-Range": f"bytes */{size}"})
    headers = {**_HEADERS, "Content-Length": str(last - first + 1)}
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer = StreamingHttpResponse(
        _between(file, first, last), status=206 if wanted else 200, content_type=exhibit.media_type,
        headers=headers,
    )  # fmt: skip
    return cast("HttpResponse", answer)


def _asked(wanted: "re.Match[str]", size: int) -> tuple[int, int]:
    """First and last byte of a range; the first after the last where there is no such part."""
    begins, ends = wanted[1], wanted[2]
    if not begins:  # so many from the end
        return (max(0, size - int(ends)), size - 1) if ends and int(ends) else (size, size - 1)
    return int(begins), min(int(ends), size - 1) if ends else size - 1


def _between(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    """The bytes from the first to the last; a sealed file can only be read from its front."""
    with file:
        left = first
        if file.seekable():
            file.seek(first)
            left = 0
        while left and (skipped := file.read(min(_CHUNK, left))):
            left -= len(skipped)
        left = last - first + 1
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
