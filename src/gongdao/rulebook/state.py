"""The state of a case: the fold of its events. Stored beside them so that nothing need be folded to read.

Everything here can be recomputed (`gongdao verify` does). Collections are tuples and mappings by id.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.terms import (
    ENDED,
    AfterSaleKind,
    AppealOutcome,
    AppealScope,
    Channel,
    CloseOutcome,
    Demand,
    Exhibit,
    Liability,
    Mood,
    Nature,
    Order,
    Party,
    Priority,
    Terms,
)  # fmt: skip


class Submitted(Struct, frozen=True, omit_defaults=True):
    """An exhibit in the case."""

    by: str
    at: datetime
    exhibit: Exhibit


class Collaboration(Struct, frozen=True, omit_defaults=True):
    of: str
    question: str
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None
    urged: int = 0


class Promise(Struct, frozen=True, omit_defaults=True):
    text: str
    due_at: datetime
    kept_at: datetime | None = None


class Statement(Struct, frozen=True, omit_defaults=True):
    """A hearing: asked, given or lapsed."""

    of: str
    asked_at: datetime
    text: str = ""
    given_at: datetime | None = None
    lapsed: bool = False


class Proposal(Struct, frozen=True, omit_defaults=True):
    by: str
    rung: str
    remedies: tuple[Terms, ...]
    explanation: str
    at: datetime
    status: Literal["awaiting_approval", "open", "accepted", "refused", "expired", "rejected"]
    needs_approval: str = ""
    proof: str = ""
    approved_by: str = ""


class Remedy(Struct, frozen=True, omit_defaults=True):
    terms: Terms
    source: str
    status: Literal["due", "fulfilled", "failed", "cancelled"]
    ordered_at: datetime
    done_at: datetime | None = None
    proof: str = ""


class Finding(Struct, frozen=True, omit_defaults=True):
    """`liabilities` are those in force now; `made` those of the finding as made."""

    by: str
    at: datetime
    liabilities: tuple[Liability, ...]
    made: tuple[Liability, ...]
    facts: dict[str, str | int | bool]
    exhibits: tuple[str, ...]
    row: str
    reasons: str
    binding: bool
    status: Literal["issued", "contested", "final", "remanded", "annulled", "superseded"]
    final_for: tuple[str, ...] = ()
    shifted_to: tuple[str, ...] = ()  # parties that became liable by another's appeal (APP-10)


class Appeal(Struct, frozen=True, omit_defaults=True):
    finding: str
    appellant: str
    by: str
    scope: AppealScope
    problem: str
    demand: str
    exhibits: tuple[str, ...]
    filed_at: datetime
    status: Literal[
        "filed", "assigned", "upheld", "modified", "overturned", "annulled", "remanded", "withdrawn"
    ]
    ask_amount_fen: int | None = None
    reviewer: str = ""
    outcome: AppealOutcome | None = None
    reasons: str = ""
    decided_at: datetime | None = None


class AfterSale(Struct, frozen=True, omit_defaults=True):
    kind: AfterSaleKind
    note: str
    status: Literal["pool", "dispatched", "done"]
    technician: str = ""


class Claims(Struct, frozen=True, omit_defaults=True):
    transfer: bool
    because: str
    party: str = ""
    amount_fen: int = 0


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
    deciders: tuple[str, ...] = ()  # who made findings or decided appeals here (APP-8)

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen without reopening."""
        return self.status not in ENDED


def open_appeal(state: State) -> str:
    """The id of the appeal under way, or ""."""
    return next((key for key, item in state.appeals.items() if item.status in ("filed", "assigned")), "")


def open_proposal(state: State) -> str:
    """The id of the proposal awaiting approval or answer, or ""."""
    waiting = ("awaiting_approval", "open")
    return next((key for key, item in state.proposals.items() if item.status in waiting), "")


def current_finding(state: State) -> str:
    """The id of the finding in force (issued, contested or final), or ""."""
    standing = ("issued", "contested", "final")
    return next((key for key, item in reversed(state.findings.items()) if item.status in standing), "")


def running(state: State) -> Iterator[Deadline]:
    """The deadlines that run."""
    return (item for item in state.deadlines.values() if item.status == "running")


def people_of(state: State) -> frozenset[tuple[str, str]]:
    """(ref, role) of everybody who has part in the case; casework stores them as party rows.

    Roles: complainant, respondent, liable, handler, overseer, reviewer, collaborator, decider, heard,
    obligor, technician (of an after-sale task).
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
    return frozenset(row for row in rows if row[0])
