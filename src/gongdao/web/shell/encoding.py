"""Texts that are no UTF-8 are refused, not guessed at: what was written would be lost beyond recovery."""

from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

# What Django puts where bytes made no letter.
_LOST: Final = "\ufffd"
_TYPED: Final = "application/x-www-form-urlencoded"
_Handler = Callable[[HttpRequest], HttpResponse]


class NotUtf8(BadRequest):
    """Some text of a request is not UTF-8, or holds a NUL."""


class SoundTexts:
    """Middleware: a page's address and form hold UTF-8, or the answer is 400 and nothing has changed.

    No address holds a NUL either, which no text in the database may; so no page has to think of it. In a
    form it is told at its field. The API reads and judges its bodies itself.
    """

    def __init__(self, get_response: _Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look the query over."""
        if not request.path.startswith("/api/"):
            query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
            _need_utf8(query)
            if b"\0" in unquote_to_bytes(query):
                raise NotUtf8
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: object, _options: object
    ) -> None:
        """Look the form over. Views of large files read it later, and call `need_sound_form` themselves."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            need_sound_form(request)


def need_sound_form(request: HttpRequest) -> None:
    """Raise NotUtf8 where a field of the form came in another encoding."""
    if request.content_type == _TYPED:
        _need_utf8(request.body)
    elif _LOST in "".join(_texts(request)):
        # The bytes are gone once a form with files is read; who means this very character types another.
        raise NotUtf8


def _texts(request: HttpRequest) -> Iterable[str]:
    for name, values in request.POST.lists():
        yield name
        yield from values


def _need_utf8(raw: bytes) -> None:
    """Raise NotUtf8 where bytes that stand in an address or form are no text."""
    try:
        unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        raise NotUtf8 from None
