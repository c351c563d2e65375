"""Named reads of evidence. Who may read a content is decided by the case it lies in (`casework.queries`)."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongdao.exhibits import store
from gongdao.exhibits.models import Custody, Erasure, Exhibit

PAGE: Final = 50  # lines of custody


def known(digests: Collection[str]) -> dict[str, Exhibit]:
    """The contents that are stored, by SHA-256. One query."""
    return Exhibit.objects.in_bulk(list(digests))


def known_and_erased(digests: Collection[str]) -> tuple[dict[str, Exhibit], frozenset[str]]:
    """The contents that are stored, and which of them are only known by now. One query."""
    there = Exists(Erasure.objects.filter(sha256=OuterRef("sha256")))
    rows = Exhibit.objects.filter(pk__in=list(digests)).annotate(gone=there)
    found = {row.sha256: row for row in rows}
    return dict(found), frozenset(sha256 for sha256, row in found.items() if row.gone)


def erased(digests: Collection[str]) -> dict[str, Erasure]:
    """Those of these contents whose bytes are gone, by SHA-256. One query."""
    return Erasure.objects.in_bulk(list(digests))


def custody(digest: str, *, case_id: int) -> list[Custody]:
    """What was done with a content in this case, and by the program itself, oldest first."""
    return list(_course(digest, case_id).order_by("id"))


def custody_page(digest: str, *, case_id: int, before: int = 0, limit: int = PAGE) -> list[Custody]:
    """The same, newest first and in pages. `before`: the id of the last line of the page before."""
    rows = _course(digest, case_id)
    return list((rows.filter(id__lt=before) if before else rows).order_by("-id")[:limit])


def _course(digest: str, case_id: int) -> "QuerySet[Custody]":
    """What people did with it in other cases, or before it was in one, is the business of those."""
    whole = Q(act__in=("read", "sealed", "erased"), case_id=None)
    return Custody.objects.filter(Q(case_id=case_id) | whole, sha256=digest)


class Checked(NamedTuple):
    """One content held against its digests.

    `found`: "whole", "erased", "changed", "missing" or "locked", as its key is lost.
    """

    sha256: str
    found: str


def check() -> Iterator[Checked]:
    """Hold the bytes of every content against both of its digests."""
    for row in Exhibit.objects.order_by("sha256").iterator(chunk_size=500):
        try:
            digest, sm3 = store.digests_of(row.sha256)
        except FileNotFoundError:
            gone = Erasure.objects.filter(pk=row.sha256).exists()
            yield Checked(row.sha256, "erased" if gone else "missing")
        except store.Unsealable as lost:
            yield Checked(row.sha256, "locked" if lost.key else "changed")
        else:
            whole = digest == row.sha256 and row.sm3 in ("", sm3)
            yield Checked(row.sha256, "whole" if whole else "changed")
