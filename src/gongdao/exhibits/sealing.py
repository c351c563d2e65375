"""Contents sealed at rest: AES-256-GCM in chunks, so that a large one is neither held nor trusted as a whole.

A sealed file is MAGIC, the id of its key, seven random bytes, then chunks of 64 KiB, each with its tag. The
nonce of a chunk holds its number and whether it is the last one, so that none can be left out, moved or cut
off; the header is authenticated with each. What a content is called by stays the digest of its plain bytes.
"""

import io
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from gongdao.lib.keys import kept_key

MAGIC: Final = b"gongdao\x00sealed\x001"  # no content that is taken begins so
_CHUNK: Final = 64 * 1024
_TAG: Final = 16
_ID: Final = 8
_SALT: Final = 7
HEAD: Final = len(MAGIC) + _ID + _SALT


class Unsealable(RuntimeError):
    """A sealed content cannot be opened: its key is lost (`key`: its id), or it was changed ("")."""

    def __init__(self, key: str = "") -> None:
        where = settings.EXHIBIT_KEYS
        super().__init__(
            f"the key {key} is not among those in {where}" if key else "a sealed content was changed"
        )
        self.key = key


def keys() -> dict[str, bytes]:
    """The keys by id, the newest last; the first one is made when first needed. One a line, hexadecimal."""
    text = kept_key(Path(settings.EXHIBIT_KEYS), lambda: secrets.token_hex(32) + "\n")
    found = [bytes.fromhex(line) for line in text.split()]
    return {sha256(b"gongdao exhibit key" + key).hexdigest()[: 2 * _ID]: key for key in found}


def add_key() -> str:
    """Make a key with which everything is sealed from now on; return its id. Older ones still open."""
    path, older = Path(settings.EXHIBIT_KEYS), list(keys().values())
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    lines = [key.hex() for key in [*older, secrets.token_bytes(32)]]
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return newest()


def newest() -> str:
    """The id of the key with which contents are sealed."""
    return list(keys())[-1]


def key_of(head: bytes) -> str:
    """The id of the key of a sealed content by its first HEAD bytes; "" for one that is not sealed."""
    return head[len(MAGIC) : len(MAGIC) + _ID].hex() if head.startswith(MAGIC) else ""


class Sealer:
    """Writes what it is given sealed to a file. `finish` writes the last chunk."""

    def __init__(self, target: BinaryIO) -> None:
        key = newest()
        self._target, self._cipher = target, AESGCM(keys()[key])
        self._head = MAGIC + bytes.fromhex(key) + secrets.token_bytes(_SALT)
        self._rest, self._number = bytearray(), 0
        target.write(self._head)

    def write(self, part: bytes) -> None:
        """Take further bytes."""
        self._rest += part
        while len(self._rest) > _CHUNK:  # the last chunk is never empty but for an empty content
            self._seal(bytes(self._rest[:_CHUNK]), last=False)
            del self._rest[:_CHUNK]

    def finish(self) -> None:
        """Write what is left."""
        self._seal(bytes(self._rest), last=True)

    def _seal(self, part: bytes, *, last: bool) -> None:
        nonce = _nonce(self._head, self._number, last=last)
        self._target.write(self._cipher.encrypt(nonce, part, self._head))
        self._number += 1


class Opened(io.RawIOBase):
    """The plain bytes of a sealed file, from front to end. Raises Unsealable."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._head = source.read(HEAD)
        key = key_of(self._head)
        known = keys()
        if key not in known:
            source.close()
            raise Unsealable(key)
        self._cipher = AESGCM(known[key])
        self._next, self._rest, self._number = source.read(_CHUNK + _TAG), b"", 0

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # any buffer of bytes
        """Read on; 0 at the end, which is only reached where the last chunk was whole."""
        while not self._rest and self._next:
            sealed, self._next = self._next, self._source.read(_CHUNK + _TAG)
            nonce = _nonce(self._head, self._number, last=not self._next)
            try:
                self._rest = self._cipher.decrypt(nonce, sealed, self._head)
            except InvalidTag:
                raise Unsealable from None
            self._number += 1
        if not self._rest and self._number == 0:
            raise Unsealable
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def close(self) -> None:
        """Close the file below too."""
        if not self.closed:
            self._source.close()
        super().close()


def _nonce(head: bytes, number: int, *, last: bool) -> bytes:
    return head[-_SALT:] + number.to_bytes(4, "big") + bytes([last])
