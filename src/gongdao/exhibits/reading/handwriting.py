"""How handwritten a line looks: its ink, how its characters stand, and how its strokes run.

Measures of a straightened line, weighed by numbers learned from drawn lines
(`tests/pictures/handwriting.py`). A pen is often blue, print is not. Printed characters stand on one line,
their strokes run level and upright and are all equally thick, and a digit that comes twice looks the same
twice; written ones do none of this.
"""

from typing import Any, Final

import cv2
import numpy as np

from gongdao.exhibits.reading.hand_weights import HIDDEN, MEANS, OUT, SPREADS
from gongdao.exhibits.reading.pictures import Pixels

HIGH: Final = 48  # pixels to which a line is scaled
_LEAST_WIDE: Final = 40  # pixels of a part that can be judged
_GAP: Final = 0.55  # of the height: wider gaps part a label from its value
_MOST_PARTS: Final = 4


def hand_of(pixels: Pixels, corners: Any) -> int:
    """0…100 for the line between four corners; where its parts differ, that of the most handwritten part."""
    line = straightened(pixels, corners)
    if line is None:
        return 0
    found = [measures(part) for part in parts(line)]
    return max((_weighed(one) for one in found if one is not None), default=0)


def straightened(pixels: Pixels, corners: Any) -> Pixels | None:
    """The line as a strip HIGH pixels high, or None where it is too small to be judged."""
    box = np.array(corners, dtype=np.float32)
    wide = max(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[3]))
    high = max(np.linalg.norm(box[3] - box[0]), np.linalg.norm(box[2] - box[1]))
    if high < 8 or wide < 12:
        return None
    width = int(min(2000, max(12, round(float(wide / high) * HIGH))))
    flat = np.array([[0, 0], [width, 0], [width, HIGH], [0, HIGH]], dtype=np.float32)
    turned = cv2.getPerspectiveTransform(box, flat)
    return np.asarray(cv2.warpPerspective(pixels, turned, (width, HIGH), flags=cv2.INTER_CUBIC), np.uint8)


def parts(line: Pixels) -> list[Pixels]:
    """A line cut where it has wide gaps: a printed label, and the value somebody wrote beside it."""
    ink = _ink(line)
    filled = np.flatnonzero(ink.any(axis=0))
    if not len(filled):
        return []
    cuts = np.flatnonzero(np.diff(filled) > _GAP * HIGH)
    starts = [filled[0], *(filled[n + 1] for n in cuts)]
    ends = [*(filled[n] for n in cuts), filled[-1]]
    wide = [(a, b) for a, b in zip(starts, ends, strict=True) if b - a >= _LEAST_WIDE]
    return [np.ascontiguousarray(line[:, max(0, a - 3) : b + 4]) for a, b in wide[:_MOST_PARTS]]


def measures(line: Pixels) -> Any | None:
    """What is weighed, as eleven numbers; None where there is nothing to measure."""
    ink = _ink(line)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    # A rule under the line is as wide as the form and belongs to nothing that is written.
    tall = stats[1:][(stats[1:, 3] >= 0.3 * HIGH) & (stats[1:, 2] <= 1.6 * HIGH)]
    if len(tall) < 2:
        return None
    lefts, feet, heads = (
        tall[:, 0].astype(float),
        (tall[:, 1] + tall[:, 3]).astype(float),
        tall[:, 1].astype(float),
    )
    gaps = np.diff(np.sort(lefts))
    thick = _thickness(ink)
    level, upright = _directions(line)
    rows = ink.sum(axis=1) / 255 / line.shape[1]
    return np.array(
        [
            _off_line(lefts, feet), _off_line(lefts, heads), float(tall[:, 3].std()) / HIGH,
            float(gaps.std()) / HIGH if len(gaps) else 0.0, thick[0], thick[1], level, upright,
            float(np.abs(np.diff(rows)).max()), _bluer(line, ink), _twice(ink, tall),
        ]
    )  # fmt: skip


def _weighed(measured: Any) -> int:
    """A small network of one hidden layer."""
    values = np.clip((measured - np.array(MEANS)) / np.array(SPREADS), -4, 4)
    hidden = np.tanh(np.array(HIDDEN)[:, :-1] @ values + np.array(HIDDEN)[:, -1])
    return round(100 / (1 + float(np.exp(-(np.array(OUT)[:-1] @ hidden + OUT[-1])))))


def _ink(line: Pixels) -> Pixels:
    """White where something is written: darker than around it, or lighter on a dark ground."""
    grey = cv2.cvtColor(line, cv2.COLOR_BGR2GRAY)
    ink = np.asarray(cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1], np.uint8)
    return ink if ink.mean() <= 127 else np.asarray(255 - ink, np.uint8)


def _off_line(lefts: Any, ends: Any) -> float:
    """How far feet or heads are off the straight line through most of them."""
    if len(lefts) <= 2:
        return float(np.median(np.abs(ends - np.median(ends)))) / HIGH
    # By hand what `polyfit` would say, as that takes longer than all the rest.
    across, middle = lefts - lefts.mean(), ends.mean()
    spread = float(across @ across)
    slope = float(across @ (ends - middle)) / spread if spread else 0.0
    return float(np.median(np.abs(ends - (slope * across + middle)))) / HIGH


def _thickness(ink: Pixels) -> tuple[float, float]:
    """(mean thickness of strokes, how much it varies)."""
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    ridge = depth[(depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)) - 1e-3) & (depth > 0.9)]
    if len(ridge) < 8:
        return 0.0, 0.0
    return float(ridge.mean()) / HIGH, float(ridge.std() / ridge.mean())


def _directions(line: Pixels) -> tuple[float, float]:
    """(share of the edges that run level, that stand upright), each within some degrees."""
    grey = cv2.GaussianBlur(cv2.cvtColor(line, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    across, down = cv2.Scharr(grey, cv2.CV_32F, 1, 0), cv2.Scharr(grey, cv2.CV_32F, 0, 1)
    strength, angle = cv2.cartToPolar(across, down, angleInDegrees=True)
    strong = strength > 0.25 * float(strength.max() or 1)
    weight, turn = strength[strong], angle[strong] % 180
    whole = float(weight.sum()) or 1.0
    return (
        float(weight[np.abs(turn - 90) < 5].sum()) / whole,
        float(weight[(turn < 5) | (turn > 175)].sum()) / whole,
    )


def _bluer(line: Pixels, ink: Pixels) -> float:
    """How much bluer the ink is than the paper, in relation to how bright the picture is."""
    if not ink.any() or ink.all():
        return 0.0
    written, paper = cv2.mean(line, ink), cv2.mean(line, cv2.bitwise_not(ink))
    return float((written[0] - written[2]) - (paper[0] - paper[2])) / max(40.0, float(line.max()))


def _twice(ink: Pixels, tall: Any) -> float:
    """How alike the two most alike characters are that a line has twice, as far as it has any: 0…1."""
    shapes = []
    for x, y, w, h in tall[:20, :4]:
        small = cv2.resize(ink[y : y + h, x : x + w], (16, 24), interpolation=cv2.INTER_AREA).astype(
            np.float32
        )
        small -= small.mean()
        shapes.append((small / (float(np.linalg.norm(small)) or 1.0)).ravel())
    alike = np.array(shapes) @ np.array(shapes).T
    np.fill_diagonal(alike, 0)
    return float(np.sort(alike.max(axis=1))[-max(1, len(shapes) // 2)])
