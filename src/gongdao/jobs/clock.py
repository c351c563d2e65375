"""The clock of the program: a thread that applies what is due, second after second, until it is told to stop.

Several workers may tick side by side; each lapse is still applied once (`casework.lapses`).
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, connection
from django.utils import timezone

from gongdao.casework.lapses import TOGETHER, sweep

logger = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 1.0
# A case that could not be decided is tried again when so many rounds have passed.
_FORGIVE_AFTER: Final = 600


@contextmanager
def ticking(pause_seconds: float = PAUSE_SECONDS) -> Iterator[None]:
    """Let the clock tick in a thread of its own for the length of a block. A round that began is finished."""
    stop = threading.Event()
    thread = threading.Thread(target=tick, args=(stop, pause_seconds), name="clock")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def tick(stop: threading.Event, pause_seconds: float = PAUSE_SECONDS) -> None:
    """Sweep until `stop` is set, with a pause whenever nothing is due. A lost database is waited for."""
    broken: frozenset[int] = frozenset()
    rounds = 0
    while not stop.is_set():
        rounds += 1
        broken = frozenset() if rounds % _FORGIVE_AFTER == 0 else broken
        try:
            swept = sweep(timezone.now(), without=broken)
        except DatabaseError as error:
            logger.error("The clock stands still: %s", error)
            connection.close()
            stop.wait(max(pause_seconds, 1.0))
            continue
        broken |= swept.broken
        if swept.cases < TOGETHER:
            stop.wait(pause_seconds)
    connection.close()
