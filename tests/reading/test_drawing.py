"""Copies are drawn aside: a hostile file costs one answer, and the next one is drawn again."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from gongdao.exhibits import store
from gongdao.exhibits.viewing import copies

MARK = ("staff:K1001  202405-001", "2024-05-06 10:00:00")


@pytest.fixture(autouse=True)
def home(settings: object, tmp_path: Path) -> None:
    settings.GONGDAO_HOME = tmp_path  # type: ignore[attr-defined]


def bomb() -> bytes:
    """A PNG that says it is 60,000 × 60,000."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xd8\xff" + bytes(100), "broken"),
        (b"%PDF-1.7 nothing", "broken"),
        (bomb(), "too_large"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_the_next_is_drawn(content: bytes, code: str) -> None:
    kept = store.keep([content])
    with pytest.raises(copies.NoCopy) as none:
        copies.copy(kept.sha256, kept.media_type, mark=MARK)
    assert none.value.code == code
    target = io.BytesIO()
    Image.new("RGB", (5000, 100), "white").save(target, "PNG")
    fine = store.keep([target.getvalue()])
    drawn = copies.copy(fine.sha256, fine.media_type, mark=MARK)
    assert Image.open(io.BytesIO(drawn.jpeg)).size == (copies.LARGE, 40)


def test_a_process_that_was_killed_is_started_again() -> None:
    target = io.BytesIO()
    Image.new("RGB", (50, 50), "white").save(target, "PNG")
    kept = store.keep([target.getvalue()])
    copies.copy(kept.sha256, kept.media_type, mark=MARK)
    process = copies.drawer()._process
    assert process is not None
    process.kill()
    process.wait()
    assert copies.copy(kept.sha256, kept.media_type, mark=MARK).pages == 1
