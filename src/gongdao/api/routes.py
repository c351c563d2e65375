"""Operations: what an address does, which scope it takes, what it reads and answers, told in one place.

From the same declaration come the route (django-ninja), the checks before the view, and the OpenAPI document.
"""

import inspect
import re
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from msgspec import Struct
from msgspec.structs import replace
from ninja import Router

from gongdao.api.answers import JSON, response_of
from gongdao.api.call import Call
from gongdao.api.failures import response_of_error

_PARTS: Final = re.compile(r"{(?:\w+:)?(\w+)}")

View = Callable[..., Any]


class Operation(Struct, frozen=True):
    """One method of one address, as declared."""

    method: str
    path: str
    name: str  # operationId and name of the URL
    tag: str
    scope: str
    summary: str
    description: str
    body: type | None
    multipart: type | None
    octets: bool  # reads bytes as they come
    query: type | None
    answer: type | None  # None: bytes, of `media_type`
    media_type: str
    status: int
    problems: frozenset[int]
    versioned: bool  # takes If-Match
    etag: bool  # answers the version of the case
    idempotent: bool  # takes Idempotency-Key
    public: bool

    @property
    def path_names(self) -> tuple[str, ...]:
        """The names of the parts of the address that vary."""
        return tuple(_PARTS.findall(self.path))


class Routes:
    """The operations of one topic, with the views behind them."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.operations: list[Operation] = []
        self._views: list[View] = []

    def mount(self, router: Router) -> None:
        """Give the operations their addresses, in the order in which they were declared."""
        for operation, view in zip(self.operations, self._views, strict=True):
            methods = ["GET", "HEAD"] if operation.method == "GET" else [operation.method]
            router.add_api_operation(
                operation.path, methods, _guarded(view, operation), url_name=operation.name,
                include_in_schema=False,
            )  # fmt: skip

    def add(
        self,
        method: str,
        path: str,
        *,
        scope: str,
        answer: type | None,
        body: type | None = None,
        multipart: type | None = None,
        octets: bool = False,
        query: type | None = None,
        status: int = 200,
        media_type: str = JSON,
        problems: frozenset[int] = frozenset(),
        versioned: bool = False,
        etag: bool | None = None,
        idempotent: bool = False,
        public: bool = False,
        name: str = "",
        summary: str = "",
        description: str = "",
    ) -> Callable[[View], View]:
        """Declare an operation over a view `(call, **parts of the address) -> struct or Reply`.

        Summary and description are the docstring's first line and the rest, unless given.
        """

        def declare(view: View) -> View:
            first, _, rest = inspect.cleandoc(view.__doc__ or "").partition("\n")
            operation = Operation(
                method=method, path=path, name=name or view.__name__, tag=self.tag, scope=scope,
                summary=summary or first, description=description or rest.strip(), body=body,
                multipart=multipart, octets=octets, query=query, answer=answer,
                media_type=media_type, status=status, problems=problems, versioned=versioned,
                etag=(versioned or status == 201) if etag is None else etag, idempotent=idempotent,
                public=public,
            )  # fmt: skip
            operation = replace(operation, problems=problems | _usual_problems(operation))
            self.operations.append(operation)
            self._views.append(view)
            return view

        return declare


def _guarded(view: View, operation: Operation) -> Callable[..., HttpResponseBase]:
    """The view as ninja calls it: who calls is known, failures are problems, structs are JSON."""
    scope, status, public = operation.scope, operation.status, operation.public

    def run(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        call = Call(request, timezone.now())
        try:
            if not public:
                call.identify(scope)
            response = response_of(view(call, **parts), status)
            response.headers.setdefault("Content-Language", call.language)
            return response
        except Exception as error:  # noqa: BLE001  # the edge: every failure becomes a problem
            return response_of_error(error, call)

    # ninja reads the parts of the address from the signature.
    parameters = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=str)
        for name in operation.path_names
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # known to inspect
    run.__name__ = operation.name
    run.__doc__ = operation.summary
    return run


def _usual_problems(item: Operation) -> frozenset[int]:
    """The problems that follow from the form of an operation."""
    found = {500, 503}
    if not item.public:
        found |= {401, 403}
    if item.path_names:
        found |= {404}
    if item.versioned or item.idempotent:
        found |= {400, 409}
    if item.octets:
        found |= {409}
    if item.body is not None or item.multipart is not None or item.octets:
        found |= {400, 411, 413, 415, 422}
    if item.query is not None:
        found |= {422}
    return frozenset(found)
