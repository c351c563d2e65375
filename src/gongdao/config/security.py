"""Headers that keep a page from loading or sending what it should not."""

import re
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

# NUL above all, which no text in the database may hold.
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_Handler = Callable[[HttpRequest], HttpResponse]


def security_headers(get_response: _Handler) -> _Handler:
    """Middleware: add the content security policy and its companions to every answer that has none."""
    policy = "; ".join(
        f"{name} {sources}".strip() for name, sources in settings.CONTENT_SECURITY_POLICY.items()
    )
    permissions = ", ".join(f"{name}=()" for name in settings.FORBIDDEN_BROWSER_FEATURES)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", permissions)
        # What says nothing else may hold somebody's case: no copy stays behind when they sign out.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def sound_addresses(get_response: _Handler) -> _Handler:
    """Middleware: an address with control characters leads nowhere; no page has to think of them.

    The API tells it itself, as a problem.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.isprintable() and _CONTROL.search(request.path) and not _is_api(request.path):
            raise Http404
        return get_response(request)

    return middleware


def _is_api(path: str) -> bool:
    return path.startswith("/api/")
