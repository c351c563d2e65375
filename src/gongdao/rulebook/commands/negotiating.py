"""Commands: offers between the two sides, the platform stepping in, goods on their way and checked."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import Id, Ids, Name, Note
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import Terms


class MakeOffer(Command, frozen=True, tag="make_offer"):
    """RES-4: an offer to the other side; it answers an open one of theirs as a counter-offer."""

    remedies: Annotated[tuple[Terms, ...], Meta(min_length=1, max_length=20)]
    text: Note = ""


class AnswerOffer(Command, frozen=True, tag="answer_offer"):
    id: Id
    accepted: bool
    text: Note = ""


class AskStepIn(Command, frozen=True, tag="ask_step_in"):
    """RES-4: negotiation has failed; the platform is asked to step in."""

    reason: Note


class StepIn(Command, frozen=True, tag="step_in"):
    """SLA-4: the platform takes the matter up."""

    text: Note


class ShipReturn(Command, frozen=True, tag="ship_return"):
    """The buyer sends goods back. Empty `remedy`: the agreed return that is still due, if any."""

    waybill: Name
    carrier: Name = ""
    remedy: Annotated[str, Meta(pattern=r"^(R[1-9][0-9]{0,4})?$(?!\n)")] = ""
    note: Note = ""


class ReceiveGoods(Command, frozen=True, tag="receive_goods"):
    """Receipt of a return (`id`), or of the goods of the order (empty `id`); staff needs proof."""

    id: Annotated[str, Meta(pattern=r"^(G[1-9][0-9]{0,4})?$(?!\n)")] = ""
    proof: Name = ""


class CheckGoods(Command, frozen=True, tag="check_goods"):
    """SLA-12: whether the goods received are in order on their face."""

    id: Id
    in_order: bool
    note: Note = ""
    exhibits: Ids = ()


class ReportLost(Command, frozen=True, tag="report_lost"):
    """A return that will not arrive."""

    id: Id
    reason: Note
