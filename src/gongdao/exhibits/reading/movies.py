"""MP4, M4A, QuickTime and 3GP: boxes in boxes. ISO/IEC 14496-12."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Final

_EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)
_SINCE_1970: Final = 2_082_844_800  # seconds from _EPOCH
_MOST_BOXES: Final = 20_000  # that are looked at
_INSIDE: Final = frozenset({b"moov", b"mvex", b"moof", b"traf"})
_BRANDS: Final = {b"qt  ": "QuickTime", b"M4A ": "M4A", b"M4B ": "M4A", b"3gp": "3GP"}


def read_movie(file: BinaryIO) -> tuple[str, int, datetime | None]:
    """(container, milliseconds, when recorded). Zeros where it does not say, as in a file cut short.

    A file in fragments tells its length in `mehd`, or by its segments in `sidx`.
    """
    name, length, taken, scale, of_segments = "MP4", 0, None, 0, 0
    for kind, body in _boxes(file):
        if kind == b"ftyp":
            name = _BRANDS.get(body[:4]) or _BRANDS.get(body[:3]) or "MP4"
        elif kind == b"mvhd":
            scale, length, taken = _header(body)
        elif kind == b"mehd" and not length and len(body) >= 8:
            (length,) = (
                struct.unpack(">Q", body[4:12])
                if body[0] and len(body) >= 12
                else struct.unpack(">I", body[4:8])
            )
        elif kind == b"sidx":
            of_segments += _segments(body)
    milliseconds = round(1000 * length / scale) if scale and length else of_segments
    return name, milliseconds, taken


def _boxes(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """(kind, the first bytes of its body) of every box that tells of time, however deep."""
    end = file.seek(0, 2)
    place = 0
    for _ in range(_MOST_BOXES):
        if place + 8 > end:
            return
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            long = file.read(8)
            if len(long) < 8:
                return
            size, head = struct.unpack(">Q", long)[0], 16
        if kind in _INSIDE:
            place += head
            continue
        if kind in (b"ftyp", b"mvhd", b"mehd", b"sidx"):
            yield kind, file.read(min(max(size - head, 0), 65_536))
        if size == 0:  # to the end of the file
            return
        place += max(size, head)


def _header(raw: bytes) -> tuple[int, int, datetime | None]:
    """(units a second, units, when made) of `mvhd`."""
    if len(raw) < 32:
        return 0, 0, None
    if raw[0] == 1:
        made, _, scale, length = struct.unpack(">QQIQ", raw[4:32])
        unknown = 2**64 - 1
    else:
        made, _, scale, length = struct.unpack(">IIII", raw[4:20])
        unknown = 2**32 - 1
    taken = _EPOCH + timedelta(seconds=made) if _SINCE_1970 < made < _SINCE_1970 + 2**32 else None
    return scale, 0 if length == unknown else length, taken


def _segments(raw: bytes) -> int:
    """The milliseconds of all segments that a `sidx` lists."""
    start = 28 if raw[:1] == b"\x01" else 20
    if len(raw) < start + 4:
        return 0
    (scale,) = struct.unpack(">I", raw[8:12])
    (count,) = struct.unpack(">H", raw[start + 2 : start + 4])
    rows = range(start + 4, min(len(raw) - 11, start + 4 + 12 * count), 12)
    total = sum(struct.unpack(">I", raw[row + 4 : row + 8])[0] for row in rows)
    return round(1000 * total / scale) if scale else 0
