"""The only writers of evidence and its custody."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from gongdao.exhibits import readings, store
from gongdao.exhibits.models import Custody, Erasure, Exhibit, Reading
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.store import Kept
from gongdao.lib.statements import fetch
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.terms import IDENTITY

logger = logging.getLogger(__name__)

NOWHERE: Final = Origin()
VISITOR: Final = "visitor"  # who hands in a photo before there is a case and a party
_ONE_LOOK: Final = timedelta(minutes=1)
_VIEWED: Final = """
INSERT INTO exhibits_custody (sha256, at, actor, act, case_id, channel, address)
SELECT %(sha256)s::text, %(at)s, %(actor)s::text, 'viewed', %(case_id)s, %(channel)s, %(address)s::text
WHERE NOT EXISTS (
    SELECT FROM exhibits_custody
    WHERE sha256 = %(sha256)s::text AND act = 'viewed' AND actor = %(actor)s::text
        AND case_id = %(case_id)s AND at > %(since)s AND address = %(address)s::text
)
RETURNING id
"""
# Whoever brings a content into a case came from where it was handed in a moment before.
_ENTER: Final = """
INSERT INTO exhibits_custody (sha256, at, actor, act, case_id, channel, address)
SELECT %(sha256)s, %(at)s, %(actor)s, 'received', %(case_id)s, coalesce(came.channel, ''),
    coalesce(came.address, '')
FROM (SELECT 1) AS one LEFT JOIN LATERAL (
    SELECT channel, address FROM exhibits_custody
    WHERE sha256 = %(sha256)s AND act = 'received' AND case_id IS NULL AND actor IN (%(actor)s, %(visitor)s)
    ORDER BY id DESC LIMIT 1
) AS came ON true
RETURNING id
"""


def receive(
    chunks: Iterable[bytes],
    *,
    actor: str,
    now: datetime,
    origin: Origin = NOWHERE,
    kind: str = "",
) -> Kept:
    """Store a content that `actor` (a ref) hands in. It is evidence once a command names its hash in a case.

    `kind`: what it is said to be; identity papers are sealed from the first byte (EVI-16).
    Raises store.Unfit for a content that is empty, too large, of a type not taken, or that was erased.
    """
    kept = store.keep(chunks, sealed=kind in IDENTITY)
    if Erasure.objects.filter(pk=kept.sha256).exists():
        store.remove(kept.sha256)
        raise store.Unfit("erased")
    with transaction.atomic():
        row = Exhibit(
            sha256=kept.sha256, sm3=kept.sm3, size_bytes=kept.size_bytes, media_type=kept.media_type,
            first_seen_at=now,
        )  # fmt: skip
        Exhibit.objects.bulk_create([row], ignore_conflicts=True)
        note(sha256=kept.sha256, act="received", actor=actor, at=now, case_id=None, origin=origin)
        if kind in IDENTITY:
            # The program's deed: who handed it in is told where they did, and nowhere else.
            note(sha256=kept.sha256, act="sealed", actor=SYSTEM.ref, at=now, case_id=None)
        readings.ask(kept.sha256, now=now)
    return kept


def receive_text(text: str, *, actor: str, now: datetime, origin: Origin = NOWHERE) -> Kept:
    """Store what `actor` answers in words as a content of its own: plain text, kept as it was typed.

    A text that begins like a page of HTML gets a space before it, that of Chinese type: it is shown as text.
    Raises store.Unfit for one that is empty or holds control characters.
    """
    sound = text if not text.lstrip().startswith("<") else f"\u3000{text.lstrip()}"
    return receive([sound.encode()], actor=actor, now=now, origin=origin)


def note(
    *, sha256: str, act: str, actor: str, at: datetime, case_id: int | None, origin: Origin = NOWHERE
) -> None:
    """Add a line of custody: what `actor` did with this content, in this case, coming from `origin`."""
    Custody.objects.create(
        sha256=sha256, act=act, actor=actor, at=at, case_id=case_id, channel=origin.channel,
        address=origin.address,
    )  # fmt: skip


def note_viewed(*, sha256: str, actor: str, at: datetime, case_id: int, origin: Origin) -> None:
    """Note that `actor` looked at a copy; a page that shows it in several places is looked at once."""
    fetch(
        _VIEWED,
        {
            "sha256": sha256, "actor": actor, "at": at, "case_id": case_id, "channel": origin.channel,
            "address": origin.address, "since": at - _ONE_LOOK,
        },
    )  # fmt: skip


def enter(*, sha256: str, actor: str, at: datetime, case_id: int) -> None:
    """Note that `actor` brought a content into a case; from where, is told by how it was handed in."""
    fetch(_ENTER, {"sha256": sha256, "actor": actor, "at": at, "case_id": case_id, "visitor": VISITOR})


def erase(
    *, sha256: str, actor: str, at: datetime, case_id: int, reason: str, origin: Origin = NOWHERE
) -> None:
    """Order that a content goes (个人信息保护法 47), with what was read of it; its digests and custody stay.

    The bytes go once this transaction has committed; `finish_erasing` does what a killed program left.
    """
    row = Erasure(sha256=sha256, at=at, actor=actor, case_id=case_id, reason=reason)
    Erasure.objects.bulk_create([row], ignore_conflicts=True)
    Reading.objects.filter(pk=sha256).delete()
    note(sha256=sha256, act="erased", actor=actor, at=at, case_id=None, origin=origin)
    transaction.on_commit(lambda: _finish(sha256, at), robust=True)


def finish_erasing(now: datetime) -> int:
    """Take away the bytes that were ordered to go and are still there; return how many."""
    due = list(Erasure.objects.filter(done_at=None).order_by("at").values_list("pk", flat=True)[:1000])
    for sha256 in due:
        _finish(sha256, now)
    return len(due)


def _finish(sha256: str, at: datetime) -> None:
    store.remove(sha256)
    Reading.objects.filter(pk=sha256).delete()  # of a worker that was reading it just then
    Erasure.objects.filter(pk=sha256, done_at=None).update(done_at=at)


def seal(sha256: str, *, at: datetime) -> None:
    """Seal a content once this transaction has committed, as it turned out to be an identity paper."""

    def sealed() -> None:
        try:
            seal_now(sha256, at=at)
        except FileNotFoundError:
            logger.warning("The content %s to be sealed is not in the store.", sha256[:12])

    transaction.on_commit(sealed, robust=True)


def seal_now(sha256: str, *, at: datetime, origin: Origin = NOWHERE) -> bool:
    """Seal a content with the newest key, where it is not; tell whether it was done.

    Raises FileNotFoundError.
    """
    done = store.seal(sha256)
    if done:
        note(sha256=sha256, act="sealed", actor=SYSTEM.ref, at=at, case_id=None, origin=origin)
    return done


def fill_digests(limit: int = 1000) -> int:
    """Compute SM3 for contents that came in before it was; return how many were filled in.

    A content whose bytes are missing or changed is left as it is: `check` tells of it.
    """
    filled = 0
    for sha256 in Exhibit.objects.filter(sm3="").order_by("sha256").values_list("pk", flat=True)[:limit]:
        try:
            found, sm3 = store.digests_of(sha256)
        except (FileNotFoundError, store.Unsealable):
            continue
        if found == sha256:
            filled += Exhibit.objects.filter(pk=sha256, sm3="").update(sm3=sm3)
    return filled
