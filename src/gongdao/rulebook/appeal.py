"""Appeals 申诉 (APP-1…10): who may, until when, how often, before whom, and with what result."""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.liability import HEARD_KINDS, check_shares, need_heard, new_exhibits, own_liability
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Appeal, Finding
from gongdao.rulebook.terms import Liability


def rule_of(matter: Matter) -> AppealRule:
    """The policy's appeal rule; refuses where the policy has none."""
    if matter.policy.appeals is None:
        raise refuse("APP-1", "not_offered_by_policy")
    return matter.policy.appeals


def file(matter: Matter, command: c.FileAppeal) -> tuple[e.Event, ...]:
    """APP-1…7: standing, window, number, quota, evidence; then a reviewer who did not decide (APP-8)."""
    rule = rule_of(matter)
    matter.need_open("APP-1")
    finding = matter.state.findings.get(command.finding)
    if finding is None or not finding.binding:
        raise refuse("APP-1", "unknown_item", id=command.finding)
    appellant = command.appellant or _own_party(matter, finding)
    _need_standing(matter, rule, finding, appellant)
    _need_chance(matter, rule, finding, command, appellant)
    _need_quota(matter, rule)
    if command.scope not in rule.scopes:
        raise refuse("APP-7", "bad_value", field="scope", allowed=list(rule.scopes))
    submitted = new_exhibits(
        matter,
        tuple(item.sha256 for item in command.new_exhibits),
        tuple(c.SubmitExhibit(exhibit=item) for item in command.new_exhibits),
    )
    matter.need_exhibits(command.exhibits, "APP-6")
    _need_evidence(matter, rule, command)
    new_ids = tuple(item.id for item in submitted if isinstance(item, e.ExhibitSubmitted))
    filed = e.AppealFiled(
        id=matter.next_id("A", matter.state.appeals), finding=command.finding, appellant=appellant,
        by=matter.actor.ref, scope=command.scope, problem=command.problem, demand=command.demand,
        exhibits=command.exhibits + new_ids, ask_amount_fen=command.ask_amount_fen,
        late_reason=command.late_reason,
    )  # fmt: skip
    return (*submitted, filed, *_reviewer(matter, rule, filed.id))


def _own_party(matter: Matter, finding: Finding) -> str:
    """The liable party that the actor itself is."""
    mine = [item.party for item in finding.liabilities if matter.actor.acts_for(item.party)]
    if not mine:
        raise refuse("APP-1", "not_liable")
    return mine[0]


def _need_standing(matter: Matter, rule: AppealRule, finding: Finding, appellant: str) -> None:
    """APP-1: the judged party itself, or a manager on its behalf."""
    if appellant not in {item.party for item in finding.liabilities}:
        raise refuse("APP-1", "not_liable")
    if not matter.actor.acts_for(appellant) and not matter.actor.has(*rule.on_behalf):
        raise refuse("APP-1", "not_permitted", role=list(rule.on_behalf))
    if rule.verified_only and not matter.facts.appellant_verified:
        raise refuse("INT-7", "not_verified")
    if rule.log_required and not _has_log(matter):
        raise refuse("INT-9", "no_operation_log")


def _has_log(matter: Matter) -> bool:
    order = matter.state.order
    kinds = {item.exhibit.kind for item in matter.state.exhibits.values()}
    return bool(order and (order.staff_log or order.service_log)) or "operation_log" in kinds


def _need_chance(
    matter: Matter, rule: AppealRule, finding: Finding, command: c.FileAppeal, appellant: str
) -> None:
    """APP-10, APP-3, APP-2 in this order, so that the reader learns the reason that will not go away."""
    if appellant in finding.shifted_to and not rule.shifted_may_appeal:
        raise refuse("APP-10", "shift_not_appealable")
    used = sum(item.appellant == appellant for item in matter.state.appeals.values())
    if used >= rule.limit:
        raise refuse("APP-3", "appeal_used_up", used=used, limit=rule.limit)
    if finding.status not in ("issued", "contested"):
        raise refuse("APP-2", "window_closed", status=finding.status)
    window = matter.state.deadlines.get(f"{rule.window}:{command.finding}:{appellant}")
    late = appellant in finding.final_for or window is None or matter.now >= window.due_at
    if late:
        raise refuse("APP-2", "window_closed", due_at=window.due_at.isoformat() if window else "")


