"""Files as evidence 文件要求: how large, how many at once, with what in them (EVI-1)."""

from typing import Annotated, Final, Literal

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Part

MB: Final = 1024 * 1024
ContentSort = Literal["picture", "pdf", "office", "audio", "video", "text"]


class FileRule(Part, frozen=True):
    """What is taken as evidence. `taken` is told by what a file holds, never by its name.

    An installation may take less than `largest_mb`, where its machine cannot hold more.
    """

    largest_mb: Annotated[int, Meta(ge=1, le=1024)]  # one file, in units of 1024 × 1024 bytes
    at_once: Annotated[int, Meta(ge=1, le=20)]  # files of one submission
    taken: Annotated[tuple[ContentSort, ...], Meta(min_length=1)]
    cite: Cite
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`

    @property
    def largest_bytes(self) -> int:
        """The largest file in bytes."""
        return self.largest_mb * MB
