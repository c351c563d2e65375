"""The bytes of evidence, in files named by their content: `exhibits/ab/cdef…` under the program's home.

A file appears whole or not at all, is never changed, and the same content is stored once.
"""

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final, NamedTuple

from django.conf import settings

from gongdao.exhibits.content import LOOKED_AT, media_type

MOST_BYTES: Final = 50 * 1024 * 1024


class Unfit(ValueError):
    """The content is not taken. `code`: "empty", "too_large" or "unknown_type"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Kept(NamedTuple):
    """A content that lies in the store."""

    sha256: str
    size_bytes: int
    media_type: str


def keep(chunks: Iterable[bytes], *, most_bytes: int = MOST_BYTES) -> Kept:
    """Store a content as it streams in. Raises Unfit; then nothing is left behind."""
    root = folder()
    root.mkdir(parents=True, exist_ok=True)
    digest, size, head = sha256(), 0, b""
    with NamedTemporaryFile(dir=root, prefix=".incoming-", delete=False) as file:
        draft = Path(file.name)
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > most_bytes:
                    raise Unfit("too_large")
                if len(head) < LOOKED_AT:
                    head += chunk[: LOOKED_AT - len(head)]
                digest.update(chunk)
                file.write(chunk)
            if size == 0:
                raise Unfit("empty")
            kind = media_type(head)
            if not kind:
                raise Unfit("unknown_type")
            file.flush()
            os.fsync(file.fileno())
            _settle(draft, path_of(digest.hexdigest()))
        finally:
            draft.unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size, kind)


def _settle(draft: Path, place: Path) -> None:
    """Put the file in its place under a second name; the name of the draft goes afterwards."""
    place.parent.mkdir(exist_ok=True)
    try:
        os.link(draft, place)
    except FileExistsError:
        return  # the same content is there already
    place.chmod(0o440)
    for above in (place.parent, place.parent.parent):
        handle = os.open(above, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def open_bytes(digest: str) -> BinaryIO:
    """The stored bytes, for reading. Raises FileNotFoundError."""
    return path_of(digest).open("rb")


def path_of(digest: str) -> Path:
    """Where the content with this SHA-256 (hexadecimal) lies. Raises ValueError for anything else."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256: {digest!r}")
    return folder() / digest[:2] / digest[2:]


def folder() -> Path:
    """The folder of all evidence."""
    return Path(settings.GONGDAO_HOME) / "exhibits"
