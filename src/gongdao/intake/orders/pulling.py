"""Pulling an order into its case: the snapshot stands there as the shop had it at that moment (INT-5)."""

from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from gongdao.casework.actions import handle, need_permission
from gongdao.casework.store import case_for
from gongdao.intake.orders.port import source
from gongdao.people.finding import shop_ref
from gongdao.people.permissions import facts_of
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.bounds import flaw
from gongdao.rulebook.commands import AttachOrder
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Order

Result = Literal["attached", "not_found", "unchanged", "no_number", "no_source", "unfit"]


def pull(number: str, *, now: datetime, asked_by: Actor = SYSTEM) -> Result:
    """Attach the order that a case names, as its source has it now; `asked_by` must be allowed to attach one.

    The attachment is the system's: nobody typed it. Raises CaseNotFound, Refused, port.Unavailable.
    """
    stored = case_for(asked_by, number, lock=False)
    wanted = stored.state.order_no
    shops = source()
    if shops is None:
        return "no_source"
    if not wanted:
        return "no_number"
    need_permission(asked_by, AttachOrder(Order(wanted)), facts_of(stored.state))
    found = shops.find(wanted)
    if found is None:
        return "not_found"
    order = replace(found, shop=shop_ref(found.shop) or found.shop)
    if flaw(order) is not None:
        return "unfit"
    try:
        handle(AttachOrder(order), actor=SYSTEM, now=now, number=number)
    except Refused as refused:
        if refused.refusal.code == "nothing_to_change":
            return "unchanged"
        raise
    return "attached"
