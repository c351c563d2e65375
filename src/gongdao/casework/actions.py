"""The one door: every change of a case goes through `handle`, or through `handle_many` for many at once.

Steps: look the command over; find and lock the case; let the clock do what it has left to do; ask who may;
load the facts and lock what they count; decide; write all of it with one statement.
"""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from msgspec.structs import replace

from gongdao.casework import evidence
from gongdao.casework.checking import checked, checked_key, fingerprint
from gongdao.casework.conduct import standing_sanctions
from gongdao.casework.draft import Draft, Promised, not_before
from gongdao.casework.facts import candidates, facts_for, opening_facts
from gongdao.casework.money import order_payouts
from gongdao.casework.outcome import CaseNotFound, KeyConflict, Outcome, StaleCase
from gongdao.casework.papers import posting
from gongdao.casework.showing import Showing
from gongdao.casework.store import Earlier, Stored, case_for, events_of, request_of
from gongdao.casework.writing import write
from gongdao.exhibits.actions import NOWHERE
from gongdao.exhibits.origin import Origin
from gongdao.lib.ids import case_number
from gongdao.lib.queue import defer
from gongdao.people import queries as people
from gongdao.people.actions.customers import add_to_dossier
from gongdao.people.permissions import CaseFacts, facts_of, may
from gongdao.policies import queries as policies
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.commands import BY_CLOCK, Command, LiftSanction, OpenCase, name_of
from gongdao.rulebook.decide import catch_up, decide
from gongdao.rulebook.evolve import fold
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal, Refused, refuse
from gongdao.rulebook.state import State

REBASE: Final = "casework.rebase_sanctions"  # the job
PRECEDENTS: Final = "insight.follow_precedents"  # the job
DEFAULT_POLICY: Final = "dispute-mediation"
# The rule on which a refusal for want of permission rests.
_RULES: Final = {"conflict_of_interest": "TRI-7", "reviewer_decided_before": "APP-8", "not_a_party": "APP-1"}


def handle(
    command: Command,
    *,
    actor: Actor,
    now: datetime,
    number: str | None = None,
    policy: str = "",
    idempotency_key: str | None = None,
    expected_version: int | None = None,
    origin: Origin = NOWHERE,
) -> Outcome:
    """Carry out one command of `actor` at `now` (aware), on case `number`, or opening one with `OpenCase`.

    `policy`: under which policy a case opens; empty for the usual one. `idempotency_key`: the same key of the
    same actor gives the first answer again. `expected_version`: of the page on which the actor acts.
    `origin`: from where the actor came, for the custody of evidence.

    Raises Refused (with the rule and what would help), CaseNotFound, StaleCase, KeyConflict; then nothing
    has changed. Opening costs two statements, a command on a case two or three.
    """
    text = checked(command)
    key = checked_key(idempotency_key) if idempotency_key is not None else ""
    promised = None
    if key:
        promised = Promised(actor.ref, key, fingerprint(text, number=number or "", policy=policy))
    if isinstance(command, OpenCase):
        return _open(command, actor, now, policy, promised)
    if number is None:
        raise CaseNotFound("")
    with transaction.atomic():
        stored = case_for(actor, number, lock=True, key=key)
        if promised is not None and stored.earlier is not None:
            return replayed(stored.earlier, promised)
        try:
            _need_fresh(stored, number, expected_version, actor)
            draft = prepared(stored, command, actor, now)
        except (Refused, StaleCase):
            # The same command may have come through while this one waited for the case.
            if promised is not None and (earlier := request_of(actor.ref, key)) is not None:
                return replayed(earlier, promised)
            raise
        draft.promised, draft.origin = promised, origin
        return _written(draft, now)


def _open(command: OpenCase, actor: Actor, now: datetime, policy: str, promised: Promised | None) -> Outcome:
    ((facts, earlier),) = opening_facts([(command, promised)], now, actor)
    if promised is not None and earlier is not None:
        return replayed(earlier, promised)
    draft = opening(command, actor, now, policy, facts)
    draft.promised = promised
    return _written(draft, now)


def opening(command: OpenCase, actor: Actor, now: datetime, policy: str, facts: Facts) -> Draft:
    """The draft of a new case. Raises Refused."""
    case = CaseFacts(parties=frozenset({(command.complainant.ref, "complainant")}))
    need_permission(actor, command, case)
    # What was done is judged by the law of its day; everything else by that of the day it came in.
    draft = Draft(policy_in_force(policy, command.acted_at or command.received_at or now))
    events = decide(draft.policy, None, command, facts, actor, now)
    if isinstance(events, Refusal):
        raise Refused(events)
    draft.add(actor.ref, now, events)
    return draft


def prepared(
    stored: Stored,
    command: Command,
    actor: Actor,
    now: datetime,
    staff: tuple[Candidate, ...] | None = None,
) -> Draft:
    """The draft of what a command does to a stored case, once the clock has caught up. Raises Refused.

    `staff`: who could take a case and how much they have, where that is not as stored: many commands at once.
    """
    policy = policies.version(stored.state.policy, stored.state.policy_version)
    at = not_before(stored.state, now)
    draft = Draft(policy, case_id=stored.case_id, stored=stored.state, chain=stored.chain)
    if name_of(command) not in BY_CLOCK:
        draft.add_steps(catch_up(policy, stored.state, Facts(candidates=candidates()), at))
    need_permission(actor, command, facts_of(draft.now))
    command = evidence.verified(command)
    facts = facts_for(policy, draft.now, command, actor, at, case_id=stored.case_id)
    facts = facts if staff is None else replace(facts, candidates=staff)
    events = decide(policy, draft.now, command, facts, actor, at)
    if isinstance(events, Refusal):
        raise Refused(events)
    draft.add(actor.ref, at, events)
    return draft


