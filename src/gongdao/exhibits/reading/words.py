"""Text in pictures, by rapidocr: offline, with the models of its package; loaded once in a process."""

import logging
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

import cv2
import numpy as np

from gongdao.exhibits.reading.gaps import squeezed, unsqueezed
from gongdao.exhibits.reading.handwriting import hand_of
from gongdao.exhibits.reading.pictures import Pixels, box_of
from gongdao.rulebook.reading.report import Line
from gongdao.rulebook.reading.turning import turned_lines

_SIDE: Final = 640  # pixels of the longer side in which lines are looked for; they are read at full size
_LEAST_SURE: Final = 0.4  # of 1: what is read less surely is no text
_TALL: Final = 1.5  # times as high as wide, as rapidocr takes a line to run down the picture
_TRIED: Final = 4  # lines by which it is told which side is up
_READS_WELL: Final = 0.85  # of 1: lines that are read so do not stand on their head
_CLEARLY: Final = 0.1  # by which they must read better when turned
_ENOUGH: Final = 4  # letters and digits; of fewer nothing follows
_READS_AT_ALL: Final = 0.6
_SETTINGS: Final = {
    "Global.log_level": "error",
    "Global.use_cls": False,  # pictures are turned upright before
    "Det.limit_type": "max",
    "Det.limit_side_len": _SIDE,
    # Lines are sorted by length and read some at a time, filled up to the longest of them and no further:
    # most are much shorter than the 320 pixels that rapidocr fills up to.
    "Rec.rec_img_shape": [3, 48, 48],
    "Rec.rec_batch_num": 3,
    # One core a page: several workers read side by side.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}  # fmt: skip


@lru_cache(maxsize=1)
def engine() -> Any:
    """The engine with its models, loaded once in a process."""
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    from rapidocr import RapidOCR

    made = RapidOCR(params=_SETTINGS)
    # The models are loaded when first used: that for lines, and that for what stands in them.
    something = np.full((96, 320, 3), 255, np.uint8)
    cv2.putText(something, "2024-05-06", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    made(something)
    return made


def warm_up() -> None:
    """Load the models, so that the first exhibit need not wait for them."""
    engine()


class Text(NamedTuple):
    """What stands in a picture, from top to bottom, and by how many degrees it must be turned clockwise to be
    read. Places are those in the picture as it was given."""

    lines: tuple[Line, ...]
    turned: int


class _Looked(NamedTuple):
    """Where lines were found: their corners in the picture, and each cut out and laid flat."""

    corners: Any
    strips: list[Pixels]


def text_in(pixels: Pixels, page: int) -> Text:
    """The text in a picture, whichever side of it is up."""
    small, rows = squeezed(pixels)
    looked = _looked(small, max(pixels.shape[:2]))
    if not looked.strips:
        return Text((), 0)
    turn, first = _turn(looked)
    if turn == 0:
        return Text(_sorted(_read(small, rows, pixels, looked, page, first)), 0)
    upright = np.ascontiguousarray(np.rot90(pixels, -turn // 90))
    small, rows = squeezed(upright)
    looked = _looked(small, max(upright.shape[:2]))
    lines = _sorted(_read(small, rows, upright, looked, page, {})) if looked.strips else ()
    return Text(turned_lines(lines, 360 - turn), turn)


def boxes_in(pixels: Pixels) -> Any:
    """The corners of every line that is found, without reading it."""
    return _looked(pixels, max(pixels.shape[:2])).corners


def _looked(pixels: Pixels, longest: int) -> _Looked:
    """Where lines stand. `longest`: of the whole picture, so that a part of it is looked at in its scale."""
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    loaded = engine()
    loaded.text_det.limit_side_len = round(_SIDE * min(1.0, max(pixels.shape[:2]) / longest))
    padded, record = loaded.preprocess_img(pixels)
    try:
        strips, found = loaded.detect_and_crop(padded, record)
    except RapidOCRError:  # nothing was found
        return _Looked((), [])
    return _Looked(map_boxes_to_original(found.boxes, record, *pixels.shape[:2]), strips)


def _turn(looked: _Looked) -> tuple[int, dict[int, tuple[str, float]]]:
    """(degrees clockwise until the text stands upright, what was read of some lines to find that out).

    Lines that run up or down were laid on their side as they were cut out, with what was right on top.
    Whether the longest lines stand on their head is only asked where they read badly.
    """
    lengths = [strip.shape[1] for strip in looked.strips]
    longest = sorted(range(len(lengths)), key=lambda n: -lengths[n])[:_TRIED]
    upright = dict(zip(longest, _recognised([looked.strips[n] for n in longest]), strict=True))
    tall = sum(n for n, box in zip(lengths, looked.corners, strict=True) if _runs_down(box))
    on_its_side = 2 * tall > sum(lengths)
    sure = _sure(upright.values())
    if sure < _READS_WELL:
        other = _recognised([np.ascontiguousarray(looked.strips[n][::-1, ::-1]) for n in longest])
        letters = sum(char.isalnum() for text, _ in other for char in text)
        if letters >= _ENOUGH and _sure(other) > sure + _CLEARLY:
            return (90 if on_its_side else 180), upright
    return (270 if on_its_side and sure > _READS_AT_ALL else 0), upright


def _runs_down(box: Any) -> bool:
    wide = max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3]))
    high = max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]))
    return bool(high >= _TALL * wide)


def _sure(read: Iterable[tuple[str, float]]) -> float:
    """How surely lines were read, 0…1. Each counts once: digits look like digits on their head too."""
    scores = [score for _, score in read]
    return sum(scores) / max(1, len(scores))


def _read(
    small: Pixels, rows: Any, pixels: Pixels, looked: _Looked, page: int, known: dict[int, tuple[str, float]]
) -> Iterator[Line]:
    """Every line that was found and can be read. `known`: those that were read already."""
    height, width = pixels.shape[:2]
    rest = [n for n in range(len(looked.strips)) if n not in known]
    read = known | dict(zip(rest, _recognised([looked.strips[n] for n in rest]), strict=True))
    for n, corners in enumerate(looked.corners):
        text, score = _plain(read[n][0]), read[n][1]
        if text and score >= _LEAST_SURE:
            box = box_of(unsqueezed(corners, rows), width, height, page)
            yield Line(text, box, round(100 * score), hand_of(small, corners))


def _recognised(strips: list[Pixels]) -> list[tuple[str, float]]:
    """(text, how sure) of each line."""
    if not strips:
        return []
    found = engine().recognize_txt(strips)
    return [(text, float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def _sorted(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=_place))


def _plain(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isprintable()).strip()


def _place(line: Line) -> tuple[int, int]:
    """Rows about as high as a line, so that a label comes before the value on its right."""
    return (line.box.top + line.box.bottom) // 2 // 120, line.box.left
