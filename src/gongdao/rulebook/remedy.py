"""Resolution 处理方案: proposals, the ladder, carrying out (RES-2, RES-3, RES-6…9, RES-13)."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.deadline import parse_length
from gongdao.rulebook.evidence import ref_of, side_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Cap, Policy, Rung, rung_of
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Proposal, Remedy, State, goods_value_fen, open_proposal
from gongdao.rulebook.terms import TO_APPROVE, RemedyKind, Terms

# Proposals that the customer does not see: another must approve them first (RES-8), or did not.
NOT_OFFERED: Final = frozenset({"awaiting_approval", "rejected"})
# What is given in money or vouchers is nothing without its amount, points without their number (RES-2).
OF_MONEY: Final = frozenset(
    {"refund", "return_refund", "partial_refund", "discount", "coupon", "compensation"}
)
TALKING: Final = (
    "received", "accepted", "negotiating", "platform_review", "in_mediation", "resolved", "final",
    "executing",
)  # fmt: skip


def propose(matter: Matter, command: c.ProposeRemedies) -> tuple[e.Event, ...]:
    """RES-2, RES-8: a proposal; compensation over the proposer's cap waits for approval by another."""
    matter.need_status(*TALKING, rule="RES-2")
    if key := open_proposal(matter.state):
        raise refuse("RES-3", "proposal_open", id=key)
    _need_first_steps(matter, command.remedies)
    remedies = tuple(with_limit(matter.policy, terms) for terms in command.remedies)
    rung = rung_for(matter)
    needs_approval = approval_needed(matter, remedies)
    made = e.ProposalMade(
        id=matter.next_id("P", matter.state.proposals),
        by=matter.actor.ref,
        rung=rung.id if rung else matter.state.rung,
        remedies=remedies,
        explanation=command.explanation,
        needs_approval=needs_approval,
        confirmers=confirmers(matter),
    )
    return (*_approver(matter, needs_approval), made)


def _approver(matter: Matter, role: str) -> Iterator[e.Event]:
    """RES-8: somebody of the role that must approve oversees the case, is told and sees it."""
    overseer = next((item for item in matter.facts.candidates if item.ref == matter.state.overseer), None)
    if not role or (overseer is not None and {role, matter.policy.remedies.over_cap} & overseer.roles):
        return
    lead = matter.choose(role, excluded=frozenset({matter.actor.ref})).candidate
    if lead is not None:
        yield e.OverseerAssigned(overseer=lead.ref, role=role, because=TO_APPROVE)


def _need_first_steps(matter: Matter, remedies: tuple[Terms, ...]) -> None:
    """RES-12: what comes before an offer in a case of this category, and what may be offered."""
    state = matter.state
    for rule in matter.policy.remedies.first:
        if rule.category != state.category:
            continue
        if rule.respond and state.first_response_at is None:
            raise refuse("RES-12", "respond_first_needed")
        there = {item.exhibit.kind for item in state.exhibits.values()}
        missing = [kind for kind in rule.exhibits if kind not in there]
        if missing:
            raise refuse("RES-12", "exhibits_needed", kinds=missing)
        for terms in remedies:
            if rule.kinds and terms.kind not in rule.kinds:
                raise refuse("RES-12", "not_offered_by_policy", kind=terms.kind)


def with_limit(policy: Policy, terms: Terms) -> Terms:
    """The terms with the policy's own limit where none is named.

    Refuses unknown kinds and limits, and remedies of money or points that say nothing of how much (RES-2):
    what is agreed on is binding, and nobody agrees to an amount that is left open.
    """
    rule = next((item for item in policy.remedies.kinds if item.kind == terms.kind), None)
    if rule is None:
        raise refuse("RES-2", "not_offered_by_policy", kind=terms.kind)
    if terms.amount_fen < 0 or terms.units < 0 or terms.valid_days < 0:
        raise refuse("RES-2", "bad_value", field="amount_fen", allowed=["0…"])
    if not (terms.units if terms.kind == "points" else terms.amount_fen or terms.kind not in OF_MONEY):
        raise refuse("RES-2", "amount_needed", kind=terms.kind)
    if not terms.within:
        return replace(terms, within=rule.within)
    try:
        parse_length(terms.within)
    except ValueError:
        raise refuse("RES-2", "bad_value", field="within", allowed=["24h", "3wd", "7d"]) from None
    return terms