def need_permission(actor: Actor, command: Command, case: CaseFacts) -> None:
    """Raise Refused unless the actor may give this command in this case."""
    verdict = may(actor, name_of(command), case)
    if not verdict.allowed:
        raise refuse(_RULES.get(verdict.code, "TRI-7"), verdict.code, role=list(verdict.needs), ref=actor.ref)


def policy_in_force(policy: str, at: datetime) -> Policy:
    """The version of a policy (empty: the usual one) that is in force at an instant. Raises Refused."""
    name = policy or DEFAULT_POLICY
    try:
        return policies.in_force(name, at)
    except policies.NoSuchPolicy:
        raise refuse("INT-1", "no_policy_in_force", policy=name, at=at.isoformat()) from None


def finish(draft: Draft) -> None:
    """What else follows once a draft is written, in the same transaction: custody, dossier, loads."""
    for one in draft.happened:
        match one.event:
            case e.HandlerAssigned() | e.CaseHandedOver():
                people.count_assignment(one.event.handler)
            case e.ExhibitSubmitted():
                evidence.received(draft, one)
            case e.ExhibitErased():
                evidence.erased(draft, one)
            case e.CaseOpened() | e.DetailsSupplied() if settings.ORDERS:
                _ask_for_order(draft, one.after)
            case e.AppealFiled():
                posting.order(draft, one)
            case e.GroupAnswered():
                defer("casework.answer_group", lead=draft.case_id)
            case e.AdvancePaid() | e.AdvanceFreed() | e.MoneyReleased():
                order_payouts(draft, one)
            case e.PointsChanged():
                # Sanctions of other cases may have lost their ground; each is looked at in its own case.
                defer(REBASE, shop=one.after.points[one.event.id].shop)
            case e.CaseClosed():
                _count_in_dossier(draft, one.at, 1)
                _follow_precedents(draft)
            case e.CaseReopened() if one.before is not None and one.before.status == "closed":
                _count_in_dossier(draft, one.at, -1)
                _follow_precedents(draft)


def _follow_precedents(draft: Draft) -> None:
    """APP-17: what a case tells others is drafted when it closes, and withdrawn when it opens again."""
    if any(item.outcome is not None for item in draft.now.appeals.values()):
        defer(PRECEDENTS, case=draft.case_id)


def _ask_for_order(draft: Draft, state: State) -> None:
    """INT-5: where orders can be looked up, a worker pulls the one that the case names."""
    if state.order_no and (state.order is None or state.order.number != state.order_no):
        defer("orders.pull", number=case_number(draft.case_id or 0))


def rebase(shop: str, now: datetime) -> int:
    """APP-15: lift the sanctions of a shop whose thresholds its points no longer reach; return how many.

    Each in its own transaction, so that no case waits for another; whoever runs it again finds nothing left.
    """
    lifted = 0
    for number, sanction in standing_sanctions(shop):
        try:
            handle(LiftSanction(sanction), actor=SYSTEM, now=now, number=number)
        except Refused:
            continue  # its ground still stands
        lifted += 1
    return lifted


def _count_in_dossier(draft: Draft, at: datetime, closed: int) -> None:
    """INT-4: the dossier of the customer follows each closing, and each closing undone."""
    state = draft.now
    paid = sum(item.terms.amount_fen for item in state.remedies.values() if item.status == "fulfilled")
    add_to_dossier(
        now=at, customer_ref=state.complainant.ref, closed=closed,
        established=closed if state.established is not False else 0, compensated_fen=closed * paid,
    )  # fmt: skip


def _written(draft: Draft, now: datetime) -> Outcome:
    if not draft.happened:
        return Outcome(draft.case_id or 0, draft.now.version, draft.now, ())
    try:
        (written,) = write([draft], now)
    except IntegrityError as error:
        # The facts were read under a lock, so this is only met where undoing takes what the fund has not got.
        if "ledger_account_covered" in str(error):
            raise refuse("FND-4", "fund_exhausted") from error
        raise
    if written is None:
        # The key came in between; the version cannot have moved, as the row is locked.
        promised = draft.promised
        earlier = request_of(promised.actor, promised.key) if promised is not None else None
        if promised is None or earlier is None:
            raise RuntimeError(f"case {draft.case_id} was not written")
        return replayed(earlier, promised)
    draft.case_id = written
    finish(draft)
    return outcome_of(draft)


def outcome_of(draft: Draft) -> Outcome:
    """The outcome of a written draft."""
    events = tuple(one.event for one in draft.happened)
    return Outcome(draft.case_id or 0, draft.now.version, draft.now, events)


def replayed(earlier: Earlier, promised: Promised) -> Outcome:
    """The first answer again: the case as it stood then. Raises KeyConflict for another command."""
    if bytes(earlier.fingerprint) != promised.fingerprint:
        raise KeyConflict(promised.key)
    log = events_of(earlier.case_id, up_to=earlier.last_seq)
    state = fold((item.event, item.at) for item in log)
    events = tuple(item.event for item in log if item.seq >= earlier.first_seq)
    return Outcome(earlier.case_id, state.version, state, events, replayed=True)


def _need_fresh(stored: Stored, number: str, expected: int | None, actor: Actor) -> None:
    """Raise StaleCase when the page shows another version than the stored one."""
    version = stored.state.version
    if expected is None or expected == version:
        return
    showing = Showing(actor, stored.state)
    log = events_of(stored.case_id, after=max(expected, 0))
    changed = tuple(entry for entry in log if showing.event(entry.event))
    raise StaleCase(number, version, changed)
