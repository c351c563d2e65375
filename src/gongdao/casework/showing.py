"""What of a case one reader is shown, item by item: one rule for the state, its course, limits and conflicts.

The audience of an event says for whom its kind is (`people.permissions`); here is what depends on the very
item. An offer that another must approve first is none yet for the customer; what was settled between customer
and company is nothing to those who are judged; and a limit is shown to whom its subject is shown.
"""

from typing import Final

from gongdao.people.permissions import CaseFacts, audiences_of, facts_of, sees_as_staff
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.remedy import NOT_OFFERED
from gongdao.rulebook.state import State

_OFFERS: Final = (e.ProposalMade, e.ProposalAnswered, e.ProposalExpired)
_REMEDIES: Final = (e.RemedyOrdered, e.RemedyDone, e.RemedyFailed, e.RemedyCancelled)
_DEADLINES: Final = (
    e.DeadlineStarted, e.DeadlineMet, e.DeadlinePaused, e.DeadlineResumed, e.DeadlineExtended,
    e.DeadlineWarned, e.DeadlineLapsed, e.DeadlineCancelled,
)  # fmt: skip


class Showing:
    """One reader of one case. `inside`: nothing of the case itself is hidden."""

    __slots__ = ("_audiences", "actor", "case", "inside", "state")

    def __init__(self, actor: Actor, state: State) -> None:
        self.actor = actor
        self.state = state
        self.case: CaseFacts = facts_of(state)
        self.inside = sees_as_staff(actor, self.case)
        self._audiences = audiences_of(actor, self.case)

    def audience(self, audience: e.Audience) -> bool:
        """Whether what is for this audience is for the reader."""
        return audience in self._audiences

    def proposal(self, key: str) -> bool:
        """RES-8: the customer sees an offer once it is one; those judged see none."""
        item = self.state.proposals.get(key)
        if self.inside or item is None:
            return self.inside
        return self.audience("complainant") and item.status not in NOT_OFFERED

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

    def subject(self, subject: str) -> bool:
        """Whether the reader may know of an item by its id as "P1"; "" is the case itself."""
        key = subject.partition(":")[0]
        match key[:1]:
            case "P" if key in self.state.proposals:
                return self.proposal(key)
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
        return self.inside or self.actor.acts_for(item.bearer) or self.subject(item.subject)

    def event(self, event: e.Event) -> bool:
        """Whether an event is for the reader."""
        if self.inside:
            return True
        if not self.audience(event.audience):
            return False
        if isinstance(event, _OFFERS):
            return self.proposal(event.id)
        if isinstance(event, _REMEDIES):
            return self.remedy(event.id)
        return not isinstance(event, _DEADLINES) or self.deadline(event.deadline)
