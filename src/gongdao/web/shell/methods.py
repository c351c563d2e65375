"""A page asked for in a way it does not know says so, instead of showing nothing at all."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from gongdao.web.shell.errors import error_page

_Handler = Callable[[HttpRequest], HttpResponse]


def told_methods(get_response: _Handler) -> _Handler:
    """Middleware: where a page only takes forms, or takes none, the empty answer of Django becomes a page.

    Mostly somebody opened the address of a form again, from the history or after signing in anew.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.path.startswith("/api/"):
            return response
        page = error_page(request, 405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware
