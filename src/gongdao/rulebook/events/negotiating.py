"""Events of negotiation 协商 between the two sides, and of goods on their way.

Offers are without prejudice: whoever decides later never sees them (audience `negotiators`).
"""

from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import Terms


class OfferMade(Event, frozen=True, tag="offer_made"):
    """RES-4: by one side to the other. `answers`: the open offer it replaces or counters."""

    id: str
    by: str
    to: str
    remedies: tuple[Terms, ...]
    text: str = ""
    answers: str = ""
    audience: ClassVar[Audience] = "negotiators"


class OfferAnswered(Event, frozen=True, tag="offer_answered"):
    """Accepted or refused; `automatic`: silence meant that, as the policy says."""

    id: str
    by: str
    accepted: bool
    text: str = ""
    automatic: bool = False
    audience: ClassVar[Audience] = "negotiators"


class StepInAsked(Event, frozen=True, tag="step_in_asked"):
    """RES-4: negotiation has ended without agreement. `by`: a ref, or "clock" after silence."""

    by: str
    reason: str


class PlatformSteppedIn(Event, frozen=True, tag="platform_stepped_in"):
    """SLA-4: the platform takes the matter up."""

    by: str
    text: str


class ReturnShipped(Event, frozen=True, tag="return_shipped"):
    """The buyer has sent goods back."""

    id: str
    by: str
    to: str
    waybill: str
    carrier: str = ""
    remedy: str = ""  # the agreed return it carries out
    note: str = ""


class ReturnReceived(Event, frozen=True, tag="return_received"):
    """The return has arrived; the check of 72 hours begins."""

    id: str
    by: str
    proof: str = ""


class ReturnLost(Event, frozen=True, tag="return_lost"):
    """The return will not arrive."""

    id: str
    reason: str
    facts: dict[str, str | int | bool] = {}  # that stand with it


class GoodsReceived(Event, frozen=True, tag="goods_received"):
    """The buyer has received the goods of the order; the check of 72 hours begins."""

    id: str
    by: str
    sender: str = ""
    proof: str = ""


class GoodsChecked(Event, frozen=True, tag="goods_checked"):
    """SLA-12: in order on their face or not; `automatic`: no objection within the limit."""

    id: str
    by: str
    in_order: bool
    note: str = ""
    exhibits: tuple[str, ...] = ()
    automatic: bool = False
    facts: dict[str, str | int | bool] = {}  # that stand with it


class HoldPeriodEnded(Event, frozen=True, tag="hold_period_ended"):
    """SLA-12: the period for which disputed money is held has passed. `id`: the rule of the limit."""

    id: str
