"""Canonical JSON and digests: the same content is the same bytes, here and in ten years.

Keys are sorted, there is no white space, text is UTF-8 as it is. Chains make a later change visible:
`chain_n = sha256(chain_{n-1} || digest_n)`; the database computes the same in `casework_chain`.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")


def canonical(value: Any) -> bytes:
    """The canonical JSON of builtins or structs. Raises TypeError or ValueError for what JSON cannot hold."""
    return _ENCODER.encode(value)


def event_digest(seq: int, at: datetime, actor: str, body: bytes) -> bytes:
    """The digest of one event: SHA-256 of the canonical JSON of {actor, at, event, seq}.

    `body` is the event's own canonical JSON; `at` is aware UTC.
    """
    head = b'{"actor":%b,"at":%b,"event":' % (_ENCODER.encode(actor), _ENCODER.encode(at))
    return sha256(b'%b%b,"seq":%d}' % (head, body, seq)).digest()


def chain_start(case_id: int) -> bytes:
    """The link before the first event of a case."""
    return sha256(b"gongdao:case:%d" % case_id).digest()


def chain_next(chain: bytes, digest: bytes) -> bytes:
    """The link after an event with this digest."""
    return sha256(chain + digest).digest()
