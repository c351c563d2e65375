"""Uploads in parts, that go on after a broken connection or a killed server; sealed until they are evidence.

Each part is a sealed file of its own, named by where it begins. The row says how far an upload has come; a
part that no row counts was cut off, and is written anew.
"""

import io
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from gongdao.exhibits import actions, store
from gongdao.exhibits.content import LOOKED_AT, media_type
from gongdao.exhibits.models import Erasure, Exhibit, Upload
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.sealing import Opened, Sealer
from gongdao.exhibits.store import Kept, Unfit

KEPT: Final = timedelta(hours=24)  # after its last part
_CHUNK: Final = 64 * 1024
_LONGEST_NAME: Final = 200


class NoUpload(LookupError):
    """There is no such upload of this owner."""


class WrongOffset(ValueError):
    """A part begins elsewhere than where the upload has come to, which is at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class TooMany(ValueError):
    """This owner has as many uploads under way as one may have (EVIDENCE_UPLOADS)."""


def begin(*, owner: str, name: str, size_bytes: int, now: datetime) -> Upload:
    """An upload of so many bytes. Raises Unfit ("empty", "too_large") and TooMany."""
    if size_bytes <= 0 or size_bytes > store.ceiling_bytes():
        raise Unfit("too_large" if size_bytes > 0 else "empty")
    with transaction.atomic():
        under_way = Upload.objects.select_for_update().filter(owner=owner, sha256="")
        if under_way.count() >= settings.EVIDENCE_UPLOADS:
            raise TooMany
        return Upload.objects.create(
            id=uuid4(),
            owner=owner,
            name=name[:_LONGEST_NAME],
            size_bytes=size_bytes,
            began_at=now,
            touched_at=now,
        )


def find(key: str, *, owner: str) -> Upload:
    """An upload of this owner. Raises NoUpload."""
    return _found(key, owner, lock=False)


def append(key: str, parts: Iterable[bytes], *, owner: str, offset: int, now: datetime) -> int:
    """Take the bytes from `offset` on, as far as they come; return how far the upload has come.

    Raises NoUpload, WrongOffset, and Unfit for what is no evidence: "too_large" for more than was told, and
    "unknown_type" as soon as that shows; the upload is gone then. A connection that breaks leaves what came.
    """
    with transaction.atomic():
        row = _found(key, owner, lock=True)
        if row.sha256:
            raise NoUpload
        if offset != row.offset_bytes:
            raise WrongOffset(row.offset_bytes)
        taken, problem = _written(row, parts)
        row.offset_bytes += taken
        row.touched_at = now
        row.save(update_fields=["offset_bytes", "touched_at"])
        enough = min(LOOKED_AT, row.size_bytes)
        if not problem and offset < enough <= row.offset_bytes and not media_type(head(row)):
            problem = "unknown_type"
    if problem:
        drop(key, owner=owner)
        raise Unfit(problem)
    return row.offset_bytes


def drop(key: str, *, owner: str) -> None:
    """Forget an upload and its bytes. Raises NoUpload."""
    _found(key, owner, lock=False).delete()
    shutil.rmtree(_place(UUID(key)), ignore_errors=True)


def take(key: str, *, owner: str, actor: str, kind: str, origin: Origin, now: datetime) -> Kept:
    """Make evidence of a whole upload, as `actions.receive` does. Raises NoUpload and Unfit.

    The upload stays until `drop` or `settle`: what fails after this can be tried again.
    """
    row = _found(key, owner, lock=False)
    if row.sha256:  # it was settled before
        known = Exhibit.objects.get(pk=row.sha256)
        return Kept(known.sha256, known.size_bytes, known.media_type, known.sm3)
    if row.offset_bytes != row.size_bytes:
        raise NoUpload
    return actions.receive(stream(row), actor=actor, now=now, origin=origin, kind=kind)


def settle(key: str, *, owner: str, sha256: str) -> None:
    """The upload is evidence now: its bytes go, and what it became stays told until it is forgotten."""
    _found(key, owner, lock=False)
    Upload.objects.filter(pk=key).update(sha256=sha256)
    shutil.rmtree(_place(UUID(key)), ignore_errors=True)


def media_type_of(row: Upload) -> str:
    """What the content is by its first bytes, or what it became."""
    if row.sha256:
        return Exhibit.objects.get(pk=row.sha256).media_type
    return media_type(head(row))


def tidy(now: datetime) -> int:
    """Forget uploads that nobody went on with; return how many."""
    old = Upload.objects.filter(touched_at__lt=now - KEPT).values_list("pk", "owner")
    gone = 0
    for key, owner in list(old):
        drop(str(key), owner=owner)
        gone += 1
    known = {str(key) for key in Upload.objects.values_list("pk", flat=True)}
    for place in _root().iterdir() if _root().exists() else ():
        if place.name not in known:
            shutil.rmtree(place, ignore_errors=True)
    return gone


def is_whole(row: Upload) -> bool:
    """Whether all of it has come, and what it became, if it did, is still there."""
    if row.sha256:
        return not Erasure.objects.filter(pk=row.sha256).exists()
    return row.offset_bytes == row.size_bytes


def stream(row: Upload) -> Iterator[bytes]:
    """What has come of an upload, or the evidence that it became, from front to end."""
    if row.sha256:
        with store.open_bytes(row.sha256) as evidence:
            while chunk := evidence.read(_CHUNK):
                yield chunk
        return
    for path in sorted(_place(row.pk).iterdir()):
        if int(path.name) >= row.offset_bytes:
            continue  # of a server that was killed before it counted them
        with io.BufferedReader(Opened(path.open("rb"))) as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def head(row: Upload, size: int = LOOKED_AT) -> bytes:
    """The first bytes of what has come."""
    found = b""
    for chunk in stream(row):
        found += chunk
        if len(found) >= size:
            break
    return found[:size]


def _found(key: str, owner: str, *, lock: bool) -> Upload:
    try:
        wanted = UUID(key)
    except ValueError:
        raise NoUpload from None
    rows = Upload.objects.select_for_update() if lock else Upload.objects.all()
    row = rows.filter(pk=wanted, owner=owner).first() if owner else None
    if row is None:
        raise NoUpload
    return row


def _written(row: Upload, parts: Iterable[bytes]) -> tuple[int, str]:
    """(bytes that were written, what is wrong with them)."""
    room, taken, problem = row.size_bytes - row.offset_bytes, 0, ""
    place = _place(row.pk)
    place.mkdir(parents=True, exist_ok=True)
    draft = place / f"{row.offset_bytes:012d}"
    with draft.open("wb") as file:
        sealer = Sealer(cast("BinaryIO", file))
        try:
            for part in parts:
                if taken + len(part) > room:
                    problem = "too_large"
                    break
                sealer.write(part)
                taken += len(part)
        except OSError:  # the connection broke: what came is kept
            pass
        sealer.finish()
        file.flush()
        os.fsync(file.fileno())
    if taken == 0:
        draft.unlink()
    return taken, problem


def _place(key: UUID) -> Path:
    return _root() / str(key)


def _root() -> Path:
    return Path(settings.GONGDAO_HOME) / "uploads"
