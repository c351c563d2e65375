"""Which exhibits go by mail with the letter of an appeal: what its writer handed in, as far as there is room.

An identity paper never leaves by mail (EVI-16), nor what another party handed in (INT-8). What stays is told
with its hash and where it can be seen, so that a reader of the letter knows that it is there.
"""

import mimetypes
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from gongdao.exhibits.sealing import Unsealable
from gongdao.exhibits.store import open_bytes, sealed_with
from gongdao.rulebook.state import State, Submitted
from gongdao.rulebook.terms import IDENTITY

Why = Literal["", "identity", "of_another", "erased", "too_large", "not_found"]
"""Why an exhibit does not go by mail; empty: it goes."""
_ENDINGS: Final = {"image/jpeg": ".jpg", "text/plain": ".txt"}  # where the tables of a system differ


class Enclosed(NamedTuple):
    """An exhibit of the letter. `content`: the bytes as they were handed in, empty where `why` is not."""

    key: str
    kind: str
    sha256: str
    size_bytes: int
    media_type: str
    why: Why
    content: bytes = b""

    @property
    def name(self) -> str:
        """What the file is called: by its key and its own type, never by the name it came with."""
        ending = _ENDINGS.get(self.media_type) or mimetypes.guess_extension(self.media_type) or ".bin"
        return f"{self.key}{ending}"


def enclosures(
    state: State, keys: Iterable[str], *, appellant: str, by: str, room_bytes: int
) -> tuple[Enclosed, ...]:
    """The exhibits `keys` in their order, those that go by mail with their bytes.

    `appellant`, `by`: whose appeal it is, and who filed it. `room_bytes`: for all of them together; one that
    exceeds what is left stays, and smaller ones after it may still go.
    """
    found = []
    for key in keys:
        item = state.exhibits[key]
        one = _enclosed(key, item, {appellant, by}, room_bytes)
        room_bytes -= len(one.content)
        found.append(one)
    return tuple(found)


def _enclosed(key: str, item: Submitted, writers: set[str], room_bytes: int) -> Enclosed:
    exhibit = item.exhibit
    told = Enclosed(key, exhibit.kind, exhibit.sha256, exhibit.size_bytes, exhibit.media_type, "")
    if item.erased_at is not None:
        return told._replace(why="erased")
    if exhibit.kind in IDENTITY:
        return told._replace(why="identity")
    if item.by not in writers:
        return told._replace(why="of_another")
    try:
        if sealed_with(exhibit.sha256):  # handed in as an identity paper elsewhere
            return told._replace(why="identity")
        with open_bytes(exhibit.sha256) as file:
            content = file.read(room_bytes + 1)
    except (FileNotFoundError, Unsealable):
        return told._replace(why="not_found")
    if len(content) > room_bytes:
        return told._replace(why="too_large")
    return told._replace(content=content, size_bytes=len(content))
