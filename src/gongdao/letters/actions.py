"""The only writers of messages, beside casework's one statement that inserts them with their event."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db.models import QuerySet

from gongdao.letters.models import Message
from gongdao.lib.statements import fetch

_SEND: Final = """
INSERT INTO letters_message (recipient, code, params, created_at, mail_due_at)
SELECT who, %s, %s::jsonb, %s, %s FROM unnest(%s::text[]) AS who
"""


def mark_read(*, refs: Collection[str], ids: Collection[int], now: datetime) -> int:
    """Mark messages of the own refs as read; return how many were unread. Foreign ids change nothing."""
    return _unread(refs).filter(id__in=ids).update(read_at=now)


def mark_all_read(*, refs: Collection[str], up_to: int | None = None, now: datetime) -> int:
    """Mark every message of the own refs as read, or those the reader has seen (`up_to` an id).

    Returns how many were unread.
    """
    unread = _unread(refs)
    return (unread if up_to is None else unread.filter(id__lte=up_to)).update(read_at=now)


def _unread(refs: Collection[str]) -> QuerySet[Message]:
    return Message.objects.filter(recipient__in=refs, read_at__isnull=True)


def send(recipients: Collection[str], *, code: str, params: Mapping[str, Any], now: datetime) -> int:
    """Tell many people one thing that is about no case; return how many. One statement."""
    fetch(_SEND, [code, msgspec.json.encode(params).decode(), now, now, sorted(recipients)])
    return len(set(recipients))
