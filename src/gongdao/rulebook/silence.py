"""What silence means between the two sides of a dispute (EVI-12, RES-4, SLA-12)."""

from collections.abc import Iterator
from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook import goods, negotiation
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.proving import against

SILENCE: Final = (
    "default_point", "accept_offer", "refuse_offer", "ask_step_in", "accept_goods", "forgo_remedy",
    "end_hold",
)  # fmt: skip


def silence(matter: Matter, consequence: str, item: Deadline) -> Iterator[e.Event]:
    """The events of one consequence of the policy; nothing where what it acts on has been settled since."""
    match consequence:
        case "default_point":
            yield from _default(matter, item)
        case "accept_offer" | "refuse_offer":
            yield from _answer_offer(matter, item, accepted=consequence == "accept_offer")
        case "ask_step_in":
            if matter.state.step_in_asked_at is None:
                yield e.StepInAsked(by="clock", reason=item.rule)
        case "accept_goods":
            yield from _accept_goods(matter, item)
        case "forgo_remedy":
            yield from _forgo(matter, item)
        case "end_hold":
            yield e.HoldPeriodEnded(id=item.rule)


def _default(matter: Matter, item: Deadline) -> Iterator[e.Event]:
    """EVI-12, DEC-4: silent or incomplete in time."""
    request = matter.state.requests.get(item.subject)
    if request is not None and request.is_open:
        yield against(matter, item.subject, request, "silent")


def _answer_offer(matter: Matter, item: Deadline, *, accepted: bool) -> Iterator[e.Event]:
    """RES-4: what silence to an offer means."""
    offer = matter.state.offers.get(item.subject)
    if offer is not None and offer.status == "open":
        yield from negotiation.result(matter, item.subject, offer, accepted=accepted, automatic=True)


def _accept_goods(matter: Matter, item: Deadline) -> Iterator[e.Event]:
    """SLA-12: whoever received goods and did not object has accepted them."""
    parcel = matter.state.parcels.get(item.subject)
    if parcel is not None and parcel.status == "received":
        facts = goods.facts_of(matter.policy.goods, parcel, in_order=True)
        yield e.GoodsChecked(id=item.subject, by=parcel.receiver, in_order=True, automatic=True, facts=facts)


def _forgo(matter: Matter, item: Deadline) -> Iterator[e.Event]:
    """What was to be given for goods that were never sent back is owed no more."""
    remedy = matter.state.remedies.get(item.subject)
    if remedy is not None and remedy.status in ("due", "failed"):
        yield e.RemedyCancelled(id=item.subject, reason="not_returned")
