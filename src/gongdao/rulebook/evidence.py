"""Evidence 举证: what a request still lacks and what of it is doubtful; nothing here rejects (EVI-2, 11).

What a picture shows is read elsewhere and comes in as doubts; a doubtful exhibit counts until a person has
judged it, for a machine never rejects what a person might accept.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from gongdao.rulebook.policy import Need, Policy, Requirement
from gongdao.rulebook.state import Request, State

Standing = Literal["satisfied", "doubtful", "missing", "optional"]


class Doubt(Struct, frozen=True):
    """Something found by machine that a person must look at. `code` is one of `terms.DEFECTS`."""

    exhibit: str
    code: str
    words: str = ""  # what it rests on


class Line(Struct, frozen=True):
    """One line of a requirement as it stands. `lacking`: kinds of which there are too few.

    `doubtful`: it is met, but only with exhibits that a machine doubts: a person looks at them.
    """

    need: Need
    exhibits: tuple[str, ...]
    lacking: tuple[str, ...]
    met: bool
    instead: str = ""  # the line that stands in for it
    doubtful: bool = False

    @property
    def standing(self) -> Standing:
        """How the line stands; `optional`: nothing was handed in, and nothing need be."""
        if not self.met:
            return "missing"
        if self.doubtful:
            return "doubtful"
        return "satisfied" if self.instead or not self.lacking else "optional"


class Checklist(Struct, frozen=True):
    """What a request asks for and what is there."""

    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        """The lines that must still be met."""
        return tuple(line for line in self.lines if not line.met)

    @property
    def complete(self) -> bool:
        """Whether everything needed has been handed in."""
        return not self.missing


Checks = Mapping[str, tuple[Doubt, ...]]
"""Doubts of a machine that has read the exhibits, by exhibit id."""


def requirement_of(policy: Policy, key: str) -> Requirement | None:
    """The cell of the matrix with this id."""
    cells = policy.evidence.matrix if policy.evidence else ()
    return next((item for item in cells if item.id == key), None)


def missing(policy: Policy, state: State, request: str, checks: Checks | None = None) -> Checklist:
    """EVI-2: every line of a request with what is there and what lacks. Raises KeyError for no such request.

    `checks` adds the doubts of a machine; they never make a line unmet. What a person has admitted, or found
    void, is doubted no longer.
    """
    item = state.requests[request]
    cell = requirement_of(policy, item.requirement)
    if cell is None:
        raise KeyError(item.requirement)
    void = {*item.void, *(key for key, one in state.admissions.items() if one.result == "excluded")}
    kinds = {key: state.exhibits[key].exhibit.kind for key in item.exhibits if key not in void}
    settled = void | set(state.admissions)
    doubts = [one for one in _meaningless(policy, state, item) if one.exhibit not in settled]
    for key in item.exhibits:
        doubts += (checks or {}).get(key, ()) if key not in settled else ()
    doubted = {one.exhibit for one in doubts}
    sound = {key: kind for key, kind in kinds.items() if key not in doubted}
    found = {need.id: _line(need, kinds, sound) for need in cell.needs}
    for need in cell.needs:
        if need.level == "alternative" and not found[need.id].lacking and need.instead_of in found:
            before = found[need.instead_of]
            doubtful = found[need.id].doubtful and (before.doubtful or bool(before.lacking))
            found[need.instead_of] = replace(before, met=True, instead=need.id, doubtful=doubtful)
    return Checklist(tuple(found.values()), tuple(doubts))


def _line(need: Need, kinds: Mapping[str, str], sound: Mapping[str, str]) -> Line:
    """One line. `kinds`: of the exhibits that count, `sound`: of those that nobody doubts."""
    exhibits = tuple(key for key, kind in kinds.items() if kind in need.kinds)
    lacking = _lacking(need, kinds)
    met = not lacking or need.level in ("alternative", "optional")
    doubtful = not lacking and bool(_lacking(need, sound))
    return Line(need, exhibits, lacking, met, doubtful=doubtful)


def _lacking(need: Need, kinds: Mapping[str, str]) -> tuple[str, ...]:
    counts = {kind: sum(one == kind for one in kinds.values()) for kind in need.kinds}
    if need.level == "required":
        return tuple(kind for kind, count in counts.items() if count < need.at_least)
    return () if sum(counts.values()) >= need.at_least else need.kinds


def _meaningless(policy: Policy, state: State, request: Request) -> Iterator[Doubt]:
    """EVI-11: what says nothing, as "11" or "好的". Marked for a person, who alone may call it invalid."""
    words = policy.evidence.meaningless if policy.evidence else ()
    for key in request.exhibits:
        said = state.exhibits[key].exhibit.explanation.strip().strip("。.!！~～,， ")
        if said in words:
            yield Doubt(key, "meaningless", said)


def reasons_for(policy: Policy, category: str) -> tuple[str, ...]:
    """The claim reasons proposed for cases of a category; all where none names it."""
    rule = policy.evidence
    if rule is None:
        return ()
    named = tuple(item.code for item in rule.reasons if category in item.categories)
    return named or tuple(item.code for item in rule.reasons)


def side_of(state: State, ref: str) -> str:
    """Which side a ref is: complainant, respondent, or ""."""
    if ref == state.complainant.ref:
        return "complainant"
    return "respondent" if ref in {party.ref for party in state.respondents} else ""


def ref_of(state: State, side: str) -> str:
    """The ref of a side; the first respondent; "" where there is none."""
    if side == "complainant":
        return state.complainant.ref
    return state.respondents[0].ref if state.respondents else ""


def defaulted(state: State, party: str) -> dict[str, str | int | bool]:
    """DEC-4, EVI-12: the facts that stand against a party because it did not prove its point."""
    facts: dict[str, str | int | bool] = {}
    for item in state.requests.values():
        if item.of == party and item.status == "overdue":
            facts |= item.facts
    return facts
