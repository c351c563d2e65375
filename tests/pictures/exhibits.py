"""The exhibits that are drawn: of each kind one that is in order and those that lack something."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from .drawing import Drawn
from .fonts import TUNING_HANDS
from .papers import freight, invoice, label, red_stamp, report
from .photos import blank, goods, weighing
from .screens import chat, payment, screen
from .wearing import WEARS, worn

Maker = Callable[[Random], Drawn]

MAKERS: dict[str, Maker] = {
    "payment": payment,
    "payment_pending": lambda random: payment(random, succeeded=False),
    "payment_untimed": lambda random: payment(random, timed=False),
    "freight": freight,
    "freight_transfer": lambda random: freight(random, what="transfer"),
    "freight_electronic": lambda random: freight(random, what="electronic"),
    "label": label,
    "goods": goods,
    "goods_illegible": lambda random: goods(random, legible=False),
    "report": report,
    "report_cover": lambda random: report(random, body=False),
    "weighing": weighing,
    "weighing_unnumbered": lambda random: weighing(random, numbered=False),
    "screen": screen,
    "screen_unaddressed": lambda random: screen(random, addressed=False),
    "chat": chat,
    "invoice": invoice,
    "blank": blank,
}
FORMS = {"stamp": "filled_by_hand", "stamp_printed": "all_printed", "stamp_by_hand": "all_by_hand"}
NAMES = (*MAKERS, *FORMS)
IN_ORDER = (
    "payment", "freight", "label", "goods", "report", "weighing", "screen", "chat", "invoice", "stamp",
)  # fmt: skip


def made(name: str, random: Random, hands: tuple[str, ...] = TUNING_HANDS) -> Drawn:
    """One exhibit of NAMES. `hands`: the faces that what is written by hand is drawn with."""
    if name in FORMS:
        return red_stamp(random, how=FORMS[name], hands=hands)
    return MAKERS[name](random)


class Plan(NamedTuple):
    """A picture to be drawn: its kind, how it is worn, and the how-manieth of these it is."""

    name: str
    wear: str
    number: int


def plans(
    each: int, *, clean: int | None = None, names: tuple[str, ...] = NAMES, start: int = 0
) -> list[Plan]:
    """`each` pictures of every kind for every wear, counted from `start`.

    `clean`: how many of them are clean, where that is another number.
    """
    return [
        Plan(name, wear, start + n)
        for name in names
        for wear in WEARS
        for n in range(clean if clean is not None and wear == "clean" else each)
    ]


def drawn(seed: int, plan: Plan, hands: tuple[str, ...] = TUNING_HANDS) -> Drawn:
    """The picture of a plan, always the same for a seed."""
    random = Random(f"{seed} {plan.name} {plan.wear} {plan.number}")
    return worn(made(plan.name, random, hands), plan.wear, random)
