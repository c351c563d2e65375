"""PDF opened, and one page of it as a picture, drawn within limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pypdfium2 as pdfium
from PIL.Image import Image as Picture

from gongdao.exhibits.reading.limits import Unreadable

MOST_LEAVES: Final = 500  # that can be turned to
_LARGEST: Final = 20_000  # points of a side


@contextmanager
def pdf(path: str) -> Iterator[pdfium.PdfDocument]:
    """A PDF, open. Raises Unreadable: "encrypted" or "broken", the latter also for what shows while it is."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if "assword" in str(error) else "broken") from error
    try:
        yield document
    except (pdfium.PdfiumError, ValueError) as error:
        raise Unreadable("broken") from error
    finally:
        document.close()


def size_of(page: pdfium.PdfPage) -> tuple[float, float]:
    """Width and height in points. Raises Unreadable ("too_large")."""
    width, height = page.get_size()
    if not (0 < width < _LARGEST and 0 < height < _LARGEST):
        raise Unreadable("too_large")
    return width, height


def drawn(page: pdfium.PdfPage, longest: int) -> Picture:
    """The page as a picture whose longer side is `longest` pixels."""
    picture: Picture = page.render(scale=longest / max(page.get_size())).to_pil().convert("RGB")
    return picture


def leaf(path: str, number: int, *, longest: int) -> tuple[Picture, int]:
    """(Page `number`, from 1, its longer side `longest` pixels; how many pages there are).

    Raises Unreadable: "encrypted", "broken", "too_large" or "no_such_page".
    """
    with pdf(path) as document:
        pages = min(len(document), MOST_LEAVES)
        if not 1 <= number <= pages:
            raise Unreadable("no_such_page")
        page = document[number - 1]
        size_of(page)
        return drawn(page, longest), pages
