"""Negotiation 协商 between the two sides, and the platform's stepping in (RES-4, RES-5, SLA-4)."""

from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.evidence import ref_of, side_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import NegotiationRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.remedy import with_limit
from gongdao.rulebook.state import Offer, State
from gongdao.rulebook.terms import SIDES

_TALKING: Final = ("received", "accepted", "negotiating", "platform_review")


def rule_of(matter: Matter) -> NegotiationRule:
    """The policy's rule on negotiation; refuses where the policy has none."""
    if matter.policy.negotiation is None:
        raise refuse("RES-4", "not_offered_by_policy")
    return matter.policy.negotiation


def open_offer(state: State) -> str:
    """The id of the offer that waits for an answer, or ""."""
    return next((key for key, item in state.offers.items() if item.status == "open"), "")


def _own_side(matter: Matter) -> tuple[str, str]:
    """The refs of the actor's own side and of the other one. Nobody else negotiates."""
    for side, other in zip(SIDES, reversed(SIDES), strict=True):
        own, across = ref_of(matter.state, side), ref_of(matter.state, other)
        if matter.actor.acts_for(own) and across:
            return own, across
    raise refuse("RES-4", "not_a_party", of=ref_of(matter.state, "respondent"))


def make_offer(matter: Matter, command: c.MakeOffer) -> tuple[e.Event, ...]:
    """RES-4: an offer or counter-offer; so many of each side, and only of what the policy knows."""
    rule = rule_of(matter)
    matter.need_status(*_TALKING, rule="RES-4")
    own, other = _own_side(matter)
    made = sum(item.by == own for item in matter.state.offers.values())
    if made >= rule.offers:
        raise refuse("RES-4", "offers_used_up", used=made, limit=rule.offers)
    giver = ref_of(matter.state, "respondent")
    remedies = tuple(
        replace(terms, obligor=terms.obligor or giver)
        for terms in (with_limit(matter.policy, item) for item in command.remedies)
    )
    for terms in remedies:
        if terms.obligor not in (own, other):
            raise refuse("RES-4", "bad_value", field="remedies.obligor", allowed=[own, other])
    return (
        e.OfferMade(
            id=matter.next_id("O", matter.state.offers), by=own, to=other, remedies=remedies,
            text=command.text, answers=open_offer(matter.state),
        ),
    )  # fmt: skip


def answer_offer(matter: Matter, command: c.AnswerOffer) -> tuple[e.Event, ...]:
    """RES-4: by whom it was made to; accepted, it is carried out."""
    rule_of(matter)
    matter.need_open("RES-4")
    item = matter.state.offers.get(command.id)
    if item is None:
        raise refuse("RES-4", "unknown_item", id=command.id)
    if not matter.actor.acts_for(item.to):
        raise refuse("RES-4", "not_a_party", of=item.to)
    if item.status != "open":
        raise refuse("RES-4", "not_in_this_state", status=item.status, needed=["open"])
    return result(matter, command.id, item, accepted=command.accepted, text=command.text)


def result(
    matter: Matter, key: str, item: Offer, *, accepted: bool, text: str = "", automatic: bool = False
) -> tuple[e.Event, ...]:
    """The answer to an offer with what follows: agreed remedies are due from here on."""
    answer = e.OfferAnswered(id=key, by=item.to, accepted=accepted, text=text, automatic=automatic)
    if not accepted:
        return (answer,)
    first = len(matter.state.remedies) + 1
    ordered = tuple(
        e.RemedyOrdered(id=f"R{first + n}", terms=terms, source=key) for n, terms in enumerate(item.remedies)
    )
    return (answer, *ordered)


def ask_step_in(matter: Matter, command: c.AskStepIn) -> tuple[e.Event, ...]:
    """RES-4: either side says that negotiation has failed."""
    rule_of(matter)
    matter.need_status("received", "accepted", "negotiating", rule="RES-4")
    matter.need_reason(command.reason, "RES-4")
    if not side_of(matter.state, _acting(matter)):
        raise refuse("RES-4", "not_a_party", of=matter.state.complainant.ref)
    if matter.state.step_in_asked_at is not None:
        raise refuse("RES-4", "already_done", at=matter.state.step_in_asked_at.isoformat())
    return (e.StepInAsked(by=_acting(matter), reason=command.reason),)


def _acting(matter: Matter) -> str:
    refs = (ref_of(matter.state, side) for side in SIDES)
    return next((ref for ref in refs if matter.actor.acts_for(ref)), "")


def step_in(matter: Matter, command: c.StepIn) -> tuple[e.Event, ...]:
    """SLA-4: the platform takes it up, once negotiation was tried or somebody asked for it."""
    rule_of(matter)
    matter.need_status("received", "accepted", "negotiating", rule="SLA-4")
    if matter.state.step_in_asked_at is None:
        raise refuse("SLA-4", "not_in_this_state", status=matter.state.status, needed=["step_in_asked"])
    if matter.state.stepped_in_at is not None:
        raise refuse("SLA-4", "already_done", at=matter.state.stepped_in_at.isoformat())
    if side_of(matter.state, _acting(matter)):
        raise refuse("SLA-4", "conflict_of_interest", ref=matter.actor.ref)
    return (e.PlatformSteppedIn(by=matter.actor.ref, text=command.text),)
