"""Faces in a picture, found by CenterFace (`centerface/`), so that they can be covered (INT-8).

The model gives four planes at a quarter of the size: how likely the middle of a face is there, how high and
wide it is, where within the cell its middle lies, and five marks of the face, which nobody asks for.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from gongdao.exhibits.reading.pictures import Pixels, box_of
from gongdao.rulebook.reading.report import Box
from gongdao.rulebook.reading.turning import turned

_MODEL: Final = Path(__file__).parent / "centerface" / "centerface.onnx"
_PLANES: Final = ["537", "538", "539", "540"]  # all of them, or the model does not answer
_CELL: Final = 4  # pixels of the picture to one of a plane
_STEP: Final = 32  # sides that the model takes are multiples of it
LONGEST: Final = 960  # pixels of the longer side that are looked at: a face of 1 in 60 of it is still found
_LIKELY: Final = 0.2  # of 1: rather a plate, a toy or a print too many than a face too few
_SAME: Final = 0.3  # of their union that two boxes share when they are one face
_ROOM: Final = 0.2  # beyond a face on each side: hair, ears and chin tell too


def faces_in(pixels: Pixels, page: int = 0) -> tuple[Box, ...]:
    """Where faces are, hair and chin included, in parts of the picture.

    The model knows faces that stand: the picture is looked at from each of its four sides, as a telephone
    does not always say how it was held.
    """
    found: list[Box] = []
    for degrees in (0, 90, 180, 270):
        seen = np.ascontiguousarray(np.rot90(pixels, -degrees // 90))
        for box in _standing(seen, page):
            _add(turned(box, 360 - degrees), found)
    return tuple(found)


def _standing(pixels: Pixels, page: int) -> tuple[Box, ...]:
    height, width = pixels.shape[:2]
    ratio = min(1.0, LONGEST / max(height, width))
    size = (_up(width * ratio), _up(height * ratio))
    # The sides are stretched to multiples of 32, each by its own small factor.
    asked: Any = cv2.dnn.blobFromImage(pixels, 1.0, size, (0, 0, 0), swapRB=True)
    net = _net()
    net.setInput(asked)
    likely, measures, offsets, _marks = net.forward(_PLANES)
    found = boxes_from(likely[0, 0], measures[0], offsets[0])
    scale = np.array([width / size[0], height / size[1]] * 2)
    return tuple(
        box_of([(left, top), (right, bottom)], width, height, page)
        for left, top, right, bottom in found * scale
    )


def _add(box: Box, found: list[Box]) -> None:
    """Add a box; with those that tell of the same face it becomes one that holds them all."""
    for other in [other for other in found if _shared(box, other) > _SAME]:
        found.remove(other)
        box = Box(
            box.page, min(box.left, other.left), min(box.top, other.top), max(box.right, other.right),
            max(box.bottom, other.bottom),
        )  # fmt: skip
    found.append(box)


def _shared(one: Box, other: Box) -> float:
    """How much of their union two boxes have in common."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    common = max(0, wide) * max(0, high)
    return common / max(1, _size(one) + _size(other) - common)


def _size(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def boxes_from(likely: Any, measures: Any, offsets: Any) -> Any:
    """The boxes that three planes tell of, as rows of left, top, right, bottom in pixels of the model.

    `likely`: height × width; `measures` (logarithms) and `offsets`: 2 × height × width, down before across.
    Of boxes that overlap the likeliest stays; each is made wider by a fifth on every side.
    """
    rows, columns = np.where(likely > _LIKELY)
    high, wide = np.exp(measures[:, rows, columns]) * _CELL
    middle_y = (rows + offsets[0, rows, columns] + 0.5) * _CELL
    middle_x = (columns + offsets[1, rows, columns] + 0.5) * _CELL
    plain = np.stack([middle_x - wide / 2, middle_y - high / 2, wide, high], axis=1)
    kept = cv2.dnn.NMSBoxes(plain.tolist(), likely[rows, columns].tolist(), _LIKELY, _SAME)
    left, top, wide, high = plain[np.asarray(kept, int).reshape(-1)].T
    return np.stack(
        [left - _ROOM * wide, top - _ROOM * high, left + (1 + _ROOM) * wide, top + (1 + _ROOM) * high], axis=1
    )


@lru_cache(maxsize=1)
def _net() -> Any:
    """The model, loaded once in a process that covers something."""
    return cv2.dnn.readNetFromONNX(str(_MODEL))


def _up(side: float) -> int:
    return max(_STEP, -(-round(side) // _STEP) * _STEP)
