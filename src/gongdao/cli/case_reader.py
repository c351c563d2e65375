"""One who reads one case at the terminal, and what of it is for them (INT-8)."""

from collections.abc import Iterable, Mapping

from gongdao.casework.outcome import Entry
from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored, case_for
from gongdao.cli.answers import Answers
from gongdao.people.contact import mask_contact, mask_name
from gongdao.people.directory import names
from gongdao.people.permissions import may_see_contact
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import Appeal, Offer, Proposal, Remedy, State, people_of
from gongdao.rulebook.terms import Party


class Reader:
    """One who reads one case at the terminal."""

    def __init__(self, answers: Answers, actor: Actor, number: str) -> None:
        """Raises CaseNotFound for a case that is not there or not for the actor."""
        self.answers = answers
        self.actor = actor
        self.stored: Stored = case_for(actor, number, lock=False)
        self.state: State = self.stored.state
        self.showing = Showing(actor, self.state)
        self.facts = self.showing.case
        self.inside = self.showing.inside

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
        return self.showing.event(entry.event)

    def proposals(self) -> dict[str, Proposal]:
        """The proposals; for the complainant those that were put to them."""
        return {k: one for k, one in self.state.proposals.items() if self.showing.proposal(k)}

    def offers(self) -> dict[str, Offer]:
        """The offers of the two sides to each other: not for those who decide (RES-4)."""
        return {k: one for k, one in self.state.offers.items() if self.showing.offer(k)}

    def appeals(self) -> dict[str, Appeal]:
        """The appeals; one's own in any case."""
        return self.showing.appeals()

    def remedies(self) -> dict[str, Remedy]:
        """The remedies; of a party those agreed with it or to be carried out by it."""
        return {k: one for k, one in self.state.remedies.items() if self.showing.remedy(k)}

    def deadlines(self) -> dict[str, Deadline]:
        """The deadlines the reader may know of, ended or not."""
        return {k: one for k, one in self.state.deadlines.items() if self.showing.deadline(one)}

    @property
    def policy(self) -> Policy:
        """The version under which the case runs."""
        return policies.version(self.state.policy, self.state.policy_version)

    @property
    def calendar(self) -> Calendar:
        """Its working calendar."""
        return policies.calendar(self.policy)
