"""A dispute as one of its two sides sees it: what it must prove, the offers, the goods on their way."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from gongdao.casework.showing import Showing
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import Policy, deadline_rule
from gongdao.rulebook.state import Offer, Parcel, State
from gongdao.web.cases.dispute import RequestShown, remarks_of, request_of
from gongdao.web.party import acts
from gongdao.web.party.face import Face
from gongdao.web.party.limits import Limit

# An act of a side, and the event by which a limit is met with it.
MEETS: Final[dict[str, str]] = {
    "submit_exhibit": "evidence_submitted", "answer_offer": "offer_answered", "make_offer": "offer_made",
    "answer_proposal": "proposal_answered", "ship_return": "return_shipped",
    "receive_goods": "return_received", "check_goods": "goods_checked",
}  # fmt: skip


class AskedOf(Struct, frozen=True):
    """One evidence request. `own`: of the reader; `url`: where to answer it, "" when it cannot be now."""

    shown: RequestShown
    own: bool
    url: str
    limit: Limit | None


class Dealt(Struct, frozen=True):
    """One offer. `own`: made by the reader; `url`: where to answer it."""

    key: str
    item: Offer
    own: bool
    url: str
    limit: Limit | None


def limit_for(policy: Policy, limits: Iterable[Limit], command: str, subject: str) -> Limit | None:
    """The reader's own limit that this act would meet. Goods are sent back for whatever was agreed on."""
    event = MEETS.get(command)
    for limit in limits:
        about = limit.item.subject.partition(":")[0]
        meant = about in ("", subject) or command == "ship_return"
        if limit.own and meant and event in deadline_rule(policy, limit.item.rule).stop:
            return limit
    return None


class Side(Struct, frozen=True):
    """One reader of the page: who, of which case, through which door, with what can be done now."""

    face: Face
    number: str
    actor: Actor
    state: State
    policy: Policy
    offers: tuple[acts.Offer, ...]
    limits: tuple[Limit, ...]
    names: Mapping[str, str]
    language: str

    def url(self, command: str, subject: str = "") -> str:
        """Where to do it, or "" when it cannot be done now."""
        open_now = any(
            item.command == command and item.subject == subject and not item.refused for item in self.offers
        )
        return self.face.act_url(self.number, command, subject) if open_now else ""

    def limit(self, command: str, subject: str) -> Limit | None:
        """The reader's own limit for it."""
        return limit_for(self.policy, self.limits, command, subject)


def requests_for(side: Side) -> tuple[AskedOf, ...]:
    """The evidence asked of the two sides, the reader's own first."""
    found, seen = [], remarks_of(side.state)
    for key, item in side.state.requests.items():
        own = side.actor.acts_for(item.of)
        shown = request_of(side.state, side.policy, key, side.names, side.language, seen)
        url = side.url("submit_exhibit", key) if own else ""
        found.append(AskedOf(shown, own, url, side.limit("submit_exhibit", key) if own else None))
    return tuple(sorted(found, key=lambda asked: not asked.own))


def offers_between(side: Side) -> tuple[Dealt, ...]:
    """The offers that the reader may see, the latest first (RES-4)."""
    showing = Showing(side.actor, side.state)
    found = []
    for key, item in reversed(side.state.offers.items()):
        if showing.offer(key):
            url = side.url("answer_offer", key)
            limit = side.limit("answer_offer", key) if url else None
            found.append(Dealt(key, item, side.actor.acts_for(item.by), url, limit))
    return tuple(found)


def parcels_for(actor: Actor, state: State) -> dict[str, Parcel]:
    """The goods that the reader sent or is to receive."""
    return {
        key: item
        for key, item in state.parcels.items()
        if actor.acts_for(item.sender) or actor.acts_for(item.receiver)
    }
