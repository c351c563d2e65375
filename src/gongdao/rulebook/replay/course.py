"""The course of a case under another policy, event by event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from gongdao.rulebook import deadline as clock
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import CLOCK, ROLES, Actor
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.clockwork import moved_by
from gongdao.rulebook.commands import LapseDeadline, OpenCase
from gongdao.rulebook.decide import due_command, judge, step
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Policy, category_of
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.replay.acts import ACTS
from gongdao.rulebook.state import State
from gongdao.rulebook.weighing import objections_until

# The parts of a policy on which the opening of a case rests.
_OPENING_PARTS: Final = ("intake", "categories", "priorities", "risk_words", "complexity")
# What a policy decides about an act beyond whether it is allowed: taken over where the two policies differ.
_DECIDED: Final[Mapping[type[e.Event], tuple[str, ...]]] = {
    e.ProposalMade: ("needs_approval",), e.FindingMade: ("suggested", "row", "binding"),
}  # fmt: skip


class Logged(NamedTuple):
    """One event of a log."""

    event: e.Event
    at: datetime
    actor: str

    @property
    def kind(self) -> type[e.Event]:
        """What kind of event it is."""
        return type(self.event)


class Stored:
    """One event as it is stored, read when it is looked at: most of those of the clock never are.

    Reading raises KeyError for an unknown type, msgspec.ValidationError for a body that is no such event.
    """

    __slots__ = ("_body", "_event", "_name", "actor", "at")

    def __init__(self, name: str, body: str, at: datetime, actor: str) -> None:
        self._name, self._body, self.at, self.actor = name, body, at, actor
        self._event: e.Event | None = None

    @property
    def kind(self) -> type[e.Event]:
        """What kind of event it is."""
        return e.BY_TYPE[self._name]

    @property
    def event(self) -> e.Event:
        """The event itself."""
        if self._event is None:
            self._event = e.read_text(self._name, self._body)
        return self._event


_One = Logged | Stored


class World(Struct, frozen=True):
    """What a decision saw beside the case: roles of staff by ref; failed appeals by appeal id.

    Failed appeals are those in the month and in the year, as the appeal was filed (APP-4).
    """

    roles: Mapping[str, frozenset[str]] = {}
    failed: Mapping[str, tuple[int, int]] = {}


NOTHING: Final = World()
_NO_FACTS: Final = Facts()


class Skipped(Struct, frozen=True):
    """An act that the other policy refuses, and why. `not_there`: it rests on an act that was skipped."""

    type: str
    at: datetime
    actor: str
    rule: str
    code: str


class Replayed(Struct, frozen=True):
    """A case as it would stand, and what could not have happened."""

    state: State
    skipped: tuple[Skipped, ...]


class Pair:
    """The policy under which cases happened, and the other; what differs between them is found out once."""

    def __init__(self, own: Policy, other: Policy) -> None:
        self.own, self.other = own, other
        self.calendar = calendar_of(other)
        self.rules = {rule.id: rule for rule in other.deadlines}
        self.lapses = {rule.id: rule.lapse for rule in own.deadlines}
        self.unlike = frozenset(
            name for name in Policy.__struct_fields__ if getattr(own, name) != getattr(other, name)
        )
        one, another = (item.evidence.objections if item.evidence else None for item in (own, other))
        # Their end rests on the calendar, too.
        self.other_objections = one != another or (another is not None and "calendar" in self.unlike)


def replay(pair: Pair, log: Sequence[_One], until: datetime, world: World = NOTHING) -> Replayed:
    """The case of this log under the other policy of a pair, with the clock run up to `until`.

    Raises ValueError for a log that does not open a case.
    """
    course = _Course(pair, log, world)
    for one in log:
        if one.actor != CLOCK.ref:
            course.take(one)
    course.run_clock(until)
    if course.state is None:
        raise ValueError("a case without events")
    return Replayed(course.state, tuple(course.skipped))


class _Course:
    """A case on its way through the other policy. `base`: as it stood in truth, where that must be known."""

    def __init__(self, pair: Pair, log: Sequence[_One], world: World) -> None:
        self.pair, self.world = pair, world
        self.own, self.other = pair.own, pair.other
        self.state: State | None = None
        self.skipped: list[Skipped] = []
        self.strayed = False  # whether the case no longer stands as it did in truth, its deadlines aside
        self.log = log
        self.base: State | None = None
        self.folded = 0  # so many events make `base`
        self.lapses = _lapses(log)

    # --- what people did --------------------------------------------------------------------------

    def take(self, one: _One) -> None:
        """An event that a person brought about, after what the clock had to do before it."""
        if issubclass(one.kind, e.DeadlineEvent) and not _by_hand(one):
            return
        if isinstance(one.event, e.CaseOpened):
            self.happen(self.opened(one.event, one.at), one.at)
            return
        self.run_clock(one.at)
        if self.state is None:
            raise ValueError("the first event must open the case")
        checked = self.checked(one, self.state)
        if checked is None:
            return
        try:
            self.happen(checked, one.at)
        except (KeyError, ValueError):
            self.skip(one, "DEC-3", "not_there")

    def checked(self, one: _One, state: State) -> e.Event | None:
        """The event as the other policy would have it; None, and reported, where it would not."""
        event = self.dated(one.event, one.at)
        act = ACTS.get(type(event))
        if act is None or not (self.strayed or not self.pair.unlike.isdisjoint(act.parts)):
            return None if self.ended(one, state) else event
        command = act.command(event)
        if command is None:
            return None if self.ended(one, state) else event
        actor = self.actor(one)
        counts = self.world.failed.get(getattr(event, "id", ""), (0, 0))
        facts = Facts(failed_in_month=counts[0], failed_in_year=counts[1])
        try:
            told = judge(self.other, state, command, facts, actor, one.at)
        except (KeyError, ValueError):
            self.skip(one, "DEC-3", "not_there")
            return None
        base = self.truth(one)
        truly = judge(self.own, base, command, facts, actor, one.at)
        if isinstance(told, Refusal):
            if isinstance(truly, Refusal) and truly.code == told.code:
                return event  # what cannot be asked again exactly as it was asked then says nothing
            code = "not_there" if told.code == "unknown_item" else told.code
            self.skip(one, told.rule, code)
            return None
        return event if isinstance(truly, Refusal) else _decided(event, truly, told)

    def dated(self, event: e.Event, at: datetime) -> e.Event:
        """An exhibit as it comes in: until when the other side may object is the other policy's to say."""
        if not isinstance(event, e.ExhibitSubmitted) or not self.pair.other_objections or self.state is None:
            return event
        until = objections_until(Matter(self.other, self.pair.calendar, self.state, _NO_FACTS, CLOCK, at))
        return replace(event, objections_until=until)

    def ended(self, one: _One, state: State) -> bool:
        """Whether the case is over here, while it went on in truth."""
        if not self.strayed or state.is_open or isinstance(one.event, e.CaseReopened):
            return False
        if not self.truth(one).is_open:
            return False
        self.skip(one, "RES-10", "case_closed")
        return True

    def truth(self, before: _One) -> State:
        """The case as it truly stood when an event came."""
        while self.log[self.folded] is not before:
            one = self.log[self.folded]
            self.base = evolve(self.base, one.event, one.at)
            self.folded += 1
        if self.base is None:
            raise ValueError("nothing happened before the first event")
        return self.base

    def actor(self, one: _One) -> Actor:
        """Who acted, with the roles they have; who appeals or answers for another counts as that other."""
        meant = {getattr(one.event, name, "") for name in ("appellant", "of")} - {""}
        roles = self.world.roles.get(one.actor, frozenset(ROLES))
        if not one.actor.startswith("staff:"):
            roles = frozenset()
        return Actor(one.actor, roles=roles, refs=frozenset({one.actor, *meant}), verified=True)

    def skip(self, one: _One, rule: str, code: str) -> None:
        """Report an act that could not have happened."""
        self.strayed = True
        self.skipped.append(Skipped(e.type_of(one.event), one.at, one.actor, rule, code))

    def opened(self, event: e.CaseOpened, at: datetime) -> e.CaseOpened:
        """The opening under the other policy: what a person chose stays, what a policy decides follows."""
        here = replace(event, policy=self.other.policy, policy_version=self.other.version)
        if self.pair.unlike.isdisjoint(_OPENING_PARTS):
            return here
        known = category_of(self.other, event.category) is not None
        command = OpenCase(
            channel=event.channel, complainant=event.complainant, description=event.description,
            received_at=event.received_at, respondents=event.respondents,
            category=event.category if known else "", demands=event.demands, mood=event.mood,
            nature=event.nature, order=event.order, order_no=event.order_no, amount_fen=event.amount_fen,
            people_affected=event.people_affected, risks=event.risks, region=event.region,
            department=event.department,
        )  # fmt: skip
        facts = Facts(related=event.related, repeats=event.repeats, earlier=event.earlier)
        actor = Actor("system", refs=frozenset({"system"}))
        told = judge(self.other, None, command, facts, actor, at)
        truly = judge(self.own, None, replace(command, category=event.category), facts, actor, at)
        if isinstance(told, Refusal) or isinstance(truly, Refusal):
            return here
        one, other = truly[0], told[0]
        changed = {
            name: getattr(other, name)
            for name in (
                "category",
                "priority",
                "priority_because",
                "missing",
                "risks",
                "department",
                "skill",
            )
            if getattr(one, name) != getattr(other, name)
        }
        self.strayed = self.strayed or bool(changed)
        return replace(here, **changed) if changed else here

    # --- what the clock does ----------------------------------------------------------------------

    def run_clock(self, until: datetime) -> None:
        """Everything that falls due up to an instant, in order of time."""
        while self.state is not None and (due := due_command(self.state, until)) is not None:
            command, at = due
            state = self.state
            if isinstance(command, LapseDeadline):
                self.lapse(command, state, at)
                continue
            self.state = step(self.other, state, command, _NO_FACTS, at).state

    def lapse(self, command: LapseDeadline, state: State, at: datetime) -> None:
        """A lapse: its consequences as they were where it lapsed in truth under the same rule, else anew."""
        item = state.deadlines[command.key]
        stored = self.lapses.pop((command.key, at), None)
        rule = self.pair.rules[item.rule]
        same = stored is not None and self.pair.lapses.get(item.rule) == rule.lapse and not self.strayed
        if stored is not None and same and all(part.do != "urge" for part in rule.lapse):
            codes = tuple(part.do for part in rule.lapse)
            self.happen(e.DeadlineLapsed(deadline=clock.lapse(item, at), consequences=codes), at)
            for event in stored:
                self.happen(event, at)
            return
        self.strayed = self.strayed or not same
        candidates = _substitutes(stored, state, self.other.rises)
        self.state = step(self.other, state, command, Facts(candidates=candidates), at).state

    def happen(self, event: e.Event, at: datetime) -> None:
        """Let an event happen, and the deadlines follow it under the other policy."""
        state = evolve(self.state, event, at)
        matter = Matter(self.other, self.pair.calendar, state, _NO_FACTS, CLOCK, at)
        for moved in moved_by(matter, event):
            state = evolve(state, moved, at)
        self.state = state


