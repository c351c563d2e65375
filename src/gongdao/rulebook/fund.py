"""Advance payment 先行垫付: holding money, paying from the fund, goods back or not, recovery (FND-1…4).

What the ledger books follows from the state (`money.advances`); here is only who may do what, and when.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal

from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook import expression
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.liability import split
from gongdao.rulebook.matter import Matter, case_facts
from gongdao.rulebook.policy import FundRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Advance, Finding, State, current_finding, held_fen, open_advance, shop_of
from gongdao.rulebook.terms import Borne

_OPEN: Final = ("asked", "frozen")
_REFUNDS: Final = frozenset({"refund", "return_refund", "partial_refund"})
# Events after which held money may have nothing left to wait for.
_SETTLING: Final = (
    e.AdvanceTakenBack, e.AdvanceRecovered, e.AdvanceWrittenOff, e.CaseClosed, e.CaseWithdrawn,
    e.HoldPeriodEnded,
)  # fmt: skip


def rule_of(matter: Matter) -> FundRule:
    """The policy's fund; refuses where it has none."""
    if matter.policy.fund is None:
        raise refuse("FND-1", "not_offered_by_policy")
    return matter.policy.fund


def hold_money(matter: Matter, command: c.HoldMoney) -> tuple[e.Event, ...]:
    """FND-1, SLA-12: the order's money is held while it is disputed; once an order, and not more than it."""
    matter.need_open("FND-1")
    rule_of(matter)
    matter.need_reason(command.reason, "FND-1")
    state = matter.state
    order, shop = state.order_no, shop_of(state)
    if not order or not shop:
        raise refuse("FND-1", "missing_fields", fields=["order_no" if not order else "respondents"])
    paid = (state.order.paid_fen if state.order else 0) or state.amount_fen
    amount = command.amount_fen or paid
    if not 0 < amount <= paid:
        raise refuse("FND-1", "bad_value", field="amount_fen", allowed=[f"1…{paid}"])
    if state.hold is not None or matter.facts.order_held_fen > 0:
        raise refuse("FND-1", "already_done", id=order)
    return (
        e.MoneyHeld(order=order, shop=shop, amount_fen=amount, by=matter.actor.ref, reason=command.reason),
    )


def release_money(matter: Matter, command: c.ReleaseMoney) -> tuple[e.Event, ...]:
    """SLA-12: held money goes out, once no advance hangs on it. Also after a referral outside."""
    rule_of(matter)
    matter.need_reason(command.reason, "SLA-12")
    state = matter.state
    left = held_fen(state)
    if state.hold is None:
        raise refuse("SLA-12", "unknown_item", id="hold")
    if not left:
        raise refuse("SLA-12", "already_done", id=state.hold.order)
    if not _nothing_hangs_on(state):
        raise refuse("FND-2", "advance_open", id=money_open(state)[0])
    most = min(left, max(_unpaid(state), 0))
    if command.buyer_fen > most:
        raise refuse("SLA-12", "bad_value", field="buyer_fen", allowed=[f"0…{most}"])
    seller = left - command.buyer_fen
    return (e.MoneyReleased(buyer_fen=command.buyer_fen, seller_fen=seller, because=command.reason),)


def ask_advance(matter: Matter, command: c.AskAdvance) -> tuple[e.Event, ...]:
    """FND-1: the buyer, or who handles the case, asks; not more than is disputed, and one at a time."""
    matter.need_open("FND-1")
    rule_of(matter)
    matter.need_reason(command.reason, "FND-1")
    if key := open_advance(matter.state):
        raise refuse("FND-1", "advance_open", id=key)
    left = _unpaid(matter.state)
    if not 0 < command.amount_fen <= left:
        raise refuse("FND-1", "bad_value", field="amount_fen", allowed=[f"1…{max(left, 0)}"])
    return (
        e.AdvanceAsked(
            id=matter.next_id("D", matter.state.advances), by=matter.actor.ref,
            amount_fen=command.amount_fen, with_return=command.with_return, reason=command.reason,
        ),
    )  # fmt: skip


def _unpaid(state: State) -> int:
    """What of the disputed sum the buyer has not got yet: no advance, no held money, no refund (FND-4)."""
    released = sum(one.buyer_fen for one in state.hold.releases) if state.hold is not None else 0
    refunded = sum(
        one.terms.amount_fen
        for one in state.remedies.values()
        if one.status == "fulfilled" and one.terms.kind in _REFUNDS
    )
    return state.amount_fen - _advanced(state) - released - refunded


def _advanced(state: State) -> int:
    """What the buyer has, or will have, of the fund's money in this case."""
    kept = (item for item in state.advances.values() if item.status in ("frozen", "paid", "recovered"))
    return sum(item.amount_fen for item in kept)


