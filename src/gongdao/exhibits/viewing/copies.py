"""Copies for viewing, as the program asks for them; made anew each time, as each bears its viewer's mark."""

from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from gongdao.exhibits import store
from gongdao.exhibits.reading.reader import Aside
from gongdao.exhibits.viewing.program import Asked, Drawn

SECONDS: Final = 20.0  # that one copy may take
LARGE: Final = 2000  # pixels of the longer side
SMALL: Final = 320
_SHOWN: Final = frozenset({
    "image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/avif", "application/pdf",
})  # fmt: skip
_DECODER: Final = msgspec.json.Decoder(Drawn)


class NoCopy(Exception):
    """`code`: "broken", "too_large", "encrypted", "no_such_page", "timed_out", "no_reader" or "missing"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Copy(NamedTuple):
    """A JPEG of one page, and how many pages there are."""

    jpeg: bytes
    pages: int


def has_copies(media_type: str) -> bool:
    """Whether contents of this type can be shown as pictures; what cannot is only given out as it is."""
    return media_type in _SHOWN


def mark_of(viewer: str, number: str, now: datetime, zone: str) -> tuple[str, ...]:
    """The watermark: who looks (a ref), at which case, and when by the clocks of the policy."""
    local = now.astimezone(ZoneInfo(zone))
    return (f"{viewer}  {number}", f"{local:%Y-%m-%d %H:%M:%S}")


def copy(sha256: str, media_type: str, *, mark: tuple[str, ...], page: int = 1, longest: int = LARGE) -> Copy:
    """Page `page` of a content as a picture with a watermark. Raises NoCopy. The original is not touched."""
    if not has_copies(media_type):
        raise NoCopy("broken")
    try:
        with store.local(sha256) as path:
            asked = msgspec.json.encode(Asked(str(path), media_type, page, longest, mark))
            answer = drawer().ask(asked, seconds=SECONDS)
    except FileNotFoundError:
        raise NoCopy("missing") from None
    if isinstance(answer, str):
        raise NoCopy(answer)
    drawn = _DECODER.decode(answer)
    if drawn.problem:
        raise NoCopy(drawn.problem)
    return Copy(drawn.jpeg, drawn.pages)


@lru_cache(maxsize=1)
def drawer() -> Aside:
    """The process that draws for this one; started when first needed, it ends with this one."""
    return Aside("gongdao.exhibits.viewing.program")
