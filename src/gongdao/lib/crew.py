"""Several processes that work on batches side by side; results come in the order of the batches."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Final, TypeVar

Batch = TypeVar("Batch")
Done = TypeVar("Done")

_AHEAD: Final = 2  # batches that wait for each process
_OBJECTS: Final = 200_000  # made before the collector looks for rings among them


def in_order(
    work: Callable[[Batch], Done], batches: Iterable[Batch], *, processes: int
) -> Iterator[tuple[Batch, Done]]:
    """Each batch with what came of it, in order. With one process the work is done in this one.

    `work` must be picklable. Whoever stops listening stops the work: what is under way is finished, the rest
    is not begun.
    """
    if processes <= 1:
        for batch in batches:
            yield batch, work(batch)
        return
    spawn = multiprocessing.get_context("spawn")
    crew = ProcessPoolExecutor(processes, mp_context=spawn, initializer=_set_up, initargs=(os.getpid(),))
    try:
        waiting: deque[tuple[Batch, Future[Done]]] = deque()
        source = iter(batches)
        for batch in islice(source, processes * _AHEAD):
            waiting.append((batch, crew.submit(work, batch)))
        while waiting:
            batch, future = waiting.popleft()
            done = future.result()
            for following in islice(source, 1):
                waiting.append((following, crew.submit(work, following)))
            yield batch, done
    finally:
        crew.shutdown(wait=True, cancel_futures=True)


def _set_up(parent: int) -> None:
    """Make a new process ready: it ends with its parent and leaves Ctrl-C to it."""
    from gongdao.lib.lifeline import end_with_parent, leave_ctrl_c_to_parent

    end_with_parent()
    leave_ctrl_c_to_parent()
    if os.getppid() != parent:
        raise SystemExit(0)
    # Modules stay, batches are dropped together: looking through their objects meanwhile finds nothing.
    gc.set_threshold(_OBJECTS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongdao.config.settings")
    import django

    django.setup()
    gc.freeze()
