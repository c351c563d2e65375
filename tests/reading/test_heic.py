"""Photographs of iPhones (HEIC): read, turned as they say, and answered when they mean harm."""

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image
from tests.pictures.heic import SCREEN_SIZE, Tiles, box, grid, screen

from gongdao.exhibits.content import media_type
from gongdao.exhibits.reading.heif import still_in
from gongdao.exhibits.reading.limits import Unreadable
from gongdao.exhibits.reading.pictures import opened
from gongdao.exhibits.viewing.drawing import drawn
from gongdao.rulebook.reading.fields import fields_of
from gongdao.rulebook.reading.report import Report

pytestmark = pytest.mark.xdist_group("reading")

Read = Callable[[bytes, str], Report]


def photo(*turns: int | str, orientation: int = 1) -> bytes:
    """The screen as an iPhone would keep it."""
    about = Image.Exif()
    about[0x010F], about[0x0110], about[0x0112] = "Apple", "iPhone 15", orientation
    about.get_ifd(0x8769)[0x9003], about.get_ifd(0x8769)[0x9011] = "2024:05:06 10:00:00", "+08:00"
    return grid(screen(), SCREEN_SIZE, columns=3, turns=turns, exif=about.tobytes())


def shown(content: bytes, folder: Path, longest: int = 1600) -> Image.Image:
    path = folder / "photo"
    path.write_bytes(content)
    return opened(str(path), longest=longest)[0]


@pytest.mark.rule("EVI-4")
def test_a_photograph_of_an_iphone_is_read(read: Read) -> None:
    content = photo(3)  # and it lies on its side
    assert media_type(content) == "image/heic"
    report = read(content, "image/heic")
    assert report.problems == ()
    assert (report.pages[0].width, report.pages[0].height, report.pages[0].turned) == (1024, 576, 270)
    assert {"paid", "amount", "time"} <= {field.kind for field in fields_of(report)}
    assert report.device == "Apple iPhone 15"
    assert report.taken_at == datetime(2024, 5, 6, 2, tzinfo=UTC)


@pytest.mark.parametrize("turns", [(1,), (2,), (3,), ("down",), ("across",), (1, "across"), ("across", 1)])
def test_turns_and_mirrors_are_applied_in_their_order(turns: tuple[int | str, ...], tmp_path: Path) -> None:
    """What Exif says of a turn is not applied again."""
    expected = np.asarray(shown(photo(), tmp_path))
    for turn in turns:
        if isinstance(turn, int):
            expected = np.rot90(expected, turn)
        else:
            expected = expected[::-1] if turn == "down" else expected[:, ::-1]
    assert np.array_equal(np.asarray(shown(photo(*turns, orientation=6), tmp_path)), expected)


def test_a_smaller_copy_shows_the_same_without_seams(tmp_path: Path) -> None:
    whole = shown(photo(), tmp_path)
    small = shown(photo(), tmp_path, longest=500)
    assert max(small.size) == 500
    same = np.asarray(whole.resize(small.size, Image.Resampling.BOX), np.int16)
    assert np.abs(np.asarray(small, np.int16) - same).mean() < 3


def test_a_copy_for_viewing_is_drawn_of_it(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(photo())
    jpeg, pages = drawn(str(path), "image/heic", page=1, longest=800, mark=("staff:1",))
    assert (jpeg[:2], pages) == (b"\xff\xd8", 1)


def one_frame_of(width: int, height: int) -> bytes:
    """A file that says its only frame is so large; the frame is one of 256 × 256."""
    tiles = screen()
    return grid(Tiles(tiles.configuration, tiles.frames[:1], (width, height)), (width, height), columns=1)


def cut_short() -> bytes:
    return photo()[:9_000]


def missing_tiles() -> bytes:
    tiles = screen()
    return grid(Tiles(tiles.configuration, tiles.frames[:9], tiles.size), SCREEN_SIZE, columns=3)


def of_noise() -> bytes:
    """Frames of random bytes, each as long as it says."""
    random = Random(3)
    frames = tuple(struct.pack(">I", 900) + b"\x26\x01" + random.randbytes(898) for _ in range(12))
    return grid(screen()._replace(frames=frames), SCREEN_SIZE, columns=3)


def with_units_beyond_the_end() -> bytes:
    tiles = screen()
    frames = (b"\xff\xff\xff\xff" + tiles.frames[0][4:], *tiles.frames[1:])
    return grid(tiles._replace(frames=frames), SCREEN_SIZE, columns=3)


def boxes_in_a_circle() -> bytes:
    """A list of many thousand boxes, each empty."""
    return photo()[:28] + box(b"meta", bytes(4) + box(b"free", b"") * 200_000)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: one_frame_of(60_000, 60_000), "too_large"),
        (lambda: one_frame_of(8_000, 8_000), "broken"),
        (cut_short, "broken"),
        (missing_tiles, "broken"),
        (of_noise, "broken"),
        (with_units_beyond_the_end, "broken"),
        (boxes_in_a_circle, "broken"),
        (lambda: photo().replace(b"hvc1", b"av01"), "no_picture_reader"),
        (lambda: photo().replace(b"pitm", b"pitn"), "broken"),
        (lambda: b"\0\0\0\x18ftypheic" + bytes(5000), "broken"),
    ],
    ids=["bomb", "lies", "cut", "tiles", "noise", "units", "boxes", "av1", "main", "empty"],
)
def test_a_harmful_photograph_is_told_as_such_and_the_next_is_read(
    make: Callable[[], bytes], code: str, read: Read
) -> None:
    report = read(make(), "image/heic")
    assert report.problems == (code,)
    assert read("运单号：YT1234567890123".encode(), "text/plain").text == "运单号：YT1234567890123"


def test_whatever_byte_of_the_list_is_wrong_only_unreadable_is_raised() -> None:
    content, random = photo(1), Random(7)
    about = content.index(b"mdat")
    for _ in range(2_000):
        damaged = bytearray(content)
        for _ in range(random.randint(1, 3)):
            damaged[random.randrange(28, about)] = random.choice((0, 1, 127, 255, random.randrange(256)))
        try:
            still = still_in(bytes(damaged))
        except Unreadable:
            continue
        assert len(still.stream) < 4 * len(content)
