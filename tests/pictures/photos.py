"""Photographs: goods with the label of their parcel, scales, pictures of nothing."""

from random import Random

import numpy as np
from PIL import Image, ImageFilter

from .drawing import Drawn, Sheet
from .fonts import SANS
from .invented import CARRIERS, NAMES, moment, waybill
from .papers import barcode


def goods(random: Random, *, legible: bool = True) -> Drawn:
    """Goods in a carton, with a label that can be read or not: covered, or too far away."""
    sheet = _table(random, (1080, 1080))
    box = (140 + random.randint(-40, 40), 120, 940, 760)
    sheet.pen.rectangle(
        box, fill=random.choice(("#c9b48c", "#d8c39a", "#8aa0b0")), outline="#7b6a4a", width=6
    )
    sheet.pen.line((200, 180, 420, 420, 380, 560), fill="#5b4a2a", width=5)
    parcel = waybill(random)
    far = not legible and random.random() < 0.5
    label = Sheet(random, (400, 250), "white", face=random.choice(SANS))
    label.text(20, 16, random.choice(CARRIERS), 28)
    barcode(label, 20, 60, 340, 40)
    label.text(20, 112, f"单号 {parcel}", 28)
    label.text(20, 168, f"收件人 {random.choice(NAMES)}", 26)
    if not legible and not far:
        label.pen.rectangle((10, 50, 390, 240), fill="#dddddd")
    turned = label.image.rotate(
        random.uniform(-6, 6), expand=True, fillcolor="#c9b48c", resample=Image.Resampling.BICUBIC
    )
    if far:
        turned = turned.resize((turned.width // 4, turned.height // 4), Image.Resampling.BOX)
    sheet.image.paste(turned, (480 + random.randint(-60, 40), 440 + random.randint(-40, 60)))
    shows = {"waybill": parcel} if legible else {}
    return Drawn(
        sheet.image, "goods_photo", shows, frozenset() if legible else frozenset({"no_waybill"}),
        layout="legible" if legible else "far away" if far else "covered",
    )  # fmt: skip


def weighing(random: Random, *, numbered: bool = True) -> Drawn:
    """Scales with their reading, and the label of the parcel."""
    sheet = _table(random, (900, 900))
    grams = random.randint(120, 29_000)
    sheet.pen.rectangle((130, 90, 770, 350), fill="#2d2f33", outline="#888888", width=6)
    dark = random.random() < 0.6
    sheet.pen.rectangle((160, 120, 740, 330), fill="#0d1a0d" if dark else "#b9c7a8")
    shown, weight = random.choice(((f"{grams / 1000:.3f} kg", grams), (f"{grams} g", grams)))
    sheet.text(
        450, 150, shown, 100, random.choice(("#6cff6c", "#ff5c5c")) if dark else "#1c2418", anchor="ma"
    )
    parcel = waybill(random)
    sheet.pen.rectangle((120, 480, 780, 780), fill="white")
    if numbered:
        sheet.text(150, 540, f"运单号：{parcel}", 38)
    sheet.text(150, 640, f"称重时间：{moment(random)[:16]}", 34)
    shows = {"weight": str(weight)} | ({"waybill": parcel} if numbered else {})
    return Drawn(
        sheet.image, "weighing", shows, frozenset() if numbered else frozenset({"no_waybill"}),
        layout="scales",
    )  # fmt: skip


def blank(random: Random) -> Drawn:
    """A picture of nothing: one colour, or a table top out of focus."""
    if random.random() < 0.5:
        sheet = Sheet(random, (800, 800), random.choice(("white", "black", "#888888")))
        return Drawn(sheet.image, "goods_photo", {}, frozenset({"blank"}), layout="one colour")
    image = _table(random, (800, 800)).image.filter(ImageFilter.GaussianBlur(25))
    return Drawn(image, "goods_photo", {}, frozenset({"blank"}), layout="out of focus")


def _table(random: Random, size: tuple[int, int]) -> Sheet:
    """Something to lay things on: wood or cardboard, with grain."""
    sheet = Sheet(random, size, random.choice(("#b9a98a", "#8d7355", "#a9a9a4")))
    for _ in range(60):
        x, y = random.randint(0, size[0]), random.randint(0, size[1])
        end = (x + random.randint(-200, 200), y + random.randint(-40, 40))
        sheet.pen.line((x, y, *end), fill=random.choice(("#a8977a", "#7d6749", "#9a948a")), width=3)
    grain = np.random.default_rng(random.randrange(2**32)).normal(0, 7, (size[1], size[0], 1))
    pixels = np.clip(np.asarray(sheet.image, np.float32) + grain, 0, 255).astype(np.uint8)
    made = Sheet(random, size, "white")
    made.image.paste(Image.fromarray(pixels))
    return made
