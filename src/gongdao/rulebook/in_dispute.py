"""What events of a dispute are about, as deadlines name it: requests, offers, proposals, parcels."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from gongdao.rulebook import deadline as clock
from gongdao.rulebook import events as e
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.state import State, open_deadlines
from gongdao.rulebook.subjects import Subject

# Bearers of limits beside the party whose own limit an event begins.
OTHERS: Final = ("handler", "overseer", "executive", "complainant", "respondent")


def subjects_in_dispute(event: e.Event, state: State) -> tuple[Subject, ...]:
    """The subjects of an event of a dispute; () for other events."""
    told = _SUBJECTS.get(type(event))
    return told(event, state) if told is not None else ()


def _of_proving(
    event: e.EvidenceAsked | e.EvidenceSubmitted | e.EvidenceJudged | e.EvidenceExcused, state: State
) -> tuple[Subject, ...]:
    return _both(event.id, state.requests[event.id].of, "prover")


def _of_remedy(event: e.RemedyOrdered, _: State) -> tuple[Subject, ...]:
    own = Subject(event.id, event.terms.obligor, "obligor", length=event.terms.within)
    return (own, *(Subject(event.id, role=role) for role in OTHERS))


def _of_offer(event: e.OfferMade, _: State) -> tuple[Subject, ...]:
    return (Subject(event.answers, role="answered"), Subject(event.id, event.to, "offered"))


def _of_return(event: e.ReturnShipped, _: State) -> tuple[Subject, ...]:
    return (*_both(event.id, event.to, "recipient"), Subject(event.remedy, role="answered"))


def _both(key: str, bearer: str, role: str) -> tuple[Subject, ...]:
    """One thing about which a party has a limit of its own, and those who work on the case theirs."""
    return (Subject(key, bearer, role), *(Subject(key, role=name) for name in OTHERS))


def _of_proposal(
    event: e.ProposalMade | e.ProposalApproved | e.ProposalAnswered | e.ProposalExpired, state: State
) -> tuple[Subject, ...]:
    """RES-5: where several must confirm, each has a limit; an answer meets the answerer's own."""
    item = state.proposals[event.id]
    if not item.confirmers:
        return (Subject(event.id),)
    common = tuple(Subject(event.id, role=role) for role in OTHERS)
    if isinstance(event, (e.ProposalMade, e.ProposalApproved)):
        return (*common, *(Subject(f"{event.id}:{ref}", ref, "confirmer") for ref in item.confirmers))
    if isinstance(event, e.ProposalAnswered):
        return (*common, Subject(f"{event.id}:{event.by}", role="answered"))
    return common


def _of_parcel(event: e.GoodsChecked | e.ReturnLost, state: State) -> tuple[Subject, ...]:
    """A parcel, and the remedy that it was returned for: its obligor's turn comes now."""
    key = event.id
    remedy = state.parcels[key].remedy
    own = (Subject(key, role="answered"), *(Subject(key, role=role) for role in OTHERS))
    if not remedy:
        return own
    return (*own, Subject(remedy, state.remedies[remedy].terms.obligor, "obligor"))


def answered_by_one(
    matter: Matter, event: e.ProposalAnswered | e.ProposalExpired, ended: set[str]
) -> Iterator[e.Event]:
    """RES-5: once one side has refused a proposal or was silent, the other need not answer any more."""
    if matter.state.proposals[event.id].status in ("open", "accepted"):
        return
    for item in open_deadlines(matter.state):
        if item.subject.startswith(f"{event.id}:") and item.key not in ended:
            yield e.DeadlineCancelled(deadline=clock.cancel(item, matter.now))


_Told = Callable[[Any, State], tuple[Subject, ...]]

_SUBJECTS: Final[Mapping[type[e.Event], _Told]] = {
    e.EvidenceAsked: _of_proving,
    e.EvidenceSubmitted: _of_proving,
    e.EvidenceJudged: _of_proving,
    e.EvidenceExcused: _of_proving,
    e.ProposalMade: _of_proposal,
    e.ProposalApproved: _of_proposal,
    e.ProposalAnswered: _of_proposal,
    e.ProposalExpired: _of_proposal,
    e.RemedyOrdered: _of_remedy,
    e.OfferMade: _of_offer,
    e.ReturnShipped: _of_return,
    e.ReturnReceived: lambda event, _: _both(event.id, event.by, "recipient"),
    e.GoodsReceived: lambda event, _: _both(event.id, event.by, "recipient"),
    e.GoodsChecked: _of_parcel,
    e.ReturnLost: _of_parcel,
    e.StepInAsked: lambda *_: (Subject(""),),
    e.PlatformSteppedIn: lambda *_: (Subject(""),),
}
