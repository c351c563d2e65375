"""What holding, advancing and recovering move (FND-1…4).

An advance is recovered from the seller out of the order's held money first, then out of the deposit, which
may be overdrawn: what is missing is owed. What is left of the held money goes where it is released to.
"""

from typing import Final

from gongdao.rulebook.money.transfer import (
    COMPANY,
    ESCROW,
    FEN,
    FUND,
    Position,
    Transfer,
    deposit,
    frozen,
    held,
    put,
)  # fmt: skip
from gongdao.rulebook.state import Advance, State

UNRETURNED: Final = "unreturned_advance"  # counted for the buyer: advanced, and the goods never came
INTERVENTION: Final = "intervention_refund"  # 介入退款笔数, counted for the shop (FND-4)


def add(position: Position, state: State) -> None:
    """Everything that hold and advances of the case have moved."""
    hold = state.hold
    if hold is not None:
        account = held(hold.order)
        put(position, "hold", Transfer(ESCROW, account, FEN, hold.amount_fen, "FND-1"))
        for n, one in enumerate(hold.releases, 1):
            to_buyer = Transfer(account, state.complainant.ref, FEN, one.buyer_fen, "SLA-12")
            put(position, f"release:{n}:buyer", to_buyer)
            put(position, f"release:{n}:seller", Transfer(account, hold.shop, FEN, one.seller_fen, "SLA-12"))
    for key, item in state.advances.items():
        if item.status not in ("asked", "denied"):
            _advance(position, state, f"advance:{key}", item)


def _advance(position: Position, state: State, name: str, item: Advance) -> None:
    buyer = state.complainant.ref
    first = frozen(buyer) if item.with_return else buyer
    put(position, f"{name}:paid", Transfer(FUND, first, FEN, item.amount_fen, "FND-1"))
    if item.status == "taken_back":
        put(position, f"{name}:taken_back", Transfer(first, FUND, FEN, item.amount_fen, "FND-3"))
        put(position, f"{name}:unreturned", Transfer(COMPANY, buyer, UNRETURNED, 1, "FND-3"))
    elif item.with_return and item.status != "frozen":
        put(position, f"{name}:freed", Transfer(first, buyer, FEN, item.amount_fen, "FND-2"))
    for borne in item.borne:
        shop = borne.party.startswith("shop:")
        if borne.held_fen and state.hold is not None:
            account = held(state.hold.order)
            put(position, f"{name}:held", Transfer(account, FUND, FEN, borne.held_fen, "FND-2"))
        source = deposit(borne.party) if shop else borne.party
        rest = borne.amount_fen - borne.held_fen
        put(position, f"{name}:from:{borne.party}", Transfer(source, FUND, FEN, rest, "FND-2"))
        if shop:
            counted = Transfer(COMPANY, borne.party, INTERVENTION, 1, "FND-4")
            put(position, f"{name}:counted:{borne.party}", counted)
    put(position, f"{name}:written_off", Transfer(COMPANY, FUND, FEN, item.written_off_fen, "FND-4"))


def borne_by(state: State, party: str) -> int:
    """What a party bears of the case's advances: so much of its liability is settled by it."""
    return sum(
        borne.amount_fen for item in state.advances.values() for borne in item.borne if borne.party == party
    )
