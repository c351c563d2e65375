"""From shares to amounts, to the fen (DEC-1)."""

from msgspec import Struct

from gongdao.rulebook.liability import split
from gongdao.rulebook.terms import Liability


class Calculated(Struct, frozen=True):
    """One party: its share, what the share alone gives, and what it bears."""

    party: str
    share_bp: int
    by_share_fen: int
    amount_fen: int


class Calculation(Struct, frozen=True):
    """`loss_fen` in dispute, the parts of the parties, and what they bear together."""

    loss_fen: int
    parts: tuple[Calculated, ...]
    share_bp: int
    borne_fen: int

    @property
    def rest_fen(self) -> int:
        """What of the loss nobody bears."""
        return max(0, self.loss_fen - self.borne_fen)


def calculation(loss_fen: int, liabilities: tuple[Liability, ...]) -> Calculation:
    """The calculation of a distribution over a loss."""
    exact = split(loss_fen, [item.share_bp for item in liabilities])
    parts = tuple(
        Calculated(item.party, item.share_bp, by_share, item.amount_fen)
        for item, by_share in zip(liabilities, exact, strict=True)
    )
    return Calculation(
        loss_fen, parts, sum(item.share_bp for item in parts), sum(item.amount_fen for item in parts)
    )
