"""Addresses of the API."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from gongdao.api.call import Call
from gongdao.api.face import ninja, openapi_file
from gongdao.api.failures import response_of_error
from gongdao.api.problems import Failure
from gongdao.api.reference import reference

_View = Callable[..., HttpResponseBase]


def _with_problem(view: _View) -> _View:
    """The view of an address, with a problem where the method is not one it takes."""

    @csrf_exempt  # the operations look after it themselves: only a session needs it
    def answer(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        response = view(request, **parts)
        return _not_allowed(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    return answer


def _not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = ", ".join(sorted(response.headers["Allow"].split(", ")))
    failure = Failure("method_not_allowed", {"allowed": allowed}, headers={"Allow": allowed})
    return response_of_error(failure, Call(request, timezone.now()))


@csrf_exempt  # so that a wrong method is told as such
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; open to everybody."""
    if request.method not in ("GET", "HEAD"):
        return _not_allowed(request, HttpResponseNotAllowed(["GET", "HEAD"]))
    text, etag = openapi_file()
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    return HttpResponse(text, content_type="application/json", headers=headers)


@csrf_exempt
def absent(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001  # part of the address
    """Whatever is no address of ours."""
    return response_of_error(Failure("not_found"), Call(request, timezone.now()))


def _route(pattern: URLPattern | URLResolver) -> URLPattern:
    if not isinstance(pattern, URLPattern):
        raise TypeError(f"not a plain address: {pattern!r}")
    return path(str(pattern.pattern), _with_problem(pattern.callback), name=pattern.name)


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    # The last address of ninja is its root, of which there is none here.
    *(_route(pattern) for pattern in ninja.urls[0][:-1]),
    path("openapi.json", openapi_json, name="openapi"),
    path("docs", reference, name="reference"),
    path("", absent),
    path("<path:rest>", absent),
]