def rung_for(matter: Matter) -> Rung | None:
    """The highest rung of the ladder on which the actor's roles stand."""
    own = [rung for rung in matter.policy.ladder if not rung.outside and matter.actor.has(rung.role)]
    return own[-1] if own else None


def compensation_fen(policy: Policy, remedies: tuple[Terms, ...]) -> int:
    """What counts against the cap: coupons, compensation and the like, not the refund itself (RES-8)."""
    return sum(terms.amount_fen for terms in remedies if terms.kind in policy.remedies.compensating)


def approval_needed(matter: Matter, remedies: tuple[Terms, ...]) -> str:
    """RES-8: the role that must approve, or "" when the proposer's own cap suffices.

    The cap is a share of the goods' value, and an amount where the policy names one; compensation for goods
    of unknown value always needs approval. Exact integer comparison: one fen over the cap is over.
    """
    compensation = compensation_fen(matter.policy, remedies)
    if compensation == 0:
        return ""
    value = goods_value_fen(matter.state)
    caps = sorted(stepped(matter), key=lambda cap: cap.percent)
    enough = [
        cap
        for cap in caps
        if compensation * 100 <= value * cap.percent and not 0 < cap.most_fen < compensation
    ]
    if any(matter.actor.has(cap.role) for cap in enough) or matter.actor.has(matter.policy.remedies.over_cap):
        return ""
    return enough[0].role if enough else matter.policy.remedies.over_cap


def stepped(matter: Matter) -> tuple[Cap, ...]:
    """The caps as they stand now: a handler's own rises a step with each offer refused (RES-8)."""
    rules = matter.policy.remedies
    if not rules.steps:
        return rules.caps
    turned_down = sum(item.status in ("refused", "expired") for item in matter.state.proposals.values())
    step = rules.steps[min(turned_down, len(rules.steps) - 1)]
    return tuple(
        replace(cap, percent=min(step, cap.percent)) if cap.role == matter.policy.handler_role else cap
        for cap in rules.caps
    )


def approve(matter: Matter, command: c.ApproveProposal) -> tuple[e.Event, ...]:
    """RES-8: by the role named, never by the proposer."""
    _awaiting_approval(matter, command.id)
    return (e.ProposalApproved(id=command.id, by=matter.actor.ref),)


def reject(matter: Matter, command: c.RejectProposal) -> tuple[e.Event, ...]:
    """RES-8: the approver declines, with reason."""
    _awaiting_approval(matter, command.id)
    matter.need_reason(command.reason, "RES-8")
    return (e.ProposalRejected(id=command.id, by=matter.actor.ref, reason=command.reason),)


def _awaiting_approval(matter: Matter, key: str) -> None:
    matter.need_open("RES-8")
    proposal = matter.state.proposals.get(key)
    if proposal is None:
        raise refuse("RES-8", "unknown_item", id=key)
    if proposal.status != "awaiting_approval":
        raise refuse("RES-8", "already_done", id=key)
    if matter.actor.acts_for(proposal.by):
        raise refuse("RES-8", "own_approval", id=key)
    if not matter.actor.has(proposal.needs_approval, matter.policy.remedies.over_cap):
        raise refuse("RES-8", "not_permitted", role=proposal.needs_approval)


def confirmers(matter: Matter) -> tuple[str, ...]:
    """RES-5: who must confirm what the platform proposes; none named: the complainant alone."""
    rule = matter.policy.negotiation
    if rule is None:
        return ()
    refs = tuple(ref for side in rule.confirm if (ref := ref_of(matter.state, side)))
    return () if refs == (matter.state.complainant.ref,) else refs


def answer(matter: Matter, command: c.AnswerProposal) -> tuple[e.Event, ...]:
    """RES-3, RES-5: agreement or refusal of whoever must confirm; recorded by staff only with its proof."""
    matter.need_open("RES-3")
    proposal = matter.state.proposals.get(command.id)
    party, own = _answering(matter, command, proposal)
    if proposal is None or not party or (own and proposal.status in NOT_OFFERED):
        raise refuse("RES-3", "unknown_item", id=command.id)
    if proposal.status == "accepted":
        raise refuse("RES-3", "already_done", id=command.id)
    if proposal.status != "open":
        raise refuse("RES-3", "not_in_this_state", status=proposal.status, needed=["open"])
    if party in proposal.confirmed:
        raise refuse("RES-5", "already_done", id=command.id)
    if not own and not command.proof:
        raise refuse("RES-3", "proof_needed", id=command.id, kinds=["chat", "mail", "call_record"])
    answered = e.ProposalAnswered(
        id=command.id, accepted=command.accepted, via=command.via,
        proof=command.proof or f"account:{matter.actor.ref}", text=command.text,
        by=party if proposal.confirmers else "",
    )  # fmt: skip
    if not command.accepted or set(proposal.confirmers) - {*proposal.confirmed, party}:
        return (answered,)
    first = len(matter.state.remedies) + 1
    ordered = tuple(
        e.RemedyOrdered(id=f"R{first + index}", terms=terms, source=command.id)
        for index, terms in enumerate(proposal.remedies)
    )
    return (answered, *ordered)


