"""Deadlines move by events: which clocks an event starts, stops, pauses or cancels (SLA-7, SLA-9, SLA-10).

The policy says it; this module carries it out and puts it into the log, so that the fold needs no calendar.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from gongdao.rulebook import deadline as clock
from gongdao.rulebook import events as e
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.lookup import lookup
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import DeadlineRule
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import ENDED


class Subject(NamedTuple):
    """What a deadline is about within the case, who bears it, and its own limit where the event says one."""

    key: str  # "P1", "F1:technician:7", ""
    bearer: str = ""  # ref, or "" for the bearer the rule names
    role: str = ""  # only rules with this bearer start on it; "": any
    due_at: datetime | None = None
    length: str = ""


_DEADLINE_EVENTS: Final = (
    e.DeadlineStarted, e.DeadlineMet, e.DeadlinePaused, e.DeadlineResumed, e.DeadlineExtended,
    e.DeadlineWarned, e.DeadlineLapsed, e.DeadlineCancelled,
)  # fmt: skip

_OF_THE_CASE: Final = frozenset({"handler", "overseer", "executive"})


def moved_by(matter: Matter, event: e.Event) -> Iterator[e.Event]:
    """The deadline events that follow from `event`; `matter.state` is the state after it."""
    if isinstance(event, _DEADLINE_EVENTS):
        return
    kind = e.type_of(event)
    subjects = subjects_of(event, matter.state)
    ended: set[str] = set()
    for ending in _ended(matter, kind, subjects):
        ended.add(ending.deadline.key)
        yield ending
    if isinstance(event, e.AppealDecided):
        yield from _void(matter, event, ended)
    if isinstance(event, e.WaitingStarted):
        yield from _paused(matter, event.on)
    elif isinstance(event, e.WaitingEnded):
        yield from _resumed(matter)
    elif isinstance(event, e.PriorityChanged):
        yield from _relengthened(matter, event)
    if matter.state.status in ENDED:
        yield from _rest_cancelled(matter, ended)
        return
    for rule in lookup(matter.policy).starting(kind):
        if matter.holds(rule.start.when, **event_facts(event, matter.state)):
            yield from _started(matter, rule, subjects, ended)


def subjects_of(event: e.Event, state: State) -> tuple[Subject, ...]:
    """What the event is about, as deadlines name it."""
    match event:
        case e.FindingMade():
            return tuple(
                Subject(f"{event.id}:{item.party}", item.party, "liable")
                for item in event.liabilities
                if item.party not in ("company", "complainant")
            )
        case e.FindingFinal():
            return (Subject(f"{event.id}:{event.party}", event.party, "liable"),)
        case e.AppealFiled():
            key = f"{event.finding}:{event.appellant}"
            return (Subject(key, event.appellant, "liable"), Subject(event.id, role="reviewer"))
        case e.AppealDecided():
            appeal = state.appeals[event.id]
            finding = state.findings[appeal.finding]
            shifted = (party for party in finding.shifted_to if party not in finding.final_for)
            windows = (Subject(f"{appeal.finding}:{party}", party, "liable") for party in shifted)
            return (Subject(event.id, appeal.reviewer, "reviewer"), *windows)
        case e.PromiseMade():
            return (Subject(event.id, due_at=event.due_at),)
        case e.RemedyOrdered():
            return (Subject(event.id, event.terms.obligor, length=event.terms.within),)
        case e.CollaborationAsked() | e.StatementAsked():
            return (Subject(event.id, event.of),)
        case e.AfterSaleDispatched():
            return (Subject(event.id, event.technician),)
        case e.AppealReviewerAssigned():
            return (Subject(event.id, event.reviewer, "reviewer"),)
        case _:
            return (Subject(getattr(event, "id", "")),)


def event_facts(event: e.Event, state: State) -> dict[str, Any]:
    """The facts of the event itself that a start condition may ask for."""
    return {
        "accepted": getattr(event, "accepted", False),
        "satisfied": getattr(event, "satisfied", state.satisfied is True),
        "established": getattr(event, "established", state.established is not False),
        "binding": getattr(event, "binding", False),
        "outcome": getattr(event, "outcome", state.outcome or "") or "",
        "needs_approval": bool(getattr(event, "needs_approval", "")),
        "rung": getattr(event, "rung", state.rung),
    }


def _started(
    matter: Matter, rule: DeadlineRule, subjects: tuple[Subject, ...], ended: set[str]
) -> Iterator[e.Event]:
    """`ended`: the deadlines that this very event has just ended; those may start anew."""
    fitting = [subject for subject in subjects if subject.role in ("", rule.bearer)]
    if rule.about == "case" or (not fitting and rule.bearer in _OF_THE_CASE):
        fitting = [Subject("")]  # an event about parties may also start a clock of those who work on the case
    for subject in fitting:
        key = f"{rule.id}:{subject.key}" if subject.key else rule.id
        before = matter.state.deadlines.get(key)
        if before is not None and before.is_open and key not in ended:
            continue
        yield started(start(matter, rule, subject, key, before), rule)


def started(deadline: Deadline, rule: DeadlineRule) -> e.DeadlineStarted:
    """The event of a deadline that begins to run, with what its lapse will do."""
    return e.DeadlineStarted(deadline=deadline, consequences=tuple(part.do for part in rule.lapse))


def start(
    matter: Matter, rule: DeadlineRule, subject: Subject, key: str, before: Deadline | None = None
) -> Deadline:
    """A deadline under `rule`, running from now. `before`: the same one as it ran earlier, if it did."""
    length = (
        (subject.length if rule.own else "") or rule.length or rule.by_priority.get(matter.state.priority, "")
    )
    return clock.start(
        key=key,
        rule=rule.id,
        cite=rule.cite,
        bearer=subject.bearer or bearer_of(matter.state, rule.bearer),
        subject=subject.key,
        at=matter.now,
        length=length,
        due_at=subject.due_at if rule.own else None,
        calendar=matter.calendar,
        day_rule=clock.DayRule(starts=rule.starts, ends=rule.ends, holiday_moves=rule.holiday_moves),
        warn=rule.warn,
        starts_count=before.starts_count + 1 if before else 1,
    )


def bearer_of(state: State, role: str) -> str:
    """The ref of the party that bears a deadline; for staff the role itself, as its holder may change."""
    return {"complainant": state.complainant.ref, "obligor": "company"}.get(role, role)


def _matching(matter: Matter, rule: DeadlineRule, subjects: tuple[Subject, ...]) -> Iterator[Deadline]:
    """The deadlines of a rule that the subjects mean; an event without subject means all of them."""
    keys = {subject.key for subject in subjects}
    for item in matter.state.deadlines.values():
        if item.rule != rule.id or item.status not in ("running", "paused"):
            continue
        if not item.subject or keys == {""} or item.subject in keys:
            yield item


_Ending = e.DeadlineMet | e.DeadlineCancelled


def _ended(matter: Matter, kind: str, subjects: tuple[Subject, ...]) -> Iterator[_Ending]:
    """The deadlines that an event of this kind meets or makes void."""
    for rule in lookup(matter.policy).ending(kind):
        if kind in rule.stop:
            yield from _stopped(matter, rule, subjects)
        if kind in rule.cancel:
            yield from _cancelled(matter, rule, subjects)


def _void(matter: Matter, event: e.AppealDecided, ended: set[str]) -> Iterator[e.Event]:
    """Whoever bears nothing any more by an appeal's decision has no limit for appealing left."""
    finding = matter.state.appeals[event.id].finding
    bearing = {f"{finding}:{item.party}" for item in event.liabilities}
    for item in matter.state.deadlines.values():
        about = item.subject.startswith(f"{finding}:") and item.subject not in bearing
        if about and item.is_open and item.key not in ended:
            yield e.DeadlineCancelled(deadline=clock.cancel(item, matter.now))


