"""Faces of nobody: drawn with shade, hair, eyes, nose and mouth, so that a model takes them for faces."""

import cv2
import numpy as np

from gongdao.exhibits.reading.pictures import Pixels

Colour = tuple[int, int, int]  # blue, green, red
_HAIR: Colour = (25, 25, 30)


def face(size: int, *, ground: Colour = (150, 120, 90), skin: Colour = (140, 170, 220)) -> Pixels:
    """A portrait, `2 * size` pixels wide and high; the head, from chin to hair, is about `size` high."""
    side = size * 2
    made = np.full((side, side, 3), ground, np.uint8)
    x, y, a, b = size, size, int(size * 0.38), int(size * 0.5)
    _oval(made, (x, y + int(size * 1.05)), (int(size * 0.8), int(size * 0.5)), (80, 60, 50))
    neck = (x - int(a * 0.45), y + int(b * 0.6)), (x + int(a * 0.45), y + int(b * 1.4))
    cv2.rectangle(made, *neck, _darker(skin, 0.8), -1)
    _oval(made, (x, y - int(b * 0.1)), (int(a * 1.17), int(b * 1.05)), _HAIR)
    _oval(made, (x, y), (a, b), skin)
    _shade(made, x, y, a, b)
    cv2.ellipse(made, (x, y - int(b * 0.72)), (int(a * 0.95), int(b * 0.35)), 0, 180, 360, _HAIR, -1)
    for side_of in (-1, 1):
        _eye(made, (x + side_of * int(a * 0.42), y - int(b * 0.08)), a, b, skin, size)
        _oval(made, (x + side_of * int(a * 0.09), y + int(b * 0.28)), (a // 20, b // 50), _darker(skin, 0.45))
    nose = (x, y + int(b * 0.27)), (int(a * 0.17), int(b * 0.06))
    cv2.ellipse(made, *nose, 0, 0, 180, _darker(skin, 0.62), max(1, size // 60))
    _oval(made, (x, y + int(b * 0.52)), (int(a * 0.32), int(b * 0.07)), (95, 95, 175))
    noise = np.random.default_rng(size).normal(0, 4, made.shape)
    return np.clip(cv2.GaussianBlur(made, (0, 0), size / 130) + noise, 0, 255).astype(np.uint8)


def _eye(made: Pixels, at: tuple[int, int], a: int, b: int, skin: Colour, size: int) -> None:
    _oval(made, at, (int(a * 0.26), int(b * 0.12)), _darker(skin, 0.82))
    _oval(made, at, (int(a * 0.2), int(b * 0.075)), (235, 235, 240))
    cv2.circle(made, at, int(b * 0.075), (40, 30, 20), -1)
    brow = at[0], at[1] - int(b * 0.13)
    cv2.ellipse(made, brow, (int(a * 0.27), int(b * 0.07)), 0, 200, 340, _HAIR, max(2, size // 40))


def _oval(made: Pixels, at: tuple[int, int], axes: tuple[int, int], colour: Colour) -> None:
    cv2.ellipse(made, at, axes, 0, 0, 360, colour, -1)


def _shade(made: Pixels, x: int, y: int, a: int, b: int) -> None:
    """Light from the upper left, within the head."""
    rows, columns = np.mgrid[0 : made.shape[0], 0 : made.shape[1]]
    inside = ((columns - x) / a) ** 2 + ((rows - y) / b) ** 2 < 1
    far = ((columns - x + a * 0.25) / a) ** 2 + ((rows - y + b * 0.3) / b) ** 2
    light = np.clip(1.12 - 0.22 * far, 0.55, 1.15)[inside][:, None]
    made[inside] = np.clip(made[inside] * light, 0, 255).astype(np.uint8)


def _darker(colour: Colour, part: float) -> Colour:
    blue, green, red = (int(value * part) for value in colour)
    return blue, green, red
