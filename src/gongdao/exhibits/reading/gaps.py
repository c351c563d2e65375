"""Empty bands of a picture are left out before lines are looked for: half of most screens is one colour.

Looking takes time with every pixel, whatever is on it. Nothing is scaled, and places are those in the whole
picture.
"""

from typing import Any, Final, NamedTuple

import cv2
import numpy as np

from gongdao.exhibits.reading.pictures import Pixels

_FLAT: Final = 10  # of brightness by which a row of one colour may differ in itself
_KEPT: Final = 0.014  # of the longer side that stays empty above and below what is written
_WORTH: Final = 0.85  # of the rows: with more of them left nothing is gained


class Squeezed(NamedTuple):
    """A picture without its empty rows, and which row of the whole each of its rows is."""

    pixels: Pixels
    rows: Any


def squeezed(pixels: Pixels) -> Squeezed:
    """The picture without the rows in which nothing changes from left to right."""
    height = pixels.shape[0]
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    busy = (grey.max(axis=1).astype(np.int16) - grey.min(axis=1)) > _FLAT
    around = max(1, round(_KEPT * max(pixels.shape[:2])))
    near = np.convolve(busy, np.ones(2 * around + 1), "same") > 0
    rows = np.flatnonzero(near)
    if not len(rows) or len(rows) > _WORTH * height:
        return Squeezed(pixels, np.arange(height))
    return Squeezed(np.ascontiguousarray(pixels[rows]), rows)


def unsqueezed(corners: Any, rows: Any) -> Any:
    """Corners in a squeezed picture as corners in the whole."""
    placed = np.array(corners, dtype=np.float64)
    placed[:, 1] = rows[np.clip(placed[:, 1].round().astype(int), 0, len(rows) - 1)]
    return placed
