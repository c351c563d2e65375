"""What a party can do in a case now, and why the rest cannot: tried on the law, never decided here."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec import Struct

from gongdao.casework.facts import failed_appeals
from gongdao.people.permissions import facts_of, may
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.decide import decide
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.possible import CURABLE, appeals_of, possibilities
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State, bearers, shop_of
from gongdao.web.party.sides import IN_DISPUTE, concerns
from gongdao.web.shell.telling import Toast, refusal_toast

# What parties are offered, in this order: first what is asked of them.
OFFERED: Final = (
    "submit_exhibit", "answer_objection", "object_to_exhibit", "waive_objection", "arrange_chain",
    "answer_offer", "make_offer", "answer_proposal", "ship_return", "receive_goods",
    "check_goods", "ask_step_in", "answer_survey", "give_statement", "report_correction", "supply_details",
    "carry_out_remedy", "fail_remedy", "finish_after_sale", "give_supplement", "file_appeal",
    "ask_for_person", "withdraw_appeal", "accept_finding", "go_outside", "join_group", "leave_group",
    "ask_advance", "confirm_return", "escalate_case", "reopen_case", "withdraw_case",
)  # fmt: skip
STANDING: Final = ("issued", "contested", "final")  # findings that are in force


Failed = Callable[[Policy, str, datetime], tuple[int, int]]
"""Failed appeals of a party in the month and in the year (APP-4)."""


class Offer(Struct, frozen=True):
    """One act on one item ("" for the case itself): open, or refused with rule and what would help."""

    command: str
    subject: str
    refused: Toast | None = None


def offers_for(
    actor: Actor, state: State, policy: Policy, *, now: datetime, failed: Failed = failed_appeals
) -> tuple[Offer, ...]:
    """The acts of parties that may be the actor's in this case. Those of other roles are left out.

    `failed`: how failed appeals are counted; a list counts them once for all its cases.
    """
    case = facts_of(state)
    allowed = [name for name in OFFERED if may(actor, name, case).allowed]
    tried = [
        Offer(item.command, item.subject, refusal_toast(item.refusal) if item.refusal else None)
        for item in possibilities(policy, state, Facts(), actor, now)
        if item.command in allowed and _concerns(actor, state, policy, item.command, item.subject)
    ]
    if "file_appeal" in allowed and policy.appeals is not None:
        tried += _appeals(actor, state, policy, now, failed)
    return tuple(offer for name in allowed for offer in tried if offer.command == name)


def _appeals(actor: Actor, state: State, policy: Policy, now: datetime, failed: Failed) -> list[Offer]:
    """The actor's own appeal against each finding that stands, with the very reason where it is refused.

    Refused only where every scope is: a default closes the attribution and leaves the amount (EVI-12).
    """
    found = []
    for key, finding in state.findings.items():
        own = [party for party in bearers(finding) if actor.acts_for(party)]
        if not own or not finding.binding or finding.status not in STANDING:
            continue
        in_month, in_year = failed(policy, own[0], now)
        facts = Facts(
            failed_in_month=in_month, failed_in_year=in_year, appellant_verified=actor.verified
        )  # APP-4, INT-7
        refusals = [
            result if isinstance(result, Refusal) and result.code not in CURABLE else None
            for example in appeals_of(policy, key, own[0])
            for result in (decide(policy, state, example, facts, actor, now),)
        ]
        refusal = None if None in refusals else refusals[0]
        found.append(Offer("file_appeal", key, refusal_toast(refusal) if refusal else None))
    return found


def _concerns(actor: Actor, state: State, policy: Policy, command: str, subject: str) -> bool:
    """Whether an item is the actor's own: the law would refuse another's, but it is no news to the reader."""
    if command in IN_DISPUTE:
        return concerns(actor, state, policy, command, subject)
    if command == "give_statement":
        return subject in state.statements and actor.acts_for(state.statements[subject].of)
    if command in ("carry_out_remedy", "fail_remedy"):
        return subject in state.remedies and actor.acts_for(state.remedies[subject].terms.obligor)
    if command == "finish_after_sale":
        return subject in state.after_sales and actor.acts_for(state.after_sales[subject].technician)
    if command in ("withdraw_appeal", "give_supplement"):
        return subject in state.appeals and actor.acts_for(state.appeals[subject].appellant)
    if command in ("accept_finding", "go_outside", "ask_for_person"):
        return subject in state.appeals or subject in state.findings
    if command == "confirm_return":
        return actor.acts_for(shop_of(state)) and subject in state.advances
    if command == "ask_advance":
        return policy.fund is not None and actor.acts_for(state.complainant.ref)
    return command != "file_appeal"  # tried for the actor's own liability instead
