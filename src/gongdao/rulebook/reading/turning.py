"""Pictures that lie on their side or stand on their head: places as they are shown, and as they are read.

Boxes are told as the picture is shown, so that they can be marked on it. What stands beside or below what is
a matter of how the text runs.
"""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook.reading.report import SCALE, Box, Line, Page, Report

_WHOLE: Final = 360


def upright(report: Report) -> Report:
    """The report with every place as if its pages had been turned until the text stands upright."""
    if not any(page.turned for page in report.pages):
        return report
    return replace(report, pages=tuple(_upright(page) for page in report.pages))


def as_shown(box: Box, report: Report) -> Box:
    """A place on an upright page, as the page is shown."""
    return turned(box, _WHOLE - report.pages[box.page].turned) if report.pages else box


def turned(box: Box, degrees: int) -> Box:
    """Where a box comes to lie when its page is turned clockwise by 0, 90, 180 or 270 degrees."""
    page, left, top, right, bottom = box.page, box.left, box.top, box.right, box.bottom
    for _ in range(degrees % _WHOLE // 90):
        left, top, right, bottom = SCALE - bottom, left, SCALE - top, right
    return Box(page, left, top, right, bottom)


def turned_lines(lines: Iterable[Line], degrees: int) -> tuple[Line, ...]:
    """The lines where they come to lie when their page is turned clockwise."""
    return tuple(replace(line, box=turned(line.box, degrees)) for line in lines)


def _upright(page: Page) -> Page:
    stamp = turned(page.stamp, page.turned) if page.stamp else None
    return replace(page, lines=turned_lines(page.lines, page.turned), stamp=stamp, turned=0)
