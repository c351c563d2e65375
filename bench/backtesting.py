"""The back-test: how long the cases of a policy take under a version with other limits, on all cores."""

import os
import re
import time
from datetime import UTC, datetime
from typing import Final

from bench.ground import Ground
from bench.lives import DISPUTE
from bench.results import Run, cpu_of_commands, cpu_of_server, watched
from gongdao.policies.loading import load, read_bytes, shipped

_FIRST_LIMITS: Final = 3


def measure(run: Run, ground: Ground, *, cases: int) -> None:
    """Replay about so many of the oldest cases, which had time to be lived, with a process for each core."""
    from gongdao.insight.backtest import Tested, backtest, count

    before, begun = (cpu_of_commands(), cpu_of_server(ground.postmaster())), time.perf_counter()
    tested, enough = Tested(), min(cases, count(DISPUTE))
    with watched() as busy:
        for tested in backtest(_document(), now=datetime.now(UTC), processes=os.cpu_count() or 1):
            if tested.cases >= enough:
                break
    seconds = time.perf_counter() - begun
    spent = cpu_of_commands() - before[0], cpu_of_server(ground.postmaster()) - before[1]
    run.tell(
        "backtest", 100_000 * seconds / tested.cases, "s per 100k cases", cases=tested.cases,
        changed=tested.changed, events_per_case=tested.events / tested.cases,
        cpu_ms_per_case=1e3 * spent[0] / tested.cases,
        database_cpu_ms_per_case=1e3 * spent[1] / tested.cases,
        others_share_of_cores=busy.others_besides(sum(spent), seconds),
        notes="the shipped policy of disputes, its first limits of 24 hours become 20",
    )  # fmt: skip


def _document() -> str:
    """The shipped policy as a later version with shorter limits."""
    path = next(path for path in reversed(shipped()) if load(read_bytes(path)).policy == DISPUTE)
    text = re.sub(r"(?m)^version: .*$", "version: 2099-01", read_bytes(path).decode(), count=1)
    return re.sub(r"(?m)^(\s+length: )24h$", r"\g<1>20h", text, count=_FIRST_LIMITS)
