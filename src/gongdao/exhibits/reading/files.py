"""One exhibit, read: whichever kind it is."""

from pathlib import Path

from PIL.Image import Image as Picture

from gongdao.exhibits.reading.documents import read_office, read_pdf, read_text
from gongdao.exhibits.reading.leaves import leaf
from gongdao.exhibits.reading.limits import Unreadable
from gongdao.exhibits.reading.pictures import LONGEST, likeness, measured, opened, pixels_of
from gongdao.exhibits.reading.sounds import read_sound
from gongdao.exhibits.reading.words import text_in
from gongdao.rulebook.reading.report import Page, Report


def read_file(path: Path, media_type: str) -> Report:
    """What an exhibit shows. Never raises for what is in the file: that is told as a problem."""
    place = str(path)
    try:
        if media_type.startswith("image/"):
            return _picture(place, media_type)
        if media_type == "application/pdf":
            return read_pdf(place)
        if media_type.startswith("application/vnd.openxmlformats"):
            return read_office(place, media_type)
        if media_type.startswith(("audio/", "video/")):
            return read_sound(place, media_type)
        return read_text(place, media_type)
    except Unreadable as unreadable:
        return Report(media_type, problems=(unreadable.code,))


def _picture(path: str, media_type: str) -> Report:
    picture, about, (width, height) = opened(path)
    return Report(
        media_type, pages=(_page(picture, width, height),), page_count=1, likeness=likeness(picture),
        taken_at=about.taken_at, device=about.device, software=about.software, place=about.place,
    )  # fmt: skip


def read_leaf(path: str, media_type: str, number: int) -> Report:
    """What page `number`, from 1, shows as a picture. Never raises for what is in the file.

    Its report is that of a picture: pictures on the page are read too, which a text layer says nothing of.
    """
    try:
        if media_type != "application/pdf":
            raise Unreadable("broken")
        picture = leaf(path, number, longest=LONGEST)[0]
    except Unreadable as unreadable:
        return Report("image/jpeg", problems=(unreadable.code,))
    return Report("image/jpeg", pages=(_page(picture, *picture.size),), page_count=1)


def _page(picture: Picture, width: int, height: int) -> Page:
    pixels = pixels_of(picture)
    sharp, bright, busy, stamp = measured(pixels, 0)
    lines, turned = text_in(pixels, 0)
    return Page(width, height, sharp=sharp, bright=bright, busy=busy, stamp=stamp, lines=lines, turned=turned)
