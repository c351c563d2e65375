"""Deadlines move by events: which clocks an event starts, stops, pauses or cancels (SLA-7, SLA-9, SLA-10).

The policy says it; this module carries it out and puts it into the log, so that the fold needs no calendar.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from gongdao.rulebook import deadline as clock
from gongdao.rulebook import events as e
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.evidence import ref_of
from gongdao.rulebook.in_dispute import answered_by_one, subjects_in_dispute
from gongdao.rulebook.lookup import lookup
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.one_at_a_time import freed_windows, halted_windows, stands_for_appeal
from gongdao.rulebook.policy import DeadlineRule
from gongdao.rulebook.state import State, bearers, open_deadlines
from gongdao.rulebook.subjects import Subject, subjects_of
from gongdao.rulebook.terms import ENDED

_OF_THE_CASE: Final = frozenset({"handler", "overseer", "executive"})


def moved_by(matter: Matter, event: e.Event) -> Iterator[e.Event]:
    """The deadline events that follow from `event`; `matter.state` is the state after it."""
    if isinstance(event, e.DeadlineEvent):
        return
    state, kind, rules = matter.state, e.type_of(event), lookup(matter.policy)
    subjects = subjects_in_dispute(event, state) or subjects_of(event, state, matter.policy)
    ended: set[str] = set()
    if opened := open_deadlines(state):
        for ending in _ended(rules.ending(kind), kind, subjects, opened, matter.now):
            ended.add(ending.deadline.key)
            yield ending
        for voided in _VOIDING.get(type(event), _nothing)(matter, event):
            if voided.deadline.key not in ended:
                ended.add(voided.deadline.key)
                yield voided
        yield from _CHANGING.get(type(event), _nothing)(matter, event, ended)
    if state.status in ENDED:
        yield from _rest_cancelled(matter, opened, ended)
        return
    for rule in rules.starting(kind):
        if matter.holds(rule.start.when, event):
            yield from _started(matter, rule, subjects, ended)


def _started(
    matter: Matter, rule: DeadlineRule, subjects: tuple[Subject, ...], ended: set[str]
) -> Iterator[e.Event]:
    """`ended`: the deadlines that this very event has just ended; those may start anew."""
    fitting = [
        subject for subject in subjects
        if subject.role in ("", rule.bearer) and subject.rule in ("", rule.id)
    ]  # fmt: skip
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
    return e.DeadlineStarted(deadline=deadline, consequences=rule.consequences)


def start(
    matter: Matter, rule: DeadlineRule, subject: Subject, key: str, before: Deadline | None = None
) -> Deadline:
    """A deadline under `rule`, running from now. `before`: the same one as it ran earlier, if it did."""
    length = (subject.length if rule.own else "") or _usual_length(rule, matter.state)
    zone = _zone_of(matter, subject) if rule.zone == "party" else ""
    return clock.start(
        key=key,
        rule=rule.id,
        cite=rule.cite,
        bearer=subject.bearer or bearer_of(matter.state, rule.bearer),
        subject=subject.key,
        at=matter.now,
        length=length,
        due_at=subject.due_at if rule.own else None,
        calendar=matter.calendar_in(zone),
        zone=zone,
        day_rule=clock.DayRule(starts=rule.starts, ends=rule.ends, holiday_moves=rule.holiday_moves),
        warn=rule.warn,
        starts_count=before.starts_count + 1 if before else 1,
    )


def _usual_length(rule: DeadlineRule, state: State) -> str:
    """The length that a rule gives a case as it stands: by its priority, and longer where it is complex."""
    complex_length = rule.complex.get(state.priority, "") if state.complex else ""
    return complex_length or rule.length or rule.by_priority.get(state.priority, "")


def _zone_of(matter: Matter, subject: Subject) -> str:
    """SLA-8: the zone of the party a deadline concerns, the appellant's where it is about an appeal."""
    appeal = matter.state.appeals.get(subject.key)
    if appeal is None:
        return matter.zone_of(subject.bearer)
    return appeal.zone or matter.zone_of(appeal.appellant)


def bearer_of(state: State, role: str) -> str:
    """The ref of the party that bears a deadline; for staff the role itself, as its holder may change."""
    if role == "obligor":
        return "company"
    return (ref_of(state, role) if role in ("complainant", "respondent") else "") or role


_Ending = e.DeadlineMet | e.DeadlineCancelled


def _ended(
    rules: tuple[DeadlineRule, ...],
    kind: str,
    subjects: tuple[Subject, ...],
    opened: list[Deadline],
    now: datetime,
) -> Iterator[_Ending]:
    """The open deadlines that an event of this kind meets or makes void, by the rules that it ends."""
    keys = {subject.key for subject in subjects}
    for rule in rules:
        # An event without subject means all deadlines of a rule.
        meant = [
            item for item in opened
            if item.rule == rule.id and (not item.subject or item.subject in keys or keys == {""})
        ]  # fmt: skip
        if kind in rule.stop:
            yield from (e.DeadlineMet(deadline=clock.stop(item, now)) for item in meant)
        if kind in rule.cancel:
            yield from (e.DeadlineCancelled(deadline=clock.cancel(item, now)) for item in meant)


