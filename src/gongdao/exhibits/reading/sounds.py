"""Sound and video: how long, in which container, when recorded. Nothing is decoded."""

import struct
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, Final, NamedTuple

from tinytag import TinyTag, TinyTagException

from gongdao.exhibits.reading.frames import read_aac, read_amr, read_silk
from gongdao.exhibits.reading.limits import Unreadable
from gongdao.exhibits.reading.matroska import read_matroska
from gongdao.exhibits.reading.movies import read_movie
from gongdao.rulebook.reading.report import Report


class Heard(NamedTuple):
    """What a container tells. `container`: as people call it; 0 milliseconds where it does not say."""

    container: str
    duration_ms: int = 0
    taken_at: datetime | None = None


_LONGEST_MS: Final = 2**40
_NAMES: Final = {
    "audio/mpeg": "MP3", "audio/wav": "WAV", "audio/ogg": "Ogg", "audio/flac": "FLAC", "audio/mp4": "M4A",
    "video/mp4": "MP4", "video/webm": "WebM", "audio/amr": "AMR", "audio/silk": "SILK", "audio/aac": "AAC",
}  # fmt: skip
_READERS: Final[dict[str, Callable[[BinaryIO], tuple[str, int, datetime | None]]]] = {
    "video/mp4": read_movie, "audio/mp4": read_movie, "video/quicktime": read_movie, "video/3gpp": read_movie,
    "video/webm": read_matroska, "audio/amr": read_amr, "audio/silk": read_silk, "audio/aac": read_aac,
}  # fmt: skip


def read_sound(path: str, media_type: str) -> Report:
    """A recording. Raises Unreadable. What is said in it is not looked at."""
    heard = Heard(_NAMES.get(media_type, ""))
    if (reader := _READERS.get(media_type)) is not None:
        with open(path, "rb") as file:  # noqa: PTH123  # a path is a string here, as it came over the pipe
            try:
                heard = Heard(*reader(file))
            except struct.error as error:
                raise Unreadable("broken") from error
    elif media_type.startswith("audio/"):
        heard = heard._replace(duration_ms=_tagged(path))
    problems = () if heard.duration_ms else ("no_length",)
    return Report(
        media_type, duration_ms=max(0, min(heard.duration_ms, _LONGEST_MS)), taken_at=heard.taken_at,
        container=heard.container or _NAMES.get(media_type, ""), problems=problems,
    )  # fmt: skip


def _tagged(path: str) -> int:
    """The milliseconds of MP3, WAV, Ogg or FLAC. Raises Unreadable."""
    try:
        return round(1000 * (TinyTag.get(path, tags=False).duration or 0))
    except (TinyTagException, OSError, ValueError, OverflowError, struct.error) as error:
        raise Unreadable("broken") from error
