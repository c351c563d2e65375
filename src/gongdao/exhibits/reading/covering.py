"""A copy of a picture or a page with places covered, for strangers: told ones, codes and faces (INT-8).

Covered means filled with one colour: letters and digits can be guessed back from a blur or a mosaic. The
copy is packed anew, so it carries nothing that the file told of itself.
"""

from io import BytesIO
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image
from PIL.Image import Image as Picture

from gongdao.exhibits.copies import Copy
from gongdao.exhibits.reading.faces import faces_in
from gongdao.exhibits.reading.leaves import leaf
from gongdao.exhibits.reading.limits import Unreadable
from gongdao.exhibits.reading.pictures import LONGEST as LOOKED_AT
from gongdao.exhibits.reading.pictures import Pixels, box_of, opened, pixels_of
from gongdao.rulebook.reading.report import SCALE, Box

LONGEST: Final = 1280  # pixels of the longer side of a copy
_QUALITY: Final = 82
_ROOM: Final = 0.15  # beyond a code on each side
_SMALL: Final = 1000  # pixels of the longer side up to which codes are also looked for enlarged
_SKIN: Final = (
    (0, 138, 80),
    (255, 175, 125),
)  # of Y, Cr, Cb; of every complexion, but also of wood and paper
_SKIN_SHARE: Final = 0.012  # of the picture that one patch must have to be perhaps a face


def covered(path: str, media_type: str, boxes: tuple[Box, ...], page: int = 1) -> Copy:
    """The copy of a picture with these boxes covered, and every code and face that can be found.

    `page`: of a document, from 1.
    """
    try:
        picture = picture_of(path, media_type, page)
    except Unreadable as unreadable:
        return Copy(problem=unreadable.code)
    pixels = pixels_of(picture).copy()
    for box in boxes:
        _fill(pixels, box)
    codes = _cover_codes(pixels)
    faces = faces_in(pixels)
    for box in faces:
        _fill(pixels, box)
    maybe = _maybe_faces(pixels)
    copy = Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
    copy.thumbnail((LONGEST, LONGEST))
    out = BytesIO()
    copy.save(out, "JPEG", quality=_QUALITY)
    return Copy(out.getvalue(), codes, maybe, faces=faces)


def picture_of(path: str, media_type: str, page: int = 1) -> Picture:
    """A picture, or a page of a document drawn as one. Raises Unreadable."""
    if media_type == "application/pdf":
        return leaf(path, page, longest=LOOKED_AT)[0]
    return opened(path)[0]


def _fill(pixels: Pixels, box: Box) -> None:
    height, width = pixels.shape[:2]
    left, right = box.left * width // SCALE, -(-box.right * width // SCALE)
    top, bottom = box.top * height // SCALE, -(-box.bottom * height // SCALE)
    # Darker than any paper and of the same colour everywhere: it is seen that something was taken out.
    pixels[top:bottom, left:right] = (96, 88, 82)


def _cover_codes(pixels: Pixels) -> tuple[Box, ...]:
    """Cover square and bar codes with room around; a small picture is also searched enlarged."""
    covered_now: list[Box] = []
    height, width = pixels.shape[:2]
    for scale in (1.0, 2.0) if max(height, width) <= _SMALL else (1.0,):
        seen: Any = cv2.resize(pixels, None, fx=scale, fy=scale) if scale > 1 else pixels
        for corners in (*_found(cv2.QRCodeDetector().detectMulti, seen), *_found(_bars(), seen)):
            xs, ys = corners[:, 0] / scale, corners[:, 1] / scale
            room = _ROOM * max(float(np.ptp(xs)), float(np.ptp(ys)))
            around = [(xs.min() - room, ys.min() - room), (xs.max() + room, ys.max() + room)]
            covered_now.append(box_of(around, width, height, 0))
        for box in covered_now:
            _fill(pixels, box)
    return tuple(covered_now)


def _bars() -> Any:
    return cv2.barcode.BarcodeDetector().detectMulti


def _found(detect: Any, pixels: Pixels) -> list[Any]:
    """The corners of every code that a detector of OpenCV finds."""
    try:
        is_there, corners = detect(pixels)[:2]
    except cv2.error:
        return []
    return [] if not is_there or corners is None else list(np.asarray(corners, float).reshape(-1, 4, 2))


def _maybe_faces(pixels: Pixels) -> tuple[Box, ...]:
    """Patches of the colour of skin, about as wide as high, that are left once known faces are covered.

    No model finds every face; colour finds too many rather than too few.
    """
    height, width = pixels.shape[:2]
    tones = cv2.cvtColor(pixels, cv2.COLOR_BGR2YCrCb)
    skin = cv2.inRange(tones, np.array(_SKIN[0]), np.array(_SKIN[1]))
    size = max(3, width // 80)
    skin = cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    contours, _ = cv2.findContours(skin, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Box] = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if cv2.contourArea(contour) >= _SKIN_SHARE * width * height and 0.4 <= w / h <= 2.2:
            found.append(box_of([(x, y), (x + w, y + h)], width, height, 0))
    return tuple(found)
