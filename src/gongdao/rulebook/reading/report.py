"""What was read from the bytes of one exhibit. Kept by content, so its fields are only ever added to."""

from datetime import datetime
from typing import Final

from msgspec import Struct

VERSION: Final = 3  # of the program that reads; what was read by an older one may be read again
SCALE: Final = 10_000  # places in a picture are told in parts of its width and height
ONLY_CREASES: Final = 1  # Page.busy where nothing is seen but specks and straight lines right across


class Box(Struct, frozen=True, omit_defaults=True):
    """Where something stands: page from 0, and the corners in parts of SCALE."""

    page: int
    left: int
    top: int
    right: int
    bottom: int


class Line(Struct, frozen=True, omit_defaults=True):
    """One line of text. `sure`: 0…100, how sure the reader is; `hand`: 0…100, how handwritten it looks."""

    text: str
    box: Box
    sure: int = 100
    hand: int = 0


class Page(Struct, frozen=True, omit_defaults=True):
    """One picture or page. `sharp` and `bright`: 0…100; `busy`: 0…100, how much there is to see at all.

    `stamp`: the round red mark of a company seal, where one was found. `turned`: by how many degrees the page
    must be turned clockwise for its text to stand upright: 0, 90, 180 or 270. Places are told as it is shown.
    """

    width: int
    height: int
    sharp: int = 100
    bright: int = 50
    busy: int = 50
    stamp: Box | None = None
    lines: tuple[Line, ...] = ()
    turned: int = 0


class Spoken(Struct, frozen=True, omit_defaults=True):
    """A sentence of a recording as a machine heard it, and when in it."""

    text: str
    start_ms: int = 0
    end_ms: int = 0


class Report(Struct, frozen=True, omit_defaults=True):
    """Everything read. `likeness`: hash of the first page by which near-same pictures are found, as hex.

    `problems`: codes of what could not be read, as "encrypted", "broken", "too_long", "no_text_reader".
    """

    media_type: str
    version: int = VERSION
    pages: tuple[Page, ...] = ()
    page_count: int = 0  # of the document; `pages` may hold fewer
    from_text: bool = False  # the text was in the document, not recognised in a picture
    likeness: str = ""
    taken_at: datetime | None = None
    device: str = ""
    software: str = ""
    place: str = ""
    duration_ms: int = 0
    container: str = ""  # of a recording, as "WebM"
    spoken: tuple[Spoken, ...] = ()
    spoken_by: str = ""  # which machine wrote down what is said
    problems: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all pages, in reading order."""
        return tuple(line for page in self.pages for line in page.lines)

    @property
    def text(self) -> str:
        """Everything written, line by line."""
        return "\n".join(line.text for line in self.lines)

    @property
    def readable(self) -> bool:
        """Whether the bytes could be opened at all."""
        return not {"broken", "encrypted", "too_large", "timed_out"} & set(self.problems)
