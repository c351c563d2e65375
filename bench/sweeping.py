"""The clock: how many overdue cases a worker brings up to date in a second."""

import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

from bench.crew import set_up
from bench.filling import open_overdue
from bench.ground import Ground
from bench.results import Run, watched
from gongdao.lib.statements import fetch


def measure(run: Run, ground: Ground, *, cases: int) -> None:
    """Let so many cases become overdue and sweep them, with one worker and with two."""
    for workers in (1, 2):
        now = datetime.now(UTC)
        _swept(now)  # what was due before is none of this
        open_overdue(cases, at=now - timedelta(hours=49), until=now - timedelta(hours=48.9))
        ground.checkpoint()
        with ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=set_up, initargs=(str(ground.home),)
        ) as crew:
            list(crew.map(_ready, range(workers)))
            with watched(ground.postmaster()) as busy:
                begun = time.perf_counter()
                found = list(crew.map(_swept, [now] * workers))
                seconds = time.perf_counter() - begun
        lapsed, swept = sum(one[0] for one in found), sum(one[1] for one in found)
        run.tell(
            "lapse_sweep", lapsed / seconds, "lapses/s", workers=workers, cases=swept,
            cases_per_second=swept / seconds, others_share_of_cores=round(busy.others, 3),
            notes="each case: a warning and a lapse caught up, its consequences, messages to all concerned",
        )  # fmt: skip


def _ready(number: int) -> int:
    """Load what a worker has loaded, so that it is not measured."""
    from gongdao.casework.facts import candidates

    fetch("SELECT 1")
    candidates()
    time.sleep(0.5)  # long enough for every process to get one of these
    return number


def _swept(now: datetime) -> tuple[int, int]:
    """Sweep until nothing is due; return lapses and cases."""
    from gongdao.casework.lapses import sweep_until_done

    done = sweep_until_done(now)
    return done.lapsed, done.cases
