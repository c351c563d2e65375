"""One who reads one case at the terminal, and what of it is for them (INT-8)."""

from collections.abc import Iterable, Mapping
from typing import Final

from gongdao.casework.outcome import Entry
from gongdao.casework.store import Stored, case_for
from gongdao.cli.answers import Answers
from gongdao.people.contact import mask_contact, mask_name
from gongdao.people.directory import names
from gongdao.people.permissions import facts_of, may_see_contact, may_see_event, sees_as_staff
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.events import Audience, ProposalMade
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import Appeal, Proposal, State, people_of
from gongdao.rulebook.terms import Party

# What a party does not see of a proposal that another must approve first, or did not (RES-8).
_NOT_OFFERED: Final = frozenset({"awaiting_approval", "rejected"})


class Reader:
    """One who reads one case at the terminal."""

    def __init__(self, answers: Answers, actor: Actor, number: str) -> None:
        """Raises CaseNotFound for a case that is not there or not for the actor."""
        self.answers = answers
        self.actor = actor
        self.stored: Stored = case_for(actor, number, lock=False)
        self.state: State = self.stored.state
        self.facts = facts_of(self.state)
        self.inside = sees_as_staff(actor, self.facts)

    def names(self, more: Iterable[str] = ()) -> Mapping[str, str]:
        """Names of the people of the case, customers shortened where they are not the reader's business."""
        refs = {ref for ref, _ in people_of(self.state)} | set(more)
        masked = not may_see_contact(self.actor, self.facts, self.state.complainant.ref)
        named = titles(self.state.policy, self.state.policy_version, self.answers.language)
        return {**named, **names(refs, self.answers.language, masked=masked)}

    def party(self, party: Party) -> dict[str, str]:
        """A party, with personal data masked where it is not the reader's business (INT-8)."""
        if may_see_contact(self.actor, self.facts, party.ref):
            return {"ref": party.ref, "name": party.name, "contact": party.contact, "level": party.level}
        name = mask_name(party.name) if kind_of(party.ref) == "customer" else party.name
        return {
            "ref": party.ref, "name": name, "contact": mask_contact(party.contact), "level": party.level,
        }  # fmt: skip

    def sees(self, entry: Entry) -> bool:
        """Whether an event is for the reader."""
        if not may_see_event(self.actor, self.facts, entry.event.audience):
            return False
        made = entry.event
        offer = self.state.proposals.get(made.id) if isinstance(made, ProposalMade) else None
        return self.inside or offer is None or offer.status not in _NOT_OFFERED

    def for_reader(self, audience: Audience) -> bool:
        """Whether what is for this audience is for the reader."""
        return may_see_event(self.actor, self.facts, audience)

    def proposals(self) -> dict[str, Proposal]:
        """The proposals; for the complainant those that were put to them."""
        if self.inside:
            return self.state.proposals
        offered = {k: one for k, one in self.state.proposals.items() if one.status not in _NOT_OFFERED}
        return offered if self.for_reader("complainant") else {}

    def appeals(self) -> dict[str, Appeal]:
        """The appeals; one's own in any case."""
        judged, acts_for = self.for_reader("judged"), self.actor.acts_for
        return {k: one for k, one in self.state.appeals.items() if judged or acts_for(one.appellant)}

    @property
    def policy(self) -> Policy:
        """The version under which the case runs."""
        return policies.version(self.state.policy, self.state.policy_version)

    @property
    def calendar(self) -> Calendar:
        """Its working calendar."""
        return policies.calendar(self.policy)
