"""What finance books outside any case: money paid into the fund, deposits of shops (FND-4)."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from gongdao.ledger.models import OUTSIDE, Voucher
from gongdao.lib.statements import fetch
from gongdao.rulebook.money.transfer import BANK, FEN, FUND, deposit
from gongdao.rulebook.refusal import refuse

KINDS: Final = ("fund_in", "fund_out", "deposit_in", "deposit_out")
_BOOK: Final = """
INSERT INTO ledger_entry (case_id, event_seq, line, account, unit, amount, at, item, rule)
VALUES (%(case)s, %(seq)s, 1, %(source)s, %(unit)s, -%(amount)s, %(at)s, %(item)s, 'FND-4'),
       (%(case)s, %(seq)s, 2, %(target)s, %(unit)s, %(amount)s, %(at)s, %(item)s, 'FND-4')
"""


@transaction.atomic
def book(
    *, kind: str, amount_fen: int, reason: str, by: str, now: datetime, key: str, shop: str = ""
) -> Voucher:
    """Book a voucher. The same `key` again gives the first one. Raises Refused.

    `shop`: whose deposit, as "shop:5". The fund is never overdrawn, and a deposit not by paying it out.
    """
    if kind not in KINDS:
        raise refuse("FND-4", "bad_value", field="kind", allowed=list(KINDS))
    if amount_fen <= 0:
        raise refuse("FND-4", "bad_value", field="amount_fen", allowed=["1…"])
    if not reason.strip():
        raise refuse("FND-4", "reason_needed")
    if kind.startswith("deposit") and not shop.startswith("shop:"):
        raise refuse("FND-4", "bad_value", field="shop", allowed=["shop:…"])
    account = FUND if kind.startswith("fund") else deposit(shop)
    voucher, made = Voucher.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind, "account": account, "amount": amount_fen, "reason": reason, "by": by, "at": now,
        },
    )  # fmt: skip
    if not made:
        if (voucher.kind, voucher.account, voucher.amount) != (kind, account, amount_fen):
            raise refuse("FND-4", "already_done", id=key)
        return voucher
    source, target = (BANK, account) if kind.endswith("_in") else (account, BANK)
    if kind == "deposit_out" and _balance(account) < amount_fen:
        raise refuse("FND-4", "bad_value", field="amount_fen", allowed=[f"1…{max(_balance(account), 0)}"])
    try:
        with transaction.atomic():
            fetch(_BOOK, {
                "case": OUTSIDE, "seq": voucher.pk, "source": source, "target": target, "unit": FEN,
                "amount": amount_fen, "at": now, "item": f"voucher:{kind}",
            })  # fmt: skip
    except IntegrityError as error:
        if "ledger_account_covered" in str(error):
            raise refuse("FND-4", "fund_exhausted") from error
        raise
    return voucher


def _balance(account: str) -> int:
    """What an account has, locked so that it still has it when the voucher is booked."""
    rows = fetch(
        "SELECT balance FROM ledger_account WHERE account = %s AND unit = %s FOR UPDATE", [account, FEN]
    )
    return int(rows[0][0]) if rows else 0
