"""What every command is looked over for before anything is asked of the database."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

import msgspec

from gongdao.lib.canonical import canonical
from gongdao.rulebook.commands import Command
from gongdao.rulebook.refusal import refuse

LONGEST_KEY: Final = 200
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
# In JSON control characters are escaped, but for DEL. A text that speaks of `\b` is looked at twice.
_SUSPICIOUS: Final = re.compile(rb"\\u00[01]|\\[bf]|\x7f")
# How a text of nothing but blanks begins in JSON; U+3000 is the blank of Chinese keyboards.
_BLANK: Final = (b'" ', b'"\\t', b'"\\n', b'"\\r', b'"\xc2\xa0', b'"\xe3\x80\x80')
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PLACE: Final = re.compile(r"`\$\.?([^`]*)`")


def checked(command: Command) -> bytes:
    """The canonical JSON of a command whose every value is within its limits.

    Raises Refused (`bad_value` with the field) for texts that are too long or nothing but blanks (an answer
    of blanks answers nobody, and would keep a time limit), control characters, halves of characters and
    whatever else the type of the command forbids.
    """
    try:
        text = canonical(command)
        msgspec.json.decode(text, type=type(command))
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        raise refuse("INT-2", "bad_value", field=found[1] if found else "") from None
    except (ValueError, TypeError):  # half of a surrogate pair, or a value that JSON does not know
        raise refuse("INT-2", "bad_value", field=_unprintable(msgspec.to_builtins(command)) or "") from None
    if _SUSPICIOUS.search(text) and (field := _unprintable(msgspec.to_builtins(command))) is not None:
        raise refuse("INT-2", "bad_value", field=field)
    if (
        any(mark in text for mark in _BLANK)
        and (field := _place(msgspec.to_builtins(command), _is_blank)) is not None
    ):
        raise refuse("INT-2", "bad_value", field=field)
    return text


def checked_key(key: str) -> str:
    """An idempotency key: printable ASCII, at most 200 characters. Raises Refused."""
    if _KEY.fullmatch(key) is None:
        raise refuse("INT-1", "bad_value", field="idempotency_key")
    return key


def fingerprint(text: bytes, *, number: str, policy: str) -> bytes:
    """What tells two commands under the same key apart."""
    return sha256(b"%b\n%b\n%b" % (number.encode(), policy.encode(), text)).digest()


def _unprintable(value: Any) -> str | None:
    return _place(value, lambda text: _UNPRINTABLE.search(text) is not None or _is_broken(text))


def _place(value: Any, is_bad: Callable[[str], bool], path: str = "") -> str | None:
    """The path of the first text of which `is_bad` says so; None if all is well."""
    if isinstance(value, str):
        return path if is_bad(value) else None
    if isinstance(value, dict):
        pairs = [(f"{path}.{key}" if path else str(key), part) for key, part in value.items()]
        pairs += [(path, str(key)) for key in value]
    elif isinstance(value, list | tuple):
        pairs = [(f"{path}[{index}]", part) for index, part in enumerate(value)]
    else:
        return None
    return next((found for place, part in pairs if (found := _place(part, is_bad, place)) is not None), None)


def _is_blank(text: str) -> bool:
    return text != "" and not text.strip()


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
