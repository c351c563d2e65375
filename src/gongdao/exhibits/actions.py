"""The only writers of evidence and its custody."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from gongdao.exhibits import store
from gongdao.exhibits.models import Custody, Exhibit
from gongdao.exhibits.store import Kept


def receive(
    chunks: Iterable[bytes], *, actor: str, now: datetime, most_bytes: int = store.MOST_BYTES
) -> Kept:
    """Store a content that `actor` (a ref) hands in. It is evidence once a command names its hash in a case.

    Raises store.Unfit for a content that is empty, too large or of a type that is not taken.
    """
    kept = store.keep(chunks, most_bytes=most_bytes)
    with transaction.atomic():
        row = Exhibit(
            sha256=kept.sha256, size_bytes=kept.size_bytes, media_type=kept.media_type, first_seen_at=now
        )
        Exhibit.objects.bulk_create([row], ignore_conflicts=True)
        note(sha256=kept.sha256, act="received", actor=actor, at=now, case_id=None)
    return kept


def note(*, sha256: str, act: str, actor: str, at: datetime, case_id: int | None) -> None:
    """Add a line of custody: `actor` received or read this content, in this case."""
    Custody.objects.create(sha256=sha256, act=act, actor=actor, at=at, case_id=case_id)
