"""What a case consists of: exhibits, promises, proposals, remedies, findings, appeals."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from gongdao.rulebook.terms import (
    AfterSaleKind,
    AppealOutcome,
    AppealScope,
    Channel,
    ClassAnswer,
    Exhibit,
    Item,
    Liability,
    OrderChangeKind,
    Particulars,
    Terms,
)


class Submitted(Struct, frozen=True, omit_defaults=True):
    """An exhibit in the case."""

    by: str
    at: datetime
    exhibit: Exhibit
    objections_until: datetime | None = None  # until when the other side may object
    erased_at: datetime | None = None  # since when the content is gone (INT-8)


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
    confirmers: tuple[str, ...] = ()  # RES-5: who must all confirm; empty: the complainant
    confirmed: tuple[str, ...] = ()  # who has


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
    refused: str = ""  # a refusal rather than a liability: whose claim was refused (APP-1)
    automatic: bool = False  # a machine alone made it
    person: Literal["", "asked", "decided"] = ""  # whether a person was asked to decide, and did
    person_for: str = ""  # the party that asked
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
        "filed", "assigned", "upheld", "modified", "overturned", "annulled", "remanded", "withdrawn",
        "dismissed",
    ]  # fmt: skip
    ask_amount_fen: int | None = None
    reviewer: str = ""
    outcome: AppealOutcome | None = None
    reasons: str = ""
    decided_at: datetime | None = None
    level: str = ""
    variant: str = ""
    channel: str = ""
    particulars: Particulars = Particulars()
    zone: str = ""
    late: bool = False
    late_reason: str = ""
    excused: bool | None = None  # of a late one: whether the excuse holds (APP-13)
    supplement: Literal["", "asked", "given", "lapsed"] = ""  # EVI-13
    missing: tuple[str, ...] = ()
    short: int = 0  # so many of the missing kinds will do; 0: all are needed
    automatic: bool = False  # a machine alone decided it
    person: Literal["", "asked", "decided"] = ""
    person_for: str = ""


class Group(Struct, frozen=True, omit_defaults=True):
    """The part of a case in a group of appeals: it leads one (`statement`), or belongs to that of `lead`."""

    title: str
    statement: str = ""
    lead: str = ""
    group_class: str = ""
    amount_fen: int = 0
    answered_at: datetime | None = None
    members: tuple[str, ...] = ()  # of the lead, once answered
    answers: tuple[ClassAnswer, ...] = ()
    answered_by: str = ""


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


class OrderChange(Struct, frozen=True, omit_defaults=True):
    """RES-12: a change of the order before shipping. `waybill`: printed already when it was made."""

    kind: OrderChangeKind
    at: datetime
    proof: str
    items: tuple[Item, ...] = ()
    amount_fen: int = 0
    note: str = ""
    waybill: str = ""


class Void(Struct, frozen=True, omit_defaults=True):
    """RES-12: a waybill out of use; void once `signed_by` is set."""

    waybill: str
    by: str
    at: datetime
    reason: str
    signed_by: str = ""
    signed_at: datetime | None = None


class Survey(Struct, frozen=True, omit_defaults=True):
    """RES-14: asked until an instant, and the answers once there are any."""

    questions: tuple[str, ...]
    asked_at: datetime
    until: datetime
    answers: dict[str, int] = {}
    text: str = ""
    via: Channel = "web"
    by: str = ""
    answered_at: datetime | None = None