def _answering(matter: Matter, command: c.AnswerProposal, proposal: Proposal | None) -> tuple[str, bool]:
    """Whose answer it is, and whether that party gives it itself; ("", …) where it has none to give."""
    complainant = matter.state.complainant.ref
    asked = (proposal.confirmers if proposal else ()) or (complainant,)
    mine = [ref for ref in asked if matter.actor.acts_for(ref)]
    if mine:
        return mine[0], True
    if side_of(matter.state, matter.actor.ref) or not matter.actor.is_staff:
        return "", False
    party = command.party or complainant
    return (party if party in asked else ""), False


def escalate(matter: Matter, command: c.EscalateCase) -> tuple[e.Event, ...]:
    """RES-6, RES-7: the next rung, or the executive for a major dispute; an overseer takes it up."""
    matter.need_open("RES-6")
    matter.need_reason(command.reason, "RES-6")
    rung = _rung_meant(matter, command.rung)
    lead = matter.choose(rung.role).candidate
    result: list[e.Event] = [e.CaseEscalated(rung=rung.id, because=command.reason, by=matter.actor.ref)]
    if rung.only == "major" and matter.state.priority != "urgent":
        result.append(e.PriorityChanged(priority="urgent", because=rung.cite))
    if lead is not None and lead.ref != matter.state.overseer:
        result.append(e.OverseerAssigned(overseer=lead.ref, role=rung.role, because=rung.id))
    first = len(matter.state.collaborations) + 1
    result += [
        e.CollaborationAsked(id=f"C{first + n}", of=f"department:{department}", question=command.reason)
        for n, department in enumerate(rung.joined_by)
    ]
    return tuple(result)


def rungs_above(policy: Policy, state: State) -> tuple[Rung, ...]:
    """The rungs within the house above the one a case stands on; on the first one every case begins."""
    place = next((n for n, rung in enumerate(policy.ladder) if rung.id == state.rung), 0)
    return tuple(rung for rung in policy.ladder[place + 1 :] if not rung.outside)


def _rung_meant(matter: Matter, named: str) -> Rung:
    """The rung named, or the next one.

    RES-7: what is a major dispute is for those who work on the case to say; who complains reaches the next
    rung alone.
    """
    above = rungs_above(matter.policy, matter.state)
    following = next((rung for rung in above if rung.only != "major"), None)
    if matter.actor.acts_for(matter.state.complainant.ref):
        above = (following,) if following is not None else ()
    rung = rung_of(matter.policy, named) if named else following
    if not above or (rung is None and not named) or (rung is not None and rung.outside):
        raise refuse("RES-6", "top_of_ladder", rung=matter.state.rung)
    if named and named == matter.state.rung:
        raise refuse("RES-6", "nothing_to_change")
    if rung is None or rung not in above:
        raise refuse("RES-6", "bad_value", field="rung", allowed=[item.id for item in above])
    return rung


def orderable(policy: Policy) -> tuple[RemedyKind, ...]:
    """RES-13: the kinds that are ordered without the customer's consent, since they give no money."""
    giving = {*policy.remedies.compensating, *OF_MONEY}
    return tuple(rule.kind for rule in policy.remedies.kinds if rule.kind not in giving)


def order_remedy(matter: Matter, command: c.OrderRemedy) -> tuple[e.Event, ...]:
    """RES-13: apology, self-review, correction without the customer's consent; or what a finding obliges."""
    matter.need_open("RES-13")
    matter.need_reason(command.reason, "RES-13")
    terms = with_limit(matter.policy, command.terms)
    key = matter.next_id("R", matter.state.remedies)
    if command.finding:
        _need_obliged(matter, command.finding, terms)
        return (e.RemedyOrdered(id=key, terms=terms, source=command.finding),)
    if terms.kind in matter.policy.remedies.compensating or terms.amount_fen:
        raise refuse("RES-8", "not_offered_by_policy", kind=terms.kind)
    return (e.RemedyOrdered(id=key, terms=terms, source="order"),)


