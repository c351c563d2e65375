"""Learns to tell written lines from printed ones. Writes src/gongdao/exhibits/reading/hand_weights.py.

python -m tests.pictures.handwriting --pages 120      some minutes

Pages of lines are drawn, some printed and some by hand, worn, and looked through as the reader does.
Learned from print and TUNING_HANDS; HELD_OUT_HANDS are only counted.
"""

import argparse
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from gongdao.exhibits.reading.handwriting import measures, parts, straightened
from gongdao.exhibits.reading.pictures import LONGEST, pixels_of
from gongdao.exhibits.reading.words import boxes_in

from .drawing import Drawn, Hand, Sheet
from .fonts import HELD_OUT_HANDS, PRINTED, TUNING_HANDS
from .invented import GOODS, NAMES, SHOPS, moment, number
from .wearing import WEARS, worn

TARGET: Final = Path(__file__).parents[2] / "src/gongdao/exhibits/reading/hand_weights.py"
_HEIGHT, _ROWS, _HIDDEN = 84, 14, 10
_PHRASES: Final = (
    "运单号：",
    "收件人：",
    "兹证明以下快件未送达收件人本人",
    "情况说明",
    "特此证明",
    "日期：",
    "快递员",
)


def page(random: Random, hands: tuple[str, ...]) -> tuple[Drawn, list[bool]]:
    """A worn page, and for each of its rows whether it is by hand."""
    sheet = Sheet(random, (1000, _HEIGHT * (_ROWS + 1)), random.choice(("#ffffff", "#fbf8f0")))
    by_hand = []
    for row in range(_ROWS):
        y, text = 30 + row * _HEIGHT, _text(random)
        by_hand.append(random.random() < 0.5)
        if by_hand[-1]:
            sheet.by_hand(90, y, text, Hand.of(random, hands), random.randint(34, 44))
        else:
            sheet.face = random.choice(PRINTED)
            sheet.text(90, y, text, random.randint(26, 40))
        if random.random() < 0.3:
            sheet.pen.line((80, y + 54, 800, y + 54), fill="#444444", width=2)
    wear = random.choice([wear for wear in WEARS if wear not in ("rotated", "cropped")])
    return worn(Drawn(sheet.image, "red_stamp"), wear, random), by_hand


def rows(seed: int, pages: int, hands: tuple[str, ...]) -> tuple[Any, Any]:
    """(measures, whether by hand) of every part of every line that is found."""
    found, truth = [], []
    for n in range(pages):
        random = Random(f"hand {seed} {n}")
        drawn, by_hand = page(random, hands)
        scale = drawn.picture.height / (_HEIGHT * (_ROWS + 1))
        picture = drawn.picture.convert("RGB")
        picture.thumbnail((LONGEST, LONGEST))
        pixels = pixels_of(picture)
        for corners in boxes_in(pixels):
            line = straightened(pixels, corners)
            row = int((float(np.mean([y for _, y in corners])) / scale - 10) // _HEIGHT)
            for measured in () if line is None else map(measures, parts(line)):
                if measured is not None and 0 <= row < _ROWS:
                    found.append(measured)
                    truth.append(by_hand[row])
    return np.array(found), np.array(truth, dtype=float)


def _text(random: Random) -> str:
    return random.choice(
        (number(random, 13), random.choice(NAMES), moment(random)[:10], random.choice(_PHRASES),
         random.choice(GOODS), random.choice(SHOPS), f"YT{number(random, 13)}")
    )  # fmt: skip


def learned(values: Any, truth: Any, seed: int) -> tuple[Any, Any]:
    """(hidden, out) by gradient descent with momentum on the logistic loss."""
    rng = np.random.default_rng(seed)
    hidden, out = rng.normal(0, 0.4, (_HIDDEN, values.shape[1] + 1)), rng.normal(0, 0.4, _HIDDEN + 1)
    moved = [np.zeros_like(hidden), np.zeros_like(out)]
    ones = np.ones((len(values), 1))
    for step in range(4000):
        rate = 0.5 / (1 + step / 1000)
        inner = np.tanh(np.hstack([values, ones]) @ hidden.T)
        wrong = 1 / (1 + np.exp(-(np.hstack([inner, ones]) @ out))) - truth
        to_out = np.hstack([inner, ones]).T @ wrong / len(values) + 4e-3 * out
        back = np.outer(wrong, out[:-1]) * (1 - inner**2)
        to_hidden = back.T @ np.hstack([values, ones]) / len(values) + 4e-3 * hidden
        moved = [0.9 * moved[0] - rate * to_hidden, 0.9 * moved[1] - rate * to_out]
        hidden, out = hidden + moved[0], out + moved[1]
    return hidden, out


def said(values: Any, hidden: Any, out: Any) -> Any:
    ones = np.ones((len(values), 1))
    return 1 / (1 + np.exp(-(np.hstack([np.tanh(np.hstack([values, ones]) @ hidden.T), ones]) @ out)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    raw, truth = rows(options.seed, options.pages, TUNING_HANDS)
    means, spreads = raw.mean(axis=0), raw.std(axis=0) + 1e-6
    hidden, out = learned(np.clip((raw - means) / spreads, -4, 4), truth, options.seed)
    for name, seed, hands in (("learned", options.seed, TUNING_HANDS), ("new pages", 900, TUNING_HANDS),
                              ("held-out hands", 901, HELD_OUT_HANDS)):  # fmt: skip
        own, real = (raw, truth) if name == "learned" else rows(seed, max(10, options.pages // 6), hands)
        guess = said(np.clip((own - means) / spreads, -4, 4), hidden, out)
        taken = np.mean(guess[real == 0] > 0.45), np.mean(guess[real == 1] < 0.3)
        print(f"{name}: {len(real)} lines, right {np.mean((guess > 0.5) == real):.3f}")
        print(f"    print taken for hand {taken[0]:.3f}, hand taken for print {taken[1]:.3f}")
    TARGET.write_text(_module(means, spreads, hidden, out), encoding="utf-8")


def _module(means: Any, spreads: Any, hidden: Any, out: Any) -> str:
    def row(values: Any) -> str:
        return "(" + ", ".join(f"{value:.3g}" for value in values) + ")"

    lines = ['"""Learned by `python -m tests.pictures.handwriting`, for `handwriting.measures`."""']
    lines += ["", "from typing import Final", "", "# fmt: off"]
    lines += [f"MEANS: Final = {row(means)}", f"SPREADS: Final = {row(spreads)}"]
    lines += ["HIDDEN: Final = (", *(f"    {row(one)}," for one in hidden), ")", f"OUT: Final = {row(out)}"]
    return "\n".join([*lines, "# fmt: on", ""])


if __name__ == "__main__":
    main()
