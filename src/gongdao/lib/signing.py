"""The key with which the company signs receipts and dossiers (Ed25519), kept beside the data.

Its public half and fingerprint are published; who verifies compares the fingerprint with one that came by
another way.
"""

import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings

from gongdao.lib.keys import kept_key

_FILE: Final = "signing_key"


class Signer:
    """Signs bytes. `public` is the raw public key, `id` its fingerprint: SHA-256, hexadecimal."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()
        self.id = sha256(self.public).hexdigest()

    def sign(self, message: bytes) -> bytes:
        """The signature of a message; the same message always has the same one."""
        return self._key.sign(message)

    def salt(self, *parts: str) -> bytes:
        """A salt of 256 bits that nobody can guess and that is the same each time for the same parts."""
        return sha256(b"gongdao:salt:" + self._seed + "\x1f".join(parts).encode()).digest()


def signer() -> Signer:
    """The signer of this installation; its key is made when first needed."""
    return _signer(Path(settings.GONGDAO_HOME) / _FILE)


def sm3(content: bytes) -> str:
    """The SM3 digest (GB/T 32905) of a content, hexadecimal."""
    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize().hex()


@lru_cache(maxsize=8)
def _signer(path: Path) -> Signer:
    return Signer(bytes.fromhex(kept_key(path, lambda: secrets.token_hex(32))))
