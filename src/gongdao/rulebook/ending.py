"""After-sale orders, claims, follow-up and the closed loop (RES-9…11, DEC-6, SLA-3)."""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.fund import money_open
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.ordering import need_waybills_filed
from gongdao.rulebook.policy import ClaimsRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import State, current_finding, open_advance, open_appeal, sanctions_running
from gongdao.rulebook.terms import Liability


def order_after_sale(matter: Matter, command: c.OrderAfterSale) -> tuple[e.Event, ...]:
    """RES-11: the after-sale order enters the dispatch pool."""
    matter.need_open("RES-11")
    if command.kind not in matter.policy.closing.after_sale:
        raise refuse("RES-11", "not_offered_by_policy", kind=command.kind)
    key = matter.next_id("T", matter.state.after_sales)
    return (e.AfterSaleOrdered(id=key, kind=command.kind, note=command.note, region=matter.state.region),)


def dispatch_after_sale(matter: Matter, command: c.DispatchAfterSale) -> tuple[e.Event, ...]:
    """RES-11: from the pool to a technician."""
    matter.need_open("RES-11")
    item = matter.state.after_sales.get(command.id)
    if item is None:
        raise refuse("RES-11", "unknown_item", id=command.id)
    if item.status == "done":
        raise refuse("RES-11", "already_done", id=command.id)
    if kind_of(command.technician) != "technician":
        raise refuse("RES-11", "bad_value", field="technician", allowed=["technician:…"])
    return (e.AfterSaleDispatched(id=command.id, technician=command.technician),)


def finish_after_sale(matter: Matter, command: c.FinishAfterSale) -> tuple[e.Event, ...]:
    """RES-11: the task is done."""
    matter.need_open("RES-11")
    item = matter.state.after_sales.get(command.id)
    if item is None:
        raise refuse("RES-11", "unknown_item", id=command.id)
    if item.status != "dispatched":
        raise refuse("RES-11", "not_in_this_state", status=item.status, needed=["dispatched"])
    return (e.AfterSaleDone(id=command.id, text=command.text),)


def claims_open(matter: Matter) -> ClaimsRule | None:
    """DEC-6: the rule whose question is still to be answered before this case may close."""
    rule = matter.policy.closing.claims
    if rule is None or matter.state.claims is not None:
        return None
    return rule if matter.state.category in rule.categories else None


def decide_claims(matter: Matter, command: c.DecideClaims) -> tuple[e.Event, ...]:
    """DEC-6: 转理赔 when the liable party is of the kinds named and the amount reaches the value."""
    matter.need_open("DEC-6")
    rule = matter.policy.closing.claims
    if rule is None or matter.state.category not in rule.categories:
        raise refuse("DEC-6", "not_offered_by_policy")
    if matter.state.claims is not None:
        raise refuse("DEC-6", "already_done")
    key = current_finding(matter.state)
    liabilities = matter.state.findings[key].liabilities if key else ()
    claim = _claimable(rule, liabilities)
    transfer = claim is not None if command.transfer is None else command.transfer
    if transfer != (claim is not None) and not command.reason.strip():
        raise refuse("DEC-6", "deviation_without_reason", suggested=[claim.party] if claim else [])
    party = claim.party if claim else ""
    return (
        e.ClaimsDecided(
            transfer=transfer, because=command.reason or rule.cite, party=party if transfer else "",
            amount_fen=claim.amount_fen if claim and transfer else 0,
        ),
    )  # fmt: skip


def _claimable(rule: ClaimsRule, liabilities: tuple[Liability, ...]) -> Liability | None:
    return next(
        (
            item
            for item in liabilities
            if kind_of(item.party) in rule.parties and item.amount_fen >= rule.from_fen
        ),
        None,
    )


def follow_up(matter: Matter, command: c.FollowUp) -> tuple[e.Event, ...]:
    """SLA-3, RES-9: told and asked; an unsatisfied customer reopens the talks."""
    matter.need_status("resolved", "final", rule="RES-9")
    missing = [part for part in matter.policy.closing.reply if not getattr(command, part).strip()]
    if missing:
        raise refuse("RES-1", "missing_fields", fields=missing)
    made = e.FollowUpMade(
        satisfied=command.satisfied, via=command.via, text=command.text, score=command.score,
        measures=command.measures, result=command.result, prevention=command.prevention,
    )  # fmt: skip
    if command.satisfied or matter.state.status == "final":
        return (made,)
    return (made, e.CaseReopened(reason="unsatisfied"))


def close_case(matter: Matter, command: c.CloseCase) -> tuple[e.Event, ...]:
    """RES-10: only a case whose remedies are done and whose follow-up is made closes, with its cause kept."""
    matter.need_open("RES-10")
    matter.need_reason(command.cause, "RES-10")
    matter.need_reason(command.solution, "RES-10")
    state, closing = matter.state, matter.policy.closing
    left = sorted(key for key, item in state.remedies.items() if item.status in ("due", "failed"))
    left += sorted(key for key, item in state.after_sales.items() if item.status != "done")
    if money := money_open(state):
        raise refuse("FND-4", "money_open", items=money)
    if closing.remedies_done and left:
        raise refuse("RES-10", "remedies_open", items=left)
    need_waybills_filed(matter)
    if open_appeal(state) or state.status == "under_appeal":
        raise refuse("APP-2", "appeal_still_open")
    if state.status == "decided" or _appealable(state):
        raise refuse("APP-2", "finding_not_final")
    matter.need_status("resolved", "final", rule="RES-10")
    if closing.follow_up and state.followed_up_at is None:
        raise refuse("RES-9", "follow_up_missing")
    if running := sanctions_running(state):
        raise refuse("PEN-4", "sanctions_running", items=list(running))
    if claims_open(matter):
        raise refuse("DEC-6", "claims_question_open")
    outcome = "liability_final" if state.status == "final" else "resolved"
    standing = current_finding(state)
    if outcome == "liability_final" and state.findings[standing].refused:
        outcome = "not_established"
    return (e.CaseClosed(outcome=outcome, cause=command.cause, solution=command.solution),)  # type: ignore[arg-type]  # both are outcomes


def _appealable(state: State) -> bool:
    """Whether a finding stands that can still be appealed, also where an agreement settled the complaint."""
    key = current_finding(state)
    return bool(key) and state.findings[key].binding and state.findings[key].status != "final"


def reopen_case(matter: Matter, command: c.ReopenCase) -> tuple[e.Event, ...]:
    """RES-9: closed too early; negotiation resumes."""
    matter.need_reason(command.reason, "RES-9")
    if not matter.policy.closing.reopen or matter.state.status != "closed":
        raise refuse("RES-9", "not_in_this_state", status=matter.state.status, needed=["closed"])
    return (e.CaseReopened(reason=command.reason),)


def withdraw_case(matter: Matter, command: c.WithdrawCase) -> tuple[e.Event, ...]:
    """By the complainant; not once somebody has been judged: that goes on without them."""
    matter.need_open("INT-1")
    matter.need_reason(command.reason, "INT-1")
    key = current_finding(matter.state)
    if key and matter.state.findings[key].binding:
        raise refuse("INT-1", "not_in_this_state", status=matter.state.status, needed=["negotiating"])
    if open_advance(matter.state) or any(item.open_fen for item in matter.state.advances.values()):
        raise refuse("FND-4", "money_open", items=money_open(matter.state))
    open_remedies = [key for key, item in matter.state.remedies.items() if item.status in ("due", "failed")]
    cancelled = tuple(e.RemedyCancelled(id=item, reason="withdrawn") for item in open_remedies)
    return (*cancelled, e.CaseWithdrawn(reason=command.reason))