def pay_advance(matter: Matter, command: c.PayAdvance) -> tuple[e.Event, ...]:
    """FND-1: paid at once where every condition holds, within the caps, by somebody who did not ask."""
    matter.need_open("FND-1")
    rule = rule_of(matter)
    item = _one(matter, command.id, "asked")
    _need_role(matter, rule.roles, "FND-1")
    if matter.actor.acts_for(item.asked_by):
        raise refuse("FND-1", "own_approval", id=command.id)
    amount = command.amount_fen or item.amount_fen
    if amount > item.amount_fen:
        raise refuse("FND-1", "bad_value", field="amount_fen", allowed=[f"1…{item.amount_fen}"])
    if matter.state.missing:
        raise refuse("FND-1", "missing_fields", fields=list(matter.state.missing))
    if amount > _unpaid(matter.state):
        raise refuse("FND-4", "bad_value", field="amount_fen", allowed=[f"1…{_unpaid(matter.state)}"])
    for condition in rule.conditions:
        if not _holds(matter, condition.when, item):
            raise refuse("FND-1", "advance_condition_fails", condition=condition.id)
    if _advanced(matter.state) + amount > rule.per_case_fen:
        raise refuse("FND-1", "advance_over_case_cap", amount_fen=rule.per_case_fen)
    facts = matter.facts
    if facts.advanced_today_fen + amount > rule.daily_fen:
        raise refuse("FND-1", "advance_over_daily_cap", amount_fen=rule.daily_fen - facts.advanced_today_fen)
    if facts.fund_fen is not None and amount > facts.fund_fen:
        raise refuse("FND-4", "fund_exhausted", amount_fen=facts.fund_fen)
    return (
        e.AdvancePaid(
            id=command.id, by=matter.actor.ref, amount_fen=amount, with_return=item.with_return,
            conditions=tuple(condition.id for condition in rule.conditions),
        ),
    )  # fmt: skip


def _holds(matter: Matter, condition: str, item: Advance) -> bool:
    """Whether a condition of the fund is true now. Asks for facts of the finding that are still open."""
    known = {**case_facts(matter.state), **matter.state.facts, **_fund_facts(matter, item)}
    wanted = {fact.id for fact in matter.policy.finding.facts}
    missing = sorted(expression.names_in(condition) & wanted - set(known))
    if missing:
        raise refuse("FND-1", "missing_fields", fields=missing)
    return expression.holds(condition, known)


def _fund_facts(matter: Matter, item: Advance) -> dict[str, Any]:
    """The values of `policy.FUND_FACTS`."""
    state = matter.state
    key = current_finding(state)
    liabilities = state.findings[key].liabilities if key else ()
    return {
        "found": bool(key),
        "buyer_share_bp": sum(one.share_bp for one in liabilities if one.party == state.complainant.ref),
        "agreed": any(one.status == "accepted" for one in state.proposals.values()),
        "buyer_unreturned": matter.facts.buyer_unreturned,
        "with_return": item.with_return,
        "advance_fen": item.amount_fen,
        "held_fen": held_fen(state),
    }


def deny_advance(matter: Matter, command: c.DenyAdvance) -> tuple[e.Event, ...]:
    """FND-1: with reason."""
    matter.need_open("FND-1")
    rule = rule_of(matter)
    _one(matter, command.id, "asked")
    _need_role(matter, rule.roles, "FND-1")
    matter.need_reason(command.reason, "FND-1")
    return (e.AdvanceDenied(id=command.id, by=matter.actor.ref, reason=command.reason),)


def confirm_return(matter: Matter, command: c.ConfirmReturn) -> tuple[e.Event, ...]:
    """FND-2: the goods are back. The platform says so for a seller who will not only with its reason."""
    rule = rule_of(matter)
    item = _one(matter, command.id, "frozen")
    seller = shop_of(matter.state)
    if not matter.actor.acts_for(seller):
        _need_role(matter, rule.roles, "FND-2")
        matter.need_reason(command.note, "FND-2")
    freed = e.AdvanceFreed(id=command.id, because="returned", by=matter.actor.ref, note=command.note)
    return (freed, *_recovered_on_return(matter.state, command.id, item, "returned"))


def _recovered_on_return(state: State, key: str, item: Advance, because: str) -> tuple[e.Event, ...]:
    """Once the goods are back the seller bears the advance, or whom a finding names, once that is final."""
    found = bool(current_finding(state))
    borne = due(state, item) if found else from_held(state, item, (Borne(shop_of(state), item.amount_fen),))
    return (e.AdvanceRecovered(id=key, borne=borne, because=because),) if borne else ()


