"""A transfer: what moves from one account to another because of one item of a case.

Accounts are references of people and bodies (`customer:12`, `shop:5`, `company`) and accounts kept for them:
the compensation fund, money of an order that is held, an advance that is frozen, a shop's deposit. The
reference stands in those with a dash (`deposit:shop-5`), so that the kind of an account ends at the colon.
"""

from typing import Final

from msgspec import Struct

FEN: Final = "fen"
UNIT_OF: Final = {"coupon": "coupon_fen", "points": "points"}  # every other remedy with an amount is money
COMPANY: Final = "company"  # also the counter-account of what is counted
FUND: Final = "fund"  # the compensation fund; never below zero (FND-4)
ESCROW: Final = "escrow"  # where the payment platform keeps buyers' money
BANK: Final = "bank"  # what came in from, or went out to, a bank outside a case


class Transfer(Struct, frozen=True):
    """`amount` > 0 of `unit` from `source` to `target`, resting on `rule`."""

    source: str
    target: str
    unit: str
    amount: int
    rule: str


# What a case comes to: the transfers that its state calls for, by what they are about.
Position = dict[str, Transfer]


def held(order: str) -> str:
    """The account of an order's money while it is held; never below zero."""
    return f"held:{order}"


def frozen(ref: str) -> str:
    """The account of an advance that its buyer may not use yet; never below zero."""
    return f"frozen:{ref.replace(':', '-', 1)}"


def deposit(shop: str) -> str:
    """The account of a shop's deposit 保证金; below zero it is owed."""
    return f"deposit:{shop.replace(':', '-', 1)}"


def owner_of(account: str) -> str:
    """Whose account it is: "shop:5" of "deposit:shop-5"; a reference is its own; "" for an order's."""
    kind, _, key = account.partition(":")
    if kind == "held":
        return ""
    return key.replace("-", ":", 1) if kind in ("frozen", "deposit") else account


def put(position: Position, key: str, transfer: Transfer) -> None:
    """Add a transfer, unless nothing moves."""
    if transfer.amount > 0 and transfer.source != transfer.target:
        position[key] = transfer
