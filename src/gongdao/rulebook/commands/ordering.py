"""Commands: an order before it is shipped, and waybills made void (RES-12)."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import Fen, Id, Name, Note
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import Item, OrderChangeKind


class ChangeOrder(Command, frozen=True, tag="change_order"):
    """Before shipping, as the customer asks. `order_no` is written out, so that it is the right order.

    `proof`: where the customer asked for it. `amount_fen`: what is refunded, or what added goods cost more.
    """

    order_no: Name
    kind: OrderChangeKind
    proof: Name
    items: Annotated[tuple[Item, ...], Meta(max_length=50)] = ()
    amount_fen: Fen = 0
    note: Note = ""


class VoidWaybill(Command, frozen=True, tag="void_waybill"):
    """A waybill is no longer to be used; void only once it is signed for."""

    waybill: Name
    reason: Note


class SignWaybillVoid(Command, frozen=True, tag="sign_waybill_void"):
    """The signature under a voided waybill, by another than who voided it; the waybill is filed with it."""

    id: Id
