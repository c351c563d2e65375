"""Reading requests: bodies, queries and headers become structs, or a clear failure. Nothing is guessed."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

import msgspec
from django.http import HttpRequest, QueryDict
from msgspec import Struct

from gongdao.api.mistakes import mistake
from gongdao.api.problems import Failure, Wrong
from gongdao.lib.numbers import whole
from gongdao.rulebook.bounds import flaw

BODY_LIMIT: Final = 1024 * 1024  # bytes
KEY_LIMIT: Final = 200  # characters of an idempotency key
_KEY: Final = re.compile(rf"[\x21-\x7e]{{1,{KEY_LIMIT}}}")
_ETAG: Final = re.compile(r'"([0-9]{1,9})"')

T = TypeVar("T", bound=Struct)


def raw_body(request: HttpRequest, limit: int = BODY_LIMIT) -> bytes:
    """The body, if its length is told and within the limit (bytes)."""
    length_of(request, limit)
    return request.body


def length_of(request: HttpRequest, limit: int) -> None:
    """Raise a Failure unless the length of the body is told and within the limit (bytes)."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length and "HTTP_TRANSFER_ENCODING" in request.META:
        raise Failure("length_required")
    if length and whole(length, most=limit) is None:
        raise Failure("body_too_large", {"limit_bytes": limit})


class Reader(Generic[T]):
    """Reads JSON bodies into one struct type, as exactly as the type says. Made once."""

    def __init__(self, kind: type[T], limit: int = BODY_LIMIT) -> None:
        self.kind = kind
        self._limit = limit
        self._decoder = msgspec.json.Decoder(kind)
        self._may_be_empty = not any(field.required for field in msgspec.structs.fields(kind))

    def read(self, request: HttpRequest) -> T:
        """The struct in the body. Raises `Failure` with the first thing that is wrong."""
        body = raw_body(request, self._limit)
        if not body:
            body = b"{}" if self._may_be_empty else b""
        elif not _is_json(request.META.get("CONTENT_TYPE", "")):
            raise Failure("unsupported_media_type", {"expected": "application/json"})
        return self.parse(body)

    def parse(self, body: bytes) -> T:
        """The struct in these bytes."""
        try:
            item = self._decoder.decode(body)
            _UNIQUE.decode(body.decode())
        except msgspec.ValidationError as error:
            raise mistake(error, self.kind) from None
        except UnicodeDecodeError as error:
            raise Failure("not_utf8", {"position": error.start}) from None
        except _Twice as error:
            raise Failure("duplicate_name", {"name": str(error)[:60]}) from None
        except (msgspec.DecodeError, RecursionError) as error:
            raise Failure("malformed", {"position": _position(error)}) from None
        return sound(item)


def sound(item: T) -> T:
    """The struct itself, if no text in it has control characters and no instant is out of all reason."""
    found = flaw(item)
    if found is not None:
        raise Failure("invalid", wrong=(Wrong(found.field, found.kind, {"found": found.found}),))
    return item


def read_query(query: QueryDict, kind: type[T]) -> T:
    """The struct in the query string. Unknown and repeated names are refused; lists may repeat."""
    lists = {field.encode_name for field in msgspec.structs.fields(kind) if _is_list(field.type)}
    values: dict[str, Any] = {}
    for name, given in query.lists():
        if name in lists:
            values[name] = given
        elif len(given) > 1:
            raise Failure("invalid", wrong=(Wrong(name, "given_twice", {}),))
        else:
            values[name] = given[0]
    try:
        item = sound(msgspec.convert(values, kind, strict=False))
    except msgspec.ValidationError as error:
        raise mistake(error, kind) from None
    for name in values:  # the word `null` is no way to leave something out
        if getattr(item, name) is None:
            raise Failure("invalid", wrong=(Wrong(name, "bad_value", {}),))
    return item


def expected_version(request: HttpRequest) -> int | None:
    """The version of the case that the caller saw, from `If-Match`; None for any."""
    given = request.META.get("HTTP_IF_MATCH")
    if given is None or given.strip() == "*":
        return None
    match = _ETAG.fullmatch(given.strip())
    if match is None:
        raise Failure("bad_header", {"header": "If-Match", "example": '"7"'})
    return int(match[1])


def idempotency_key(request: HttpRequest) -> str | None:
    """The idempotency key, if there is one."""
    given: str | None = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if given is not None and not _KEY.fullmatch(given):
        raise Failure("bad_header", {"header": "Idempotency-Key", "example": "order-2024042800123-1"})
    return given


class _Twice(ValueError):
    """A name stood twice in one JSON object."""


def _unique(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


# msgspec lets the last of two equal names win, which hides a mistake (RFC 8259, section 4).
_UNIQUE: Final = json.JSONDecoder(object_pairs_hook=_unique)


def _is_json(content_type: str) -> bool:
    media_type, _, parameters = content_type.lower().partition(";")
    charset = parameters.replace(" ", "").replace('"', "")
    return media_type.strip() == "application/json" and charset in ("", "charset=utf-8")


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple or any(_is_list(part) for part in get_args(kind))


def _position(error: Exception) -> int | None:
    match = re.search(r"\(byte (\d+)\)", str(error))
    return int(match[1]) if match else None
