"""Money: what a decision needs to know of the ledger, and the payouts that an event orders."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from gongdao.casework.draft import Draft, Happened
from gongdao.ledger import paying
from gongdao.lib.ids import case_number
from gongdao.lib.queue import defer
from gongdao.lib.statements import fetch
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.money import postings
from gongdao.rulebook.money.advances import UNRETURNED
from gongdao.rulebook.money.payouts import is_payout
from gongdao.rulebook.money.transfer import FEN, FUND, held
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State

# Everybody who decides on money of the fund waits here, also while the fund is still empty.
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('fund', 0))"
_FACTS: Final = """
SELECT
    coalesce((SELECT balance FROM ledger_account WHERE account = %(held)s AND unit = %(fen)s), 0),
    coalesce((SELECT balance FROM ledger_account WHERE account = %(fund)s AND unit = %(fen)s), 0),
    (SELECT coalesce(-sum(amount), 0)::bigint FROM ledger_entry
        WHERE account = %(fund)s AND unit = %(fen)s AND at >= %(today)s AND item LIKE 'advance:%%:paid'),
    (SELECT coalesce(sum(amount), 0)::bigint FROM ledger_entry
        WHERE account = %(buyer)s AND unit = %(unreturned)s)
"""


def money_facts(facts: Facts, policy: Policy, state: State, now: datetime) -> Facts:
    """The same facts with those of fund, order and buyer (FND-1). Needs a transaction; two statements."""
    fetch(_LOCK)
    zone = ZoneInfo(policy.calendar.zone)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    order_held, fund, advanced, unreturned = fetch(_FACTS, {
        "held": held(state.order_no), "fund": FUND, "fen": FEN, "today": today,
        "buyer": state.complainant.ref, "unreturned": UNRETURNED,
    })[0]  # fmt: skip
    return replace(
        facts, order_held_fen=order_held, fund_fen=fund, advanced_today_fen=advanced,
        buyer_unreturned=unreturned,
    )  # fmt: skip


def order_payouts(draft: Draft, one: Happened) -> None:
    """Order what an event pays out, and have a worker pay it, both with the event or not at all."""
    case = draft.case_id or 0
    for line, side in enumerate(postings(one.before, one.after), 1):
        if is_payout(side.account, side.unit, side.amount, side.item, counter=side.counter):
            key = f"{case_number(case)}-{one.seq}-{line}"
            paying.order(key=key, case_id=case, payee=side.account, amount_fen=side.amount, at=one.at)
            defer("ledger.pay", key=key)
