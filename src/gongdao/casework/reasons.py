"""The statement of reasons of a finding or of a decision on an appeal, as one reader may see it (DEC-3)."""

from typing import NamedTuple

from msgspec.structs import replace

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored, case_for, events_of
from gongdao.letters.reasons import SaidSection, refs_in, said, title_of
from gongdao.lib.ids import case_number
from gongdao.people import directory
from gongdao.people.permissions import may_see_contact
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.explain import (
    AppealReasons,
    FindingReasons,
    Happened,
    Section,
    reasons_of_appeal,
    reasons_of_finding,
    sections,
)
from gongdao.rulebook.policy import Policy


class Explained(NamedTuple):
    """A statement with the case it belongs to."""

    stored: Stored
    policy: Policy
    showing: Showing
    reasons: FindingReasons | AppealReasons
    sections: tuple[Section, ...]


class Words(NamedTuple):
    """A statement in words: the number of the case, what the statement is called, its sections."""

    number: str
    title: str
    sections: tuple[SaidSection, ...]


def reasons_for(actor: Actor, number: str, key: str) -> Explained:
    """The reasons of a finding ("F1") or of a decided appeal ("A1"). Two statements.

    A party reads its own right of appeal and no other's. Raises CaseNotFound for a case, finding or decision
    that is not there, or not for the actor.
    """
    stored = case_for(actor, number, lock=False)
    state = stored.state
    showing = Showing(actor, state)
    policy = policies.version(state.policy, state.policy_version)
    log = [Happened(item.event, item.at, item.actor) for item in events_of(stored.case_id)]
    deciding = (e.FindingMade, e.ClaimRefused, e.AppealDecided)
    event = next((one.event for one in log if isinstance(one.event, deciding) and one.event.id == key), None)
    if event is None or not (showing.event(event) or showing.appeal(key)):
        raise CaseNotFound(number)
    reasons: FindingReasons | AppealReasons
    if isinstance(event, e.FindingMade | e.ClaimRefused):
        reasons = reasons_of_finding(policy, log, state, key)
    else:
        reasons = reasons_of_appeal(policy, log, state, key)
    shown = _for_reader(reasons, showing)
    return Explained(stored, policy, showing, shown, sections(shown))


def _for_reader(reasons: FindingReasons | AppealReasons, showing: Showing) -> FindingReasons | AppealReasons:
    if showing.inside:
        return reasons
    return replace(
        reasons,
        rights=tuple(item for item in reasons.rights if showing.actor.acts_for(item.party)),
        heard=tuple(item for item in reasons.heard if showing.statement(item.id)),
    )


def in_words(found: Explained, language: str) -> Words:
    """A statement as its reader reads it, customers shortened where they are not the reader's business."""
    state = found.stored.state
    masked = not may_see_contact(found.showing.actor, found.showing.case, state.complainant.ref)
    names = {
        **titles(state.policy, state.policy_version, language),
        **directory.names(refs_in(found.sections), language, masked=masked),
    }
    return Words(
        case_number(found.stored.case_id),
        title_of(found.reasons, language),
        said(found.sections, language, zone=found.policy.calendar.zone, names=names),
    )