def _need_quota(matter: Matter, rule: AppealRule) -> None:
    """APP-4: more than so many failed appeals in the period → none until the next one."""
    counts = {"month": matter.facts.failed_in_month, "year": matter.facts.failed_in_year}
    codes = {"month": "monthly_quota_used_up", "year": "yearly_quota_used_up"}
    for quota in rule.quotas:
        if counts[quota.period] > quota.failed:
            raise refuse("APP-4", codes[quota.period], failed=counts[quota.period], allowed=quota.failed)


def _need_evidence(matter: Matter, rule: AppealRule, command: c.FileAppeal) -> None:
    """APP-6: without key evidence an appeal is not accepted, and what is missing is named."""
    kinds = [matter.state.exhibits[key].exhibit.kind for key in command.exhibits]
    kinds += [item.kind for item in command.new_exhibits]
    found = sum(kind in rule.evidence.kinds for kind in kinds)
    if found < rule.evidence.at_least:
        raise refuse(
            "APP-6", "key_evidence_missing", kinds=list(rule.evidence.kinds), at_least=rule.evidence.at_least
        )


def _reviewer(matter: Matter, rule: AppealRule, key: str) -> tuple[e.Event, ...]:
    choice = matter.choose(rule.reviewer, excluded=_decided_before(matter))
    if choice.candidate is None:
        return ()
    return (e.AppealReviewerAssigned(id=key, reviewer=choice.candidate.ref, because=choice.because),)


def _decided_before(matter: Matter) -> frozenset[str]:
    """APP-8: whoever decided or handled here does not review."""
    state = matter.state
    return frozenset({*state.deciders, state.handler, state.overseer} - {""})


def assign_reviewer(matter: Matter, command: c.AssignReviewer) -> tuple[e.Event, ...]:
    """APP-8: by hand or by fairness."""
    rule = rule_of(matter)
    appeal = _open(matter, command.id)
    if not command.reviewer:
        chosen = _reviewer(matter, rule, command.id)
        if not chosen:
            raise refuse("APP-8", "no_suitable_person", passed_over=[])
        return chosen
    person = next((item for item in matter.facts.candidates if item.ref == command.reviewer), None)
    if person is None or rule.reviewer not in person.roles:
        raise refuse("APP-8", "no_suitable_person", passed_over=[command.reviewer])
    if not _decided_before(matter).isdisjoint(person.refs | {person.ref}):
        raise refuse("APP-8", "reviewer_decided_before", ref=command.reviewer)
    if appeal.reviewer == command.reviewer:
        raise refuse("APP-8", "nothing_to_change")
    return (e.AppealReviewerAssigned(id=command.id, reviewer=command.reviewer, because=("by_hand",)),)


def _open(matter: Matter, key: str) -> Appeal:
    matter.need_open("APP-9")
    appeal = matter.state.appeals.get(key)
    if appeal is None:
        raise refuse("APP-9", "unknown_item", id=key)
    if appeal.status not in ("filed", "assigned"):
        raise refuse("APP-9", "already_done", id=key, status=appeal.status)
    return appeal


def decide(matter: Matter, command: c.DecideAppeal) -> tuple[e.Event, ...]:
    """APP-8, APP-9: by the reviewer, who decided nothing here before; never worse for the appellant."""
    rule = rule_of(matter)
    appeal = _open(matter, command.id)
    if not matter.actor.acts_for(appeal.reviewer):
        raise refuse("APP-8", "not_permitted", role=[rule.reviewer])
    if not matter.actor.refs.isdisjoint(_decided_before(matter)):
        raise refuse("APP-8", "reviewer_decided_before", ref=matter.actor.ref)
    if command.outcome not in rule.outcomes:
        raise refuse("APP-9", "bad_value", field="outcome", allowed=list(rule.outcomes))
    matter.need_exhibits(command.exhibits, "DEC-3")
    finding = matter.state.findings[appeal.finding]
    liabilities = _result(matter, rule, appeal, finding, command)
    decided = e.AppealDecided(
        id=command.id, by=matter.actor.ref, outcome=command.outcome, liabilities=liabilities,
        reasons=command.reasons, facts=command.facts, exhibits=command.exhibits,
    )  # fmt: skip
    return (decided, *_now_final(matter, rule, appeal, finding, command.outcome, liabilities))


