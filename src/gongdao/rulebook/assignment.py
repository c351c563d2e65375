"""Who gets the case (TRI-7): free of conflict, by region and skill, then by load, and fair among equals.

`choose` is pure: the same candidates and case give the same choice, in whatever order they come.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

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


# What decided between the chosen and the next best, in the order in which it is looked at.
_CRITERIA: Final = ("on_shift", "has_room", "region", "skill", "least_loaded", "least_recent")
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
    ranked = sorted(((_rank(item, region, skill), item) for item in suitable), key=lambda pair: pair[0])
    equals = [item for rank, item in ranked if rank == ranked[0][0]]
    chosen = equals[0] if len(equals) == 1 else min(equals, key=lambda item: _draw(case, item.ref))
    return Choice(chosen, _because([rank for rank, _ in ranked]), tuple(passed_over))


def one_more(candidates: Iterable[Candidate], ref: str, at: datetime | None = None) -> tuple[Candidate, ...]:
    """The candidates after `ref` has been given a case; for giving out many in one go."""
    return tuple(
        structs.replace(item, load=item.load + 1, last_assigned_at=at or item.last_assigned_at)
        if item.ref == ref
        else item
        for item in candidates
    )


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


_Rank = tuple[bool, bool, int, bool, float, datetime]


def _rank(candidate: Candidate, region: str, skill: str) -> _Rank:
    """The smaller, the better; one place per criterion."""
    # One who is there for this very region comes before one who serves every region.
    distance = 0 if not region or region in candidate.regions else 1 if not candidate.regions else 2
    return (
        not candidate.on_shift,
        candidate.load >= candidate.capacity,
        distance,
        bool(skill) and skill not in candidate.skills,
        # Division is correctly rounded: equal ratios of whole numbers are equal floats.
        candidate.load / candidate.capacity,
        candidate.last_assigned_at or _LONG_AGO,
    )


def _draw(case: str, ref: str) -> bytes:
    """A lot, drawn anew for each case, so that among equals nobody is always first."""
    return sha256(f"{case}\n{ref}".encode()).digest()


def _because(ranks: list[_Rank]) -> tuple[str, ...]:
    """The criterion that decided between the best and the next, and what is to be known about the choice."""
    best = ranks[0]
    notes = [code for code, holds in (("nobody_on_shift", best[0]), ("everyone_is_full", best[1])) if holds]
    if len(ranks) == 1:
        return ("only_one", *notes)
    decided = (code for code, own, other in zip(_CRITERIA, best, ranks[1], strict=True) if own != other)
    return (next(decided, "drawn"), *notes)
