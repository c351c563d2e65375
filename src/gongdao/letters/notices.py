"""The text of a message, made when it is read or mailed, in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from msgspec import Struct

from gongdao.letters.models import Message
from gongdao.letters.wording import has, reading_language, say
from gongdao.lib.ids import case_number
from gongdao.policies.queries import all_versions
from gongdao.policies.titles import titles

# Said when a code has no notice of its own: there is news, and the case tells which.
FALLBACK = "update"


_CODE = re.compile(r"[a-z_]{1,60}")
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
    names = _named_in(params.values(), reading_language(language)) | dict(names or {})
    return Notice(
        title=say(f"notice.{code}.title", language, zone=zone, names=names, **params),
        text=say(f"notice.{code}.text", language, zone=zone, names=names, **params),
        number=number,
    )


def _named_in(values: Iterable[Any], language: str) -> dict[str, str]:
    """What policies call the limits and violations in a message, where the catalogue has no word for them."""
    found: dict[str, str] = {}
    for value in values:
        code = value.partition(":")[0] if isinstance(value, str) else ""
        for kind in ("deadline", "violation") if _CODE.fullmatch(code) else ():
            if has(f"{kind}.{code}"):
                continue
            for version in all_versions():
                if title := titles(version.policy, version.version, language).get(f"{kind}:{code}"):
                    found |= {f"{kind}:{code}": title, f"{kind}:{value}": title}
    return found


def refs_in(messages: Iterable[Message]) -> set[str]:
    """Return every ref that the values of messages mention, so that their names are asked for once."""
    found: set[str] = set()
    for message in messages:
        for value in message.params.values():
            items = value if isinstance(value, list) else [value]
            found.update(item for item in items if isinstance(item, str) and _REF.fullmatch(item))
    return found