def _result(
    matter: Matter, rule: AppealRule, appeal: Appeal, finding: Finding, command: c.DecideAppeal
) -> tuple[Liability, ...]:
    """The liabilities after the decision."""
    if command.outcome == "uphold":
        return finding.liabilities
    if command.outcome == "annul":
        return ()
    if command.outcome == "remand":
        if sum(item.outcome == "remand" for item in matter.state.appeals.values()) >= rule.remands:
            raise refuse("APP-9", "remanded_before")
        return ()
    check_shares(command.liabilities)
    _need_better(appeal, finding, command)
    _need_fair_to_others(matter, rule, appeal, finding, command.liabilities)
    return command.liabilities


def _borne(liabilities: tuple[Liability, ...], party: str) -> tuple[int, int]:
    return next(((item.share_bp, item.amount_fen) for item in liabilities if item.party == party), (0, 0))


def _need_better(appeal: Appeal, finding: Finding, command: c.DecideAppeal) -> None:
    """An appellant alone is never worse off; reduce lessens, shift takes away from the appellant."""
    before_share, before_amount = _borne(finding.liabilities, appeal.appellant)
    share, amount = _borne(command.liabilities, appeal.appellant)
    if share > before_share or amount > before_amount:
        raise refuse("APP-9", "worse_than_before", appellant=appeal.appellant)
    if (share, amount) == (before_share, before_amount):
        raise refuse("APP-9", "nothing_to_change")
    parties = {item.party for item in finding.liabilities}
    moved = any(item.party not in parties for item in command.liabilities if item.party != "company")
    if command.outcome == "shift" and not moved:
        raise refuse("APP-9", "bad_value", field="outcome", allowed=["reduce"])
    if command.outcome == "reduce" and moved:
        raise refuse("APP-9", "bad_value", field="outcome", allowed=["shift"])


def _need_fair_to_others(
    matter: Matter, rule: AppealRule, appeal: Appeal, finding: Finding, after: tuple[Liability, ...]
) -> None:
    """APP-10: whoever bears more and could not appeal must have been heard first."""
    worse = [
        item.party
        for item in after
        if item.party != appeal.appellant
        and (item.share_bp, item.amount_fen) > _borne(finding.liabilities, item.party)
        and kind_of(item.party) in HEARD_KINDS
    ]
    known = {item.party for item in finding.liabilities}
    silent = [party for party in worse if party in known or not rule.shifted_may_appeal]
    need_heard(matter, silent)


def _now_final(
    matter: Matter,
    rule: AppealRule,
    appeal: Appeal,
    finding: Finding,
    outcome: str,
    after: tuple[Liability, ...],
) -> tuple[e.Event, ...]:
    """APP-2, APP-3: for whom the finding is final with this decision."""
    if outcome in ("annul", "remand"):
        return ()
    known = {item.party for item in finding.liabilities}
    used = sum(item.appellant == appeal.appellant for item in matter.state.appeals.values())
    done = {appeal.appellant} if used >= rule.limit else set()
    if not rule.shifted_may_appeal:
        done |= {item.party for item in after if item.party not in known}
    parties = [item.party for item in after if item.party in done and item.party not in finding.final_for]
    settled = tuple(
        e.FindingFinal(id=appeal.finding, party=party, because="appeal_decided") for party in parties
    )
    own = own_liability(appeal.finding, tuple(item for item in after if item.party not in finding.final_for))
    return (*settled, *(item for item in own if item not in settled))


def withdraw(matter: Matter, command: c.WithdrawAppeal) -> tuple[e.Event, ...]:
    """By the appellant or whoever filed for it; the finding is then final for it (行政复议法 74)."""
    appeal = _open(matter, command.id)
    if not (matter.actor.acts_for(appeal.appellant) or matter.actor.acts_for(appeal.by)):
        raise refuse("APP-1", "not_permitted", role=[])
    matter.need_reason(command.reason, "APP-1")
    return (
        e.AppealWithdrawn(id=command.id, reason=command.reason),
        e.FindingFinal(id=appeal.finding, party=appeal.appellant, because="waived"),
    )


def accept_finding(matter: Matter, command: c.AcceptFinding) -> tuple[e.Event, ...]:
    """APP-2: the judged party gives up the appeal; final for it at once."""
    matter.need_open("APP-2")
    finding = matter.state.findings.get(command.finding)
    if finding is None or not finding.binding:
        raise refuse("APP-2", "unknown_item", id=command.finding)
    party = _own_party(matter, finding)
    if finding.status != "issued" or party in finding.final_for:
        raise refuse("APP-2", "already_done", id=command.finding)
    return (e.FindingFinal(id=command.finding, party=party, because="waived"),)
