"""Pages for what went wrong: each says what happened and what to do, in the reader's language."""

import logging
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from gongdao.letters.wording import say
from gongdao.web.shell.encoding import NotUtf8

logger = logging.getLogger(__name__)

STATUSES: Final = (400, 403, 404, 405, 409, 413, 429, 500, 503)


def error_page(request: HttpRequest, status: int, *, why: str = "") -> HttpResponse:
    """Answer with the page of an error status; callers of the API get the same as problem+json.

    `why`: the sentences to show, where those of the status say too little.
    """
    language = get_language() or "zh-hans"
    code = why or str(status)
    title, text = say(f"error.{code}.title", language), say(f"error.{code}.text", language)
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "status": status, "title": title, "detail": text}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    # Without the request: the page must come even when session or database do not.
    page = render_to_string("web/error.html", {"status": status, "title": title, "text": text})
    return HttpResponse(page, status=status)


def absent(request: HttpRequest) -> HttpResponse:
    """View for an address that a library brings and this program does not offer."""
    return error_page(request, 404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 400; a body that is too large becomes 413."""
    if isinstance(exception, NotUtf8):
        return error_page(request, 400, why="encoding")
    too_large = isinstance(exception, (RequestDataTooBig, TooManyFilesSent))
    return error_page(request, 413 if too_large else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Handler of 403."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Handler of 404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of 500. The error itself is logged by Django."""
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """View for a form that came without its token, mostly after a long pause."""
    logger.warning("A form was refused: %s (%s)", reason, request.path)
    return error_page(request, 403)
