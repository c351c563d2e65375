"""The state of a case: the fold of its events. Stored beside them so that nothing need be folded to read.

Everything here can be recomputed (`gongdao verify` does). Collections are tuples and mappings by id.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.state.conduct import Charge, Correction, PointsEntry, Sanction
from gongdao.rulebook.state.disputing import Offer, Parcel, Request
from gongdao.rulebook.state.money import Advance, Hold, Release
from gongdao.rulebook.state.parts import (
    AfterSale,
    Appeal,
    Claims,
    Collaboration,
    Finding,
    Group,
    OrderChange,
    Promise,
    Proposal,
    Remedy,
    Statement,
    Submitted,
    Survey,
    Void,
)
from gongdao.rulebook.state.weighing import Admission, Chain, Objection
from gongdao.rulebook.terms import (
    ENDED,
    UNIDENTIFIED,
    Channel,
    CloseOutcome,
    Demand,
    Earlier,
    Mood,
    Nature,
    Order,
    Party,
    Priority,
)

__all__ = [
    "Admission",
    "Advance",
    "AfterSale",
    "Appeal",
    "Chain",
    "Charge",
    "Claims",
    "Collaboration",
    "Correction",
    "Finding",
    "Group",
    "Hold",
    "Objection",
    "Offer",
    "OrderChange",
    "Parcel",
    "PointsEntry",
    "Promise",
    "Proposal",
    "Release",
    "Remedy",
    "Request",
    "Sanction",
    "State",
    "Statement",
    "Submitted",
    "Survey",
    "Void",
    "annulled_at",
    "bearers",
    "current_finding",
    "goods_value_fen",
    "held_fen",
    "open_advance",
    "open_appeal",
    "open_deadlines",
    "open_proposal",
    "parts_of",
    "people_of",
    "running",
    "sanctions_running",
    "shop_of",
    "waits_of",
]


class State(Struct, frozen=True, omit_defaults=True):
    """A case as it stands after its events."""

    policy: str
    policy_version: str
    status: str
    opened_at: datetime
    received_at: datetime
    channel: Channel
    complainant: Party
    respondents: tuple[Party, ...]
    category: str
    priority: Priority
    description: str
    version: int = 0  # number of events folded
    nature: Nature = "effective"
    established: bool | None = None
    mood: Mood = "calm"
    demands: tuple[Demand, ...] = ()
    order: Order | None = None
    order_no: str = ""
    order_by: str = ""  # on whose word alone the order stands; empty: the complaint's or a system's
    goods_fen: int | None = None  # the goods' value that counts for caps, where not that of the order
    amount_fen: int = 0
    people_affected: int = 1
    risks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    related: tuple[int, ...] = ()
    repeats: int = 0
    facts: dict[str, str | int | bool] = {}
    handler: str = ""
    overseer: str = ""
    department: str = ""
    region: str = ""
    skill: str = ""
    rung: str = ""
    rises: int = 0
    waiting_on: str = ""
    first_response_at: datetime | None = None
    changed_at: datetime | None = None
    closed_at: datetime | None = None
    exhibits: dict[str, Submitted] = {}
    statements: dict[str, Statement] = {}
    collaborations: dict[str, Collaboration] = {}
    promises: dict[str, Promise] = {}
    proposals: dict[str, Proposal] = {}
    remedies: dict[str, Remedy] = {}
    findings: dict[str, Finding] = {}
    appeals: dict[str, Appeal] = {}
    after_sales: dict[str, AfterSale] = {}
    deadlines: dict[str, Deadline] = {}
    claims: Claims | None = None
    mediation: str = ""
    referred_to: str = ""
    satisfied: bool | None = None
    followed_up_at: datetime | None = None
    outcome: CloseOutcome | None = None
    cause: str = ""
    solution: str = ""
    external_ref: str = ""
    earlier: tuple[Earlier, ...] = ()  # INT-6, as at registration
    motive: str = ""  # TRI-5; empty: not assessed
    wish: str = ""
    complex: bool = False  # SLA-2
    measures: str = ""  # of the closing reply (RES-1)
    result: str = ""
    prevention: str = ""
    order_changes: dict[str, OrderChange] = {}
    voids: dict[str, Void] = {}
    survey: Survey | None = None
    acted_at: datetime | None = None  # when that happened which is judged, where its law counts
    charge: Charge | None = None
    correction: Correction | None = None
    points: dict[str, PointsEntry] = {}
    sanctions: dict[str, Sanction] = {}
    hold: Hold | None = None
    advances: dict[str, Advance] = {}
    requests: dict[str, Request] = {}
    offers: dict[str, Offer] = {}
    parcels: dict[str, Parcel] = {}
    step_in_asked_at: datetime | None = None  # in this round: since the case was opened or reopened
    stepped_in_at: datetime | None = None
    deciders: tuple[str, ...] = ()  # who made findings or decided appeals here (APP-8)
    group: Group | None = None
    objections: dict[str, Objection] = {}
    admissions: dict[str, Admission] = {}  # by exhibit
    unopposed: dict[str, tuple[str, ...]] = {}  # by exhibit: the parties that have nothing against it
    chains: dict[str, Chain] = {}  # by party

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen without reopening."""
        return self.status not in ENDED


