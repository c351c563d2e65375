"""What decisions need to know beyond the case: loaded here, and locked where it is counted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from gongdao.casework import conduct, groups, learning
from gongdao.casework.draft import Promised
from gongdao.casework.money import money_facts
from gongdao.casework.named import looked_up, place_refs, places_in, told_apart
from gongdao.casework.store import Earlier
from gongdao.lib.statements import fetch
from gongdao.people import queries as people
from gongdao.people.holders import holder_of
from gongdao.rulebook import terms
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.commands import (
    AnswerGroup,
    ChargeViolation,
    Command,
    DecideAppeal,
    DecideAsPerson,
    FileAppeal,
    HoldMoney,
    JoinGroup,
    JudgeLateness,
    OpenCase,
    PayAdvance,
    WithdrawAppeal,
)
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State

REPEATED_WITHIN: Final = timedelta(days=90)  # INT-6
_PERIODS: Final = ("month", "quarter", "year")
_DAYS: Final = (30, 90, 365)
_KINDS: Final = ("customer", "order", "shop")
RELATED: Final = 20  # earlier cases named in a new one
_LOOKED_AT: Final = 50  # of each kind: same customer, order, shop
_MOST_COUNTED: Final = 500  # open cases of one person; beyond that nobody has room

_LOADS: Final = f"""
SELECT who, (SELECT count(*) FROM (
    SELECT FROM casework_case WHERE open AND handler = who LIMIT {_MOST_COUNTED}) AS counted)
FROM unnest(%s::text[]) AS who
"""  # noqa: S608  # constants
_COUNTS: Final = ", ".join(
    f"count(*) FILTER (WHERE kind = '{kind}' AND c.received_at >= g.at - interval '{days} days')"
    for kind in _KINDS
    for days in _DAYS
)
# The request is looked up beside the rest: a repeated command is found before it takes a number. Whoever is
# named in any of the cases is looked up once for all of them.
_EARLIER: Final = f"""
SELECT f.ids, f.repeats, f.counts, (SELECT people_unknown(%(named)s)),
    r.fingerprint, r.case_id, r.first_seq, r.last_seq
FROM jsonb_to_recordset(%(asked)s::jsonb)
    AS g(n int, customer text, order_no text, shops jsonb, since timestamptz, at timestamptz,
         actor text, key text)
LEFT JOIN casework_request AS r ON r.actor = g.actor AND r.key = g.key AND g.key <> ''
CROSS JOIN LATERAL (
SELECT array_agg(DISTINCT c.id ORDER BY c.id DESC) AS ids,
       count(DISTINCT c.id) FILTER (WHERE c.received_at >= g.since) AS repeats, ARRAY[{_COUNTS}] AS counts
FROM (
    (SELECT 'customer' AS kind, case_id AS id FROM casework_party
     WHERE ref = g.customer AND role = 'complainant'
     ORDER BY ref DESC, role DESC, case_id DESC LIMIT {_LOOKED_AT})
    UNION ALL
    (SELECT 'order', id FROM casework_case WHERE order_no = g.order_no AND NOT order_no = ''
     ORDER BY order_no DESC, id DESC LIMIT {_LOOKED_AT})
    UNION ALL
    (SELECT DISTINCT 'shop', p.case_id FROM jsonb_array_elements_text(g.shops) AS shop, LATERAL (
        SELECT case_id FROM casework_party WHERE ref = shop AND role = 'respondent'
        ORDER BY ref DESC, role DESC, case_id DESC LIMIT {_LOOKED_AT}) AS p)
) AS found JOIN casework_case c USING (id)
) AS f ORDER BY g.n
"""  # noqa: S608  # constants
_FAILED: Final = """
SELECT count(*) FILTER (WHERE decided_at >= %(month)s), count(*) FROM casework_appeal
WHERE appellant = %(appellant)s AND decided_at >= %(year)s AND decided_at <= %(now)s AND outcome = 'uphold'
"""
_UNDER_WAY: Final = "SELECT count(*) FROM casework_appeal WHERE appellant = %s AND open"
_OPERATION_LOG: Final = """
SELECT EXISTS (SELECT FROM casework_case WHERE order_no = %s AND NOT order_no = ''
    AND (state->'order' ? 'staff_log' OR state->'order' ? 'service_log'))
