"""Money of the case: what of the order is held, what the fund advanced."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from gongdao.rulebook.terms import Borne


class Release(Struct, frozen=True, omit_defaults=True):
    """What of the held money went out at one time."""

    buyer_fen: int
    seller_fen: int
    because: str


class Hold(Struct, frozen=True, omit_defaults=True):
    """The order's money that was held, and what of it was released."""

    order: str
    shop: str
    amount_fen: int
    at: datetime
    releases: tuple[Release, ...] = ()


class Advance(Struct, frozen=True, omit_defaults=True):
    """An advance payment. `frozen`: paid, but the buyer may not use it before the goods are back.

    `paid`: the buyer has it; the fund has not got all of it back. `missed`: the goods did not come in time.
    """

    asked_by: str
    asked_at: datetime
    amount_fen: int
    with_return: bool
    status: Literal["asked", "denied", "frozen", "paid", "recovered", "taken_back"]
    paid_by: str = ""
    paid_at: datetime | None = None
    missed: bool = False
    carrier: str = ""
    borne: tuple[Borne, ...] = ()
    written_off_fen: int = 0

    @property
    def open_fen(self) -> int:
        """What the buyer has and nobody has borne yet."""
        if self.status not in ("paid", "recovered"):
            return 0
        return self.amount_fen - self.written_off_fen - sum(item.amount_fen for item in self.borne)
