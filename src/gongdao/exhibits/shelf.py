"""Where the bytes of evidence lie: files under the program's home, or a bucket that speaks S3."""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, Protocol, cast

from django.conf import settings
from django.core.files import File

_OPTIONS: Final = "EXHIBITS_S3"
_OURS: Final = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}")


class Lying(NamedTuple):
    """A content as it lies on a shelf: the digest of its plain bytes, and the size of what lies there."""

    digest: str
    size_bytes: int


class Shelf(Protocol):
    """Puts whole files under the digest of their plain bytes. What is there is only replaced when told so."""

    def put(self, draft: Path, digest: str, *, replace: bool) -> None:
        """Put a finished file in its place; it appears there whole or not at all."""

    def open(self, digest: str) -> BinaryIO:
        """The bytes as they lie there. Raises FileNotFoundError."""

    def remove(self, digest: str) -> None:
        """Take them away; nothing happens where there are none."""

    def lying(self) -> "Iterator[Lying]":
        """All that lies there, in the order of the digests."""


class Folder:
    """Files `ab/cdef…` below a folder of this machine, or one that several machines share."""

    def put(self, draft: Path, digest: str, *, replace: bool) -> None:
        """By a second name; the name of the draft goes afterwards."""
        place = path_of(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.chmod(0o440)
        if replace:
            draft.replace(place)
        else:
            try:
                os.link(draft, place)
            except FileExistsError:
                return  # the same content is there already
        for above in (place.parent, place.parent.parent):
            handle = os.open(above, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def open(self, digest: str) -> BinaryIO:
        """The file."""
        return path_of(digest).open("rb")

    def remove(self, digest: str) -> None:
        """Take the file away."""
        path_of(digest).unlink(missing_ok=True)

    def lying(self) -> "Iterator[Lying]":
        """The files, without drafts."""
        for path in sorted(folder().glob("??/*")):
            if _OURS.fullmatch(name := f"{path.parent.name}/{path.name}"):
                yield Lying(name.replace("/", ""), path.stat().st_size)


class Bucket:
    """Objects `ab/cdef…` of a bucket, by django-storages."""

    def __init__(self, options: dict[str, Any]) -> None:
        from storages.backends.s3 import S3Storage  # only where it is used: it loads much

        self._storage = S3Storage(**options)

    def put(self, draft: Path, digest: str, *, replace: bool) -> None:
        """An object appears whole. The same content twice is the same object."""
        name = _name(digest)
        if not replace and self._storage.exists(name):
            return
        with draft.open("rb") as file:
            self._storage.save(name, File(file))

    def open(self, digest: str) -> BinaryIO:
        """The object; it is fetched when first read."""
        name = _name(digest)
        if not self._storage.exists(name):
            raise FileNotFoundError(name)
        return cast("BinaryIO", self._storage.open(name, "rb"))

    def remove(self, digest: str) -> None:
        """Take the object away; a bucket that keeps versions keeps it until its own rules say otherwise."""
        self._storage.delete(_name(digest))

    def lying(self) -> "Iterator[Lying]":
        """The objects, a thousand with each request; what is none of ours is left out."""
        start = f"{self._storage.location}/" if self._storage.location else ""
        for item in self._storage.bucket.objects.filter(Prefix=start):
            name = item.key.removeprefix(start)
            if _OURS.fullmatch(name):
                yield Lying(name.replace("/", ""), item.size)


def shelf() -> Shelf:
    """The shelf of this installation."""
    options = getattr(settings, _OPTIONS)
    return _bucket(tuple(sorted(options.items()))) if options else Folder()


@lru_cache(maxsize=4)
def _bucket(options: tuple[tuple[str, Any], ...]) -> Bucket:
    return Bucket(dict(options))


def path_of(digest: str) -> Path:
    """Where the content with this SHA-256 (hexadecimal) lies in a folder. Raises ValueError for others."""
    name = _name(digest)
    return folder() / name[:2] / name[3:]


def folder() -> Path:
    """The folder of all evidence; of drafts where a bucket keeps the rest."""
    return Path(settings.GONGDAO_HOME) / "exhibits"


def _name(digest: str) -> str:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256: {digest!r}")
    return f"{digest[:2]}/{digest[2:]}"
