"""Goods 货物: returns sent and received, and the check within 72 hours (SLA-12)."""

from typing import Final

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.evidence import ref_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import GoodsRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Parcel

RETURNS: Final = ("return_refund", "exchange")  # remedies for which the buyer sends something back


def rule_of(matter: Matter) -> GoodsRule:
    """The policy's rule on goods; refuses where the policy has none."""
    if matter.policy.goods is None:
        raise refuse("SLA-12", "not_offered_by_policy")
    return matter.policy.goods


def ship_return(matter: Matter, command: c.ShipReturn) -> tuple[e.Event, ...]:
    """The buyer sends back to the shop what both agreed on, or what was ordered, with the waybill.

    Or what an advance was paid for (FND-2); again where the carrier lost it (FND-3).
    """
    rule_of(matter)
    matter.need_open("SLA-12")
    buyer, shop = matter.state.complainant.ref, ref_of(matter.state, "respondent")
    if not matter.actor.acts_for(buyer):
        raise refuse("SLA-12", "not_a_party", of=buyer)
    if any(item.kind == "return" and item.status != "lost" for item in matter.state.parcels.values()):
        raise refuse("SLA-12", "already_done")
    due = [
        key
        for key, item in matter.state.remedies.items()
        if item.terms.kind in RETURNS and item.status in ("due", "failed")
    ]
    advanced = any(item.status == "frozen" for item in matter.state.advances.values())
    if not due and not advanced:
        raise refuse("SLA-12", "return_not_agreed")
    if not command.waybill.strip() or not shop:
        raise refuse("SLA-12", "missing_fields", fields=["waybill" if shop else "respondents"])
    if command.remedy and command.remedy not in due:
        raise refuse("SLA-12", "bad_value", field="remedy", allowed=due)
    remedy = command.remedy or (due[0] if due else "")
    return (
        e.ReturnShipped(
            id=matter.next_id("G", matter.state.parcels), by=buyer, to=shop, waybill=command.waybill,
            carrier=command.carrier, remedy=remedy, note=command.note,
        ),
    )  # fmt: skip


def receive_goods(matter: Matter, command: c.ReceiveGoods) -> tuple[e.Event, ...]:
    """By whoever received them, or recorded by staff with proof; the check begins."""
    rule_of(matter)
    matter.need_open("SLA-12")
    if not command.id:
        return _goods_of_the_order(matter, command)
    item = _parcel(matter, command.id)
    if item.status != "shipped":
        raise refuse("SLA-12", "already_done", id=command.id, status=item.status)
    _need_receiver(matter, item.receiver, command.proof)
    return (e.ReturnReceived(id=command.id, by=item.receiver, proof=command.proof),)


def _goods_of_the_order(matter: Matter, command: c.ReceiveGoods) -> tuple[e.Event, ...]:
    buyer = matter.state.complainant.ref
    if any(item.kind == "order" for item in matter.state.parcels.values()):
        raise refuse("SLA-12", "already_done")
    _need_receiver(matter, buyer, command.proof)
    key = matter.next_id("G", matter.state.parcels)
    sender = ref_of(matter.state, "respondent")
    return (e.GoodsReceived(id=key, by=buyer, sender=sender, proof=command.proof),)


def _need_receiver(matter: Matter, receiver: str, proof: str) -> None:
    if matter.actor.acts_for(receiver):
        return
    if not matter.actor.is_staff:
        raise refuse("SLA-12", "not_a_party", of=receiver)
    if not proof.strip():
        raise refuse("SLA-12", "proof_needed", id=receiver, kinds=["call_record", "chat"])


def _parcel(matter: Matter, key: str) -> Parcel:
    item = matter.state.parcels.get(key)
    if item is None:
        raise refuse("SLA-12", "unknown_item", id=key)
    return item


def check_goods(matter: Matter, command: c.CheckGoods) -> tuple[e.Event, ...]:
    """SLA-12: by the receiver, within the limit; an objection says what is wrong and shows it."""
    rule = rule_of(matter)
    matter.need_open("SLA-12")
    item = _parcel(matter, command.id)
    if not matter.actor.acts_for(item.receiver):
        raise refuse("SLA-12", "not_a_party", of=item.receiver)
    if item.status != "received":
        raise refuse("SLA-12", "not_in_this_state", status=item.status, needed=["received"])
    matter.need_exhibits(command.exhibits, "SLA-12")
    if not command.in_order:
        matter.need_reason(command.note, "SLA-12")
        if not command.exhibits:
            raise refuse("SLA-12", "proof_needed", id=command.id, kinds=["goods_photo", "video"])
    return (
        e.GoodsChecked(
            id=command.id, by=item.receiver, in_order=command.in_order, note=command.note,
            exhibits=command.exhibits, facts=facts_of(rule, item, in_order=command.in_order),
        ),
    )  # fmt: skip


def facts_of(rule: GoodsRule | None, item: Parcel, *, in_order: bool) -> dict[str, str | int | bool]:
    """The facts of the decision table that follow from the check of a return."""
    if rule is None or item.kind != "return":
        return {}
    return dict(rule.in_order if in_order else rule.not_in_order)


def report_lost(matter: Matter, command: c.ReportLost) -> tuple[e.Event, ...]:
    """A return that will not arrive, as the carrier says."""
    rule = rule_of(matter)
    matter.need_open("SLA-12")
    matter.need_reason(command.reason, "SLA-12")
    item = _parcel(matter, command.id)
    if item.status != "shipped":
        raise refuse("SLA-12", "not_in_this_state", status=item.status, needed=["shipped"])
    return (e.ReturnLost(id=command.id, reason=command.reason, facts=dict(rule.lost)),)
