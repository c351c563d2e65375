"""Postings: what an event makes owed or counted. Double entry: they sum to zero per event and unit.

Amounts are integers: fen for money and coupons, points as points, one for a counted appeal. A positive
amount is a credit of the account (it receives), a negative one a debit.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from gongdao.rulebook import events as e
from gongdao.rulebook.state import State

UNIT_OF: Final = {"coupon": "coupon_fen", "points": "points"}  # every other remedy with an amount is money
FAILED_APPEAL: Final = "failed_appeal"
TALLY: Final = "company"  # the counter-account of what is counted


class Posting(Struct, frozen=True):
    """One side of an entry."""

    account: str
    unit: str
    amount: int


def postings(event: e.Event, after: State) -> tuple[Posting, ...]:
    """The entries an event calls for (RES-8 registered compensation, APP-2 borne liability, APP-4 counts)."""
    return tuple(_postings(event, after))


def _postings(event: e.Event, after: State) -> Iterator[Posting]:
    match event:
        case e.RemedyDone():
            terms = after.remedies[event.id].terms
            unit = UNIT_OF.get(terms.kind, "fen")
            amount = terms.units if unit == "points" else terms.amount_fen
            yield from _move(terms.obligor or "company", after.complainant.ref, unit, amount)
        case e.FindingFinal() if event.party != "company":
            for item in after.findings[event.id].liabilities:
                if item.party == event.party:
                    yield from _move(event.party, "company", "fen", item.amount_fen)
        case e.AppealDecided(outcome="uphold"):
            yield from _move(TALLY, after.appeals[event.id].appellant, FAILED_APPEAL, 1)


def _move(source: str, target: str, unit: str, amount: int) -> Iterator[Posting]:
    if amount > 0 and source != target:
        yield Posting(source, unit, -amount)
        yield Posting(target, unit, amount)