def _need_obliged(matter: Matter, key: str, terms: Terms) -> None:
    """RES-9, FND-4: a final finding is carried out by whom it judged, up to what that party bears and has not
    given back to the fund.
    """
    finding = matter.state.findings.get(key)
    if finding is None or not finding.binding:
        raise refuse("RES-9", "unknown_item", id=key)
    obligor = terms.obligor or "company"
    borne = {item.party: item.amount_fen for item in finding.liabilities}
    if obligor not in borne or obligor == matter.state.complainant.ref:
        raise refuse("RES-9", "not_liable")
    if obligor not in finding.final_for:
        raise refuse("RES-9", "not_in_this_state", status=finding.status, needed=["final"])
    ordered = sum(
        item.terms.amount_fen
        for item in matter.state.remedies.values()
        if item.source == key and item.status != "cancelled" and (item.terms.obligor or "company") == obligor
    )
    given_back = sum(
        part.amount_fen
        for item in matter.state.advances.values()
        for part in item.borne
        if part.party == obligor
    )
    left = borne[obligor] - ordered - given_back
    if terms.amount_fen > max(left, 0):
        raise refuse("RES-9", "amount_over_loss", amount_fen=max(left, 0))


def carry_out(matter: Matter, command: c.CarryOutRemedy) -> tuple[e.Event, ...]:
    """RES-9: done, with proof. A failed remedy can still be carried out."""
    matter.need_open("RES-9")
    remedy = _owed(matter, command.id, "due", "failed")
    if not command.proof.strip():
        raise refuse("RES-9", "proof_needed", id=command.id, kinds=["transaction", "waybill", "chat"])
    if remedy.terms.kind == "self_review" and not command.text.strip():
        raise refuse("RES-13", "missing_fields", fields=["text"])
    return (e.RemedyDone(id=command.id, proof=command.proof, text=command.text),)


def fail(matter: Matter, command: c.FailRemedy) -> tuple[e.Event, ...]:
    """RES-9: carrying out failed, with reason."""
    matter.need_open("RES-9")
    _owed(matter, command.id, "due")
    matter.need_reason(command.reason, "RES-9")
    return (e.RemedyFailed(id=command.id, reason=command.reason),)


def _owed(matter: Matter, key: str, *statuses: str) -> Remedy:
    remedy = matter.state.remedies.get(key)
    if remedy is None:
        raise refuse("RES-9", "unknown_item", id=key)
    if remedy.status not in statuses:
        raise refuse("RES-9", "already_done", id=key, status=remedy.status)
    return remedy


def open_mediation(matter: Matter, command: c.OpenMediation) -> tuple[e.Event, ...]:
    """RES-6: a third party that the policy names mediates."""
    _need_body(matter, command.body, "mediation")
    matter.need_status("accepted", "negotiating", rule="RES-6")
    matter.need_reason(command.reason, "RES-6")
    return (e.MediationOpened(body=command.body, reason=command.reason),)


def end_mediation(matter: Matter, command: c.EndMediation) -> tuple[e.Event, ...]:
    """RES-6: the mediator's result; an agreement is then put as a proposal and accepted."""
    matter.need_status("in_mediation", rule="RES-6")
    return (e.MediationEnded(agreed=command.agreed, text=command.text),)


def refer_outside(matter: Matter, command: c.ReferOutside) -> tuple[e.Event, ...]:
    """RES-6: arbitration, court or authority; the case ends here as transferred."""
    matter.need_open("RES-6")
    _need_body(matter, command.body, "referral")
    matter.need_reason(command.reason, "RES-6")
    return (e.CaseReferred(body=command.body, reason=command.reason),)


def _need_body(matter: Matter, body: str, kind: str) -> None:
    bodies = [name for rung in matter.policy.ladder if rung.outside == kind for name in rung.bodies]
    if not bodies:
        raise refuse("RES-6", "not_offered_by_policy")
    if body not in bodies:
        raise refuse("RES-6", "bad_value", field="body", allowed=bodies)
