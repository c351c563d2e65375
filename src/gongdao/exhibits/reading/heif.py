"""HEIC, the photographs of iPhones: what stands where in the file. ISO/IEC 14496-12 and 23008-12.

The picture is one HEVC frame, or a grid of some. Nothing is decoded here (`hevc.py` does that). Everything a
file says of itself is checked before it is followed: places must lie in the file, counts are bounded.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from gongdao.exhibits.reading.limits import Unreadable

_MOST_ABOUT: Final = 4_000_000  # bytes of the part that says what stands where
_MOST_BOXES: Final = 4_000
_MOST_TILES: Final = 4_096
_MOST_PARTS: Final = 256  # places over which one item may be spread
_HEADER: Final = 22  # bytes of an HEVC configuration before its parameter sets
START: Final = b"\0\0\0\1"  # before each unit of a stream of HEVC


class Still(NamedTuple):
    """A picture as it lies in the file.

    `stream`: parameter sets and one frame for each tile, row by row, as any decoder of HEVC takes them;
    `tile`: width and height of a frame; `columns`; `size`: of the whole, before `turns`: each a quarter
    anticlockwise (1…3), or "down" and "across" for a mirrored picture; `exif`: as in a JPEG, or b"".
    """

    stream: bytes
    tile: tuple[int, int]
    tiles: int
    columns: int
    size: tuple[int, int]
    turns: tuple[int | str, ...]
    exif: bytes


def still_in(content: bytes) -> Still:
    """The main picture. Raises Unreadable: "broken", or "no_picture_reader" for one of another coding."""
    try:
        return _File(content).still()
    except (IndexError, KeyError, ValueError) as error:
        raise Unreadable("broken") from error


class _Bytes:
    """Bytes read from left to right; what is read past the end raises ValueError."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.place = raw, 0

    def take(self, count: int) -> bytes:
        if count < 0 or self.place + count > len(self.raw):
            raise ValueError("past the end")
        self.place += count
        return self.raw[self.place - count : self.place]

    def number(self, count: int) -> int:
        """An unsigned number of so many bytes; 0 of none."""
        return int.from_bytes(self.take(count))

    @property
    def left(self) -> int:
        return len(self.raw) - self.place


class _File:
    def __init__(self, content: bytes) -> None:
        self._content = content
        about = next((body for kind, body in _boxes(content) if kind == b"meta"), None)
        if about is None or len(about) > _MOST_ABOUT:
            raise ValueError("no list of items")
        self._about = dict(reversed([*_boxes(about[4:])]))  # the first of a kind counts
        self._kinds = dict(_kinds(self._about[b"iinf"]))
        self._places = dict(_places(self._about[b"iloc"]))
        parts = dict(_boxes(self._about[b"iprp"]))
        self._properties = [*_boxes(parts[b"ipco"])]
        self._of = dict(_associations(parts[b"ipma"]))
        self._links = [*_links(self._about.get(b"iref", bytes(4)))]

    def still(self) -> Still:
        head = _Bytes(self._about[b"pitm"])
        main = _id(head, wide=head.number(4) >> 24 > 0)
        if self._kinds[main] == b"hvc1":
            tiles, columns, size = [main], 1, self._size(main)
        elif self._kinds[main] == b"grid":
            tiles, columns, size = self._grid(main)
        else:
            raise Unreadable("no_picture_reader")
        if any(self._kinds[tile] != b"hvc1" for tile in tiles):
            raise Unreadable("no_picture_reader")
        return Still(
            self._stream(tiles), self._size(tiles[0]), len(tiles), columns, size,
            tuple(self._turns(main)), self._exif(main),
        )  # fmt: skip

    def _grid(self, item: int) -> tuple[list[int], int, tuple[int, int]]:
        said = _Bytes(self._bytes(item))
        said.take(1)
        wide = 4 if said.number(1) & 1 else 2
        rows, columns = said.number(1) + 1, said.number(1) + 1
        size = said.number(wide), said.number(wide)
        tiles = next((to for kind, of, to in self._links if kind == b"dimg" and of == item), [])
        if len(tiles) != rows * columns or len(tiles) > _MOST_TILES:
            raise ValueError("tiles are missing")
        width, height = self._size(tiles[0])
        if not (width * (columns - 1) < size[0] <= width * columns):
            raise ValueError("tiles do not fill the width")
        if not (height * (rows - 1) < size[1] <= height * rows):
            raise ValueError("tiles do not fill the height")
        return tiles, columns, size

    def _stream(self, tiles: list[int]) -> bytes:
        """The frames one after another; every tile of a grid is coded alike."""
        first = self._property(tiles[0], b"hvcC")
        out = [*_parameters(first)]
        length, left = (first[21] & 3) + 1, len(self._content)
        for tile in tiles:
            if self._property(tile, b"hvcC") != first or self._size(tile) != self._size(tiles[0]):
                raise ValueError("tiles of several kinds")
            units = _Bytes(self._bytes(tile))
            left -= units.left
            if left < 0:
                raise ValueError("tiles that share their bytes")
            while units.left:
                out += (START, units.take(units.number(length)))
        return b"".join(out)

    def _size(self, item: int) -> tuple[int, int]:
        said = _Bytes(self._property(item, b"ispe"))
        said.take(4)
        width, height = said.number(4), said.number(4)
        if not (width and height):
            raise ValueError("of no size")
        return width, height

    def _turns(self, item: int) -> Iterator[int | str]:
        for kind, body in self._properties_of(item):
            if kind == b"irot":
                yield body[0] & 3
            elif kind == b"imir":
                yield "across" if body[0] & 1 else "down"

    def _property(self, item: int, wanted: bytes) -> bytes:
        return next((body for kind, body in self._properties_of(item) if kind == wanted), b"")

    def _properties_of(self, item: int) -> Iterator[tuple[bytes, bytes]]:
        """They are counted from 1; 0 stands for none."""
        return (self._properties[place - 1] for place in self._of.get(item, ()) if place)

    def _exif(self, main: int) -> bytes:
        for kind, of, to in self._links:
            if kind == b"cdsc" and main in to and self._kinds.get(of) == b"Exif":
                raw = self._bytes(of)
                return b"Exif\0\0" + raw[4 + int.from_bytes(raw[:4]) :]
        return b""

    def _bytes(self, item: int) -> bytes:
        """What belongs to an item, wherever it lies."""
        inside, parts = self._places[item]
        ground = self._about[b"idat"] if inside else self._content
        if sum(length for _, length in parts) > len(ground):
            raise ValueError("longer than the file")
        out = []
        for start, length in parts:
            if start + length > len(ground):
                raise ValueError("past the end")
            out.append(ground[start : start + length] if length else ground[start:])
        return b"".join(out)


