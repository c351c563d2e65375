"""Pictures: opened within limits, measured, and hashed so that near-same ones are found (EVI-10, EVI-14)."""

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from PIL.Image import Image as Picture

from gongdao.exhibits.content import LOOKED_AT, media_type
from gongdao.exhibits.reading.hevc import heic_opened
from gongdao.exhibits.reading.limits import MOST_PIXELS, Unreadable
from gongdao.rulebook.reading.report import ONLY_CREASES, SCALE, Box

LONGEST: Final = 1600  # pixels of the longer side that are looked at
_CAMERA_OFFSET: Final = "+08:00"  # of a camera that does not say its own
_RED_SHARE: Final = 0.06  # of the pixels inside a stamp that are red: a thin ring, unevenly inked
_FULL_SHARE: Final = 0.6  # from which a red patch is a button or a banner
_EDGE: Final = 14  # of brightness, beyond what noise leaves
_PERHAPS_CREASED: Final = 75  # per cent of the tiles; with more in it there is something to see anyway
_CREASE: Final = 0.6  # of the shorter side that a crease runs at least
_MOST_CREASES: Final = 40
_SPECK: Final = 24  # pixels: smaller spots are the grain of paper, or of a screen that was photographed
_LYING: Final = frozenset({5, 6, 7, 8})  # orientations of Exif that turn by a quarter
_REDS: Final = ((0, 12), (165, 180))  # hue runs in a circle
_LEAST_COLOUR: Final = 55  # of 255: paler is paper
_LEAST_LIGHT: Final = 0.3  # of the brightest: darker is ink
Pixels = np.ndarray[Any, np.dtype[np.uint8]]


class About(NamedTuple):
    """What a picture tells of itself: when, with what and where it was taken, and what wrote the file."""

    taken_at: datetime | None
    device: str
    software: str
    place: str


class Measures(NamedTuple):
    """0…100 each; see `report.Page`."""

    sharp: int
    bright: int
    busy: int
    stamp: Box | None


