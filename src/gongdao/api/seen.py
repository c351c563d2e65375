"""A case as one reader may see it: what is hidden from parties, and personal data masked (INT-8).

What a party may see of the state follows the audience of the events that made it: offers are for the
complainant, appeals and hearings for those judged, collaboration for staff.
"""

from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored
from gongdao.exhibits.viewing.copies import has_copies
from gongdao.lib.ids import case_number
from gongdao.people.contact import mask_contact, mask_name
from gongdao.people.permissions import may_open_exhibit, may_see_contact, may_take_original
from gongdao.rulebook import state as s
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.events import Event
from gongdao.rulebook.terms import IDENTITY, Demand, Earlier, Order, Party

# Of the event of opening: other cases of the same complainant.
_OF_OTHER_CASES: Final = frozenset({"related", "repeats", "earlier"})


class ExhibitSeen(Struct, frozen=True):
    """An exhibit. `sha256` and the addresses are empty for those who may not open it.

    `content`: the original, for those who may take it; `view`: a marked copy, of pictures and PDF.
    """

    by: str
    at: datetime
    kind: str
    explanation: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    content: str
    view: str
    custody: str
    erased_at: datetime | None = None  # since when the content is gone for the law on personal data


class DeadlineSeen(Struct, frozen=True):
    """A deadline. `explanation`: the address that tells day by day why it is due when it is."""

    key: str
    rule: str
    cite: str
    bearer: str
    subject: str
    status: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    length: str
    estimated: bool
    explanation: str


class CaseSeen(Struct, frozen=True):
    """A case. References such as `customer:12` are named in `names`; items go by their id (`P1`, `F1`, `A1`).

    `inside`: seen as staff of the case; a party does not see what is none of its business.
    """

    number: str
    version: int
    policy: str
    policy_version: str
    status: str
    priority: str
    category: str
    nature: str
    established: bool | None
    channel: str
    mood: str
    description: str
    demands: tuple[Demand, ...]
    amount_fen: int
    people_affected: int
    risks: tuple[str, ...]
    missing: tuple[str, ...]
    facts: dict[str, str | int | bool]
    order: Order | None
    order_no: str
    external_ref: str
    received_at: datetime
    opened_at: datetime
    changed_at: datetime | None
    closed_at: datetime | None
    first_response_at: datetime | None
    complainant: Party
    respondents: tuple[Party, ...]
    handler: str
    overseer: str
    department: str
    region: str
    rung: str
    waiting_on: str
    related: tuple[str, ...]
    repeats: int
    exhibits: dict[str, ExhibitSeen]
    statements: dict[str, s.Statement]
    collaborations: dict[str, s.Collaboration]
    promises: dict[str, s.Promise]
    proposals: dict[str, s.Proposal]
    requests: dict[str, s.Request]
    objections: dict[str, s.Objection]
    admissions: dict[str, s.Admission]
    unopposed: dict[str, tuple[str, ...]]
    chains: dict[str, s.Chain]
    offers: dict[str, s.Offer]
    parcels: dict[str, s.Parcel]
    stepped_in_at: datetime | None
    remedies: dict[str, s.Remedy]
    findings: dict[str, s.Finding]
    appeals: dict[str, s.Appeal]
    after_sales: dict[str, s.AfterSale]
    claims: s.Claims | None
    mediation: str
    referred_to: str
    satisfied: bool | None
    outcome: str
    cause: str
    solution: str
    motive: str
    wish: str
    complex: bool
    earlier: tuple[Earlier, ...]
    measures: str
    result: str
    prevention: str
    order_changes: dict[str, s.OrderChange]
    voids: dict[str, s.Void]
    survey: s.Survey | None
    deadlines: tuple[DeadlineSeen, ...]
    names: dict[str, str]
    inside: bool