def _by_hand(one: _One) -> bool:
    """Whether a person gave a limit more time."""
    return one.kind is e.DeadlineExtended and getattr(one.event, "by", "system") != "system"


def _lapses(log: Sequence[_One]) -> dict[tuple[str, datetime], list[e.Event]]:
    """What each lapse brought about in truth, its deadlines aside, by key and instant."""
    found: dict[tuple[str, datetime], list[e.Event]] = {}
    under: list[e.Event] | None = None
    for one in log:
        if one.actor != CLOCK.ref:
            under = None
        elif not issubclass(one.kind, e.DeadlineEvent):
            if under is not None:
                under.append(one.event)
        elif one.kind is e.DeadlineLapsed and isinstance(one.event, e.DeadlineLapsed):
            under = found.setdefault((one.event.deadline.key, one.at), [])
        elif one.kind is e.DeadlineWarned:
            under = None
    return found


def _substitutes(stored: list[e.Event] | None, state: State, rises: Sequence[str]) -> tuple[Candidate, ...]:
    """Who could take the case where it rises: whoever did in truth; somebody unnamed if it did not lapse."""
    if stored is None:
        chosen = [(f"role:{role}", role) for role in rises]
    else:
        chosen = [(one.overseer, one.role) for one in stored if isinstance(one, e.OverseerAssigned)]
    return tuple(
        Candidate(
            ref=ref, roles=frozenset({role}), regions=frozenset({state.region} - {""}),
            departments=frozenset({state.department} - {""}), skills=frozenset({state.skill} - {""}),
            refs=frozenset({ref}),
        )
        for ref, role in chosen
    )  # fmt: skip


def _decided(event: e.Event, truly: tuple[e.Event, ...], told: tuple[e.Event, ...]) -> e.Event:
    """The event with what the other policy decides about it."""
    names = _DECIDED.get(type(event), ())
    one = next((item for item in truly if type(item) is type(event)), None)
    other = next((item for item in told if type(item) is type(event)), None)
    if one is None or other is None:
        return event
    changed = {name: getattr(other, name) for name in names if getattr(one, name) != getattr(other, name)}
    return replace(event, **changed) if changed else event
