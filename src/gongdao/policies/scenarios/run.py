"""Play a scenario on `decide` and `evolve`: no database, no clock but the scenario's own."""

from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs
from msgspec.structs import replace

from gongdao.policies.scenarios.format import (
    Cast,
    Circumstances,
    HeldPoints,
    Newer,
    Person,
    Scenario,
    Step,
)
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import CLOCK, SYSTEM, Actor
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.commands import Command, OpenCase
from gongdao.rulebook.conduct.counting import unit_of
from gongdao.rulebook.decide import catch_up, decide
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.money import Posting, postings
from gongdao.rulebook.notices import Notice, notices
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.standing import Held, Standing
from gongdao.rulebook.state import State

MACHINES: Final = {"system": SYSTEM, "clock": CLOCK}


class Logged(NamedTuple):
    """One event of the story: what, when, by whom."""

    event: e.Event
    at: datetime
    by: str


class BadScenario(ValueError):
    """The scenario itself is wrong: an unknown person, a time that runs backwards, an opening not there."""


class Story:
    """A case as a scenario tells it: its log, its state, what was owed and who was told."""

    def __init__(self, policy: Policy, cast: Cast) -> None:
        self.policy = policy
        self.cast = cast
        self.zone = ZoneInfo(policy.calendar.zone)
        self.state: State | None = None
        self.log: list[Logged] = []
        self.postings: list[Posting] = []
        self.notices: list[Notice] = []
        self.refusal: Refusal | None = None
        self.now = datetime.min.replace(tzinfo=UTC)
        self.facts = Facts()

    def open(self, scenario: Scenario) -> None:
        """The opening: registered at its time by its person."""
        given = scenario.given
        opening = self.cast.openings.get(given.opening)
        if opening is None:
            raise BadScenario(
                f"no opening {given.opening!r} in the cast: there are {sorted(self.cast.openings)}"
            )
        try:
            command = msgspec.convert({**opening, **given.but}, OpenCase)
        except msgspec.ValidationError as error:
            raise BadScenario(f"the opening {given.opening!r} cannot be read: {error}") from error
        self.circumstances(given.facts)
        self.until(self.instant(given.at))
        self.act(command, self.actor(given.by))

    def step(self, step: Step) -> None:
        """Time passes up to the step, the clock doing what falls due; then somebody acts."""
        self.refusal = None
        if step.facts is not None:
            self.circumstances(step.facts)
        self.until(self.instant(step.at))
        if step.do is not None:
            self.act(step.do, self.actor(step.by))

    def until(self, at: datetime) -> None:
        """Let everything that falls due up to `at` happen, in order of time."""
        if at < self.now:
            raise BadScenario(f"{self.local(at)} is before {self.local(self.now)}: steps go forward in time")
        self.now = at
        if self.state is not None:
            for due in catch_up(self.policy, self.state, self.facts, at):
                self._take(due.events, due.at, due.actor)

    def act(self, command: Command, actor: Actor) -> None:
        """One command; its refusal is kept for the step to compare."""
        result = decide(self.policy, self.state, command, self.facts, actor, self.now)
        if isinstance(result, Refusal):
            self.refusal = result
        else:
            self._take(result, self.now, actor.ref)

    def circumstances(self, given: Circumstances) -> None:
        """The world outside the case from now on."""
        people = [person for name, person in self.cast.people.items() if name not in given.away]
        self.facts = Facts(
            related=given.related, repeats=given.repeats, earlier=given.earlier,
            failed_in_month=given.failed_in_month,
            failed_in_year=given.failed_in_year, appellant_verified=given.appellant_verified,
            order_held_fen=given.order_held_fen, fund_fen=given.fund_fen,
            advanced_today_fen=given.advanced_today_fen, buyer_unreturned=given.buyer_unreturned,
            appellant_names=frozenset(given.appellant_names), appeals_under_way=given.appeals_under_way,
            operation_log=given.operation_log, lead=given.lead, members=given.members,
            candidates=tuple(_candidate(person) for person in people if person.roles),
            standing=Standing(held=tuple(self._held(n, item) for n, item in enumerate(given.points, 1))),
            newer=newer_law(self.policy, given.newer) if given.newer is not None else None,
            law_at_act=given.law_at_act,
        )  # fmt: skip

    def _held(self, case: int, item: HeldPoints) -> Held:
        at = self.instant(item.at)
        return Held(
            case, "D1", item.violation, item.group, unit_of(item.group, at, self.zone), item.points, at
        )

    def actor(self, name: str) -> Actor:
        """The person of the cast, or one of the machines."""
        if name in MACHINES:
            return MACHINES[name]
        person = self.cast.people.get(name)
        if person is None:
            raise BadScenario(f"nobody called {name!r} in the cast: there are {sorted(self.cast.people)}")
        return Actor(
            ref=person.ref, roles=frozenset(person.roles), refs=frozenset({person.ref, *person.refs}),
            regions=frozenset(person.regions), departments=frozenset(person.departments),
            verified=person.verified,
        )  # fmt: skip

    def ref(self, name: str) -> str:
        """The reference of a person of the cast; anything else is one already."""
        person = self.cast.people.get(name)
        return person.ref if person is not None else name

    def account(self, name: str) -> str:
        """An account: of a person of the cast, or kept for one, as "deposit:店铺"."""
        kind, colon, owner = name.partition(":")
        person = self.cast.people.get(owner) if colon else None
        return f"{kind}:{person.ref.replace(':', '-', 1)}" if person is not None else self.ref(name)

    def instant(self, text: str) -> datetime:
        """The instant of a local time; 24:00 is the end of its day."""
        day, _, clock = text.partition(" ")
        hours, minutes, seconds = (int(part) for part in (clock + ":00").split(":")[:3])
        try:
            midnight = datetime.combine(date.fromisoformat(day), datetime.min.time(), self.zone)
        except ValueError as error:
            raise BadScenario(f"{text!r} is not a time: {error}") from error
        return (midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)).astimezone(UTC)

    def local(self, at: datetime) -> str:
        """An instant as scenarios write it; midnight as the end of the day before."""
        here = at.astimezone(self.zone)
        if (here.hour, here.minute, here.second) == (0, 0, 0):
            return f"{here.date() - timedelta(days=1)} 24:00"
        return f"{here:%Y-%m-%d %H:%M:%S}".removesuffix(":00")

    def _take(self, happened: tuple[e.Event, ...], at: datetime, by: str) -> None:
        for event in happened:
            before = self.state
            self.state = evolve(before, event, at)
            self.log.append(Logged(event, at, by))
            self.postings += postings(before, self.state)
            self.notices += notices(event, self.state)


def newer_law(policy: Policy, given: Newer) -> Policy:
    """The policy with other points, as a later version."""
    if policy.conduct is None:
        raise BadScenario("`newer` is for policies with `conduct`")
    violations = tuple(
        replace(item, **structs.asdict(given.points[item.code])) if item.code in given.points else item
        for item in policy.conduct.violations
        if item.code not in given.gone
    )
    return replace(policy, version=given.version, conduct=replace(policy.conduct, violations=violations))


def _candidate(person: Person) -> Candidate:
    return Candidate(
        ref=person.ref, load=person.load, skills=frozenset(person.skills), regions=frozenset(person.regions),
        departments=frozenset(person.departments), roles=frozenset(person.roles),
        refs=frozenset({person.ref, *person.refs}),
    )  # fmt: skip
