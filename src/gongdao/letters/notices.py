"""The text of a message, made when it is read or mailed, in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from msgspec import Struct

from gongdao.letters.models import Message
from gongdao.letters.wording import has, say
from gongdao.lib.ids import case_number

# Said when a code has no notice of its own: there is news, and the case tells which.
FALLBACK = "update"


_REF = re.compile(r"[a-z_]+:[A-Za-z0-9_.\-]{1,60}")


class Notice(Struct, frozen=True):
    """A message in words."""

    title: str
    text: str
    number: str  # of the case, or empty


def notice_of(
    message: Message,
    language: str,
    *,
    names: Mapping[str, str] | None = None,
    zone: tzinfo | None = None,
) -> Notice:
    """Return title and text of a message. `names` are titles of refs and of what the policy names."""
    number = case_number(message.case_id) if message.case_id else ""
    code = message.code if has(f"notice.{message.code}.title") else FALLBACK
    params: dict[str, Any] = {**message.params, "number": number}
    params = {name: value for name, value in params.items() if name not in ("zone", "names")}
    return Notice(
        title=say(f"notice.{code}.title", language, zone=zone, names=names, **params),
        text=say(f"notice.{code}.text", language, zone=zone, names=names, **params),
        number=number,
    )


def refs_in(messages: Iterable[Message]) -> set[str]:
    """Return every ref that the values of messages mention, so that their names are asked for once."""
    found: set[str] = set()
    for message in messages:
        for value in message.params.values():
            items = value if isinstance(value, list) else [value]
            found.update(item for item in items if isinstance(item, str) and _REF.fullmatch(item))
    return found