"""
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('appeals:' || %s, 0))"


def loads(refs: Collection[str]) -> Mapping[str, int]:
    """How many open cases each of these people handles, counted no further than need be."""
    return dict(fetch(_LOADS, [list(refs)]))


def candidates() -> tuple[Candidate, ...]:
    """Everybody who could take a case; at most two seconds old."""
    return people.candidates("", loads=loads)


def opening_facts(
    opens: Sequence[tuple[OpenCase, Promised | None]], now: datetime, actor: Actor | None = None
) -> list[tuple[Facts, Earlier | None]]:
    """The facts for opening cases (INT-6), one each, with one statement for all of them.

    Beside each is what its idempotency key already stands for, if anything. `actor`: who opens
    them; where that is staff, for somebody else, the complainant is looked up too (INT-2).
    """
    for_others = actor is not None and actor.is_staff
    asked = [_asked(n, command, promised, now) for n, (command, promised) in enumerate(opens)]
    named = [_named(command, for_others) for command, _ in opens]
    everybody = sorted({ref for refs in named for ref in refs})
    rows = fetch(_EARLIER, {"asked": msgspec.json.encode(asked).decode(), "named": everybody})
    staff, weights = candidates(), learning.current()
    found: list[tuple[Facts, Earlier | None]] = []
    for (command, _), own, row in zip(opens, named, rows, strict=True):
        ids, repeats, counts, missing, *request = row
        unknown, unregistered = told_apart([ref for ref in missing if ref in own], places_in(command))
        facts = Facts(
            related=tuple((ids or ())[:RELATED]), repeats=repeats, earlier=_earlier(counts),
            candidates=staff, unknown=unknown, unregistered=unregistered, weights=weights,
        )  # fmt: skip
        found.append((facts, Earlier(*request) if request[0] is not None else None))
    return found


def _earlier(counts: Sequence[int]) -> tuple[terms.Earlier, ...]:
    """The counts of INT-6 by what is the same; what never came up within a year is left out."""
    of_kind = (counts[start : start + len(_PERIODS)] for start in range(0, len(counts), len(_PERIODS)))
    return tuple(
        terms.Earlier(kind, **dict(zip(_PERIODS, found, strict=True)))  # type: ignore[arg-type]  # one of the kinds
        for kind, found in zip(_KINDS, of_kind, strict=True)
        if any(found)
    )


class _Asked(msgspec.Struct):
    n: int
    customer: str
    order_no: str
    shops: tuple[str, ...]
    since: datetime
    at: datetime
    actor: str
    key: str


def _named(command: OpenCase, for_others: bool) -> set[str]:
    """The parties and places that must be on a register (INT-2, TRI-6, TRI-8)."""
    named = {*(party.ref for party in command.respondents), *place_refs(places_in(command))}
    return named | {command.complainant.ref} if for_others else named


def _asked(n: int, command: OpenCase, promised: Promised | None, now: datetime) -> _Asked:
    order = command.order
    shops = {party.ref for party in command.respondents if kind_of(party.ref) == "shop"}
    if order is not None and kind_of(order.shop) == "shop":
        shops.add(order.shop)
    return _Asked(
        n=n, customer=command.complainant.ref, order_no=command.order_no or (order.number if order else ""),
        shops=tuple(sorted(shops)),
        since=(command.received_at or now) - REPEATED_WITHIN, at=command.received_at or now,
        actor=promised.actor if promised else "", key=promised.key if promised else "",
    )  # fmt: skip


def facts_for(
    policy: Policy, state: State, command: Command, actor: Actor, now: datetime, *, case_id: int
) -> Facts:
    """The facts a command on an existing case needs.

    `case_id`: its id. Whatever counts failed appeals, and whatever adds to the count, waits in line for the
    appellant: so the count that a decision saw still holds when the decision is stored (APP-4). The same goes
    for the points of a shop (PEN-2). Needs a transaction.
    """
    unknown, unregistered = looked_up(command, state)
    facts = Facts(candidates=candidates(), unknown=unknown, unregistered=unregistered)
    if policy.conduct is not None:
        facts = conduct_facts(facts, policy, state, command, now, case_id)
    match command:
        case HoldMoney() | PayAdvance():
            return money_facts(facts, policy, state, now)
        case DecideAppeal() | WithdrawAppeal() | JudgeLateness() | DecideAsPerson():
            appeal = state.appeals.get(command.id)
            if appeal is not None:
                fetch(_LOCK, [appeal.appellant])
            return facts
        case FileAppeal():
            appellant = command.appellant or _own_party(state, command.finding, actor)
            fetch(_LOCK, [appellant])
            facts = appeal_facts(facts, policy, state, appellant, now)
            return _with_holder(facts, policy, command, actor, appellant)
        case JoinGroup():
            return replace(facts, lead=groups.lead_of(command.lead))
        case AnswerGroup():
            return replace(facts, members=groups.members_of(case_id, lock=True))
    return facts


def appeal_facts(facts: Facts, policy: Policy, state: State, appellant: str, now: datetime) -> Facts:
    """What an appeal of this party rests on: what it filed elsewhere, the operation log (APP-4, INT-9)."""
    rule = policy.appeals
    if rule is None:
        return facts
    if rule.quotas:
        in_month, in_year = failed_appeals(policy, appellant, now)
        facts = replace(facts, failed_in_month=in_month, failed_in_year=in_year)
    if any(quota.holds_place for quota in rule.quotas):
        ((under_way,),) = fetch(_UNDER_WAY, [appellant])
        facts = replace(facts, appeals_under_way=under_way)
    if rule.log_required and state.order_no:
        ((kept,),) = fetch(_OPERATION_LOG, [state.order_no])
        facts = replace(facts, operation_log=kept)
    return facts


def _with_holder(facts: Facts, policy: Policy, command: FileAppeal, actor: Actor, appellant: str) -> Facts:
    """INT-7: who files for the own account is verified; on behalf, the account that is there must be.

    A manager appeals for those who have no account at all (W8), so none is asked for then. A name that is
    given must be one of the account's.
    """
    own = actor.acts_for(appellant)
    if policy.appeals is None or not policy.appeals.verified_only:
        return facts
    if own and not command.particulars.name:
        return replace(facts, appellant_verified=actor.verified)
    holder = holder_of(appellant)
    verified = actor.verified if own else holder.verified or not holder.has_account
    return replace(facts, appellant_verified=verified, appellant_names=holder.names)


def conduct_facts(
    facts: Facts, policy: Policy, state: State, command: Command, now: datetime, case: int
) -> Facts:
    """PEN-1…5: what a shop stands at, and which laws could judge it. Under the lock of the shop.

    So two cases at once see each other's points, and a threshold is crossed exactly once.
    """
    if isinstance(command, ChargeViolation):
        return replace(facts, law_at_act=conduct.law_at(policy, state, command))
    shop = conduct.shop_of(state, command)
    if not shop or not isinstance(command, conduct.COUNTING):
        return facts
    conduct.lock_shop(shop)
    return replace(
        facts, standing=conduct.standing_of(shop, without=case), newer=conduct.newer_than(policy, now)
    )


def facts_seen(policy: Policy, state: State, now: datetime, case: int) -> Facts:
    """The facts by which a page says what is possible: as `facts_for`, without waiting for anybody."""
    facts = Facts(candidates=candidates())
    shop = conduct.shop_of(state) if policy.conduct is not None else ""
    if not shop:
        return facts
    return replace(
        facts, standing=conduct.standing_of(shop, without=case), newer=conduct.newer_than(policy, now)
    )


def failed_appeals(policy: Policy, appellant: str, now: datetime) -> tuple[int, int]:
    """Failed appeals in the calendar month and year of `now`, where the policy is in force (APP-4)."""
    local = now.astimezone(ZoneInfo(policy.calendar.zone))
    month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    year = month.replace(month=1)
    params = {"appellant": appellant, "month": month, "year": year, "now": now}
    in_month, in_year = fetch(_FAILED, params)[0]
    return in_month, in_year


def _own_party(state: State, finding: str, actor: Actor) -> str:
    """The judged party that the actor is; the actor itself where it is none, which is then refused."""
    judged = state.findings[finding].liabilities if finding in state.findings else ()
    return next((item.party for item in judged if actor.acts_for(item.party)), actor.ref)
