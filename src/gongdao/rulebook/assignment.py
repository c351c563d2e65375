"""Who gets the case (TRI-7): free of conflict, by region and skill, then by load, and fair among equals.

`choose` is pure: the same candidates and case give the same choice, in whatever order they come.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

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
    must not get it: whoever is complained of and whoever decided what is appealed (TRI-7, APP-8).
    `required` says which of region, department and skill are conditions; the others are preferences.
    Empty `role`, `region`, `department` or `skill` ask for nothing. Everyone suitable being off shift or
    full does not leave the case without a handler: it goes to the least burdened of them.
    """
    if role in _BOUND_TO_REGION:
        required = required | {"region"}
    suitable: list[Candidate] = []
    passed_over: list[PassedOver] = []
    for candidate in candidates:
        code = _hindrance(candidate, role, region, department, skill, excluded, required)
        if code:
            passed_over.append(PassedOver(ref=candidate.ref, code=code))
        else:
            suitable.append(candidate)
    passed_over.sort(key=lambda item: item.ref)
    if not suitable:
        return Choice(None, ("nobody_suitable",), tuple(passed_over))
    equals, decided = _best(suitable, region, skill)
    chosen = equals[0] if len(equals) == 1 else min(equals, key=lambda item: _draw(case, item.ref))
    because = ("only_one" if len(suitable) == 1 else decided, *_notes(chosen))
    return Choice(chosen, because, tuple(passed_over))


def one_more(candidates: Iterable[Candidate], ref: str, at: datetime | None = None) -> tuple[Candidate, ...]:
    """The candidates after `ref` has been given a case; for giving out many in one go."""
    people = tuple(candidates)
    place = next((n for n, item in enumerate(people) if item.ref == ref), None)
    if place is None:
        return people
    item = people[place]
    given = structs.replace(item, load=item.load + 1, last_assigned_at=at or item.last_assigned_at)
    return (*people[:place], given, *people[place + 1 :])


def _hindrance(
    candidate: Candidate,
    role: str,
    region: str,
    department: str,
    skill: str,
    excluded: frozenset[str],
    required: frozenset[str],
) -> str:
    """The code of what stands in the way of this candidate, or ""."""
    # One after another, for this runs for every candidate of every case: most lack the role.
    if candidate.ref in excluded or not excluded.isdisjoint(candidate.refs):
        return "conflict_of_interest"
    if role and role not in candidate.roles:
        return "lacks_role"
    if candidate.capacity <= 0:
        return "takes_no_cases"
    if "department" in required and not _serves(candidate.departments, department):
        return "other_department"
    if "region" in required and not _serves(candidate.regions, region):
        return "other_region"
    if "skill" in required and skill and skill not in candidate.skills:
        return "lacks_skill"
    return ""


def _serves(own: frozenset[str], wanted: str) -> bool:
    return not wanted or not own or wanted in own


def _best(suitable: list[Candidate], region: str, skill: str) -> tuple[list[Candidate], str]:
    """The equals who stand first, and the criterion that set the first apart from the next.

    One criterion after another leaves those who are best by it. So each is asked only of those who are equal
    by all before it, which is what makes this quick among hundreds.
    """
    for criterion, rank in _criteria(region, skill):
        ranks = list(map(rank, suitable))
        best = min(ranks)
        suitable = [item for item, own in zip(suitable, ranks, strict=True) if own == best]
        if len(suitable) == 1:
            return suitable, criterion
    return suitable, "drawn"


def _criteria(region: str, skill: str) -> Iterator[tuple[str, Callable[[Candidate], Any]]]:
    """What is looked at, in this order; the smaller, the better."""
    yield "on_shift", lambda item: not item.on_shift
    yield "has_room", lambda item: item.load >= item.capacity
    if region:
        # One who is there for this very region comes before one who serves every region.
        yield "region", lambda item: 0 if region in item.regions else 1 if not item.regions else 2
    if skill:
        yield "skill", lambda item: skill not in item.skills
    # Division is correctly rounded: equal ratios of whole numbers are equal floats.
    yield "least_loaded", lambda item: item.load / item.capacity
    yield "least_recent", lambda item: item.last_assigned_at or _LONG_AGO


def _draw(case: str, ref: str) -> bytes:
    """A lot, drawn anew for each case, so that among equals nobody is always first."""
    return sha256(f"{case}\n{ref}".encode()).digest()


def _notes(chosen: Candidate) -> Iterator[str]:
    """What is to be known about the choice: nobody was better off."""
    if not chosen.on_shift:
        yield "nobody_on_shift"
    if chosen.load >= chosen.capacity:
        yield "everyone_is_full"