def _stopped(matter: Matter, rule: DeadlineRule, subjects: tuple[Subject, ...]) -> Iterator[_Ending]:
    for item in _matching(matter, rule, subjects):
        yield e.DeadlineMet(deadline=clock.stop(item, matter.now))


def _cancelled(matter: Matter, rule: DeadlineRule, subjects: tuple[Subject, ...]) -> Iterator[_Ending]:
    for item in _matching(matter, rule, subjects):
        yield e.DeadlineCancelled(deadline=clock.cancel(item, matter.now))


def _rest_cancelled(matter: Matter, ended: set[str]) -> Iterator[e.Event]:
    """Nothing is due in a case that has ended; what its last event has just met stays met."""
    for item in matter.state.deadlines.values():
        if item.status in ("running", "paused") and item.key not in ended:
            yield e.DeadlineCancelled(deadline=clock.cancel(item, matter.now))


def _paused(matter: Matter, waiting_on: str) -> Iterator[e.Event]:
    rules = {rule.id: rule for rule in matter.policy.deadlines}
    for item in matter.state.deadlines.values():
        rule = rules.get(item.rule)
        if item.status == "running" and rule is not None and waiting_on in rule.pauses_while:
            yield e.DeadlinePaused(deadline=clock.pause(item, matter.now, matter.calendar, reason=waiting_on))


def _resumed(matter: Matter) -> Iterator[e.Event]:
    for item in matter.state.deadlines.values():
        if item.status == "paused":
            yield e.DeadlineResumed(deadline=clock.resume(item, matter.now, matter.calendar))


def _relengthened(matter: Matter, event: e.PriorityChanged) -> Iterator[e.Event]:
    """TRI-4: a limit that depends on priority is counted anew from its own start."""
    rules = {rule.id: rule for rule in matter.policy.deadlines if rule.by_priority}
    for item in matter.state.deadlines.values():
        rule = rules.get(item.rule)
        length = rule.by_priority.get(event.priority) if rule else None
        if item.status == "running" and length and length != item.length:
            changed = clock.relengthen(item, length, matter.calendar, warn=rule.warn if rule else ())
            yield e.DeadlineExtended(deadline=changed, reason="priority_changed", by="system")