def _nothing(*_: object) -> tuple[()]:
    """What most events do to the clocks of others."""
    return ()


def _without_liability(matter: Matter, event: e.AppealDecided) -> Iterator[e.DeadlineCancelled]:
    """Whoever bears nothing any more by an appeal's decision has nothing left to appeal."""
    key = matter.state.appeals[event.id].finding
    bearing = {f"{key}:{party}" for party in bearers(matter.state.findings[key])}
    if event.outcome in ("annul", "remand"):
        bearing = set()
    return _void(matter, f"{key}:", bearing)


def _without_finding(matter: Matter, event: e.PersonDecided) -> Iterator[e.DeadlineCancelled]:
    """The same where a person has set the finding aside."""
    if not event.confirmed and event.id in matter.state.findings:
        yield from _void(matter, f"{event.id}:", set())


def _without_review(matter: Matter, event: e.LatenessJudged) -> Iterator[e.DeadlineCancelled]:
    """A late appeal that is not heard is not reviewed."""
    for item in open_deadlines(matter.state) if not event.accepted else ():
        if item.subject == event.id:
            yield e.DeadlineCancelled(deadline=clock.cancel(item, matter.now))


def _void(matter: Matter, prefix: str, bearing: set[str]) -> Iterator[e.DeadlineCancelled]:
    for item in open_deadlines(matter.state):
        if item.subject.startswith(prefix) and item.subject not in bearing:
            yield e.DeadlineCancelled(deadline=clock.cancel(item, matter.now))


def _rest_cancelled(matter: Matter, opened: list[Deadline], ended: set[str]) -> Iterator[e.Event]:
    """Nothing is due in a case that has ended; what its last event has just met stays met."""
    for item in opened:
        if item.key not in ended:
            yield e.DeadlineCancelled(deadline=clock.cancel(item, matter.now))


def _paused(matter: Matter, waiting_on: str, subject: str = "") -> Iterator[e.Event]:
    """The clocks that stand while the case waits; only those about `subject`, where one is named."""
    rules = {rule.id: rule for rule in matter.policy.deadlines}
    for item in open_deadlines(matter.state):
        rule = rules.get(item.rule)
        if subject not in ("", item.subject):
            continue
        if item.status == "running" and rule is not None and waiting_on in rule.pauses_while:
            calendar = matter.calendar_in(item.zone)
            yield e.DeadlinePaused(deadline=clock.pause(item, matter.now, calendar, reason=waiting_on))


def _resumed(matter: Matter, subject: str = "") -> Iterator[e.Event]:
    """The clocks that stood; those of an appeal that still waits for a supplement go on standing."""
    asked = {key for key, item in matter.state.appeals.items() if item.supplement == "asked"}
    for item in open_deadlines(matter.state):
        if subject not in ("", item.subject) or item.subject in asked:
            continue
        if item.status == "paused" and not stands_for_appeal(item):
            calendar = matter.calendar_in(item.zone)
            yield e.DeadlineResumed(deadline=clock.resume(item, matter.now, calendar))


def _relengthened(matter: Matter, reason: str) -> Iterator[e.Event]:
    """TRI-4, SLA-2: a limit that depends on priority or complexity is counted anew from its own start."""
    rules = {rule.id: rule for rule in matter.policy.deadlines if rule.by_priority or rule.complex}
    for item in open_deadlines(matter.state):
        rule = rules.get(item.rule)
        if rule is None or item.status != "running":
            continue
        length = _usual_length(rule, matter.state)
        if length and length != item.length:
            calendar = matter.calendar_in(item.zone)
            changed = clock.relengthen(item, length, calendar, warn=rule.warn)
            yield e.DeadlineExtended(deadline=changed, reason=reason, by="system")


_Voiding = Callable[[Matter, Any], Iterable[e.DeadlineCancelled]]
_Changing = Callable[[Matter, Any, set[str]], Iterable[e.Event]]

# Time limits that an event leaves without object, whatever the policy says of it.
_VOIDING: Final[Mapping[type[e.Event], _Voiding]] = {
    e.AppealDecided: _without_liability, e.PersonDecided: _without_finding, e.LatenessJudged: _without_review,
}  # fmt: skip

# The clocks that an event halts, sets going again, gives another length, or ends because one has answered.
_CHANGING: Final[Mapping[type[e.Event], _Changing]] = {
    e.AppealFiled: halted_windows,
    e.AppealDecided: freed_windows,
    e.AppealWithdrawn: freed_windows,
    e.LatenessJudged: freed_windows,
    e.ProposalAnswered: answered_by_one,
    e.ProposalExpired: answered_by_one,
    e.SupplementAsked: lambda matter, event, _: _paused(matter, "evidence", event.id),
    e.SupplementGiven: lambda matter, event, _: _resumed(matter, event.id),
    e.WaitingStarted: lambda matter, event, _: _paused(matter, event.on),
    e.WaitingEnded: lambda matter, _, __: _resumed(matter),
    e.PriorityChanged: lambda matter, _, __: _relengthened(matter, "priority_changed"),
    e.ComplexityMarked: lambda matter, _, __: _relengthened(matter, "complexity_marked"),
}
