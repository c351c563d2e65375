"""Entries: what is owed and counted. Only ever added to; undoing is a counter-entry (APP-15, FND-4)."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

OUTSIDE: Final = 0  # the case of entries that no case caused: their event is the voucher


class Entry(models.Model):
    """One line of a posting. The lines of one case event and unit sum to zero (deferred trigger).

    `account`: a reference, as "customer:12" or "company", or an account kept for something, as "fund",
    "held:N-1", "deposit:shop-5" (see `rulebook.money.transfer`). `unit`: "fen" for money, "coupon_fen" for
    the face value of coupons, else what is counted. `item` and `rule` say why; `counter`: it undoes another.
    Written by casework's one statement, with the event that caused it, or with a voucher.
    """

    pk = models.CompositePrimaryKey("case_id", "event_seq", "line")
    case_id = models.BigIntegerField()
    event_seq = models.IntegerField()
    line = models.SmallIntegerField()
    account = models.TextField()
    unit = models.TextField()
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    item = models.TextField(db_default="")
    rule = models.TextField(db_default="")
    counter = models.BooleanField(db_default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "account", "unit", "at", "case_id", "event_seq", "line", name="ledger_entry_statement"
            )
        ]


class Account(models.Model):
    """The balance of an account that must not run out, or that finance watches: fund, held, frozen, deposit.

    Kept by a trigger on the entries, in their own transaction, so that two at once wait for each other and
    the second sees what the first has left. Fund, held and frozen money never go below zero (FND-4); a
    deposit may: what is missing is owed.
    """

    pk = models.CompositePrimaryKey("account", "unit")
    account = models.TextField()
    unit = models.TextField()
    balance = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(balance__gte=0) | Q(account__startswith="deposit:"), name="ledger_account_covered"
            )
        ]
        indexes: ClassVar = [
            models.Index("account", condition=Q(balance__lt=0), name="ledger_account_overdrawn")
        ]


class Voucher(models.Model):
    """What finance booked outside any case, as money paid into the fund. `key`: never twice."""

    kind = models.TextField()
    account = models.TextField()
    amount = models.BigIntegerField()  # fen
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    key = models.TextField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_voucher_amount")
        ]


PAYOUT_STATES: Final = ("ordered", "sending", "paid", "refused")


class Payout(models.Model):
    """Money to be paid through the gateway, ordered by one entry of a case event; its key says which.

    ordered: to be sent when due · sending: a worker has it in hand until `due_at` · paid, refused: the
    gateway's answer. What is not known to have been paid is asked for before it is sent again.
    """

    key = models.TextField(primary_key=True)  # case, event and line: the gateway's idempotency key
    case_id = models.BigIntegerField()
    payee = models.TextField()
    amount_fen = models.BigIntegerField()
    state = models.TextField()
    attempts = models.IntegerField(default=0)
    round = models.SmallIntegerField(default=1)  # rises when a refused payout is sent again
    due_at = models.DateTimeField()
    ordered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    reference = models.TextField(default="")  # the gateway's
    error = models.TextField(default="")  # of the last attempt

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="ledger_payout_amount"),
            models.CheckConstraint(condition=Q(state__in=PAYOUT_STATES), name="ledger_payout_state"),
            models.CheckConstraint(
                condition=Q(state="paid", settled_at__isnull=False) & ~Q(reference="") | ~Q(state="paid"),
                name="ledger_payout_proof",
            ),
        ]
        indexes: ClassVar = [
            models.Index("due_at", condition=Q(state__in=("ordered", "sending")), name="ledger_payout_due"),
            models.Index("state", "ordered_at", "key", name="ledger_payout_list"),
            models.Index("case_id", name="ledger_payout_case"),
            models.Index("settled_at", condition=Q(state="paid"), name="ledger_payout_settled"),
        ]

    @property
    def sent_as(self) -> str:
        """The key under which the gateway knows it: another one after it was refused."""
        return sent_as(self.key, self.round)


def sent_as(key: str, turn: int) -> str:
    """The gateway's idempotency key of a payout in its n-th turn."""
    return key if turn == 1 else f"{key}.{turn}"


class PayoutStep(models.Model):
    """What happened to a payout, one line each: only ever added."""

    payout = models.TextField()
    at = models.DateTimeField()
    what = models.TextField()  # ordered, sent, paid, refused, unavailable, found, retried
    detail = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [models.Index("payout", "id", name="ledger_payout_step")]
