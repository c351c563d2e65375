"""HEIC files as an iPhone writes them: a grid of tiles, turned, with Exif. Laid out around coded tiles."""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

# A payment screen of 576 × 1024 in twelve frames, coded once by libheif with x265 as drawn from seed "heic".
SCREEN: Final = Path(__file__).with_name("screen.hevc")
SCREEN_SIZE: Final = (576, 1024)
_START: Final = b"\0\0\0\1"
# Main Still Picture, 4:2:0, 8 bits, lengths in four bytes; then three parameter sets.
_CONFIGURATION: Final = bytes.fromhex("0103700000009000000000003cf000fcfdf8f800000f03")
HEAD: Final = b"ftypheic\0\0\0\0mif1heic"


class Tiles(NamedTuple):
    """Frames coded alike: their configuration, their bytes row by row, and width and height of one."""

    configuration: bytes
    frames: tuple[bytes, ...]
    size: tuple[int, int]


def screen() -> Tiles:
    """The tiles of SCREEN, three in a row."""
    units = SCREEN.read_bytes().split(_START)[1:]
    sets = b"".join(struct.pack(">BHH", 0x80 | unit[0] >> 1, 1, len(unit)) + unit for unit in units[:3])
    frames, frame = [], b""
    for unit in units[3:]:
        frame += struct.pack(">I", len(unit)) + unit
        if unit[0] >> 1 < 32:  # the picture itself, after what is said of it
            frames.append(frame)
            frame = b""
    return Tiles(_CONFIGURATION + sets, tuple(frames), (256, 256))


def grid(
    tiles: Tiles, size: tuple[int, int], *, columns: int, turns: Sequence[int | str] = (), exif: bytes = b""
) -> bytes:
    """A picture of `size` made of tiles. `turns`: quarters anticlockwise, or "down" and "across"."""
    count = len(tiles.frames)
    main, about = count + 1, count + 2
    rows = count // columns
    said = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size)
    items = [(n + 1, b"hvc1") for n in range(count)] + [(main, b"grid")] + [(about, b"Exif")] * bool(exif)
    properties = [
        box(b"hvcC", tiles.configuration), box(b"ispe", struct.pack(">III", 0, *tiles.size)),
        box(b"ispe", struct.pack(">III", 0, *size)), *map(_turn, turns),
    ]  # fmt: skip
    of = {n + 1: [0x81, 2] for n in range(count)}
    of[main] = [3, *(0x80 | 4 + n for n in range(len(turns)))]
    links = box(b"dimg", struct.pack(f">HH{count}H", main, count, *range(1, main)))
    if exif:
        links += box(b"cdsc", struct.pack(">HHH", about, 1, main))
    parts = [*tiles.frames, *([struct.pack(">I", 0) + exif] if exif else [])]

    def whole(start: int) -> bytes:
        """Twice made: the first time only tells how long the list is."""
        places, place = [], start
        for item, part in zip((*range(1, main), about), parts, strict=False):
            places.append(struct.pack(">HHHHII", item, 0, 0, 1, place, len(part)))
            place += len(part)
        inside = struct.pack(">HHHHII", main, 1, 0, 1, 0, len(said))
        meta = (
            box(b"hdlr", bytes(8) + b"pict" + bytes(13)), box(b"pitm", struct.pack(">IH", 0, main)),
            box(b"iloc", struct.pack(">IBBH", 1 << 24, 0x44, 0, len(items)) + b"".join(places) + inside),
            box(b"iinf", struct.pack(">IH", 0, len(items)) + b"".join(map(_item, items))),
            box(b"iref", bytes(4) + links),
            box(b"iprp", box(b"ipco", b"".join(properties)) + box(b"ipma", _associated(of))),
            box(b"idat", said),
        )  # fmt: skip
        return struct.pack(">I", 4 + len(HEAD)) + HEAD + box(b"meta", bytes(4) + b"".join(meta))

    start = len(whole(0)) + 8
    return whole(start) + box(b"mdat", b"".join(parts))


def box(kind: bytes, body: bytes) -> bytes:
    """One box."""
    return struct.pack(">I", 8 + len(body)) + kind + body


def _turn(turn: int | str) -> bytes:
    if isinstance(turn, int):
        return box(b"irot", bytes((turn,)))
    return box(b"imir", bytes((turn == "across",)))


def _item(item: tuple[int, bytes]) -> bytes:
    return box(b"infe", struct.pack(">IHH", 2 << 24, item[0], 0) + item[1] + b"\0")


def _associated(of: dict[int, list[int]]) -> bytes:
    rows = [struct.pack(">HB", item, len(places)) + bytes(places) for item, places in of.items()]
    return struct.pack(">II", 0, len(rows)) + b"".join(rows)
