"""What of a case one reader is shown, item by item: one rule for the state, its course, limits and conflicts.

The audience of an event says for whom its kind is (`people.permissions`); here is what depends on the very
item. An offer that another must approve first is none yet for the customer; what was settled between customer
and company is nothing to those who are judged; and a limit is shown to whom its subject is shown.
"""

from typing import Final

from msgspec.structs import replace

from gongdao.people.permissions import CaseFacts, audiences_of, decides, facts_of, sees_as_staff
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.remedy import NOT_OFFERED
from gongdao.rulebook.state import Appeal, State
from gongdao.rulebook.terms import Particulars

_PROPOSALS: Final = (
    e.ProposalMade,
    e.ProposalApproved,
    e.ProposalRejected,
    e.ProposalAnswered,
    e.ProposalExpired,
)
_REMEDIES: Final = (e.RemedyOrdered, e.RemedyDone, e.RemedyFailed, e.RemedyCancelled)
_DEADLINES: Final = (
    e.DeadlineStarted, e.DeadlineMet, e.DeadlinePaused, e.DeadlineResumed, e.DeadlineExtended,
    e.DeadlineWarned, e.DeadlineLapsed, e.DeadlineCancelled,
)  # fmt: skip


class Showing:
    """One reader of one case. `inside`: nothing of the case itself is hidden."""

    __slots__ = ("_audiences", "actor", "case", "impartial", "inside", "state")

    def __init__(self, actor: Actor, state: State) -> None:
        self.actor = actor
        self.state = state
        self.case: CaseFacts = facts_of(state)
        self.inside = sees_as_staff(actor, self.case)
        # RES-4: whoever decides sees neither offers nor what was not agreed.
        self.impartial = decides(actor, self.case)
        self._audiences = audiences_of(actor, self.case)

    def audience(self, audience: e.Audience) -> bool:
        """Whether what is for this audience is for the reader."""
        return audience in self._audiences

    def proposal(self, key: str) -> bool:
        """RES-8: for the customer once it is one; those judged see only what they must confirm (RES-5)."""
        item = self.state.proposals.get(key)
        if self.inside or item is None:
            return self.inside and (item is None or not self.impartial or item.status == "accepted")
        asked = self.audience("complainant") or any(map(self.actor.acts_for, item.confirmers))
        return asked and item.status not in NOT_OFFERED

    def offer(self, key: str) -> bool:
        """RES-4: an offer is for the two sides and those who help them agree, never for who decides."""
        item = self.state.offers.get(key)
        if item is None or not self.audience("negotiators"):
            return False
        return self.inside or self.actor.acts_for(item.by) or self.actor.acts_for(item.to)

    def remedy(self, key: str) -> bool:
        """What was agreed or ordered: for the customer, and for whoever has to carry it out."""
        item = self.state.remedies.get(key)
        if self.inside or item is None:
            return self.inside
        return self.audience("complainant") or self.actor.acts_for(item.terms.obligor)

    def statement(self, key: str) -> bool:
        """A hearing: for those judged, and for whoever was asked."""
        item = self.state.statements.get(key)
        return self.audience("judged") or (item is not None and self.actor.acts_for(item.of))

    def appeal(self, key: str) -> bool:
        """An appeal: for those judged, and for the appellant."""
        item = self.state.appeals.get(key)
        return self.audience("judged") or (item is not None and self.actor.acts_for(item.appellant))

    def appeals(self) -> dict[str, Appeal]:
        """The appeals shown; who the appellant is in person, only to the appellant and inside (INT-8)."""
        return {
            key: item if self.inside or self.actor.acts_for(item.appellant) or self.actor.acts_for(item.by)
            else replace(item, particulars=Particulars())
            for key, item in self.state.appeals.items()
            if self.appeal(key)
        }  # fmt: skip

    def subject(self, subject: str) -> bool:
        """Whether the reader may know of an item by its id as "P1"; "" is the case itself."""
        key = subject.partition(":")[0]
        match key[:1]:
            case "P" if key in self.state.proposals:
                return self.proposal(key)
            case "O" if key in self.state.offers:
                return self.offer(key)
            case "R" if key in self.state.remedies:
                return self.remedy(key)
            case "S" if key in self.state.statements:
                return self.statement(key)
            case "A" if key in self.state.appeals:
                return self.appeal(key)
            case "C" if key in self.state.collaborations:
                return self.inside
        return True

    def deadline(self, item: Deadline) -> bool:
        """Whether a limit is the reader's own, or about something that the reader may know of."""
        return self.actor.acts_for(item.bearer) or self.subject(item.subject)

    def seen(self) -> State:
        """The state as the reader may know it: only those proposals, offers and limits that it may see."""
        state = self.state
        return replace(
            state,
            proposals={key: item for key, item in state.proposals.items() if self.proposal(key)},
            offers={key: item for key, item in state.offers.items() if self.offer(key)},
            deadlines={key: item for key, item in state.deadlines.items() if self.deadline(item)},
        )

    def event(self, event: e.Event) -> bool:
        """Whether an event is for the reader."""
        if isinstance(event, _PROPOSALS):
            return self.proposal(event.id)
        if isinstance(event, (e.OfferMade, e.OfferAnswered)):
            return self.offer(event.id)
        if isinstance(event, _DEADLINES):
            return self.audience(event.audience) and self.deadline(event.deadline)
        if self.inside:
            return self.audience(event.audience)
        if not self.audience(event.audience):
            return False
        if isinstance(event, _REMEDIES):
            return self.remedy(event.id)
        return True