def _boxes(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, body) of each box."""
    place = 0
    for _ in range(_MOST_BOXES):
        if place + 8 > len(raw):
            return
        size, kind, head = int.from_bytes(raw[place : place + 4]), raw[place + 4 : place + 8], 8
        if size == 1:
            size, head = int.from_bytes(raw[place + 8 : place + 16]), 16
        end = place + size if size else len(raw)
        if end < place + head or (end > len(raw) and kind != b"mdat"):
            raise ValueError("a box does not fit")
        yield kind, b"" if kind == b"mdat" else raw[place + head : end]
        place = end


def _id(raw: _Bytes, *, wide: bool) -> int:
    return raw.number(4 if wide else 2)


def _kinds(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The number of each item and what it is."""
    for kind, body in _boxes(raw[8 if raw[0] else 6 :]):
        said = _Bytes(body)
        version = said.number(4) >> 24
        if kind == b"infe" and version in (2, 3):
            item = _id(said, wide=version == 3)
            said.take(2)
            yield item, said.take(4)


def _places(raw: bytes) -> Iterator[tuple[int, tuple[bool, list[tuple[int, int]]]]]:
    """The number of each item, whether it lies in the list itself, and its parts (start, length)."""
    said = _Bytes(raw)
    version, sizes = said.number(4) >> 24, said.number(2)
    of_start, of_length, of_base = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    of_index = sizes & 15 if version else 0
    for _ in range(_id(said, wide=version == 2)):
        item = _id(said, wide=version == 2)
        method = said.number(2) & 15 if version else 0
        said.take(2)
        base, count = said.number(of_base), said.number(2)
        if method > 1 or count > _MOST_PARTS:
            raise ValueError("not in this file")
        parts = []
        for _ in range(count):
            said.take(of_index)
            parts.append((base + said.number(of_start), said.number(of_length)))
        yield item, (method == 1, parts)


def _associations(raw: bytes) -> Iterator[tuple[int, list[int]]]:
    """The number of each item, and which properties it has, counted from 1."""
    said = _Bytes(raw)
    flags = said.number(4)
    size, most = (2, 0x7FFF) if flags & 1 else (1, 0x7F)
    for _ in range(said.number(4)):
        item = _id(said, wide=flags >> 24 > 0)
        yield item, [said.number(size) & most for _ in range(said.number(1))]


def _links(raw: bytes) -> Iterator[tuple[bytes, int, list[int]]]:
    """(kind, from, to) of each link between items."""
    wide = raw[0] > 0
    for kind, body in _boxes(raw[4:]):
        said = _Bytes(body)
        yield kind, _id(said, wide=wide), [_id(said, wide=wide) for _ in range(said.number(2))]


def _parameters(raw: bytes) -> Iterator[bytes]:
    """The parameter sets of a configuration, each after the mark that begins a unit."""
    said = _Bytes(raw)
    said.take(_HEADER)
    for _ in range(said.number(1)):
        said.take(1)
        for _ in range(said.number(2)):
            yield START
            yield said.take(said.number(2))
