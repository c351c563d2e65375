"""Requests that carry files: how large they may be, told before they are read; how files are called."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from gongdao.lib.numbers import whole
from gongdao.web.shell.encoding import need_sound_form
from gongdao.web.shell.errors import error_page

MOST_BYTES: Final = 100 * 1024 * 1024
_View = Callable[..., HttpResponse]


def bounded(view: _View) -> _View:
    """Decorate a view that takes files: a request over MOST_BYTES is refused before any of it is read.

    The check of the form's token reads the whole request, so it comes after.
    """

    @csrf_protect
    @wraps(view)
    def protected(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            need_sound_form(request)
        return view(request, *args, **kwargs)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if whole(length, most=MOST_BYTES) is None:
            return error_page(request, 413)
        return protected(request, *args, **kwargs)

    return guarded


def readable(text: str) -> str:
    """A text of one line without characters that nobody can see."""
    return "".join(letter for letter in text if letter.isprintable())


def readable_name(file: "UploadedFile[Any]") -> str:
    """The name of a file as it is kept with the evidence. It is never used as a path."""
    return readable(file.name or "")
