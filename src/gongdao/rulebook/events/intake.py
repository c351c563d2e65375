"""Events of intake and triage: opened, completed, sorted, assigned, handed on."""

from datetime import datetime
from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import Channel, Demand, Earlier, Mood, Nature, Order, Party, Priority


class CaseOpened(Event, frozen=True, tag="case_opened"):
    """INT-1, INT-2. The case exists under the policy version in force at `received_at`."""

    policy: str
    policy_version: str
    channel: Channel
    received_at: datetime
    complainant: Party
    respondents: tuple[Party, ...]
    category: str
    priority: Priority
    priority_because: str  # cite of the rule that decided
    description: str
    demands: tuple[Demand, ...] = ()
    mood: Mood = "calm"
    nature: Nature = "effective"
    order: Order | None = None
    order_no: str = ""
    amount_fen: int = 0  # value in dispute
    people_affected: int = 1
    risks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # fields still to be asked for
    related: tuple[int, ...] = ()  # earlier cases of the same customer, order or shop (INT-6)
    repeats: int = 0
    region: str = ""
    department: str = ""
    skill: str = ""
    category_suggested: str = ""  # what the machine suggested when a person chose otherwise
    external_ref: str = ""  # number in the system it came from
    earlier: tuple[Earlier, ...] = ()  # counts of `related` by period (INT-6)
    acted_at: datetime | None = None  # when that happened which is to be judged


class DetailsSupplied(Event, frozen=True, tag="details_supplied"):
    """Missing fields came in (INT-2)."""

    description: str = ""
    contact: str = ""
    order_no: str = ""
    demands: tuple[Demand, ...] = ()
    still_missing: tuple[str, ...] = ()
    respondents: tuple[Party, ...] = ()


class OrderAttached(Event, frozen=True, tag="order_attached"):
    """The order snapshot was pulled into the case (INT-5)."""

    order: Order
    by: str = ""  # the member of staff on whose word it stands; empty: pulled by a system


class FactsRecorded(Event, frozen=True, tag="facts_recorded"):
    """Facts established for triage or finding, each with what it rests on."""

    facts: dict[str, str | int | bool]
    exhibits: tuple[str, ...] = ()
    note: str = ""


class CaseClassified(Event, frozen=True, tag="case_classified"):
    """A person set category, nature or department; what stood before is kept (TRI-1, TRI-2)."""

    category: str
    nature: Nature
    department: str
    before: tuple[str, str, str]
    reason: str = ""
    audience: ClassVar[Audience] = "staff"


class PriorityChanged(Event, frozen=True, tag="priority_changed"):
    """TRI-4: raised by a rule when a fact changed, or set by a person."""

    priority: Priority
    because: str


class EstablishmentJudged(Event, frozen=True, tag="establishment_judged"):
    """TRI-3: whether the complaint is established."""

    established: bool
    reason: str


class HandlerAssigned(Event, frozen=True, tag="handler_assigned"):
    """TRI-7: one named handler."""

    handler: str
    because: tuple[str, ...]  # codes from assignment.choose, or "by_hand"
    before: str = ""
    audience: ClassVar[Audience] = "all"


class OverseerAssigned(Event, frozen=True, tag="overseer_assigned"):
    """The next person up now watches over the case (SLA-10, RES-6)."""

    overseer: str
    role: str
    because: str
    audience: ClassVar[Audience] = "staff"


class CaseTransferred(Event, frozen=True, tag="case_transferred"):
    """TRI-10 转交工单: responsibility moves to another department."""

    department: str
    reason: str
    before: str
    region: str = ""
    audience: ClassVar[Audience] = "staff"


class CaseHandedOver(Event, frozen=True, tag="case_handed_over"):
    """TRI-9 交接: the next shift takes over, with a note."""

    handler: str
    before: str
    note: str
    audience: ClassVar[Audience] = "staff"


class CollaborationAsked(Event, frozen=True, tag="collaboration_asked"):
    """TRI-10 发起协同: another department or person is asked for help."""

    id: str
    of: str
    question: str
    audience: ClassVar[Audience] = "staff"


class CollaborationAnswered(Event, frozen=True, tag="collaboration_answered"):
    """The collaborator answered."""

    id: str
    text: str
    audience: ClassVar[Audience] = "staff"


class CollaboratorUrged(Event, frozen=True, tag="collaborator_urged"):
    """TRI-10 催促, by a person or automatically after a time."""

    id: str
    automatic: bool = False
    audience: ClassVar[Audience] = "staff"
