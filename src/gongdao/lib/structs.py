"""Struct types made ready before threads meet them.

How a Struct is read msgspec finds out when it is read for the first time, and takes it for known before
all its fields are: a second thread that reads it in that moment follows a null pointer, and the process is
gone.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct


def make_ready() -> tuple[type[Struct], ...]:
    """Have msgspec find out how every Struct loaded so far is read; call it before threads are started.

    Returns those that are only written, never read: msgspec has no way to read one of their fields.
    """
    unread = []
    for kind in _below(Struct):
        try:
            msgspec.json.Decoder(kind)
        except TypeError:
            unread.append(kind)
    return tuple(unread)


def _below(kind: type[Struct]) -> Iterator[type[Struct]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
