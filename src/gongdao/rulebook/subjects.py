"""What events are about, as deadlines name it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from gongdao.rulebook import events as e
from gongdao.rulebook.appeal.afterwards import next_window
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State, bearers


class Subject(NamedTuple):
    """What a deadline is about within the case, who bears it, and its own limit where the event says one."""

    key: str  # "P1", "F1:technician:7", ""
    bearer: str = ""  # ref, or "" for the bearer the rule names
    role: str = ""  # only rules with this bearer start on it; "": any
    due_at: datetime | None = None
    length: str = ""
    rule: str = ""  # only this rule starts on it; "": any


def subjects_of(event: e.Event, state: State, policy: Policy) -> tuple[Subject, ...]:
    """What the event is about, as deadlines name it."""
    told = _SUBJECTS.get(type(event))
    if told is None:
        return (Subject(getattr(event, "id", "")),)
    return tuple(told(event, state, policy))


def _judged(event: e.FindingMade, *_: object) -> Iterator[Subject]:
    for item in event.liabilities:
        if item.party not in ("company", "complainant"):
            yield Subject(f"{event.id}:{item.party}", item.party, "liable")


def _filed(event: e.AppealFiled, *_: object) -> tuple[Subject, ...]:
    key = f"{event.finding}:{event.appellant}"
    return (Subject(key, event.appellant, "liable"), Subject(event.id, role="reviewer"))


def _imposed(event: e.SanctionImposed, *_: object) -> tuple[Subject, ...]:
    ends = event.ends_at
    return (Subject(event.id, event.shop, "sanctioned", due_at=ends),) if ends else ()


def _after_decision(event: e.AppealDecided, state: State, policy: Policy) -> Iterator[Subject]:
    """The appeal itself; the time to go on for its appellant, and for whom it shifts liability to."""
    key = event.id
    appeal = state.appeals[key]
    yield Subject(key, appeal.reviewer, "reviewer")
    if policy.appeals is None:
        return
    finding = state.findings[appeal.finding]
    if (following := next_window(policy.appeals, state, key)) and appeal.appellant in bearers(finding):
        yield Subject(f"{appeal.finding}:{appeal.appellant}", appeal.appellant, "liable", rule=following)
    for party in finding.shifted_to:
        if party not in finding.final_for and party != appeal.appellant:
            yield Subject(f"{appeal.finding}:{party}", party, "liable", rule=policy.appeals.window)


def _about_person(event: e.PersonAsked | e.PersonDecided, state: State, policy: Policy) -> Iterator[Subject]:
    """What a person is asked to decide, and the party's own time for an appeal, which waits for it."""
    key, party = event.id, event.party
    yield Subject(key, role="handler")  # no party's limit is about the decision itself
    if policy.appeals is None:
        return
    appeal = state.appeals.get(key)
    rule = next_window(policy.appeals, state, key) if appeal is not None else policy.appeals.window
    if rule:
        yield Subject(f"{appeal.finding if appeal is not None else key}:{party}", party, "liable", rule=rule)


_Told = Callable[[Any, State, Policy], Iterable[Subject]]

# What events are about that do not just name it by their `id`.
_SUBJECTS: Final[Mapping[type[e.Event], _Told]] = {
    e.FindingMade: _judged,
    e.FindingFinal: lambda event, *_: (Subject(f"{event.id}:{event.party}", event.party, "liable"),),
    e.ClaimRefused: lambda event, *_: (Subject(f"{event.id}:{event.party}", event.party, "liable"),),
    e.PromiseMade: lambda event, *_: (Subject(event.id, due_at=event.due_at),),
    e.CollaborationAsked: lambda event, *_: (Subject(event.id, event.of),),
    e.StatementAsked: lambda event, *_: (Subject(event.id, event.of),),
    e.AfterSaleDispatched: lambda event, *_: (Subject(event.id, event.technician),),
    e.CorrectionOrdered: lambda event, *_: (Subject("", event.shop, "charged", length=event.within),),
    e.SanctionImposed: _imposed,
    e.AppealFiled: _filed,
    e.AppealReviewerAssigned: lambda event, *_: (Subject(event.id, event.reviewer, "reviewer"),),
    e.AppealDecided: _after_decision,
    e.SupplementAsked: lambda event, state, _: (
        Subject(event.id, state.appeals[event.id].appellant, "appellant"),
    ),
    e.PersonAsked: _about_person,
    e.PersonDecided: _about_person,
    e.TakenOutside: lambda event, *_: (Subject(f"{event.finding}:{event.party}", event.party, "liable"),),
}  # fmt: skip
