"""Paying what was ordered: once, however often it is tried, and whatever the gateway does.

A payout is claimed by an update that only one worker can win, and the claim runs out, so that a worker killed
meanwhile leaves it to the next. What was tried before is asked for first (`Gateway.find`); the key makes a
second sending harmless. Nothing is in a transaction while the gateway is spoken to.
"""

import logging
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string

from gongdao.ledger.http_gateway import HttpGateway
from gongdao.ledger.models import Payout, PayoutStep, sent_as
from gongdao.ledger.payout import Gateway, GatewayUnavailable, Order, Receipt
from gongdao.ledger.sandbox import SandboxGateway
from gongdao.lib.statements import fetch

logger = logging.getLogger(__name__)

CLAIM: Final = timedelta(minutes=2)
BACK_OFF: Final = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 120, 600, 1800, 3600))
_ORDER: Final = """
INSERT INTO ledger_payout
    (key, case_id, payee, amount_fen, state, attempts, round, due_at, ordered_at, reference, error)
VALUES (%(key)s, %(case)s, %(payee)s, %(amount)s, 'ordered', 0, 1, %(at)s, %(at)s, '', '')
ON CONFLICT (key) DO NOTHING
"""
_CLAIM: Final = """
UPDATE ledger_payout SET state = 'sending', attempts = attempts + 1, due_at = %(until)s
WHERE key = %(key)s AND state IN ('ordered', 'sending') AND due_at <= %(now)s
RETURNING round, payee, amount_fen, attempts
"""
_DUE: Final = """
SELECT key FROM ledger_payout WHERE state IN ('ordered', 'sending') AND due_at <= %s
ORDER BY due_at, key LIMIT %s
"""


def gateway() -> Gateway:
    """The gateway of the settings: one that a function makes, the one at an address, or the sandbox."""
    if settings.PAYOUT_GATEWAY:
        made: Gateway = import_string(settings.PAYOUT_GATEWAY)()
        return made
    there = settings.PAYOUT_HTTP
    if there["address"]:
        return HttpGateway(there["address"], client=there["client"], secret=there["secret"])
    return _sandbox(settings.PAYOUT_SANDBOX, tuple(settings.PAYOUT_SANDBOX_BEHAVIOURS))


@cache
def _sandbox(folder: str, behaviours: tuple[str, ...]) -> SandboxGateway:
    """One for each program, so that it misbehaves with its first payouts and not with each of them."""
    return SandboxGateway(Path(folder), behaviours)


def order(*, key: str, case_id: int, payee: str, amount_fen: int, at: datetime) -> None:
    """Order a payout, in the transaction of the event that calls for it. A key again changes nothing."""
    fetch(_ORDER, {"key": key, "case": case_id, "payee": payee, "amount": amount_fen, "at": at})
    _step(key, at, "ordered")


def pay(key: str, *, now: datetime, by: Gateway | None = None) -> str:
    """Try a payout that is due; return its state, "" when nothing is to do or another has it in hand."""
    rows = fetch(_CLAIM, {"key": key, "now": now, "until": now + CLAIM})
    if not rows:
        return ""
    turn, payee, amount_fen, attempts = rows[0]
    via, name = by or gateway(), sent_as(key, turn)
    try:
        receipt = via.find(name) if attempts > 1 else None
        what = "found" if receipt is not None else "sent"
        receipt = receipt or via.send(Order(name, payee, amount_fen))
    except GatewayUnavailable as error:
        logger.warning("Payout %s, attempt %s: %s", key, attempts, error)
        _postpone(key, attempts, str(error), now)
        return "ordered"
    _settle(key, receipt, what, now)
    return receipt.state


def pay_due(*, now: datetime, limit: int = 100, by: Gateway | None = None) -> int:
    """Try every payout that is due, longest first; return how many were taken up."""
    keys = [key for (key,) in fetch(_DUE, [now, limit])]
    return sum(pay(key, now=now, by=by) != "" for key in keys)


def retry(key: str, *, actor: str, now: datetime) -> bool:
    """Send a refused payout again, as when an account was corrected; False when it was not refused."""
    changed = Payout.objects.filter(key=key, state="refused").update(
        state="ordered", attempts=0, round=F("round") + 1, due_at=now, settled_at=None, error=""
    )
    if changed:
        _step(key, now, "retried", actor)
    return bool(changed)


def _postpone(key: str, attempts: int, error: str, now: datetime) -> None:
    """Again later, longer each time; it is never given up, as somebody waits for the money."""
    wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    changed = Payout.objects.filter(key=key, state="sending").update(
        state="ordered", due_at=now + wait, error=error[:500]
    )
    if changed:
        _step(key, now, "unavailable", error[:500])


def _settle(key: str, receipt: Receipt, what: str, now: datetime) -> None:
    """Write the answer down, once: an answer that comes again finds nothing to change."""
    changed = Payout.objects.filter(key=key, state="sending").update(
        state=receipt.state, reference=receipt.reference, settled_at=now, error=receipt.reason
    )
    if changed:
        _step(key, now, what, receipt.reference)
        _step(key, now, receipt.state, receipt.reason)


def _step(key: str, at: datetime, what: str, detail: str = "") -> None:
    PayoutStep.objects.create(payout=key, at=at, what=what, detail=detail)
