"""What events make of a case: appeals, a person in place of a machine, groups."""

from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps, added
from gongdao.rulebook.state import Appeal, Finding, Group, State, bearers


def _with_appeal(state: State, key: str, **changes: Any) -> State:
    return replace(state, appeals={**state.appeals, key: replace(state.appeals[key], **changes)})


def _with_finding(state: State, key: str, **changes: Any) -> State:
    return replace(state, findings={**state.findings, key: replace(state.findings[key], **changes)})


def _appealed(state: State, event: e.AppealFiled, at: datetime) -> State:
    item = Appeal(
        finding=event.finding, appellant=event.appellant, by=event.by, scope=event.scope,
        problem=event.problem, demand=event.demand, exhibits=event.exhibits, filed_at=at, status="filed",
        ask_amount_fen=event.ask_amount_fen, level=event.level, variant=event.variant, channel=event.channel,
        particulars=event.particulars, zone=event.zone, late=event.late, late_reason=event.late_reason,
    )  # fmt: skip
    state = replace(state, appeals={**state.appeals, event.id: item}, status="under_appeal")
    return _with_finding(state, event.finding, status="contested")


def _reviewer(state: State, event: e.AppealReviewerAssigned, at: datetime) -> State:
    return _with_appeal(state, event.id, reviewer=event.reviewer, status="assigned")


def _lateness(state: State, event: e.LatenessJudged, at: datetime) -> State:
    """APP-13: an excuse that holds opens the finding again for the appellant; otherwise it stands.

    Whoever accepts the excuse has not decided anything about the appeal yet, and reviews it.
    """
    appeal = state.appeals[event.id]
    if event.accepted:
        others = tuple(ref for ref in state.findings[appeal.finding].final_for if ref != appeal.appellant)
        state = _with_finding(state, appeal.finding, final_for=others)
        return _with_appeal(state, event.id, excused=True)
    state = _with_appeal(
        replace(state, deciders=added(state.deciders, event.by)),
        event.id,
        excused=False,
        status="dismissed",
        reasons=event.reason,
        decided_at=at,
    )
    return _standing_again(state, appeal.finding)


def _standing_again(state: State, key: str) -> State:
    """The finding as it stood before an appeal that came to nothing."""
    is_final = set(bearers(state.findings[key])) <= set(state.findings[key].final_for)
    state = _with_finding(state, key, status="final" if is_final else "issued")
    return replace(state, status="final" if is_final else "decided")


def _supplement_asked(state: State, event: e.SupplementAsked, at: datetime) -> State:
    return _with_appeal(state, event.id, supplement="asked", missing=event.missing, short=event.short)


def _supplement_given(state: State, event: e.SupplementGiven, at: datetime) -> State:
    exhibits = state.appeals[event.id].exhibits
    more = tuple(key for key in event.exhibits if key not in exhibits)
    return _with_appeal(
        state, event.id, supplement="given", exhibits=exhibits + more, missing=event.missing, short=0
    )


_APPEAL_STATUS: Final = {
    "uphold": "upheld", "reduce": "modified", "shift": "overturned",
    "annul": "annulled", "remand": "remanded",
}  # fmt: skip


def _appeal_decided(state: State, event: e.AppealDecided, at: datetime) -> State:
    appeal = state.appeals[event.id]
    state = _with_appeal(
        state, event.id,
        status=_APPEAL_STATUS[event.outcome], outcome=event.outcome, reasons=event.reasons, decided_at=at,
        missing=event.missing, automatic=event.automatic,
        supplement="lapsed" if event.automatic else appeal.supplement,
    )  # fmt: skip
    before = state.findings[appeal.finding]
    parties = {item.party for item in before.liabilities}
    new = tuple(item.party for item in event.liabilities if item.party not in parties)
    state = _with_finding(
        state,
        appeal.finding,
        liabilities=event.liabilities,
        status={"remand": "remanded", "annul": "annulled"}.get(event.outcome, "issued"),
        shifted_to=before.shifted_to + new,
    )
    state = replace(
        state, status=_status_after(state, before, event.outcome), deciders=added(state.deciders, event.by)
    )
    return _claim_stands(state, event.outcome) if before.refused else state


