"""Pictures worn as real ones are: held askew, out of focus, too dark, sent on and on, taken off a screen."""

import io
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from .drawing import Drawn

Picture = Image.Image


def worn(drawn: Drawn, wear: str, random: Random) -> Drawn:
    """The same picture as somebody might send it."""
    return replace(drawn, picture=_WEARS[wear](drawn.picture.convert("RGB"), random), wear=wear)


def _rotated(image: Picture, random: Random) -> Picture:
    turn = random.uniform(1, 5) * random.choice((-1, 1))
    ground = random.choice(("#dddddd", "#6b5a45", "#2f3338"))
    return image.rotate(turn, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=ground)


def _blurred(image: Picture, random: Random) -> Picture:
    """Out of focus, or moved while the shutter was open."""
    strength = random.uniform(0.8, 1.6)
    if random.random() < 0.5:
        return image.filter(ImageFilter.GaussianBlur(strength))
    length = 3 if strength < 1.2 else 5
    middle = [1.0 if row == length // 2 else 0.0 for row in range(length) for _ in range(length)]
    kernel = ImageFilter.Kernel((length, length), middle, scale=length)
    return image.filter(kernel)


def _cropped(image: Picture, random: Random) -> Picture:
    width, height = image.size
    left, top, right, bottom = (random.uniform(0, 0.02) for _ in range(4))
    return image.crop(
        (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    )


def _dark(image: Picture, random: Random) -> Picture:
    """Too little light: dim, flat, tinted and noisy."""
    dim = ImageEnhance.Contrast(ImageEnhance.Brightness(image).enhance(random.uniform(0.3, 0.55)))
    pixels = _array(dim.enhance(random.uniform(0.7, 1.0)))
    tint = np.array([random.uniform(0.95, 1.1), 1.0, random.uniform(0.8, 1.0)], np.float32)
    return _picture(pixels * tint + _noise(pixels, 4, random))


def _recompressed(image: Picture, random: Random) -> Picture:
    """Sent on by a messenger some times: made smaller, packed hard."""
    width, height = image.size
    share = random.uniform(0.7, 0.95)
    image = image.resize((round(width * share), round(height * share)), Image.Resampling.BILINEAR)
    for quality in (random.randint(40, 60), random.randint(35, 55), 40):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        image = Image.open(io.BytesIO(out.getvalue())).convert("RGB")
    return image


def _rephotographed(image: Picture, random: Random) -> Picture:
    """Taken of a screen (moiré) or a print (paper), from the side, in uneven light that glares."""
    image = _from_the_side(image, random)
    pixels = _array(image)
    height, width = pixels.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    if random.random() < 0.5:  # two grids that do not quite fit
        pitch, turn = random.uniform(2.6, 4.2), random.uniform(-0.3, 0.3)
        wave = np.sin(2 * np.pi * (across + turn * down) / pitch) * np.sin(2 * np.pi * down / (pitch * 1.07))
        pixels *= (1 + random.uniform(0.04, 0.1) * wave)[..., None]
    else:  # fibres and creases of paper
        pixels *= (1 + _paper(height, width, random))[..., None]
    light = np.linspace(random.uniform(0.65, 0.95), random.uniform(0.95, 1.1), width, dtype=np.float32)
    pixels *= light[None, :, None]
    x, y = random.uniform(0.1, 0.9) * width, random.uniform(0.0, 1.0) * height
    far = ((across - x) ** 2 + (down - y) ** 2) / (random.uniform(0.08, 0.2) * max(width, height)) ** 2
    pixels += (random.uniform(15, 60) * np.exp(-far))[..., None]
    return _picture(pixels + _noise(pixels, random.uniform(3, 7), random))


def _from_the_side(image: Picture, random: Random) -> Picture:
    width, height = image.size
    shift = [random.uniform(0, 0.04) for _ in range(8)]
    quad = (
        -width * shift[0], -height * shift[1], -width * shift[2], height * (1 + shift[3]),
        width * (1 + shift[4]), height * (1 + shift[5]), width * (1 + shift[6]), -height * shift[7],
    )  # fmt: skip
    return image.transform(
        (width, height), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor="#555"
    )


def _paper(height: int, width: int, random: Random) -> Any:
    """Lighter and darker by some hundredths: grain, and one or two folds."""
    rough = np.random.default_rng(random.randrange(2**32)).normal(0, 1, (height // 3 + 1, width // 3 + 1))
    small = Image.fromarray(np.clip(128 + 40 * rough, 0, 255).astype(np.uint8))
    grain = (np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), np.float32) - 128) / 128
    texture = 0.06 * grain
    for _ in range(random.randint(0, 2)):
        place = random.randrange(height)
        texture[place : place + 3] -= random.uniform(0.1, 0.25)
    return texture


def _array(image: Picture) -> Any:
    return np.array(image, dtype=np.float32)


def _noise(pixels: Any, strength: float, random: Random) -> Any:
    rows = np.random.default_rng(random.randrange(2**32))
    return rows.normal(0, strength, pixels.shape).astype(np.float32)


def _picture(pixels: Any) -> Picture:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


# The camera lay on its side or on its head and did not say so.
_TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
_WEARS: dict[str, Callable[[Picture, Random], Picture]] = {
    "clean": lambda image, _: image,
    "rotated": _rotated,
    "blurred": _blurred,
    "cropped": _cropped,
    "dark": _dark,
    "recompressed": _recompressed,
    "rephotographed": _rephotographed,
    "turned": lambda image, random: image.transpose(random.choice(_TURNS)),
}
WEARS = tuple(_WEARS)
