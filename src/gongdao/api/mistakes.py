"""What msgspec found wrong, told per field: its English message becomes a code with values.

The catalogue says it in the reader's language, with what would be accepted instead.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from gongdao.api.problems import Failure, Wrong
from gongdao.api.schemas import accepted_at, fields_at

_AT: Final = re.compile(r" - at `(?:key in )?\$?([^`]*)`$|- at `key` in `\$?([^`]*)`$")
_Params = dict[str, Any]
_Found = tuple[str, str, _Params]  # code, the field's own name or "", values
_KINDS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Found]], ...]] = (
    (re.compile(r"missing required field `([^`]+)`"), lambda m: ("missing", m[1], {})),
    (re.compile(r"contains unknown field `([^`]+)`"), lambda m: ("unknown_field", m[1], {})),
    (re.compile(r"Expected `(?:str|bytes)` of length >= (\d+)"), lambda m: _size("too_short", m)),
    (re.compile(r"Expected `(?:str|bytes)` of length <= (\d+)"), lambda m: _size("too_long", m)),
    (re.compile(r"Expected `(?:array|object)` of length >= (\d+)"), lambda m: _size("too_few", m)),
    (re.compile(r"Expected `(?:array|object)` of length <= (\d+)"), lambda m: _size("too_many", m)),
    (re.compile(r"Expected `int` >= (-?\d+)"), lambda m: _size("too_small", m)),
    (re.compile(r"Expected `int` <= (-?\d+)"), lambda m: _size("too_large", m)),
    (re.compile(r"out of range"), lambda _: ("out_of_range", "", {})),
    (re.compile(r"matching regex"), lambda _: ("wrong_form", "", {})),
    (re.compile(r"with a timezone component"), lambda _: ("offset_missing", "", {})),
    (re.compile(r"Invalid RFC3339"), lambda _: ("bad_instant", "", {})),
    (re.compile(r"Invalid enum value|Invalid value"), lambda _: ("not_in_list", "", {})),
    (re.compile(r"Expected `(.+?)`"), lambda m: ("wrong_type", "", {"expected": m[1].split(" | ")})),
)


def mistake(error: msgspec.ValidationError, kind: type) -> Failure:
    """The failure for what msgspec says about data that should have been a `kind`."""
    text = str(error)
    place = _AT.search(text)
    path = ((place[1] or place[2] or "") if place else "").lstrip(".").replace("[...]", "")
    code, name, params = next(
        (told(match) for pattern, told in _KINDS if (match := pattern.search(text)) is not None),
        ("bad_value", "", {}),
    )
    if code == "not_in_list":
        params = {"allowed": list(accepted_at(kind, path))}
    elif code == "unknown_field":
        params = {"allowed": list(fields_at(kind, path))}
    field = ".".join(part for part in (path, name) if part)
    return Failure("invalid", wrong=(Wrong(field, code, params),))


def _size(code: str, match: re.Match[str]) -> _Found:
    return code, "", {"limit": int(match[1])}
