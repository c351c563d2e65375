"""What in a dispute between two sides concerns which of them."""

from typing import Final

from gongdao.rulebook.actor import Actor
from gongdao.rulebook.evidence import ref_of
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import SIDES
from gongdao.rulebook.weighing import opponents, speaks_for

IN_DISPUTE: Final = frozenset({
    "submit_exhibit", "answer_offer", "answer_proposal", "make_offer", "ask_step_in", "ship_return",
    "receive_goods", "check_goods", "object_to_exhibit", "waive_objection", "answer_objection",
    "arrange_chain",
})  # fmt: skip


def concerns(actor: Actor, state: State, policy: Policy, command: str, subject: str) -> bool:
    """Whether this act of a dispute is the actor's to do."""
    if command == "submit_exhibit":
        return not subject or actor.acts_for(state.requests[subject].of)
    if command == "answer_offer":
        return subject in state.offers and actor.acts_for(state.offers[subject].to)
    if command == "answer_proposal":
        return _must_confirm(actor, state, subject)
    if command in ("make_offer", "ask_step_in"):
        sides = (ref_of(state, side) for side in SIDES)
        return policy.negotiation is not None and any(map(actor.acts_for, sides))
    if command in ("object_to_exhibit", "waive_objection", "answer_objection", "arrange_chain"):
        return _weighs(actor, state, command, subject)
    return policy.goods is not None and _handles_goods(actor, state, command, subject)


def _weighs(actor: Actor, state: State, command: str, subject: str) -> bool:
    """EVI-18: objecting is for the other side of an exhibit, answering for the one that handed it in."""
    if command in ("object_to_exhibit", "waive_objection"):
        return subject in state.exhibits and any(map(actor.acts_for, opponents(state, subject)))
    if command == "answer_objection":
        return subject in state.objections and speaks_for(actor, state, state.objections[subject].exhibit)
    return any(speaks_for(actor, state, key) for key in state.exhibits)


def _must_confirm(actor: Actor, state: State, subject: str) -> bool:
    """RES-5: whoever must confirm and has not yet; where nobody is named, the complainant."""
    item = state.proposals.get(subject)
    if item is None:
        return actor.acts_for(state.complainant.ref)
    waiting = set(item.confirmers or (state.complainant.ref,)) - set(item.confirmed)
    return any(map(actor.acts_for, waiting))


def _handles_goods(actor: Actor, state: State, command: str, subject: str) -> bool:
    item = state.parcels.get(subject)
    if command == "ship_return" or not subject:
        return actor.acts_for(state.complainant.ref)
    return item is not None and actor.acts_for(item.receiver)
