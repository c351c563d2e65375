"""An answer with more than its body."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from django.http import HttpResponse, HttpResponseBase
from msgspec import Struct

JSON: Final = "application/json"


class Reply(Struct, frozen=True):
    """A body with a status and headers of its own."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = {}


def response_of(result: Any, status: int) -> HttpResponseBase:
    """The HTTP answer for what a view returned: a struct, a Reply, or an answer as it is."""
    headers: Mapping[str, str] = {}
    if isinstance(result, Reply):
        result, status, headers = result.body, result.status, result.headers
    if isinstance(result, HttpResponseBase):
        response = result
    else:
        response = HttpResponse(msgspec.json.encode(result), status=status, content_type=JSON)
    response.headers.setdefault("Cache-Control", "no-store")
    for name, value in headers.items():
        response.headers[name] = value
    return response