def opened(path: str, *, longest: int = LONGEST) -> tuple[Picture, About, tuple[int, int]]:
    """The picture, upright, in RGB and no larger than `longest`; what it tells of itself; its own size.

    Raises Unreadable. A large JPEG is decoded at a fraction of its size, so that memory stays bounded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if _is_heic(path):
                picture, exif, size = heic_opened(path, longest)
                return picture, _about(exif, ""), size
            with Image.open(path) as file:
                size = file.size
                if size[0] * size[1] > MOST_PIXELS:
                    raise Unreadable("too_large")
                exif = file.getexif()
                about = _about(exif, _text(file.info.get("Software")))
                file.draft("RGB", (longest, longest))
                file.thumbnail((longest, longest))
                return _flat(ImageOps.exif_transpose(file)), about, _upright(size, exif)
    except Image.DecompressionBombError as error:
        raise Unreadable("too_large") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable("broken") from error


def pixels_of(picture: Picture) -> Pixels:
    """The picture as an array in the order that OpenCV wants: blue, green, red."""
    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8)[:, :, ::-1])


def measured(pixels: Pixels, page: int) -> Measures:
    """How sharp, how bright and how busy a picture is, and where a red stamp stands on it."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    edges = cv2.Laplacian(grey, cv2.CV_16S)
    # Judged where there is something: the sharpest tenth of all tiles, as most of a screen is empty.
    tiles = [_variance(tile) for row in np.array_split(edges, 8) for tile in np.array_split(row, 8, axis=1)]
    best = float(np.mean(sorted(tiles)[-len(tiles) // 10 :]))
    sharp = min(100, round(best**0.5 * 1.6))
    return Measures(sharp, round(float(grey.mean()) / 2.55), _busy(grey), _stamp(pixels, page))


def _variance(tile: Any) -> float:
    return float(cv2.meanStdDev(tile)[1][0, 0]) ** 2


def _busy(grey: Any) -> int:
    """How much of the inner part shows anything: noise is smoothed away, the rim may show the table below,
    and straight lines right across, as of creases, are told as such where there is nothing else."""
    edges = np.abs(cv2.Laplacian(cv2.medianBlur(grey, 5), cv2.CV_16S)) > _EDGE
    found = _tiles_with(edges)
    if 0 < found <= _PERHAPS_CREASED and _tiles_with(_without_creases(edges)) == 0:
        return ONLY_CREASES
    return found


def _tiles_with(edges: Any) -> int:
    """The percentage of the inner tiles that have edges in them."""
    tiles = [tile for row in np.array_split(edges, 8)[1:-1] for tile in np.array_split(row, 8, axis=1)[1:-1]]
    return round(100 * sum(float(tile.mean()) > 0.004 for tile in tiles) / len(tiles))


def _without_creases(edges: Any) -> Any:
    """The edges without specks, and without straight ones over most of the picture."""
    left = edges.astype(np.uint8)
    shorter = min(left.shape)
    joined = cv2.dilate(left, np.ones((5, 5), np.uint8))  # a faint crease is a row of dots
    lines = cv2.HoughLinesP(
        joined, 1, np.pi / 360, shorter // 3, minLineLength=round(_CREASE * shorter), maxLineGap=shorter // 12
    )
    for line in () if lines is None else lines.reshape(-1, 4)[:_MOST_CREASES]:
        cv2.line(left, line[:2].tolist(), line[2:].tolist(), 0, max(5, shorter // 60))
    _, spots, about, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    return (about[:, cv2.CC_STAT_AREA] >= _SPECK)[spots] & (left > 0)


def likeness(picture: Picture) -> str:
    """A hash of 64 bits that changes little when a picture is scaled, packed anew or cut a little (dHash)."""
    small = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS), dtype=np.int16)
    bits = (small[:, 1:] > small[:, :-1]).flatten()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def box_of(corners: Any, width: int, height: int, page: int) -> Box:
    """The place of four corners, in parts of the picture."""
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return Box(
        page, round(SCALE * max(0.0, min(xs)) / width), round(SCALE * max(0.0, min(ys)) / height),
        round(SCALE * min(width, max(xs)) / width), round(SCALE * min(height, max(ys)) / height),
    )  # fmt: skip


def _flat(picture: Picture) -> Picture:
    """In RGB; what is transparent stands on white."""
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return picture.convert("RGB")


def _is_heic(path: str) -> bool:
    with Path(path).open("rb") as file:
        return media_type(file.read(LOOKED_AT)) == "image/heic"


def _upright(size: tuple[int, int], exif: Image.Exif) -> tuple[int, int]:
    """Width and height as they are seen, which is not as they lie in a picture of a camera held upright."""
    lying = exif.get(ExifTags.Base.Orientation) in _LYING
    return (size[1], size[0]) if lying else size


def _about(exif: Image.Exif, software_said: str) -> About:
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    device = " ".join(_text(exif.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model)).strip()
    taken = _moment(
        _text(detail.get(ExifTags.Base.DateTimeOriginal)), _text(detail.get(ExifTags.Base.OffsetTimeOriginal))
    )
    software = _text(exif.get(ExifTags.Base.Software)) or software_said
    return About(taken, device[:200], software[:200], _place(exif.get_ifd(ExifTags.IFD.GPSInfo)))


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return "".join(char for char in str(value or "") if char.isprintable()).strip()[:200]


def _moment(text: str, offset: str) -> datetime | None:
    try:
        moment = datetime.strptime(f"{text} {offset or _CAMERA_OFFSET}", "%Y:%m:%d %H:%M:%S %z")
    except ValueError:
        return None
    return moment.astimezone(UTC)


def _place(gps: Any) -> str:
    """Latitude and longitude to about a hundred metres, or ""."""
    try:
        north, east = (_degrees(gps[2]), _degrees(gps[4]))
        return f"{north * (-1 if gps[1] == 'S' else 1):.3f},{east * (-1 if gps[3] == 'W' else 1):.3f}"
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return ""


def _degrees(parts: Any) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600


def _stamp(pixels: Pixels, page: int) -> Box | None:
    """The largest red patch about as wide as it is high: the seal of a company is round and red."""
    hsv = cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV)
    red = np.zeros(hsv.shape[:2], np.uint8)
    light = round(max(15, _LEAST_LIGHT * float(np.percentile(hsv[:, :, 2], 98))))
    for low, high in _REDS:
        found = cv2.inRange(hsv, np.array((low, _LEAST_COLOUR, light)), np.array((high, 255, 255)))
        red = cv2.bitwise_or(red, found)
    height, width = red.shape
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((max(3, width // 60),) * 2, np.uint8))
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    best, stamp = 0, None
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        round_enough = 0.6 <= w / h <= 1.7 and w >= width / 14
        share = float((red[y : y + h, x : x + w] > 0).mean())
        if round_enough and _RED_SHARE <= share <= _FULL_SHARE and w * h > best:
            best, stamp = w * h, box_of([(x, y), (x + w, y + h)], width, height, page)
    return stamp
