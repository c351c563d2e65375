"""Commands: holding an order's money, advance payment and recovery (FND-1…4)."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import Fen, Id, Note
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import Borne


class HoldMoney(Command, frozen=True, tag="hold_money"):
    """The order's money is not paid out while it is disputed. `amount_fen` 0: all that was paid."""

    reason: Note
    amount_fen: Fen = 0


class ReleaseMoney(Command, frozen=True, tag="release_money"):
    """Held money goes out: `buyer_fen` to the buyer, the rest to the seller."""

    reason: Note
    buyer_fen: Fen = 0


class AskAdvance(Command, frozen=True, tag="ask_advance"):
    """`with_return`: the buyer has the goods and must send them back before the money is free."""

    reason: Note
    amount_fen: Fen
    with_return: bool = False


class PayAdvance(Command, frozen=True, tag="pay_advance"):
    """`amount_fen` 0: as asked; less is an advance in part."""

    id: Id
    amount_fen: Fen = 0


class DenyAdvance(Command, frozen=True, tag="deny_advance"):
    id: Id
    reason: Note


class ConfirmReturn(Command, frozen=True, tag="confirm_return"):
    """The goods are back: by the seller, or by the platform on proof."""

    id: Id
    note: Note = ""


class TakeBackAdvance(Command, frozen=True, tag="take_back_advance"):
    """The buyer did not send the goods back: the advance returns to the fund, the seller is paid."""

    id: Id
    reason: Note


class RecoverAdvance(Command, frozen=True, tag="recover_advance"):
    """Empty `borne`: as the finding in force says, and without one by the seller."""

    id: Id
    reason: Note
    borne: Annotated[tuple[Borne, ...], Meta(max_length=20)] = ()


class WriteOffAdvance(Command, frozen=True, tag="write_off_advance"):
    """What nobody can be made to bear is borne by the company."""

    id: Id
    reason: Note