class Reader:
    """One who reads one case, and what that means for each part of it."""

    def __init__(self, actor: Actor, stored: Stored) -> None:
        self.actor = actor
        self.state = stored.state
        self.number = case_number(stored.case_id)
        self.showing = Showing(actor, stored.state)
        self.case = self.showing.case
        self.inside = self.showing.inside

    def may_see(self, event: Event) -> bool:
        """Whether an event is for the reader."""
        return self.showing.event(event)

    @property
    def masks(self) -> bool:
        """Whether names of customers are shortened for the reader."""
        return not may_see_contact(self.actor, self.case, self.state.complainant.ref)

    def sees_all(self) -> bool:
        """Whether nothing in the case is hidden from the reader, so that the chain can be verified."""
        refs = (self.state.complainant.ref, *(party.ref for party in self.state.respondents))
        return self.inside and all(may_see_contact(self.actor, self.case, ref) for ref in refs)

    def party(self, party: Party) -> Party:
        """A party: contact and the name of a customer are masked where they are not the reader's business."""
        if may_see_contact(self.actor, self.case, party.ref):
            return party
        name = mask_name(party.name) if kind_of(party.ref) == "customer" else party.name
        return replace(party, contact=mask_contact(party.contact), name=name)

    def masked(self, value: Any) -> Any:
        """The stored form of an event, with what the reader must not see masked or left out."""
        if isinstance(value, list):
            return [self.masked(part) for part in value]
        if not isinstance(value, dict):
            return value
        if not self.inside:  # INT-4: what else somebody complained of is for staff, as in the state
            value = {name: part for name, part in value.items() if name not in _OF_OTHER_CASES}
        if "ref" in value:
            return msgspec.to_builtins(self.party(msgspec.convert(value, Party)))
        if "sha256" in value and not self.inside:
            value = {name: part for name, part in value.items() if name != "sha256"}
        if "particulars" in value and not self.actor.acts_for(value.get("appellant", "")):
            value = {name: part for name, part in value.items() if name != "particulars"}
        if "contact" in value:
            known = may_see_contact(self.actor, self.case, self.state.complainant.ref)
            value = {**value, "contact": value["contact"] if known else mask_contact(value["contact"])}
        return {name: self.masked(part) for name, part in value.items()}

    def exhibits(self) -> dict[str, ExhibitSeen]:
        """The exhibits, each with its address where the reader may open it."""
        return {key: self._exhibit(key, item) for key, item in self.state.exhibits.items()}

    def _exhibit(self, key: str, item: s.Submitted) -> ExhibitSeen:
        what = item.exhibit
        opens = may_open_exhibit(self.actor, self.case, item.by, what.kind)
        told = opens or what.kind not in IDENTITY  # EVI-16
        drawn, there = has_copies(what.media_type), item.erased_at is None
        takes = opens and (not drawn or may_take_original(self.actor, self.case, item.by))
        where = f"/api/cases/{self.number}/exhibits/{key}"
        return ExhibitSeen(
            by=item.by, at=item.at, kind=what.kind, explanation=what.explanation if told else "",
            name=what.name if told else "",
            media_type=what.media_type, size_bytes=what.size_bytes, sha256=what.sha256 if opens else "",
            content=where if takes and there else "",
            view=f"{where}/view" if opens and drawn and there else "",
            custody=f"{where}/custody" if opens else "", erased_at=item.erased_at,
        )  # fmt: skip

    def statements(self) -> dict[str, s.Statement]:
        """The hearings."""
        return {k: one for k, one in self.state.statements.items() if self.showing.statement(k)}

    def appeals(self) -> dict[str, s.Appeal]:
        """The appeals; one's own in any case."""
        return self.showing.appeals()

    def proposals(self) -> dict[str, s.Proposal]:
        """The proposals: for the complainant those that were put to them."""
        return {k: one for k, one in self.state.proposals.items() if self.showing.proposal(k)}

    def offers(self) -> dict[str, s.Offer]:
        """The offers of the two sides to each other: not for those who decide (RES-4)."""
        return {k: one for k, one in self.state.offers.items() if self.showing.offer(k)}

    def remedies(self) -> dict[str, s.Remedy]:
        """The remedies: for the complainant, and for those who carry them out their own."""
        return {k: one for k, one in self.state.remedies.items() if self.showing.remedy(k)}

    def deadlines(self) -> tuple[DeadlineSeen, ...]:
        """The deadlines the reader may know of, those that ended too, the one due first at the top."""
        shown = filter(self.showing.deadline, self.state.deadlines.values())
        ordered = sorted(shown, key=lambda one: (one.due_at, one.key))
        return tuple(map(self.deadline, ordered))

    def deadline(self, item: Deadline) -> DeadlineSeen:
        """A deadline."""
        return DeadlineSeen(
            key=item.key, rule=item.rule, cite=item.cite, bearer=item.bearer, subject=item.subject,
            status=item.status, started_at=item.started_at, due_at=item.due_at, ended_at=item.ended_at,
            length=item.length, estimated=item.estimated,
            explanation=f"/api/cases/{self.number}/deadlines/{item.key}/explanation",
        )  # fmt: skip


def case_seen(reader: Reader, names: dict[str, str]) -> CaseSeen:
    """The case as its reader may see it."""
    state, inside = reader.state, reader.inside
    return CaseSeen(
        number=reader.number, version=state.version, policy=state.policy,
        policy_version=state.policy_version, status=state.status, priority=state.priority,
        category=state.category, nature=state.nature, established=state.established, channel=state.channel,
        mood=state.mood, description=state.description, demands=state.demands, amount_fen=state.amount_fen,
        people_affected=state.people_affected, risks=state.risks, missing=state.missing, facts=state.facts,
        order=state.order, order_no=state.order_no, external_ref=state.external_ref,
        received_at=state.received_at, opened_at=state.opened_at, changed_at=state.changed_at,
        closed_at=state.closed_at, first_response_at=state.first_response_at,
        complainant=reader.party(state.complainant),
        respondents=tuple(reader.party(party) for party in state.respondents), handler=state.handler,
        overseer=state.overseer if inside else "", department=state.department, region=state.region,
        rung=state.rung, waiting_on=state.waiting_on,
        related=tuple(map(case_number, state.related)) if inside else (),
        repeats=state.repeats if inside else 0, exhibits=reader.exhibits(), statements=reader.statements(),
        collaborations=state.collaborations if inside else {}, promises=state.promises,
        proposals=reader.proposals(), requests=state.requests, offers=reader.offers(), parcels=state.parcels,
        objections=state.objections, admissions=state.admissions, unopposed=state.unopposed,
        chains=state.chains,
        stepped_in_at=state.stepped_in_at, remedies=reader.remedies(), findings=state.findings,
        appeals=reader.appeals(), after_sales=state.after_sales, claims=state.claims if inside else None,
        mediation=state.mediation, referred_to=state.referred_to, satisfied=state.satisfied,
        outcome=state.outcome or "", cause=state.cause, solution=state.solution,
        motive=state.motive if inside else "", wish=state.wish if inside else "", complex=state.complex,
        earlier=state.earlier if inside else (), measures=state.measures, result=state.result,
        prevention=state.prevention,
        order_changes=state.order_changes if reader.showing.audience("complainant") else {},
        voids=state.voids if inside else {},
        survey=state.survey if reader.showing.audience("complainant") else None,
        deadlines=reader.deadlines(), names=names, inside=inside,
    )  # fmt: skip
