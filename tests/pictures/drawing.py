"""Paper and screens to draw evidence on: printed, written by hand, stamped."""

import io
from dataclasses import dataclass, field
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .fonts import SANS, font

_INKS = ((25, 40, 120), (40, 70, 170), (20, 20, 24), (45, 45, 52))  # two blue pens, two black ones


@dataclass
class Drawn:
    """A picture, its kind of exhibit, and what can be read in it. `lacks`: codes of checks that must fail.

    `by_hand`: kinds of facts that are written by hand in it; `layout` names what it was drawn like.
    """

    picture: Image.Image
    kind: str
    shows: dict[str, str] = field(default_factory=dict)
    lacks: frozenset[str] = frozenset()
    wear: str = "clean"
    by_hand: frozenset[str] = frozenset()
    layout: str = ""

    def jpeg(self, quality: int = 88) -> bytes:
        out = io.BytesIO()
        self.picture.convert("RGB").save(out, "JPEG", quality=quality)
        return out.getvalue()


@dataclass(frozen=True)
class Hand:
    """Somebody's writing: a face, an ink, a lean, how unsteady it is, and whether the pen is broad."""

    face: str
    ink: tuple[int, int, int]
    lean: float
    unsteady: float
    broad: bool

    @staticmethod
    def of(random: Random, faces: tuple[str, ...]) -> "Hand":
        face, ink, lean = random.choice(faces), random.choice(_INKS), random.uniform(-9, 7)
        return Hand(face, ink, lean, random.uniform(0.5, 1.0), random.random() < 0.3)


class Sheet:
    """Paper or a screen to draw on, with one printed face and one hand."""

    def __init__(
        self, random: Random, size: tuple[int, int], ground: str = "white", *, face: str = SANS[0]
    ) -> None:
        self.random = random
        self.image = Image.new("RGB", size, ground)
        self.pen = ImageDraw.Draw(self.image)
        self.face = face

    def text(
        self, x: int, y: int, text: str, size: int = 28, fill: str = "#222222", anchor: str = "la"
    ) -> None:
        self.pen.text((x, y), text, font=font(size, self.face), fill=fill, anchor=anchor)

    def by_hand(self, x: int, y: int, text: str, hand: Hand, size: int = 40) -> None:
        """Characters that stand unevenly, lean and differ in size; each is a little different every time."""
        random = self.random
        drift = random.uniform(-0.03, 0.03)
        start = x
        for char in text:
            own = round(size * (1 + 0.14 * hand.unsteady * random.uniform(-1, 1)))
            cell = Image.new("L", (own * 2, own * 2), 0)
            ImageDraw.Draw(cell).text((own // 2, own // 3), char, font=font(own, hand.face), fill=255)
            turned = hand.lean + 8 * hand.unsteady * random.uniform(-1, 1)
            cell = cell.rotate(turned, resample=Image.Resampling.BICUBIC)
            if hand.broad or random.random() < 0.04:  # pressed harder
                cell = cell.filter(ImageFilter.MaxFilter(3))
            low = y - own // 3 + round(drift * (x - start) + 5 * hand.unsteady * random.uniform(-1, 1))
            self.image.paste(hand.ink, (x - own // 2, low), cell)
            x += round(font(own, hand.face).getlength(char)) + random.randint(-1, 5)

    def stamp(self, x: int, y: int, size: int = 190, text: str = "业务专用章") -> None:
        """The round red seal of a company, unevenly inked."""
        seal = Image.new("RGBA", (size, size), (0, 0, 0, 0))
        pen = ImageDraw.Draw(seal)
        red = self.random.choice(((210, 30, 40), (190, 40, 60), (225, 60, 50)))
        pen.ellipse((4, 4, size - 4, size - 4), outline=(*red, 225), width=max(4, size // 28))
        pen.text((size // 2, size // 2), "★", font=font(size // 3), fill=(*red, 225), anchor="mm")
        pen.text((size // 2, size * 3 // 4), text, font=font(size // 9), fill=(*red, 225), anchor="mm")
        seal = seal.rotate(self.random.uniform(-25, 25))
        grain = np.random.default_rng(self.random.randrange(2**32)).uniform(0.55, 1, (size, size))
        alpha = (np.asarray(seal.getchannel("A")) * grain).astype(np.uint8)
        self.image.paste(seal, (x, y), Image.fromarray(alpha))
