"""One page of a PDF as a picture, drawn within limits."""

from typing import Final

import pypdfium2 as pdfium
from PIL.Image import Image as Picture

from gongdao.exhibits.reading.limits import Unreadable

MOST_LEAVES: Final = 500  # that can be turned to
_LARGEST: Final = 20_000  # points of a side


def leaf(path: str, number: int, *, longest: int) -> tuple[Picture, int]:
    """(Page `number`, from 1, its longer side `longest` pixels; how many pages there are).

    Raises Unreadable: "encrypted", "broken", "too_large" or "no_such_page".
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if "assword" in str(error) else "broken") from error
    try:
        pages = min(len(document), MOST_LEAVES)
        if not 1 <= number <= pages:
            raise Unreadable("no_such_page")
        page = document[number - 1]
        width, height = page.get_size()
        if not (0 < width < _LARGEST and 0 < height < _LARGEST):
            raise Unreadable("too_large")
        return page.render(scale=longest / max(width, height)).to_pil().convert("RGB"), pages
    except (pdfium.PdfiumError, ValueError) as error:
        raise Unreadable("broken") from error
    finally:
        document.close()
