"""Named reads of the ledger."""

from datetime import datetime

from django.db.models import QuerySet, Sum

from gongdao.ledger.models import Entry


def balances(account: str, *, until: datetime | None = None) -> dict[str, int]:
    """What an account has received less what it gave, by unit: all of it, or before `until`. One query."""
    entries = Entry.objects.filter(account=account)
    if until is not None:
        entries = entries.filter(at__lt=until)
    return dict(entries.values_list("unit").annotate(total=Sum("amount")).order_by("unit"))


def entries_of_case(case_id: int) -> QuerySet[Entry]:
    """The entries a case caused, in the order of its events."""
    return Entry.objects.filter(case_id=case_id).order_by("event_seq", "line")
