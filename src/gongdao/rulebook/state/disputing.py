"""What a dispute between two sides consists of: evidence requests, offers, parcels."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from gongdao.rulebook.terms import Defect, Terms


class Request(Struct, frozen=True, omit_defaults=True):
    """An evidence request 举证要求. `void`: exhibits that a person found no proof (EVI-11, EVI-13).

    What is satisfied and what is missing is computed, not stored: `rulebook.evidence.checklist`.
    """

    of: str
    by: str
    requirement: str
    reason: str
    stage: str
    asked_at: datetime
    status: Literal["issued", "partly_met", "submitted", "insufficient", "satisfied", "overdue", "waived"]
    question: str = ""
    exhibits: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    rounds: int = 0  # corrections allowed so far (EVI-13)
    judged_by: str = ""
    judged_at: datetime | None = None
    judgement: str = ""  # the reason given
    because: str = ""  # of the default: silent, invalid, failed
    facts: dict[str, str | int | bool] = {}  # that stand by default (DEC-4)

    @property
    def is_open(self) -> bool:
        """Whether something is still expected, of the party or of who judges."""
        return self.status in ("issued", "partly_met", "submitted", "insufficient")


class Offer(Struct, frozen=True, omit_defaults=True):
    """An offer of one side to the other (RES-4). `overtaken`: the platform stepped in, or a new one came."""

    by: str
    to: str
    remedies: tuple[Terms, ...]
    at: datetime
    status: Literal["open", "accepted", "refused", "countered", "overtaken"]
    text: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    automatic: bool = False


class Parcel(Struct, frozen=True, omit_defaults=True):
    """Goods on their way or arrived, and their check (SLA-12)."""

    kind: Literal["order", "return"]
    sender: str
    receiver: str
    status: Literal["shipped", "received", "checked", "lost"]
    waybill: str = ""
    carrier: str = ""
    remedy: str = ""
    shipped_at: datetime | None = None
    received_at: datetime | None = None
    checked_at: datetime | None = None
    in_order: bool | None = None
    note: str = ""
    exhibits: tuple[str, ...] = ()
    automatic: bool = False
