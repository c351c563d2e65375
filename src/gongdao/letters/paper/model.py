"""What a paper holds, whatever it is shown as. The three ways of showing it read this and nothing else."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct


class Part(Struct, frozen=True):
    """One part of a paper."""

    @property
    def kind(self) -> str:
        """What sort of part this is, for templates."""
        return str(self.__struct_config__.tag)


class Heading(Part, frozen=True, tag="heading"):
    """The beginning of a part. `level`: 1 or 2."""

    text: str
    level: Literal[1, 2] = 1


class Text(Part, frozen=True, tag="text"):
    """Running text; line breaks stay. `look`: said (somebody's own words) or quiet (small print)."""

    text: str
    look: Literal["plain", "said", "quiet"] = "plain"


class Facts(Part, frozen=True, tag="facts"):
    """Names with values, one below the other."""

    rows: tuple[tuple[str, str], ...]


class Entry(Struct, frozen=True):
    """One line of a list with what is said about it in small print."""

    text: str
    note: str = ""


class Items(Part, frozen=True, tag="items"):
    """A numbered list, from 1."""

    entries: tuple[Entry, ...]


class Table(Part, frozen=True, tag="table"):
    """Rows, under headings if any. `widths`: shares of the columns; `tall`: empty rows can be written in."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    tall: bool = False


class Picture(Part, frozen=True, tag="picture"):
    """A picture that this program made itself (PNG or JPEG), never the bytes of a stranger."""

    name: str
    caption: str


class Signature(Part, frozen=True, tag="signature"):
    """The lines at the end, to the right: who, and when."""

    lines: tuple[str, ...]


class Room(Part, frozen=True, tag="room"):
    """An empty frame to be written in, so many millimetres high."""

    height_mm: int


class PageBreak(Part, frozen=True, tag="page_break"):
    """What follows begins on a new page, where there are pages."""


Block = Heading | Text | Facts | Items | Table | Picture | Signature | Room | PageBreak


class Paper(Struct, frozen=True):
    """A paper. `contents`: a list of its parts, with pages, stands before them.

    `header`: above each page, whose paper it is; `footer`: below each, beside its number.

    `pictures`: the content of each picture by its name.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    about: str = ""
    header: str = ""
    footer: str = ""
    contents: str = ""
    pictures: dict[str, bytes] = {}


def sound(paper: Paper) -> Paper:
    """The same paper without the characters that nobody can see and that some formats cannot carry."""
    pictures = paper.pictures
    plain = msgspec.to_builtins(msgspec.structs.replace(paper, pictures={}))
    return msgspec.structs.replace(msgspec.convert(_seen(plain), Paper), pictures=pictures)


def lines_of(paper: Paper) -> tuple[str, ...]:
    """All the words of a paper in reading order, without what is made by pages: contents and footers."""
    head = (paper.title, paper.about) if paper.about else (paper.title,)
    return (*head, *(line for block in paper.blocks for line in _lines(block) if line))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Text():
            yield from block.text.splitlines()
        case Facts():
            for name, value in block.rows:
                yield name
                yield from value.splitlines()
        case Items():
            for number, entry in enumerate(block.entries, 1):
                yield f"{number}."
                yield from entry.text.splitlines()
                yield from entry.note.splitlines()
        case Table():
            yield from block.head
            for row in block.rows:
                yield from row
        case Picture():
            yield block.caption
        case Signature():
            yield from block.lines


def _seen(value: Any) -> Any:
    match value:
        case str():
            text = value.replace("\r\n", "\n").replace("\t", "    ")
            return "".join(letter for letter in text if letter == "\n" or letter.isprintable())
        case list() | tuple():
            return [_seen(part) for part in value]
        case dict():
            return {name: _seen(part) for name, part in value.items()}
    return value
