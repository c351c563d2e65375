"""A case while something happens in it: what was stored, the steps taken, what is to be stored."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from gongdao.exhibits.origin import Origin
from gongdao.lib.words import contact_words, name_words, number_word, words_of
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.decide import Step
from gongdao.rulebook.events import Event
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State, parts_of, running

MARKED: Final = frozenset({"handler", "department", "region", "priority"})
BLOCK: Final = 10_000  # numbers that share a mark, so that search can go from the newest on
SUBJECT: Final = 80  # characters of the description that lists show


class Happened(Struct, frozen=True):
    """One event with the states around it."""

    event: Event
    seq: int
    at: datetime
    actor: str
    before: State | None
    after: State


class Promised(Struct, frozen=True):
    """An idempotency key: whose, which, and the digest of the command it stands for."""

    actor: str
    key: str
    fingerprint: bytes


class Draft:
    """One case to be written. `stored` and `chain` are None for a case that does not exist yet.

    `mailed`: whether its messages also go out by mail; a bulk import of old cases says no. `origin`: from
    where the actor came, for the custody of evidence.
    """

    __slots__ = ("case_id", "chain", "happened", "mailed", "origin", "policy", "promised", "state", "stored")

    def __init__(
        self,
        policy: Policy,
        *,
        case_id: int | None = None,
        stored: State | None = None,
        chain: bytes | None = None,
        mailed: bool = True,
    ) -> None:
        self.policy = policy
        self.case_id = case_id
        self.stored = stored
        self.chain = chain
        self.mailed = mailed
        self.state = stored
        self.happened: list[Happened] = []
        self.promised: Promised | None = None
        self.origin = Origin()

    def add(self, actor: str, at: datetime, events: tuple[Event, ...]) -> None:
        """Let events happen, at one instant by one actor."""
        for event in events:
            before = self.state
            self.state = evolve(before, event, at)
            self.happened.append(Happened(event, self.state.version, at, actor, before, self.state))

    def add_steps(self, steps: tuple[Step, ...]) -> None:
        """Let steps of the clock happen."""
        for step in steps:
            self.add(step.actor, step.at, step.events)

    @property
    def now(self) -> State:
        """The state after everything that happened. Raises ValueError while nothing has."""
        if self.state is None:
            raise ValueError("nothing happened yet")
        return self.state

    @property
    def month(self) -> int:
        """The month under which the case is numbered: that of receipt, in the zone of its policy (INT-3)."""
        at = self.now.received_at.astimezone(ZoneInfo(self.policy.calendar.zone))
        return at.year * 100 + at.month


def not_before(state: State | None, now: datetime) -> datetime:
    """`now`, or the instant of the last event if that is later: the log of a case never runs backwards.

    Machines' clocks differ by a little, and a case may come to one right after another wrote it.
    """
    last = state.changed_at if state is not None else None
    return last if last is not None and last > now else now


def due_first(state: State) -> tuple[datetime | None, str]:
    """When the first running deadline is due, and its key; of a forgotten case, the limit that lapsed."""
    first = min(running(state), key=lambda item: item.due_at, default=None) or _forgotten(state)
    return (first.due_at, first.key) if first is not None else (None, "")


def _forgotten(state: State) -> Deadline | None:
    """SLA-10: the limit that lapsed last in an open case that rose to the top unheard: no clock is left.

    Such a case would sink to the end of every queue; by the limit that lapsed it stands first.
    """
    limits = state.deadlines.values()
    if not state.is_open or any(item.is_open for item in limits):
        return None
    ended = [(item.ended_at, item.due_at, item) for item in limits if item.ended_at is not None]
    last = max(ended, key=lambda one: one[:2], default=None)
    return last[2] if last is not None and last[2].status == "lapsed" else None


def subject_of(state: State) -> str:
    """The beginning of the description, on one line."""
    return " ".join(state.description[: 2 * SUBJECT].split())[:SUBJECT]


def search_words(before: State | None, after: State) -> set[str] | None:
    """The words the case is found by, and the marks of who may find it; None when all is as before."""
    if before is not None and _sources(before) == _sources(after) and marks(before) == marks(after):
        return None
    texts, numbers, people = _sources(after)
    found = words_of(texts) | {number_word(number) for number in numbers}
    for name, contact in people:
        found |= name_words(name) | contact_words(contact)
    return (found | marks(after)) - {""}


def marks(state: State) -> set[str]:
    """Words that no text contains: who has part in the case, and what sight of it depends on.

    So a search finds the cases somebody may see through the index, and reads no others.
    """
    columns = {"handler": state.handler, "department": state.department, "region": state.region}
    found = {mark(name, value) for name, value in (columns | {"priority": state.priority}).items()}
    return found | {mark("part", ref) for ref, _ in parts_of(state)}


def mark(name: str, value: str) -> str:
    """The mark of a value, as `@handler:staff:7`; `name` is one of MARKED or "part"."""
    return f"@{name}:{value}"


_Texts = tuple[str, ...]


def _sources(state: State) -> tuple[_Texts, _Texts, tuple[tuple[str, str], ...]]:
    """Texts, reference numbers, and names and contacts of people, by which a case is looked for."""
    parties = (state.complainant, *state.respondents)
    order = state.order
    numbers = (state.order_no, state.external_ref, order.waybill if order else "")
    items = tuple(item.name for item in order.items) if order else ()
    people = tuple((party.name, party.contact) for party in parties)
    told = (state.cause, state.solution, state.prevention)  # so that what helped is found again (RES-10)
    return (state.description, *items, *numbers, *told), numbers, people
