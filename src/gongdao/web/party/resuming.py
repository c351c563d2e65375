"""Files that come in parts: begun, continued after a broken connection, dropped. Used by the page's script.

In the manner of tus 1.0 (`Upload-Length`, `Upload-Offset`), with the session and the token of the form.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gongdao.exhibits import uploads
from gongdao.exhibits.store import Unfit
from gongdao.intake import attempts
from gongdao.letters.wording import say
from gongdao.lib.numbers import BIGINT, whole
from gongdao.web.party.uploading import readable
from gongdao.web.portal.access import follows_any
from gongdao.web.portal.draft import is_begun
from gongdao.web.portal.visitor import photo_limit
from gongdao.web.shell.context import actor_of

PART: Final = "application/offset+octet-stream"
MOST_PART: Final = 8 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_STATUSES: Final = {"too_large": 413, "empty": 422, "unknown_type": 422, "erased": 422}


def owner_of(request: HttpRequest) -> str:
    """Whose uploads these are: an account's, or a visitor's who follows or writes a case; "" for others."""
    actor = actor_of(request)
    if actor is not None:
        return actor.ref
    at_work = follows_any(request, timezone.now()) or is_begun(request)
    if at_work and request.session.session_key:
        return f"visitor:{request.session.session_key}"
    return ""


@require_POST
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an upload: `Upload-Length`, and `Upload-Name` as in an address."""
    owner = owner_of(request)
    if not owner:
        return HttpResponse(status=404)
    if owner.startswith("visitor:") and attempts.count([photo_limit(request)], now=timezone.now()):
        return _told("too_many_uploads", 429)
    size = whole(request.headers.get("Upload-Length", ""), most=BIGINT)
    if size is None:
        return HttpResponse(status=400)
    name = readable(unquote(request.headers.get("Upload-Name", "")))
    try:
        row = uploads.begin(owner=owner, name=name, size_bytes=size, now=timezone.now())
    except Unfit as unfit:
        return _unfit(unfit)
    except uploads.TooMany:
        return _told("too_many_uploads", 429)
    where = reverse("upload-part", args=[row.pk])
    return HttpResponse(status=201, headers={"Location": where, "Upload-Offset": "0"})


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@never_cache
def part(request: HttpRequest, key: str) -> HttpResponse:
    """Tell how far an upload has come, take a further part of it, or drop it."""
    owner = owner_of(request)
    try:
        if request.method == "HEAD":
            row = uploads.find(key, owner=owner)
            return _at(row.offset_bytes, 200, length=row.size_bytes)
        if request.method == "DELETE":
            uploads.drop(key, owner=owner)
            return HttpResponse(status=204)
        offset = whole(request.headers.get("Upload-Offset", ""), most=BIGINT)
        if offset is None or request.content_type != PART:
            return HttpResponse(status=415 if offset is not None else 400)
        length = whole(request.META.get("CONTENT_LENGTH") or "", most=BIGINT)
        if length is None or length > MOST_PART:
            return HttpResponse(status=411 if length is None else 413)
        return _at(uploads.append(key, _body(request), owner=owner, offset=offset, now=timezone.now()), 204)
    except uploads.NoUpload:
        return HttpResponse(status=404)
    except uploads.WrongOffset as wrong:
        return _at(wrong.offset, 409)
    except Unfit as unfit:
        return _unfit(unfit)


def _body(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(_CHUNK):
        yield chunk


def _at(offset: int, status: int, length: int | None = None) -> HttpResponse:
    headers = {"Upload-Offset": str(offset)} | ({} if length is None else {"Upload-Length": str(length)})
    return HttpResponse(status=status, headers=headers)


def _unfit(unfit: Unfit) -> HttpResponse:
    return _told(unfit.code, _STATUSES[unfit.code])


def _told(code: str, status: int) -> HttpResponse:
    text = say(f"party.file.{code}", get_language() or "zh-hans")
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
