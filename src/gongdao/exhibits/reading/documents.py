"""Documents: PDF by its text layer, or page by page as pictures; office documents and plain text as text."""

import re
import zipfile
from html import unescape
from typing import Final

import pypdfium2 as pdfium

from gongdao.exhibits.reading.leaves import drawn, pdf, size_of
from gongdao.exhibits.reading.limits import Unreadable
from gongdao.exhibits.reading.pictures import LONGEST, likeness, measured, pixels_of
from gongdao.exhibits.reading.words import Text, text_in
from gongdao.rulebook.reading.report import SCALE, Box, Line, Page, Report
from gongdao.rulebook.reading.turning import turned

MOST_PAGES: Final = 20  # that are read; a longer document is told to be so
_MOST_TEXT: Final = 400_000  # characters
_MOST_UNPACKED: Final = 20_000_000  # bytes of the part of an office document that holds its text
_LEAST_TEXT: Final = 12  # characters of a page below which it is taken for a picture
_TEXT_PARTS: Final = {"word/document.xml", "xl/sharedStrings.xml"}
_TAG: Final = re.compile(rb"<(?:/w:p|w:br|/si)[^>]*>")


def read_pdf(path: str) -> Report:
    """A PDF. Raises Unreadable."""
    pages, from_text, first = [], True, ""
    with pdf(path) as document:
        count = len(document)
        for number in range(min(count, MOST_PAGES)):
            page, own_text, hashed = _page(document, number)
            pages.append(page)
            from_text &= own_text
            first = first or hashed
    problems = ("too_long",) if count > MOST_PAGES else ()
    return Report(
        "application/pdf", pages=tuple(pages), page_count=count, from_text=from_text and bool(pages),
        likeness=first, problems=problems,
    )  # fmt: skip


def _page(document: pdfium.PdfDocument, number: int) -> tuple[Page, bool, str]:
    page = document[number]
    width, height = size_of(page)
    lines = _text_lines(page, number, width, height)
    picture = drawn(page, LONGEST)
    pixels = pixels_of(picture)
    own_text = sum(len(line.text) for line in lines) >= _LEAST_TEXT
    sharp, bright, busy, stamp = measured(pixels, number)
    text = Text(lines, 0) if own_text else text_in(pixels, number)
    return (
        Page(
            round(width), round(height), sharp=100 if own_text else sharp, bright=bright, busy=busy,
            stamp=stamp, lines=text.lines, turned=text.turned,
        ),
        own_text,
        likeness(picture),
    )  # fmt: skip


def _text_lines(page: pdfium.PdfPage, number: int, width: float, height: float) -> tuple[Line, ...]:
    """The lines of the text layer with their places, as the page is shown: the layer knows of no rotation.

    Nor does it know that a page may show a part of itself alone.
    """
    layer, rotation = page.get_textpage(), page.get_rotation()
    shown, whole = page.get_cropbox(), page.get_mediabox()
    margin, foot = max(shown[0], whole[0]), max(shown[1], whole[1])
    if rotation in (90, 270):
        width, height = height, width
    lines: list[Line] = []
    total = 0
    for index in range(layer.count_rects()):
        left, bottom, right, top = layer.get_rect(index)
        text = layer.get_text_bounded(left, bottom, right, top).strip()
        left, bottom, right, top = left - margin, bottom - foot, right - margin, top - foot
        total += len(text)
        if total > _MOST_TEXT:
            break
        upper, lower = _part(height - top, height), _part(height - bottom, height)
        box = turned(Box(number, _part(left, width), upper, _part(right, width), lower), rotation)
        lines += [Line(part, box) for part in _printable(text).splitlines() if part.strip()]
    return tuple(lines)


def _part(value: float, whole: float) -> int:
    return round(SCALE * min(max(value / whole, 0.0), 1.0))


def read_office(path: str, media_type: str) -> Report:
    """The text of a Word or Excel document; macros and everything else in it are not looked at."""
    text = ""
    try:
        with zipfile.ZipFile(path) as packed:
            for part in packed.infolist():
                if part.filename in _TEXT_PARTS:
                    if part.file_size > _MOST_UNPACKED:
                        raise Unreadable("too_large")
                    with packed.open(part) as file:
                        raw = file.read(_MOST_UNPACKED + 1)
                    text += unescape(
                        re.sub(rb"<[^>]+>", b"", _TAG.sub(b"\n", raw)).decode("utf-8", "replace")
                    )
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, NotImplementedError) as error:
        raise Unreadable("broken") from error
    return _as_text(text, media_type)


def read_text(path: str, media_type: str) -> Report:
    """Plain text."""
    with open(path, "rb") as file:  # noqa: PTH123  # a path is a string here, as it came over the pipe
        return _as_text(file.read(4 * _MOST_TEXT).decode("utf-8", "replace"), media_type)


def _as_text(text: str, media_type: str) -> Report:
    rows = [row.strip() for row in _printable(text[:_MOST_TEXT]).splitlines() if row.strip()]
    step = max(1, SCALE // max(1, len(rows)))
    lines = tuple(
        Line(row, Box(0, 0, min(SCALE, n * step), SCALE, min(SCALE, (n + 1) * step)))
        for n, row in enumerate(rows)
    )
    problems = ("too_long",) if len(text) > _MOST_TEXT else ()
    page = Page(0, 0, busy=min(100, len(text)), lines=lines)
    return Report(media_type, pages=(page,), page_count=1, from_text=True, problems=problems)


def _printable(text: str) -> str:
    return "".join(char for char in text.replace("\r", "\n") if char.isprintable() or char == "\n")
