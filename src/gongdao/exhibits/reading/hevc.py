"""The pixels of a HEIC picture: its frames decoded by the FFmpeg in OpenCV's package, laid side by side."""

import io
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image
from PIL.Image import Image as Picture
from PIL.Image import Transpose

from gongdao.exhibits.reading.heif import Still, still_in
from gongdao.exhibits.reading.limits import MOST_PIXELS, Unreadable

_MOST_BYTES: Final = 100_000_000  # of a file; the camera of a phone writes some millions
_BLOCK: Final = 64  # pixels in which HEVC divides a frame
_QUARTERS: Final = {1: Transpose.ROTATE_90, 2: Transpose.ROTATE_180, 3: Transpose.ROTATE_270}
_MIRRORS: Final = {"down": Transpose.FLIP_TOP_BOTTOM, "across": Transpose.FLIP_LEFT_RIGHT}


def heic_opened(path: str, longest: int) -> tuple[Picture, Image.Exif, tuple[int, int]]:
    """The picture upright and no larger than `longest`, what it tells of itself, and its own size.

    Raises Unreadable. Its Exif may tell a turn as well; it is the turn that was already made.
    """
    file = Path(path)
    if file.stat().st_size > _MOST_BYTES:
        raise Unreadable("too_large")
    still = still_in(file.read_bytes())
    if (
        still.size[0] * still.size[1] > MOST_PIXELS
        or still.tiles * still.tile[0] * still.tile[1] > 2 * MOST_PIXELS
    ):
        raise Unreadable("too_large")
    picture = Image.fromarray(cv2.cvtColor(_laid_out(still, longest), cv2.COLOR_BGR2RGB))
    width, height = still.size
    for turn in still.turns:
        step = _MIRRORS[turn] if isinstance(turn, str) else _QUARTERS.get(turn)
        picture = picture.transpose(step) if step is not None else picture
        if turn in (1, 3):
            width, height = height, width
    exif = Image.Exif()
    exif.load(still.exif)
    return picture, exif, (width, height)


def _laid_out(still: Still, longest: int) -> Any:
    """The tiles side by side, each made smaller as it comes: the whole is never kept at its own size."""
    scale = min(1.0, longest / max(still.size))
    width, height = still.tile
    whole = np.zeros(
        (max(1, round(still.size[1] * scale)), max(1, round(still.size[0] * scale)), 3), np.uint8
    )
    for number, frame in enumerate(_frames(still)):
        row, column = divmod(number, still.columns)
        # The last tiles reach beyond the picture.
        part = frame[: still.size[1] - row * height, : still.size[0] - column * width]
        left, top = round(column * width * scale), round(row * height * scale)
        right = round((column * width + part.shape[1]) * scale)
        bottom = round((row * height + part.shape[0]) * scale)
        if right > left and bottom > top:
            whole[top:bottom, left:right] = cv2.resize(
                part, (right - left, bottom - top), interpolation=cv2.INTER_AREA
            )
    return whole


def _frames(still: Still) -> Any:
    """Every tile as an array. Raises Unreadable where one is missing or of another size than was said."""
    stream = io.BytesIO(still.stream)  # named here, as OpenCV does not keep it alive itself
    source: Any = stream  # which its stubs call by the name of a class of its own
    video = cv2.VideoCapture(source, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    try:
        for _ in range(still.tiles):
            there, frame = video.read()
            if not there or not _fits(frame, still.tile):
                raise Unreadable("broken")
            yield frame[: still.tile[1], : still.tile[0]]
    finally:
        video.release()


def _fits(frame: Any, tile: tuple[int, int]) -> bool:
    """Whether a frame is as large as was said, or by less than one block larger."""
    height, width = frame.shape[:2]
    return bool(0 <= width - tile[0] < _BLOCK and 0 <= height - tile[1] < _BLOCK)
