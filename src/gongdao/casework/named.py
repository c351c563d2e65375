"""Whom and where to a command draws a case, and what of that is on no register (INT-2, TRI-6, TRI-8)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, Literal

from gongdao.people import queries as people
from gongdao.people.directory import department_names, region_names
from gongdao.rulebook import commands as c
from gongdao.rulebook.facts import Unregistered
from gongdao.rulebook.state import State, people_of

Place = Literal["region", "department"]
_TOLD: Final = 40  # codes in a refusal; who has more regions knows where to look


def looked_up(command: c.Command, state: State) -> tuple[tuple[str, ...], Unregistered | None]:
    """The references in a command on this case behind which there is nobody, and the place that is none.

    No statement where everybody named is in the case already, which is usual; else one.
    """
    known = {ref for ref, _ in people_of(state)} | {"", "company", f"@department:{state.department}"}
    places = places_in(command)
    return told_apart(people.unknown({*_named(command), *place_refs(places)} - known), places)


def places_in(command: c.Command) -> Mapping[Place, str]:
    """The region and department into which a command puts a case, where it says so."""
    match command:
        case c.OpenCase():
            places: dict[Place, str] = {"region": command.region, "department": command.department}
        case c.TransferCase() | c.ClassifyCase():
            places = {"department": command.department}
        case _:
            return {}
    return {field: code for field, code in places.items() if code}


def place_refs(places: Mapping[Place, str]) -> list[str]:
    """Places as `people.unknown` understands them; no reference of a party looks like that."""
    return [f"@{field}:{code}" for field, code in places.items()]


def told_apart(
    unknown: Collection[str], places: Mapping[Place, str]
) -> tuple[tuple[str, ...], Unregistered | None]:
    """Of what is unknown, the parties, and the first place with what there is in its stead.

    One statement where there is such a place, else none.
    """
    parties = tuple(ref for ref in unknown if ref not in place_refs(places))
    for field, code in places.items():
        if f"@{field}:{code}" in unknown:
            there = region_names() if field == "region" else department_names()
            return parties, Unregistered(field, code, tuple(there)[:_TOLD])
    return parties, None


def _named(command: c.Command) -> Iterator[str]:
    match command:
        case c.AskStatement() | c.AskCollaboration():
            yield command.of
        case c.SupplyDetails():
            yield from (party.ref for party in command.respondents)
        case c.DispatchAfterSale():
            yield command.technician
        case c.MakeFinding() | c.DecideAppeal():
            yield from (item.party for item in command.liabilities)
        case c.ProposeRemedies():
            yield from (terms.obligor for terms in command.remedies)
        case c.OrderRemedy():
            yield command.terms.obligor
