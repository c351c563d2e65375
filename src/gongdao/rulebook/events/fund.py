"""Events of money: what is held, advanced, recovered (FND-1…4)."""

from typing import ClassVar, Literal

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import Borne


class MoneyHeld(Event, frozen=True, tag="money_held"):
    """FND-1: the order's money is held while it is disputed."""

    order: str
    shop: str
    amount_fen: int
    by: str
    reason: str


class MoneyReleased(Event, frozen=True, tag="money_released"):
    """SLA-12: held money goes out, to the buyer and to the seller."""

    buyer_fen: int
    seller_fen: int
    because: str  # a reason, or the event that brought it about


class AdvanceAsked(Event, frozen=True, tag="advance_asked"):
    """FND-1: the fund is asked to advance disputed money."""

    id: str
    by: str
    amount_fen: int
    with_return: bool
    reason: str
    audience: ClassVar[Audience] = "complainant"


class AdvanceDenied(Event, frozen=True, tag="advance_denied"):
    """FND-1: the fund does not advance."""

    id: str
    by: str
    reason: str
    audience: ClassVar[Audience] = "complainant"


class AdvancePaid(Event, frozen=True, tag="advance_paid"):
    """FND-1: paid from the fund; frozen until the goods are back where they must be returned (FND-2)."""

    id: str
    by: str
    amount_fen: int
    with_return: bool
    conditions: tuple[str, ...]  # of the policy, that held


class AdvanceReturnMissed(Event, frozen=True, tag="advance_return_missed"):
    """FND-3: the goods did not come back in time; the buyer is contacted and may still send them."""

    id: str


class AdvanceFreed(Event, frozen=True, tag="advance_freed"):
    """FND-2: the buyer may use the advance for good."""

    id: str
    because: Literal["returned", "silence", "lost"]
    by: str = ""
    carrier: str = ""  # who answers for goods that were lost
    note: str = ""


class AdvanceTakenBack(Event, frozen=True, tag="advance_taken_back"):
    """FND-3: the frozen advance goes back to the fund."""

    id: str
    because: str
    by: str = ""


class AdvanceRecovered(Event, frozen=True, tag="advance_recovered"):
    """FND-2: who bears the advance from now on, and how much each; what was recovered before is undone."""

    id: str
    borne: tuple[Borne, ...]
    because: str


class AdvanceWrittenOff(Event, frozen=True, tag="advance_written_off"):
    """FND-4: the company bears what could not be recovered."""

    id: str
    amount_fen: int
    by: str
    reason: str
    audience: ClassVar[Audience] = "staff"
