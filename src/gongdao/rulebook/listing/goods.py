"""One listing of a catalogue, and a hit of a rule on listings."""

from msgspec import Struct


class Goods(Struct, frozen=True):
    """One listing. `line`: where it stands in the file; money in fen, None where the file names none."""

    line: int
    code: str
    title: str
    category: str = ""
    shop: str = ""
    brand: str = ""
    model: str = ""
    colour: str = ""
    price_fen: int | None = None
    postage_fen: int | None = None
    pictures: tuple[str, ...] = ()
    text: str = ""
    payment: str = ""
    attributes: str = ""
    isbn: str = ""
