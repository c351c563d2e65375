"""Orders before shipping, and waybills made void (RES-12)."""

from typing import Final

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Ordering, RemedyRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Order, OrderChangeKind, RemedyKind, Terms

# What is then owed to the customer; added goods are simply shipped with the rest.
_OWED: Final[dict[OrderChangeKind, RemedyKind]] = {
    "exchange": "exchange", "return": "refund", "refund": "refund",
}  # fmt: skip
_WITH_GOODS: Final = frozenset({"exchange", "add", "return"})
_WITH_MONEY: Final = frozenset({"return", "refund"})


def change_order(matter: Matter, command: c.ChangeOrder) -> tuple[e.Event, ...]:
    """RES-12: as the customer asks, on the right order, while it is not shipped; what is owed is ordered."""
    rule = _rule(matter)
    matter.need_open("RES-12")
    order = _unshipped(matter.state)
    if command.order_no != order.number:
        raise refuse("RES-12", "bad_value", field="order_no", allowed=[order.number])
    if command.kind not in rule.kinds:
        raise refuse("RES-12", "not_offered_by_policy", kind=command.kind)
    if not command.proof.strip():
        raise refuse("RES-12", "proof_needed", id=command.order_no, kinds=["chat", "mail", "call_record"])
    missing = [name for name in _needed(command.kind) if not getattr(command, name)]
    if missing:
        raise refuse("RES-12", "missing_fields", fields=missing)
    left = order.paid_fen - refunded_fen(matter.state)
    if command.kind in _WITH_MONEY and command.amount_fen > left:
        raise refuse("RES-12", "amount_over_loss", amount_fen=command.amount_fen, loss_fen=left)
    key = matter.next_id("O", matter.state.order_changes)
    changed = e.OrderChanged(
        id=key, order_no=order.number, kind=command.kind, proof=command.proof, items=command.items,
        amount_fen=command.amount_fen, note=command.note, waybill=order.waybill,
    )  # fmt: skip
    return (changed, *_owed(matter, command, key))


def _needed(kind: OrderChangeKind) -> tuple[str, ...]:
    goods = ("items",) if kind in _WITH_GOODS else ()
    return (*goods, "amount_fen") if kind in _WITH_MONEY else goods


def _owed(matter: Matter, command: c.ChangeOrder, source: str) -> tuple[e.Event, ...]:
    kind = _OWED.get(command.kind)
    rule = next((item for item in matter.policy.remedies.kinds if item.kind == kind), None)
    if kind is None or rule is None:
        return ()
    return (_remedy(matter, command, source, rule),)


def _remedy(matter: Matter, command: c.ChangeOrder, source: str, rule: RemedyRule) -> e.RemedyOrdered:
    amount = command.amount_fen if command.kind in _WITH_MONEY else 0
    note = "、".join(item.name for item in command.items)
    terms = Terms(kind=rule.kind, amount_fen=amount, within=rule.within, note=note)
    return e.RemedyOrdered(id=matter.next_id("R", matter.state.remedies), terms=terms, source=source)


def refunded_fen(state: State) -> int:
    """What changes of the order give back already, in fen."""
    return sum(item.amount_fen for item in state.order_changes.values() if item.kind in _WITH_MONEY)


def void_waybill(matter: Matter, command: c.VoidWaybill) -> tuple[e.Event, ...]:
    """RES-12: out of use; it counts as void once another has signed."""
    rule = _rule(matter)
    matter.need_open("RES-12")
    matter.need_reason(command.reason, "RES-12")
    order = _unshipped(matter.state)
    known = {order.waybill} | {item.waybill for item in matter.state.order_changes.values()}
    if command.waybill not in known - {""}:
        raise refuse("RES-12", "bad_value", field="waybill", allowed=sorted(known - {""}))
    if any(item.waybill == command.waybill for item in matter.state.voids.values()):
        raise refuse("RES-12", "already_done", id=command.waybill)
    signer = matter.choose(rule.signer, excluded=frozenset({matter.actor.ref})).candidate
    return (
        e.WaybillVoided(
            id=matter.next_id("W", matter.state.voids), waybill=command.waybill, by=matter.actor.ref,
            reason=command.reason, signer=signer.ref if signer else "",
        ),
    )  # fmt: skip


def sign_waybill_void(matter: Matter, command: c.SignWaybillVoid) -> tuple[e.Event, ...]:
    """RES-12: by the role that the policy names, never by who voided it."""
    rule = _rule(matter)
    matter.need_open("RES-12")
    item = matter.state.voids.get(command.id)
    if item is None:
        raise refuse("RES-12", "unknown_item", id=command.id)
    if item.signed_by:
        raise refuse("RES-12", "already_done", id=command.id)
    if matter.actor.acts_for(item.by):
        raise refuse("RES-12", "own_approval", id=command.id)
    if not matter.actor.has(rule.signer):
        raise refuse("RES-12", "not_permitted", role=rule.signer)
    return (e.WaybillVoidSigned(id=command.id, waybill=item.waybill, by=matter.actor.ref),)


def need_waybills_filed(matter: Matter) -> None:
    """RES-12: no closing while a printed waybill of a changed order is not void, or a void one not signed."""
    state = matter.state
    unsigned = [item.waybill for item in state.voids.values() if not item.signed_by]
    voided = {item.waybill for item in state.voids.values()}
    loose = {item.waybill for item in state.order_changes.values() if item.waybill} - voided
    if unsigned or loose:
        raise refuse("RES-12", "waybill_not_void", items=sorted({*unsigned, *loose}))


def _rule(matter: Matter) -> Ordering:
    if matter.policy.ordering is None:
        raise refuse("RES-12", "not_offered_by_policy")
    return matter.policy.ordering


def _unshipped(state: State) -> Order:
    if state.order is None:
        raise refuse("RES-12", "order_needed")
    shipped_at = state.order.shipped_at or state.order.signed_at
    if shipped_at is not None:
        raise refuse("RES-12", "already_shipped", at=shipped_at.isoformat())
    return state.order
