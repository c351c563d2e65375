"""Sound whose head tells no length: AMR, the SILK of WeChat, AAC. Frames are counted, not decoded."""

from datetime import datetime
from typing import BinaryIO, Final

_FRAME_MS: Final = 20  # of AMR (RFC 4867) and of SILK
_NARROW: Final = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)  # bytes after the head of a frame
_WIDE: Final = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0)
_SILK: Final = b"#!SILK_V3"
_RATES: Final = (96, 88.2, 64, 48, 44.1, 32, 24, 22.05, 16, 12, 11.025, 8, 7.35)  # of AAC, in kHz
_SAMPLES: Final = 1024  # of a frame of AAC
_MOST: Final = 64 * 1024 * 1024  # bytes that are walked through
Told = tuple[str, int, datetime | None]


def read_amr(file: BinaryIO) -> Told:
    """AMR of telephones, narrow or wide."""
    raw = _all(file)
    wide = raw.startswith(b"#!AMR-WB\n")
    sizes, place, count = (_WIDE, 9, 0) if wide else (_NARROW, 6, 0)
    while place < len(raw):
        place += 1 + sizes[raw[place] >> 3 & 0x0F]
        count += place <= len(raw)
    return "AMR-WB" if wide else "AMR", count * _FRAME_MS, None


def read_silk(file: BinaryIO) -> Told:
    """Voice messages of WeChat: SILK, with one byte before its name."""
    raw = _all(file)
    place, count = raw.find(_SILK) + len(_SILK), 0
    while place + 2 <= len(raw):
        size = int.from_bytes(raw[place : place + 2], "little")
        place += 2 + size
        if size in (0, 0xFFFF) or place > len(raw):
            break
        count += 1
    return "SILK", count * _FRAME_MS, None


def read_aac(file: BinaryIO) -> Told:
    """AAC in ADTS frames (ISO/IEC 13818-7)."""
    raw, place, count, rate = _all(file), 0, 0, 0.0
    while place + 7 <= len(raw) and raw[place] == 0xFF and raw[place + 1] & 0xF6 == 0xF0:
        kind = raw[place + 2] >> 2 & 0x0F
        size = (raw[place + 3] & 3) << 11 | raw[place + 4] << 3 | raw[place + 5] >> 5
        if kind >= len(_RATES) or size < 7:
            break
        rate, place = _RATES[kind], place + size
        count += 1
    return "AAC", round(count * _SAMPLES / rate) if rate else 0, None


def _all(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_MOST)
