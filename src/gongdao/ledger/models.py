"""Entries: what is owed and counted. Only ever added to; undoing is a counter-entry (APP-15, FND-4)."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One line of a posting. The lines of one case event and unit sum to zero (deferred trigger).

    `account`: a reference, as "customer:12" or "company", or a counter, as "won:technician:7".
    `unit`: "fen" for money, "coupon_fen" for the face value of coupons, else what is counted.
    Written by casework's one statement, with the event that caused it.
    """

    pk = models.CompositePrimaryKey("case_id", "event_seq", "line")
    case_id = models.BigIntegerField()
    event_seq = models.IntegerField()
    line = models.SmallIntegerField()
    account = models.TextField()
    unit = models.TextField()
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("account", "unit", "at", name="ledger_entry_account")]