def bearers(finding: Finding) -> tuple[str, ...]:
    """Whom a finding burdens: the liable, or the one whose claim it refuses."""
    return (finding.refused,) if finding.refused else tuple(item.party for item in finding.liabilities)


def open_appeal(state: State) -> str:
    """The id of the appeal under way, or ""."""
    return next((key for key, item in state.appeals.items() if item.status in ("filed", "assigned")), "")


def open_proposal(state: State) -> str:
    """The id of the proposal awaiting approval or answer, or ""."""
    waiting = ("awaiting_approval", "open")
    return next((key for key, item in state.proposals.items() if item.status in waiting), "")


def open_advance(state: State) -> str:
    """The id of the advance asked for or frozen, or ""."""
    return next((key for key, item in state.advances.items() if item.status in ("asked", "frozen")), "")


def held_fen(state: State) -> int:
    """What of the order's money is still held in this case: not released, and not taken by recovery."""
    if state.hold is None:
        return 0
    released = sum(one.buyer_fen + one.seller_fen for one in state.hold.releases)
    taken = sum(one.held_fen for item in state.advances.values() for one in item.borne)
    return state.hold.amount_fen - released - taken


def is_against_somebody(state: State) -> bool:
    """Whether anybody on record is complained of: a name that nobody has looked up yet is not."""
    return any(party.ref != UNIDENTIFIED for party in state.respondents)


def shop_of(state: State) -> str:
    """The shop that is complained of, or whose order it is; "" where there is none."""
    refs = (*(party.ref for party in state.respondents), state.order.shop if state.order else "")
    return next((ref for ref in refs if ref.startswith("shop:")), "")


def current_finding(state: State) -> str:
    """The id of the finding in force (issued, contested or final), or ""."""
    standing = ("issued", "contested", "final")
    return next((key for key, item in reversed(state.findings.items()) if item.status in standing), "")


def annulled_at(state: State, key: str) -> datetime | None:
    """When a finding was annulled on appeal; None where it was not, or a person set a machine's aside."""
    decided = (
        item.decided_at for item in state.appeals.values() if item.finding == key and item.outcome == "annul"
    )
    return next(decided, None)


def sanctions_running(state: State) -> tuple[str, ...]:
    """The ids of the sanctions that run and will end; one for good does not."""
    return tuple(
        key for key, item in state.sanctions.items() if item.status == "running" and item.ends_at is not None
    )


def goods_value_fen(state: State) -> int:
    """The value of which compensation is a share (RES-8); 0 where nothing is known of it.

    What somebody attached after the opening counts only as far as it does not raise the value, until a
    second person attaches the same: nobody's own word lifts their own cap.
    """
    if state.goods_fen is not None:
        return state.goods_fen
    return (state.order.paid_fen if state.order else 0) or state.amount_fen


def open_deadlines(state: State) -> list[Deadline]:
    """The deadlines that run or are paused, in the order in which they first began."""
    return [item for item in state.deadlines.values() if item.status in ("running", "paused")]


def running(state: State) -> Iterator[Deadline]:
    """The deadlines that run."""
    return (item for item in state.deadlines.values() if item.status == "running")


def parts_of(state: State) -> frozenset[tuple[str, str]]:
    """Who has part in a case, and what waits in it: by these rows of casework it is seen."""
    return people_of(state) | waits_of(state)


def waits_of(state: State) -> frozenset[tuple[str, str]]:
    """What an open case has waiting for whoever holds a role, rather than for somebody by name.

    ("finding", "person_asked") and ("appeal", "person_asked"): a machine's decision for a person to take
    (APP-8). ("remedy", "due"): money or points to be given, whatever else is going on in the case (RES-9).
    """
    if not state.is_open:
        return frozenset()
    asked = (("finding", state.findings), ("appeal", state.appeals))
    rows = {(of, "person_asked") for of, items in asked for item in items.values() if item.person == "asked"}
    for item in state.remedies.values():
        if item.status in ("due", "failed") and (item.terms.amount_fen or item.terms.units):
            rows.add(("remedy", "due"))
    return frozenset(rows)


def people_of(state: State) -> frozenset[tuple[str, str]]:
    """(ref, role) of everybody who has part in the case.

    Roles: complainant, respondent, liable, handler, overseer, reviewer, collaborator, decider, heard,
    obligor, technician (of an after-sale task), member (of the group that the case `ref` leads).
    """
    rows = {(state.complainant.ref, "complainant")}
    rows |= {(party.ref, "respondent") for party in state.respondents}
    rows |= {(state.handler, "handler"), (state.overseer, "overseer")}
    rows |= {(ref, "decider") for ref in state.deciders}
    rows |= {(item.of, "collaborator") for item in state.collaborations.values()}
    rows |= {(item.of, "heard") for item in state.statements.values()}
    rows |= {(item.reviewer, "reviewer") for item in state.appeals.values()}
    rows |= {(item.technician, "technician") for item in state.after_sales.values()}
    rows |= {(item.terms.obligor, "obligor") for item in state.remedies.values()}
    for finding in state.findings.values():
        rows |= {(liability.party, "liable") for liability in (*finding.made, *finding.liabilities)}
        rows.add((finding.refused, "liable"))
    if state.group is not None and state.group.lead:
        rows.add((f"case:{state.group.lead}", "member"))
    return frozenset(row for row in rows if row[0])
