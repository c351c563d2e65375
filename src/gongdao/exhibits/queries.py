"""Named reads of evidence. Who may read a content is decided by the case it lies in (`casework.queries`)."""

from collections.abc import Collection

from gongdao.exhibits.models import Custody, Exhibit


def known(digests: Collection[str]) -> dict[str, Exhibit]:
    """The contents that are stored, by SHA-256. One query."""
    return Exhibit.objects.in_bulk(list(digests))


def custody(digest: str, *, case_id: int) -> list[Custody]:
    """Who received and read a content in this case, oldest first."""
    return list(Custody.objects.filter(sha256=digest, case_id=case_id).order_by("at", "id"))