def _status_after(state: State, finding: Finding, outcome: str) -> str:
    """What is true once the appeal is decided: to be found anew, decided, or no finding any more.

    Without a finding, what was agreed on counts, also meanwhile: it is still carried out, or was.
    """
    if outcome == "remand":
        return "accepted"
    if outcome != "annul":
        return "decided"
    agreed = [item.status for item in state.remedies.values() if _is_agreed(state, item.source)]
    if "due" in agreed or "failed" in agreed:
        return "executing"
    # A refusal that falls: the complaint is taken up after all, where nothing has settled it meanwhile.
    return "accepted" if finding.refused and "fulfilled" not in agreed else "resolved"


def _is_agreed(state: State, source: str) -> bool:
    return source in state.proposals or source in state.offers or source in state.order_changes


def _claim_stands(state: State, outcome: str) -> State:
    """APP-1: a refusal that falls leaves the complaint established, or open where it was sent back."""
    if outcome in ("annul", "remand"):
        return replace(state, established=True if outcome == "annul" else None)
    return state


def _appeal_withdrawn(state: State, event: e.AppealWithdrawn, at: datetime) -> State:
    state = _with_appeal(state, event.id, status="withdrawn")
    return _standing_again(state, state.appeals[event.id].finding)


def _person_asked(state: State, event: e.PersonAsked, at: datetime) -> State:
    change = _with_appeal if event.id in state.appeals else _with_finding
    return change(state, event.id, person="asked", person_for=event.party)


def _person_decided(state: State, event: e.PersonDecided, at: datetime) -> State:
    """Confirmed: it stands as a person's. Set aside: it is decided anew, by a person."""
    state = replace(state, deciders=added(state.deciders, event.by) if event.confirmed else state.deciders)
    if event.id in state.appeals:
        return _appeal_by_person(state, event)
    if event.confirmed:
        return _with_finding(state, event.id, person="decided")
    state = _with_finding(state, event.id, person="decided", status="annulled")
    # A refusal by a machine that is set aside leaves open whether the complaint is established.
    established = None if state.findings[event.id].refused else state.established
    return replace(state, status="accepted", established=established)


def _appeal_by_person(state: State, event: e.PersonDecided) -> State:
    if event.confirmed:
        return _with_appeal(state, event.id, person="decided")
    reviewer = state.appeals[event.id].reviewer
    state = _with_appeal(
        state, event.id, person="decided", status="assigned" if reviewer else "filed", outcome=None,
        decided_at=None, automatic=False, supplement="", reasons="",
    )  # fmt: skip
    finding = state.appeals[event.id].finding
    others = tuple(ref for ref in state.findings[finding].final_for if ref != event.party)
    state = _with_finding(state, finding, status="contested", final_for=others)
    return replace(state, status="under_appeal")


def _outside(state: State, event: e.TakenOutside, at: datetime) -> State:
    return replace(state, referred_to=event.body)


def _group_formed(state: State, event: e.GroupFormed, at: datetime) -> State:
    return replace(state, group=Group(title=event.title, statement=event.statement))


def _group_joined(state: State, event: e.GroupJoined, at: datetime) -> State:
    item = Group(
        title=event.title, lead=event.lead, group_class=event.group_class, amount_fen=event.amount_fen
    )
    return replace(state, group=item)


def _group_left(state: State, event: e.GroupLeft, at: datetime) -> State:
    return replace(state, group=None)


def _classified(state: State, event: e.MemberClassified, at: datetime) -> State:
    return replace(state, group=replace(state.group, group_class=event.group_class)) if state.group else state


def _group_answered(state: State, event: e.GroupAnswered, at: datetime) -> State:
    if state.group is None:
        return state
    item = replace(
        state.group, answered_at=at, members=event.members, amount_fen=event.amount_fen,
        answers=event.answers, answered_by=event.by,
    )  # fmt: skip
    return replace(state, group=item)


STEPS: Final[Steps] = {
    e.AppealFiled: _appealed,
    e.AppealReviewerAssigned: _reviewer,
    e.LatenessJudged: _lateness,
    e.SupplementAsked: _supplement_asked,
    e.SupplementGiven: _supplement_given,
    e.AppealDecided: _appeal_decided,
    e.AppealWithdrawn: _appeal_withdrawn,
    e.TakenOutside: _outside,
    e.PersonAsked: _person_asked,
    e.PersonDecided: _person_decided,
    e.GroupFormed: _group_formed,
    e.GroupJoined: _group_joined,
    e.GroupLeft: _group_left,
    e.MemberClassified: _classified,
    e.GroupAnswered: _group_answered,
}
