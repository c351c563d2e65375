"""Recordings: length, container and time from the container alone, however they were made."""

import io
import struct
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gongdao.exhibits.content import media_type
from gongdao.exhibits.reading.files import read_file
from gongdao.rulebook.reading.report import Report

MADE_AT = datetime(2024, 5, 6, 2, tzinfo=UTC)
SINCE_1904 = 3_797_805_600


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def movie_header(length: int, scale: int = 1000) -> bytes:
    return box(b"mvhd", bytes(4), struct.pack(">IIII", SINCE_1904, 0, scale, length), bytes(80))


def element(kind: int, *parts: bytes, size: bytes | None = None) -> bytes:
    """An element of Matroska, its size in eight bytes unless given."""
    body = b"".join(parts)
    wide = (kind.bit_length() + 7) // 8
    return kind.to_bytes(wide) + (size or (len(body) | 1 << 56).to_bytes(8)) + body


UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"
WEBM = element(0x1A45DFA3, element(0x4282, b"webm"))


def block(at: int) -> bytes:
    return element(0xA3, b"\x81" + struct.pack(">h", at) + b"\x80" + bytes(40))


def of_browser() -> bytes:
    """What MediaRecorder writes: no length, segment and clusters of unknown size."""
    info = element(0x1549A966, element(0x2AD7B1, (1_000_000).to_bytes(3)))
    clusters = b"".join(
        element(0x1F43B675, element(0xE7, at.to_bytes(2)), block(0), block(960), size=UNKNOWN)
        for at in (0, 1000, 2000, 3000)
    )
    return WEBM + element(0x18538067, info, clusters, size=UNKNOWN)


def with_length() -> bytes:
    made_at = (MADE_AT - datetime(2001, 1, 1, tzinfo=UTC)).total_seconds()
    info = element(
        0x1549A966, element(0x2AD7B1, (1_000_000).to_bytes(3)), element(0x4489, struct.pack(">d", 12_500.0)),
        element(0x4461, round(made_at * 1e9).to_bytes(8)),
    )  # fmt: skip
    return WEBM + element(0x18538067, info)


def wav(seconds: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000 * seconds))
    return out.getvalue()


def mp4(brand: bytes, length: int = 12_500) -> bytes:
    return (
        box(b"ftyp", brand, bytes(4), b"isom") + box(b"mdat", bytes(900)) + box(b"moov", movie_header(length))
    )


def fragmented() -> bytes:
    """MP4 as telephones stream it: the header says nothing, the list of segments does."""
    rows = b"".join(struct.pack(">III", 1000, ticks, 0) for ticks in (90_000, 45_000))
    index = box(b"sidx", bytes(4), struct.pack(">IIII", 1, 90_000, 0, 0), struct.pack(">HH", 0, 2), rows)
    return box(b"ftyp", b"iso5", bytes(4)) + box(b"moov", movie_header(0)) + index


def extended() -> bytes:
    """The same, with its length in `mehd`."""
    extends = box(b"mvex", box(b"mehd", bytes(4), struct.pack(">I", 7_000)))
    return box(b"ftyp", b"iso5", bytes(4)) + box(b"moov", movie_header(0), extends)


def adts(frames: int) -> bytes:
    """Frames of 44.1 kHz of a hundred bytes."""
    size = 100
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | size >> 11, size >> 3 & 0xFF, (size & 7) << 5 | 0x1F, 0xFC])
    return (head + bytes(size - 7)) * frames


def silk(packets: int) -> bytes:
    return b"\x02#!SILK_V3" + (struct.pack("<H", 30) + bytes(30)) * packets + b"\xff\xff"


def read(content: bytes, folder: Path) -> Report:
    path = folder / "recording"
    path.write_bytes(content)
    return read_file(path, media_type(content))


@pytest.mark.parametrize(
    ("content", "kind", "container", "length", "taken_at"),
    [
        (mp4(b"mp42"), "video/mp4", "MP4", 12_500, MADE_AT),
        (mp4(b"qt  "), "video/quicktime", "QuickTime", 12_500, MADE_AT),
        (mp4(b"3gp5"), "video/3gpp", "3GP", 12_500, MADE_AT),
        (mp4(b"M4A "), "audio/mp4", "M4A", 12_500, MADE_AT),
        (fragmented(), "video/mp4", "MP4", 1_500, MADE_AT),
        (extended(), "video/mp4", "MP4", 7_000, MADE_AT),
        (with_length(), "video/webm", "WebM", 12_500, MADE_AT),
        (of_browser(), "video/webm", "WebM", 3_960, None),
        (b"#!AMR\n" + (b"\x3c" + bytes(31)) * 150, "audio/amr", "AMR", 3_000, None),
        (b"#!AMR-WB\n" + (b"\x44" + bytes(60)) * 50, "audio/amr", "AMR-WB", 1_000, None),
        (silk(100), "audio/silk", "SILK", 2_000, None),
        (silk(100)[1:], "audio/silk", "SILK", 2_000, None),
        (adts(431), "audio/aac", "AAC", 10_008, None),
        (wav(3), "audio/wav", "WAV", 3_000, None),
    ],
    ids=[
        "mp4", "mov", "3gp", "m4a", "fragments", "extended", "webm", "browser", "amr", "amr_wide", "wechat",
        "silk", "aac", "wav",
    ],
)  # fmt: skip
def test_a_recording_tells_its_length_and_container(
    content: bytes, kind: str, container: str, length: int, taken_at: datetime | None, tmp_path: Path
) -> None:
    report = read(content, tmp_path)
    assert (report.media_type, report.container, report.duration_ms, report.taken_at, report.problems) == (
        kind, container, length, taken_at, (),
    )  # fmt: skip


@pytest.mark.parametrize("cut", [20, 60, 400, 950])
@pytest.mark.parametrize("make", [mp4, fragmented, of_browser, silk, adts], ids=lambda make: make.__name__)
def test_a_recording_cut_short_is_told_or_told_shorter(make, cut: int, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # makers of different arguments
    argument = {mp4: (b"mp42",), silk: (100,), adts: (50,)}.get(make, ())
    whole = make(*argument)
    report = read(whole[: min(cut, len(whole) - 1)], tmp_path)
    assert report.readable
    assert report.duration_ms <= read(whole, tmp_path).duration_ms


@pytest.mark.parametrize(
    "content",
    [
        box(b"ftyp", b"mp42", bytes(4)) + b"\x00\x00\x00\x08free" * 100_000,  # boxes without end
        box(b"ftyp", b"mp42", bytes(4)) + b"\x00\x00\x00\x08moov" * 100_000,  # each in the other
        box(b"ftyp", b"mp42", bytes(4)) + struct.pack(">I4sQ", 1, b"moov", 2**63) * 1000,
        WEBM + b"\x18\x53\x80\x67" + UNKNOWN + b"\xec\x80" * 500_000,  # half a million empty elements
        WEBM + (b"\x1f\x43\xb6\x75" + UNKNOWN) * 100_000,
        b"#!AMR\n" + b"\xff" * 1_000_000,
    ],
    ids=["boxes", "nested", "huge", "elements", "clusters", "amr"],
)
def test_an_endless_recording_is_read_in_bounded_time(content: bytes, tmp_path: Path) -> None:
    report = read(content, tmp_path)
    assert report.readable
