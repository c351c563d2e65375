"""The bytes of evidence, named by their content: on a `shelf`, sealed where they show who somebody is.

A content appears whole or not at all, is never changed, and the same content is stored once.
"""

import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final, NamedTuple, cast

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings

from gongdao.exhibits.content import LOOKED_AT, ZIP, document_type, media_type
from gongdao.exhibits.sealing import HEAD, Opened, Sealer, Unsealable, key_of, newest
from gongdao.exhibits.shelf import Folder, folder, path_of, shelf
from gongdao.rulebook.policy.files import MB

_CHUNK: Final = 1 << 20

__all__ = [
    "Kept",
    "Unfit",
    "Unsealable",
    "ceiling_bytes",
    "digests_of",
    "folder",
    "keep",
    "local",
    "open_bytes",
    "path_of",
    "remove",
    "seal",
    "sealed_with",
]


class Unfit(ValueError):
    """The content is not taken. `code`: "empty", "too_large", "unknown_type" or "erased"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Kept(NamedTuple):
    """A content that lies in the store. `sm3`: its second digest (GB/T 32905), hexadecimal as the first."""

    sha256: str
    size_bytes: int
    media_type: str
    sm3: str


def ceiling_bytes() -> int:
    """The largest content that this machine takes, whatever a policy allows."""
    return int(settings.EVIDENCE_MB) * MB


def keep(chunks: Iterable[bytes], *, sealed: bool = False) -> Kept:
    """Store a content as it streams in. Raises Unfit; then nothing is left behind.

    `most_bytes`: less than the machine takes; 0: as much.

    `sealed`: what touches the disk is encrypted, and what lay there open under this digest is replaced.
    """
    most = ceiling_bytes()
    root = folder()
    root.mkdir(parents=True, exist_ok=True)
    digest, second, size, head = sha256(), Hash(SM3()), 0, b""
    with NamedTemporaryFile(dir=root, prefix=".incoming-", delete=False) as file:
        draft = Path(file.name)
        try:
            sealer = Sealer(cast("BinaryIO", file)) if sealed else None
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise Unfit("too_large")
                if len(head) < LOOKED_AT:
                    head += chunk[: LOOKED_AT - len(head)]
                digest.update(chunk)
                second.update(chunk)
                (sealer or file).write(chunk)
            if size == 0:
                raise Unfit("empty")
            if sealer is not None:
                sealer.finish()
            file.flush()
            kind = _document(draft, sealed=sealed) if head.startswith(ZIP) else media_type(head)
            if not kind:
                raise Unfit("unknown_type")
            os.fsync(file.fileno())
            name = digest.hexdigest()
            shelf().put(draft, name, replace=sealed and sealed_with(name) == "")
        finally:
            draft.unlink(missing_ok=True)
    return Kept(name, size, kind, second.finalize().hex())


def _document(draft: Path, *, sealed: bool) -> str:
    with draft.open("rb") as file:
        return document_type(io.BytesIO(io.BufferedReader(Opened(file)).read()) if sealed else file)


def seal(digest: str) -> bool:
    """Seal a content with the newest key, where it is not; tell whether something was done.

    Raises FileNotFoundError and Unsealable.
    """
    if sealed_with(digest) == newest():
        return False
    with NamedTemporaryFile(dir=folder(), prefix=".incoming-", delete=False) as file:
        draft = Path(file.name)
        try:
            sealer = Sealer(cast("BinaryIO", file))
            with open_bytes(digest) as source:
                while chunk := source.read(_CHUNK):
                    sealer.write(chunk)
            sealer.finish()
            file.flush()
            os.fsync(file.fileno())
            shelf().put(draft, digest, replace=True)
        finally:
            draft.unlink(missing_ok=True)
    return True


def sealed_with(digest: str) -> str | None:
    """The id of the key with which a content is sealed; "" for one that is open, None for none."""
    try:
        with shelf().open(digest) as file:
            return key_of(file.read(HEAD))
    except FileNotFoundError:
        return None


def open_bytes(digest: str) -> BinaryIO:
    """The plain bytes, for reading from front to end. Raises FileNotFoundError, and Unsealable."""
    file = shelf().open(digest)
    if key_of(file.read(HEAD)):
        file.seek(0)
        return cast("BinaryIO", io.BufferedReader(Opened(file), _CHUNK))
    file.seek(0)
    return file


@contextmanager
def local(digest: str) -> Iterator[Path]:
    """A path under which another process of this machine can read the plain bytes. Raises as `open_bytes`.

    Sealed bytes are put in memory for it, never on a disk.
    """
    here = shelf()
    if isinstance(here, Folder) and sealed_with(digest) == "":
        yield path_of(digest)
        return
    with open_bytes(digest) as source, _apart() as (target, path):
        while chunk := source.read(_CHUNK):
            target.write(chunk)
        target.flush()
        yield path


@contextmanager
def _apart() -> Iterator[tuple[BinaryIO, Path]]:
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("exhibit"), "wb") as file:
            yield cast("BinaryIO", file), Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")
    else:  # a system without files in memory: a file that only this account reads, gone afterwards
        with tempfile.NamedTemporaryFile(dir=folder(), prefix=".opened-") as file:
            yield cast("BinaryIO", file), Path(file.name)


def digests_of(digest: str) -> tuple[str, str]:
    """(SHA-256, SM3) of the plain bytes as they lie there now. Raises as `open_bytes`."""
    first, second = sha256(), Hash(SM3())
    with open_bytes(digest) as file:
        while chunk := file.read(_CHUNK):
            first.update(chunk)
            second.update(chunk)
    return first.hexdigest(), second.finalize().hex()


def remove(digest: str) -> None:
    """Take the bytes away for good; nothing happens where there are none."""
    shelf().remove(digest)
