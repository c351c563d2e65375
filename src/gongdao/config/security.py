"""Headers that keep a page from loading or sending what it should not."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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
        return response

    return middleware
