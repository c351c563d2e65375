"""WebM and Matroska: elements in elements. RFC 8794 and RFC 9559.

What a browser records names no length: then the time of the last block is taken.
"""

import struct
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Final

_EPOCH: Final = datetime(2001, 1, 1, tzinfo=UTC)
_MOST_ELEMENTS: Final = 200_000  # that are looked at
_SEGMENT, _INFO, _CLUSTER, _GROUP, _HEAD = 0x18538067, 0x1549A966, 0x1F43B675, 0xA0, 0x1A45DFA3
_DOC_TYPE, _SCALE, _DURATION, _DATE, _TIME = 0x4282, 0x2AD7B1, 0x4489, 0x4461, 0xE7
_SIMPLE, _BLOCK = 0xA3, 0xA1
_INSIDE: Final = frozenset({_SEGMENT, _INFO, _CLUSTER, _GROUP, _HEAD})
_SMALL: Final = frozenset({_DOC_TYPE, _SCALE, _DURATION, _DATE, _TIME, _SIMPLE, _BLOCK})


def read_matroska(file: BinaryIO) -> tuple[str, int, datetime | None]:
    """(container, milliseconds, when recorded). Zeros where it does not say."""
    name, scale, duration, taken, cluster, last = "WebM", 1_000_000, 0.0, None, 0, 0
    end, place = file.seek(0, 2), 0
    for _ in range(_MOST_ELEMENTS):
        file.seek(place)
        found = _element(file.read(12))
        if found is None or place >= end:
            break
        kind, size, head = found
        place += head
        if kind in _INSIDE:
            continue
        if kind in _SMALL:
            file.seek(place)
            body = file.read(min(size, 8))
            if kind == _DOC_TYPE:
                name = "Matroska" if body.startswith(b"matroska") else "WebM"
            elif kind == _SCALE:
                scale = int.from_bytes(body)
            elif kind == _DURATION and size in (4, 8) and len(body) == size:
                (duration,) = struct.unpack(">f" if size == 4 else ">d", body)
            elif kind == _DATE and len(body) == 8:
                taken = _moment(int.from_bytes(body, signed=True))
            elif kind == _TIME:
                cluster = int.from_bytes(body)
            elif kind in (_SIMPLE, _BLOCK):
                last = max(last, cluster + _within(body))
        place += size
    units = duration if 0 < duration < 2**50 else last
    return name, round(units * scale / 1_000_000), taken


def _element(raw: bytes) -> tuple[int, int, int] | None:
    """(kind, size of the body, bytes of the head), or None where none begins; an unknown size is 0."""
    if not raw or raw[0] < 0x10:
        return None
    wide = 9 - raw[0].bit_length()
    rest = raw[wide:]
    if not rest or not rest[0]:
        return None
    long = 9 - rest[0].bit_length()
    if len(rest) < long:
        return None
    size = int.from_bytes(rest[:long]) & ((1 << 7 * long) - 1)
    unknown = size == (1 << 7 * long) - 1
    return int.from_bytes(raw[:wide]), 0 if unknown else size, wide + long


def _within(body: bytes) -> int:
    """The time of a block within its cluster: after the number of its track."""
    wide = 9 - body[0].bit_length() if body and body[0] else 1
    part = body[wide : wide + 2]
    return int.from_bytes(part, signed=True) if len(part) == 2 else 0


def _moment(nanoseconds: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None
