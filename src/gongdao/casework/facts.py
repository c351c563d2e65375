"""What decisions need to know beyond the case: loaded here, and locked where it is counted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from gongdao.casework.draft import Promised
from gongdao.casework.store import Earlier
from gongdao.lib.statements import fetch
from gongdao.people import queries as people
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.commands import Command, DecideAppeal, FileAppeal, OpenCase
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State

REPEATED_WITHIN: Final = timedelta(days=90)  # INT-6
RELATED: Final = 20  # earlier cases named in a new one
_LOOKED_AT: Final = 50  # of each kind: same customer, order, shop
_MOST_COUNTED: Final = 500  # open cases of one person; beyond that nobody has room

_LOADS: Final = f"""
SELECT who, (SELECT count(*) FROM (
    SELECT FROM casework_case WHERE open AND handler = who LIMIT {_MOST_COUNTED}) AS counted)
FROM unnest(%s::text[]) AS who
"""  # noqa: S608  # constants
# The request is looked up beside the rest: a repeated command is found before it takes a number.
_EARLIER: Final = f"""
SELECT f.ids, f.repeats, r.fingerprint, r.case_id, r.first_seq, r.last_seq
FROM jsonb_to_recordset(%s::jsonb)
    AS g(n int, customer text, order_no text, shops jsonb, since timestamptz, actor text, key text)
LEFT JOIN LATERAL (
    SELECT * FROM casework_request WHERE actor = g.actor AND key = g.key AND g.key <> '' LIMIT 1
) AS r ON TRUE
CROSS JOIN LATERAL (
SELECT array_agg(c.id ORDER BY c.id DESC) AS ids, count(*) FILTER (WHERE c.received_at >= g.since) AS repeats
FROM (
    (SELECT case_id AS id FROM casework_party WHERE ref = g.customer AND role = 'complainant'
     ORDER BY ref DESC, role DESC, case_id DESC LIMIT {_LOOKED_AT})
    UNION
    (SELECT id FROM casework_case WHERE order_no = g.order_no AND NOT order_no = ''
     ORDER BY order_no DESC, id DESC LIMIT {_LOOKED_AT})
    UNION
    (SELECT p.case_id FROM jsonb_array_elements_text(g.shops) AS shop, LATERAL (
        SELECT case_id FROM casework_party WHERE ref = shop AND role = 'respondent'
        ORDER BY ref DESC, role DESC, case_id DESC LIMIT {_LOOKED_AT}) AS p)
) AS found JOIN casework_case c USING (id)
) AS f ORDER BY g.n
"""  # noqa: S608  # constants
_FAILED: Final = """
SELECT count(*) FILTER (WHERE decided_at >= %(month)s), count(*) FROM casework_appeal
WHERE appellant = %(appellant)s AND decided_at >= %(year)s AND decided_at <= %(now)s AND outcome = 'uphold'
"""
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('appeals:' || %s, 0))"


def loads(refs: Collection[str]) -> Mapping[str, int]:
    """How many open cases each of these people handles, counted no further than need be."""
    return dict(fetch(_LOADS, [list(refs)]))


def candidates() -> tuple[Candidate, ...]:
    """Everybody who could take a case; at most two seconds old."""
    return people.candidates("", loads=loads)


def opening_facts(
    opens: Sequence[tuple[OpenCase, Promised | None]], now: datetime
) -> list[tuple[Facts, Earlier | None]]:
    """The facts for opening cases (INT-6), one each, with one statement for all of them.

    Beside each is what its idempotency key already stands for, if anything.
    """
    asked = [_asked(n, command, promised, now) for n, (command, promised) in enumerate(opens)]
    rows = fetch(_EARLIER, [msgspec.json.encode(asked).decode()])
    staff = candidates()
    return [
        (
            Facts(related=tuple((ids or ())[:RELATED]), repeats=repeats, candidates=staff),
            Earlier(*request) if request[0] is not None else None,
        )
        for ids, repeats, *request in rows
    ]


class _Asked(msgspec.Struct):
    n: int
    customer: str
    order_no: str
    shops: tuple[str, ...]
    since: datetime
    actor: str
    key: str


def _asked(n: int, command: OpenCase, promised: Promised | None, now: datetime) -> _Asked:
    order = command.order
    shops = {party.ref for party in command.respondents if kind_of(party.ref) == "shop"}
    if order is not None and kind_of(order.shop) == "shop":
        shops.add(order.shop)
    return _Asked(
        n=n, customer=command.complainant.ref, order_no=command.order_no or (order.number if order else ""),
        shops=tuple(sorted(shops)), since=(command.received_at or now) - REPEATED_WITHIN,
        actor=promised.actor if promised else "", key=promised.key if promised else "",
    )  # fmt: skip


def facts_for(policy: Policy, state: State, command: Command, actor: Actor, now: datetime) -> Facts:
    """The facts a command on an existing case needs.

    Whatever counts failed appeals, and whatever adds to the count, waits in line for the appellant: so the
    count that a decision saw still holds when the decision is stored (APP-4). Needs a transaction.
    """
    facts = Facts(candidates=candidates())
    if isinstance(command, DecideAppeal):
        appeal = state.appeals.get(command.id)
        if appeal is not None:
            fetch(_LOCK, [appeal.appellant])
        return facts
    if not isinstance(command, FileAppeal):
        return facts
    appellant = command.appellant or _own_party(state, command.finding, actor)
    fetch(_LOCK, [appellant])
    in_month, in_year = failed_appeals(policy, appellant, now)
    return replace(
        facts,
        failed_in_month=in_month,
        failed_in_year=in_year,
        appellant_verified=actor.verified or not actor.acts_for(appellant),
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