def from_held(state: State, item: Advance, borne: tuple[Borne, ...]) -> tuple[Borne, ...]:
    """FND-2: the same, the seller's part out of the held money as far as it goes."""
    hold = state.hold
    if hold is None:
        return borne
    left = held_fen(state) + sum(one.held_fen for one in item.borne)
    return tuple(
        replace(one, held_fen=min(one.amount_fen, left)) if one.party == hold.shop else one for one in borne
    )


def take_back_advance(matter: Matter, command: c.TakeBackAdvance) -> tuple[e.Event, ...]:
    """FND-3: only after the time for the return has passed: the buyer was told and asked."""
    rule = rule_of(matter)
    item = _one(matter, command.id, "frozen")
    _need_role(matter, rule.roles, "FND-3")
    matter.need_reason(command.reason, "FND-3")
    if not item.missed and not _returned_wrong(matter.state):
        raise refuse("FND-3", "return_still_possible", id=command.id)
    return (e.AdvanceTakenBack(id=command.id, because=command.reason, by=matter.actor.ref),)


def _returned_wrong(state: State) -> bool:
    """Whether goods came back, and the seller objected to them: 未成功退货."""
    return any(item.kind == "return" and item.in_order is False for item in state.parcels.values())


def recover_advance(matter: Matter, command: c.RecoverAdvance) -> tuple[e.Event, ...]:
    """FND-2: from whom the advance comes back: as the finding says, else from the seller."""
    rule = rule_of(matter)
    item = _one(matter, command.id, "paid")
    _need_role(matter, rule.roles, "FND-2")
    matter.need_reason(command.reason, "FND-2")
    if current_finding(matter.state):
        borne = due(matter.state, item)
        if command.borne and [(one.party, one.amount_fen) for one in command.borne] != [
            (one.party, one.amount_fen) for one in borne
        ]:
            raise refuse("FND-2", "bad_value", field="borne", allowed=[one.party for one in borne])
    else:
        named = tuple(Borne(one.party, one.amount_fen) for one in command.borne)
        whole = (Borne(shop_of(matter.state) or "company", item.amount_fen - item.written_off_fen),)
        borne = from_held(matter.state, item, named or whole)
    parties = [one.party for one in borne]
    total = sum(one.amount_fen for one in borne)
    if not borne or total + item.written_off_fen > item.amount_fen or len(set(parties)) < len(parties):
        raise refuse("FND-2", "bad_value", field="borne", allowed=[f"1…{item.open_fen}"])
    if borne == item.borne:
        raise refuse("FND-2", "nothing_to_change")
    return (e.AdvanceRecovered(id=command.id, borne=borne, because=command.reason),)


def write_off_advance(matter: Matter, command: c.WriteOffAdvance) -> tuple[e.Event, ...]:
    """FND-4: what nobody bears the company bears; by somebody who did not pay it out."""
    rule = rule_of(matter)
    item = _one(matter, command.id, "paid")
    _need_role(matter, rule.write_off, "FND-4")
    matter.need_reason(command.reason, "FND-4")
    if matter.actor.acts_for(item.paid_by):
        raise refuse("FND-4", "own_approval", id=command.id)
    amount = item.written_off_fen + item.open_fen
    return (
        e.AdvanceWrittenOff(id=command.id, amount_fen=amount, by=matter.actor.ref, reason=command.reason),
    )


def due(state: State, item: Advance) -> tuple[Borne, ...]:
    """FND-2: who bears an advance by the finding in force: each its share, once it is final for it."""
    key = current_finding(state)
    if not key or not state.findings[key].binding:
        return ()
    finding = state.findings[key]
    amount = item.amount_fen - item.written_off_fen
    parts = split(amount, [one.share_bp for one in finding.liabilities])
    borne = tuple(
        Borne(one.party, part)
        for one, part in zip(finding.liabilities, parts, strict=True)
        if part and one.party in finding.final_for
    )
    return from_held(state, item, borne)


def follows(matter: Matter, event: e.Event) -> Iterator[e.Event]:
    """What an event means for money already moved; `matter.state` is the state after it.

    APP-15: when a finding becomes final or an appeal changes it, the advance is borne by whom it names now,
    and what was recovered before is undone. Held money on which nothing hangs any more goes to the seller.
    """
    state = matter.state
    if matter.policy.fund is None:
        return
    moved = False  # whether something still follows that settles by itself: released twice is paid twice
    if isinstance(event, e.FindingFinal | e.AppealDecided):
        for key, item in state.advances.items():
            if item.status in ("paid", "recovered") and (borne := due(state, item)) != item.borne:
                moved = True
                yield e.AdvanceRecovered(id=key, borne=borne, because=e.type_of(event))
    if isinstance(event, e.CaseClosed | e.CaseWithdrawn):
        for key, item in state.advances.items():
            if item.status == "asked":
                yield e.AdvanceDenied(id=key, by="system", reason=e.type_of(event))
    if isinstance(event, e.GoodsChecked | e.ReturnLost):
        yield from _after_return(state, event)
    if isinstance(event, e.AdvanceRecovered):
        yield from _no_longer_owed(state, event.borne)
    if not moved and _settles(state, event) and (left := held_fen(state)) and _nothing_hangs_on(state):
        yield e.MoneyReleased(buyer_fen=0, seller_fen=left, because=e.type_of(event))


