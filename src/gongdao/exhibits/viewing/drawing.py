"""One copy for viewing: decoded within limits, made smaller, marked all over, encoded anew."""

import io
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont
from PIL.Image import Image as Picture

from gongdao.exhibits.reading.leaves import leaf
from gongdao.exhibits.reading.limits import Unreadable
from gongdao.exhibits.reading.pictures import opened

QUALITY: Final = 82
LONGEST: Final = 2400  # pixels of the longer side of a copy
_FONT: Final = str(Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf")
_LEAST: Final = 64
_ANGLE: Final = 28  # degrees
_FILL: Final = (40, 40, 40, 90)  # seen on what is light, and the rim on what is dark
_RIM: Final = (255, 255, 255, 110)


def drawn(path: str, media_type: str, *, page: int, longest: int, mark: tuple[str, ...]) -> tuple[bytes, int]:
    """(JPEG of page `page`, counted from 1; how many pages there are). Raises Unreadable.

    `mark`: the lines of the watermark, if any. What a file says of itself (place, device) is not in a copy.
    """
    longest = max(_LEAST, min(longest, LONGEST))
    if media_type == "application/pdf":
        picture, pages = leaf(path, page, longest=longest)
    else:
        picture, pages = opened(path, longest=longest)[0], 1
    if not 1 <= page <= pages:
        raise Unreadable("no_such_page")
    target = io.BytesIO()
    marked(picture, mark).save(target, "JPEG", quality=QUALITY, optimize=False)
    return target.getvalue(), pages


def marked(picture: Picture, lines: tuple[str, ...]) -> Picture:
    """The picture with the lines all over it: cropping leaves some, and what is below stays legible."""
    if not lines:
        return picture.convert("RGB")
    size = max(11, min(picture.size[0], picture.size[1]) // 34)
    font = ImageFont.truetype(_FONT, size)
    text = "\n".join(lines)
    measure = ImageDraw.Draw(Image.new("L", (1, 1)))
    left, top, right, bottom = measure.multiline_textbbox((0, 0), text, font=font)
    room = size * 2
    tile = Image.new("RGBA", (round(right - left) + 2 * room, round(bottom - top) + 2 * room))
    ImageDraw.Draw(tile).multiline_text(
        (room - left, room - top), text, font=font, fill=_FILL, stroke_width=max(1, size // 14),
        stroke_fill=_RIM,
    )  # fmt: skip
    tile = tile.rotate(_ANGLE, Image.Resampling.BILINEAR, expand=True)
    # Larger than the picture by one tile, so that what is cut off at its rim needs no sums.
    layer = Image.new("RGBA", (picture.width + tile.width, picture.height + tile.height))
    for row, y in enumerate(range(0, layer.height, max(1, tile.height * 2 // 3))):
        for x in range(tile.width // 2 * (row % 2), layer.width, tile.width):
            layer.alpha_composite(tile, (x, y))
    left, top = tile.width // 2, tile.height // 2
    layer = layer.crop((left, top, left + picture.width, top + picture.height))
    base = picture.convert("RGB")
    base.paste(layer, (0, 0), layer)
    return base
