"""Events: an order before it is shipped, and waybills made void (RES-12)."""

from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import Item, OrderChangeKind


class OrderChanged(Event, frozen=True, tag="order_changed"):
    """The order was changed before shipping. `waybill`: printed already, now to be voided."""

    id: str
    order_no: str
    kind: OrderChangeKind
    proof: str
    items: tuple[Item, ...] = ()
    amount_fen: int = 0
    note: str = ""
    waybill: str = ""
    audience: ClassVar[Audience] = "complainant"


class WaybillVoided(Event, frozen=True, tag="waybill_voided"):
    """A waybill was taken out of use; `signer`: who is asked to sign, "" where nobody suitable is there."""

    id: str
    waybill: str
    by: str
    reason: str
    signer: str = ""
    audience: ClassVar[Audience] = "staff"


class WaybillVoidSigned(Event, frozen=True, tag="waybill_void_signed"):
    """Signed by another: the waybill is void and filed 作废快递单."""

    id: str
    waybill: str
    by: str
    audience: ClassVar[Audience] = "staff"
