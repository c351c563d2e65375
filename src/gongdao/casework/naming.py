"""What the people and things of a case are called, for sentences about it."""

from collections.abc import Iterable

from gongdao.casework.outcome import Entry
from gongdao.people import directory
from gongdao.people.contact import mask_name
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.state import State, people_of


def named(state: State, entries: Iterable[Entry], language: str, *, masked: bool) -> dict[str, str]:
    """Names of everybody who appears in the case."""
    refs = {ref for ref, _ in people_of(state)} | {entry.actor for entry in entries}
    refs |= {item.bearer for item in state.deadlines.values() if ":" in item.bearer}
    refs |= {state.order.carrier} if state.order and state.order.carrier else set()
    refs |= {item.carrier for item in state.parcels.values() if item.carrier}
    refs |= {ref for item in state.voids.values() for ref in (item.by, item.signed_by) if ref}
    refs |= {one.by for one in state.exhibits.values()} | {one.by for one in state.admissions.values()}
    refs |= {state.survey.by} if state.survey and state.survey.by else set()
    found = directory.names(refs, language, masked=masked)
    for party in (state.complainant, *state.respondents):
        if party.name:
            hidden = masked and kind_of(party.ref) == "customer"
            found[party.ref] = mask_name(party.name) if hidden else party.name
    return found
