"""Who gets the case (TRI-7): free of conflict, by region and skill, then by load, and fair among equals.

`choose` is pure: the same candidates and case give the same choice, in whatever order they come.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from msgspec import Struct, structs


class Candidate(Struct, frozen=True):
    """One who could take the case. Empty `regions` or `departments`: serves them all."""

    ref: str
    load: int = 0  # open cases now
    capacity: int = 20  # open cases one can carry; 0: takes none
    skills: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    refs: frozenset[str] = frozenset()  # every other name of the same person, for conflicts
    on_shift: bool = True
    last_assigned_at: datetime | None = None


class PassedOver(Struct, frozen=True):
    """One who could not be chosen, and the first code that says why."""

    ref: str
    code: str  # conflict_of_interest, lacks_role, takes_no_cases, other_department, other_region, lacks_skill


class Choice(Struct, frozen=True):
    """The outcome: whom, the codes that say why, and who was passed over. `candidate` None: nobody fits."""

    candidate: Candidate | None
    because: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]


_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_DEPARTMENT: Final = frozenset({"department"})
# TRI-8: a city manager handles the own region, however much room there is elsewhere.
_BOUND_TO_REGION: Final = frozenset({"city_manager"})
_NOBODY: Final[frozenset[int]] = frozenset()
_MOST_ASKED: Final = 1_000  # different wishes that are remembered; regions and departments are free text


class Wanted(NamedTuple):
    """What a case asks of who takes it. Empty text asks for nothing.

    `required` says which of region, department and skill are conditions; the others are preferences.
    """

    role: str = ""
    region: str = ""
    department: str = ""
    skill: str = ""
    required: frozenset[str] = _DEPARTMENT


def choose(
    candidates: Iterable[Candidate],
    *,
    case: str,
    role: str = "",
    region: str = "",
    department: str = "",
    skill: str = "",
    excluded: frozenset[str] = frozenset(),
    required: frozenset[str] = _DEPARTMENT,
) -> Choice:
    """Choose the one who gets the case.

    `case` is any stable text that names the case; it only draws among equals. `excluded` are the refs that
    must not get it: whoever is complained of and whoever decided what is appealed (TRI-7, APP-8). The other
    arguments are as in `Wanted`. Everyone suitable being off shift or full does not leave the case without a
    handler: it goes to the least burdened of them.
    """
    people = roster(candidates)
    wanted = _wanted(role, region, department, skill, required)
    chosen, because = people.first(case, wanted, excluded)
    return Choice(chosen, because, _passed_over(people, wanted, excluded))


def pick(candidates: Iterable[Candidate], *, case: str, wanted: Wanted, excluded: frozenset[str]) -> Choice:
    """As `choose`, but who was passed over is told only where nobody fits: it takes a look at everybody."""
    people = roster(candidates)
    wanted = _wanted(*wanted)
    chosen, because = people.first(case, wanted, excluded)
    return Choice(chosen, because, () if chosen else _passed_over(people, wanted, excluded))


def one_more(candidates: Iterable[Candidate], ref: str, at: datetime | None = None) -> "Roster":
    """The candidates after `ref` has been given a case; for giving out many in one go."""
    people = roster(candidates)
    place = people.order.places.get(ref)
    if place is None:
        return people
    item = people[place]
    given = structs.replace(item, load=item.load + 1, last_assigned_at=at or item.last_assigned_at)
    full = people.full if _has_room(given) else people.full | {place}
    return Roster((*people[:place], given, *people[place + 1 :]), people.order, full)


def roster(candidates: Iterable[Candidate]) -> "Roster":
    """The candidates, ready to be chosen from; those that are ready already stay as they are."""
    if isinstance(candidates, Roster):
        return candidates
    people = tuple(candidates)
    full = frozenset(place for place, item in enumerate(people) if not _has_room(item))
    alike = tuple(structs.replace(item, load=0, last_assigned_at=None) for item in people)
    return Roster(people, _order_of(alike), full)


def _wanted(role: str, region: str, department: str, skill: str, required: frozenset[str]) -> Wanted:
    if role in _BOUND_TO_REGION:
        required = required | {"region"}
    return Wanted(role, region, department, skill, required)


def _passed_over(
    candidates: Iterable[Candidate], wanted: Wanted, excluded: frozenset[str]
) -> tuple[PassedOver, ...]:
    found = ((item.ref, _hindrance(item, wanted, excluded)) for item in candidates)
    return tuple(PassedOver(ref, code) for ref, code in sorted(found) if code)


def _hindrance(candidate: Candidate, wanted: Wanted, excluded: frozenset[str]) -> str:
    """The code of what stands in the way of this candidate, or ""."""
    if candidate.ref in excluded or not excluded.isdisjoint(candidate.refs):
        return "conflict_of_interest"
    if wanted.role and wanted.role not in candidate.roles:
        return "lacks_role"
    if candidate.capacity <= 0:
        return "takes_no_cases"
    if "department" in wanted.required and not _serves(candidate.departments, wanted.department):
        return "other_department"
    if "region" in wanted.required and not _serves(candidate.regions, wanted.region):
        return "other_region"
    if "skill" in wanted.required and wanted.skill and wanted.skill not in candidate.skills:
        return "lacks_skill"
    return ""


def _serves(own: frozenset[str], wanted: str) -> bool:
    return not wanted or not own or wanted in own


class _Standing(NamedTuple):
    """How somebody stands to what is wanted, in what no case given out changes; the smaller, the better."""

    off_shift: bool
    region: int
    lacks_skill: bool


class _Group(NamedTuple):
    """The places of candidates who stand equal."""

    standing: _Standing
    places: Sequence[int]


_Groups = tuple[_Group, ...]
_BY_STANDING: Final = (("on_shift", 0), ("has_room", None), ("region", 1), ("skill", 2))
_BY_CASES: Final[tuple[tuple[str, Callable[[Candidate], Any]], ...]] = (
    # Division is correctly rounded: equal ratios of whole numbers are equal floats.
    ("least_loaded", lambda item: item.load / item.capacity),
    ("least_recent", lambda item: item.last_assigned_at or _LONG_AGO),
)


class Roster(tuple[Candidate, ...]):
    """Candidates to whom many cases are given out; what that does not change is found out once.

    A choice then compares a few equals instead of looking at everybody. Made by `roster` and `one_more`.
    `order` is of these people in this order; `full` are the places of those who have no room.
    """

    order: "_Order"
    full: frozenset[int]

    def __new__(cls, people: tuple[Candidate, ...], order: "_Order", full: frozenset[int]) -> "Roster":
        """Put it together."""
        self = super().__new__(cls, people)
        self.order, self.full = order, full
        return self

    def first(
        self, case: str, wanted: Wanted, excluded: frozenset[str]
    ) -> tuple[Candidate | None, tuple[str, ...]]:
        """The one who gets the case, and the codes that say why."""
        groups = _without(self.order.groups(wanted), self.order.places_of(excluded))
        if not groups:
            return None, ("nobody_suitable",)
        equals, decided = self._best(groups)
        chosen = equals[0] if len(equals) == 1 else min(equals, key=lambda item: _draw(case, item.ref))
        return chosen, ("only_one" if _is_one(groups) else decided, *_notes(chosen))

    def _best(self, groups: _Groups) -> tuple[list[Candidate], str]:
        """The equals who stand first, and the criterion that set the first apart from the next.

        One criterion after another leaves those who are best by it, until it is one.
        """
        for criterion, part in _BY_STANDING:
            if part is None:
                groups = _without(groups, self.full) or groups
            else:
                best = groups[0].standing[part]  # the groups are sorted, and equal in all parts before
                groups = tuple(group for group in groups if group.standing[part] == best)
            if _is_one(groups):
                return [self[groups[0].places[0]]], criterion
        people = [self[place] for place in groups[0].places]
        for criterion, rank in _BY_CASES:
            ranks = list(map(rank, people))
            least = min(ranks)
            people = [item for item, own in zip(people, ranks, strict=True) if own == least]
            if len(people) == 1:
                return people, criterion
        return people, "drawn"


@lru_cache(maxsize=64)
def _order_of(people: tuple[Candidate, ...]) -> "_Order":
    """The order of people without their cases: the same again when the loads are read anew."""
    return _Order(people)


class _Order:
    """Who stands how to what is wanted, found out once for each thing wanted."""

    def __init__(self, people: tuple[Candidate, ...]) -> None:
        self._people = people
        self._groups: dict[Wanted, _Groups] = {}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each reference."""
        return {item.ref: place for place, item in reversed(list(enumerate(self._people)))}

    @cached_property
    def _named(self) -> Mapping[str, frozenset[int]]:
        """The places of those who go by a name; one person has several."""
        found: dict[str, set[int]] = {}
        for place, item in enumerate(self._people):
            for name in (item.ref, *item.refs):
                found.setdefault(name, set()).add(place)
        return {name: frozenset(places) for name, places in found.items()}

    def places_of(self, names: frozenset[str]) -> frozenset[int]:
        """The places of those who go by one of these names."""
        known = self._named
        return _NOBODY.union(*(known[name] for name in names if name in known))

    def groups(self, wanted: Wanted) -> _Groups:
        """Everybody suitable, conflicts aside, in groups of equals; those who stand best first."""
        found = self._groups.get(wanted)
        if found is None:
            if len(self._groups) >= _MOST_ASKED:
                self._groups.clear()
            found = self._groups[wanted] = tuple(self._sorted(wanted))
        return found

    def _sorted(self, wanted: Wanted) -> Iterator[_Group]:
        found: dict[_Standing, list[int]] = {}
        for place, item in enumerate(self._people):
            if not _hindrance(item, wanted, frozenset()):
                found.setdefault(_standing(item, wanted), []).append(place)
        for standing in sorted(found):
            yield _Group(standing, found[standing])


def _standing(item: Candidate, wanted: Wanted) -> _Standing:
    # One who is there for this very region comes before one who serves every region.
    region = 0 if not wanted.region or wanted.region in item.regions else 2 if item.regions else 1
    return _Standing(not item.on_shift, region, bool(wanted.skill) and wanted.skill not in item.skills)


def _without(groups: _Groups, places: frozenset[int]) -> _Groups:
    """The groups without these places; none is empty."""
    if not places:
        return groups
    kept = (_Group(how, [place for place in own if place not in places]) for how, own in groups)
    return tuple(group for group in kept if group.places)


def _is_one(groups: _Groups) -> bool:
    return len(groups) == 1 and len(groups[0].places) == 1


def _has_room(item: Candidate) -> bool:
    return item.load < item.capacity


def _draw(case: str, ref: str) -> bytes:
    """A lot, drawn anew for each case, so that among equals nobody is always first."""
    return sha256(f"{case}\n{ref}".encode()).digest()


def _notes(chosen: Candidate) -> Iterator[str]:
    """What is to be known about the choice: nobody was better off."""
    if not chosen.on_shift:
        yield "nobody_on_shift"
    if not _has_room(chosen):
        yield "everyone_is_full"