def _no_longer_owed(state: State, borne: tuple[Borne, ...]) -> Iterator[e.Event]:
    """FND-4: whoever gave the fund back what the buyer has got does not refund the buyer once more."""
    left = {one.party: one.amount_fen for one in borne}
    for key, item in state.remedies.items():
        terms = item.terms
        if item.status not in ("due", "failed") or terms.kind not in _REFUNDS:
            continue
        if 0 < terms.amount_fen <= left.get(terms.obligor, 0):
            left[terms.obligor] -= terms.amount_fen
            yield e.RemedyCancelled(id=key, reason="advance_recovered")


def _settles(state: State, event: e.Event) -> bool:
    """Whether held money may go to the seller with this event, if nothing hangs on it."""
    match event:
        case e.FindingFinal():
            finding = state.findings[event.id]
            return finding.status == "final" and not _bears(finding, state)
        case e.AdvanceDenied():
            return not state.is_open
        case _:
            return isinstance(event, _SETTLING)


def _bears(finding: Finding, state: State) -> bool:
    """Whether the shop whose money is held bears anything by a finding."""
    return state.hold is not None and any(item.party == state.hold.shop for item in finding.liabilities)


def _after_return(state: State, event: e.GoodsChecked | e.ReturnLost) -> Iterator[e.Event]:
    """FND-2: what became of the return decides on a frozen advance; what is disputed waits."""
    key, parcel = open_advance(state), state.parcels[event.id]
    item = state.advances.get(key)
    if item is None or item.status != "frozen" or parcel.kind != "return":
        return
    if isinstance(event, e.ReturnLost):
        carrier = parcel.carrier if kind_of(parcel.carrier) == "carrier" else "carrier:unknown"
        yield e.AdvanceFreed(id=key, because="lost", carrier=carrier, note=event.reason)
        yield e.AdvanceRecovered(id=key, borne=(Borne(carrier, item.amount_fen),), because="lost")
    elif event.in_order:
        because: Literal["silence", "returned"] = "silence" if parcel.automatic else "returned"
        yield e.AdvanceFreed(id=key, because=because, by=event.by)
        yield from _recovered_on_return(state, key, item, because)


def _nothing_hangs_on(state: State) -> bool:
    """Whether nothing can be taken from the held money any more: all is borne, or the shop bears nothing.

    While a finding may still be appealed, the money waits.
    """
    if any(item.status in ("issued", "contested") and item.binding for item in state.findings.values()):
        return False
    if any(item.status in _OPEN for item in state.advances.values()):
        return False
    if not any(item.open_fen for item in state.advances.values()):
        return True
    finding = list(state.findings.values())[-1] if state.findings else None
    return finding is not None and finding.status in ("final", "annulled") and not _bears(finding, state)


def silence(matter: Matter, do: str) -> Iterator[e.Event]:
    """FND-2, FND-3: what a lapse does to the frozen advance of the case; nothing where there is none."""
    key = open_advance(matter.state)
    item = matter.state.advances.get(key)
    if item is None or item.status != "frozen":
        return
    if do == "miss_return":
        yield e.AdvanceReturnMissed(id=key)
    elif do == "take_back":
        yield e.AdvanceTakenBack(id=key, because="not_returned")
    else:
        yield e.AdvanceFreed(id=key, because="silence")
        yield from _recovered_on_return(matter.state, key, item, "silence")


def money_open(state: State) -> list[str]:
    """What of the money is still open, so that the case cannot close (FND-4)."""
    left = [key for key, item in state.advances.items() if item.status in _OPEN or item.open_fen]
    return left + (["hold"] if held_fen(state) else [])


def _one(matter: Matter, key: str, *statuses: str) -> Advance:
    item = matter.state.advances.get(key)
    if item is None:
        raise refuse("FND-1", "unknown_item", id=key)
    if item.status not in statuses:
        raise refuse("FND-1", "not_in_this_state", status=item.status, needed=list(statuses))
    return item


def _need_role(matter: Matter, roles: tuple[str, ...], rule: str) -> None:
    if not matter.actor.has(*roles):
        raise refuse(rule, "not_permitted", role=list(roles))
