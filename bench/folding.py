"""The law alone: how long it takes to decide an opening and to fold a case from its events."""

import time
from datetime import UTC, datetime
from random import Random

import msgspec

from bench.lives import DISPUTE, life
from bench.results import Run
from gongdao.casework.facts import candidates
from gongdao.casework.outcome import Entry
from gongdao.casework.store import events_of
from gongdao.lib.statements import fetch
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.decide import decide
from gongdao.rulebook.evolve import fold
from gongdao.rulebook.facts import Facts

_ROUNDS = 7


def measure(run: Run, *, cases: int) -> None:
    """Fold so many stored cases, and decide as many openings; the best of some rounds."""
    ids = [key for (key,) in fetch("SELECT id FROM casework_case WHERE version > 5 LIMIT %s", [20 * cases])]
    logs = [events_of(key) for key in Random(3).sample(ids, min(cases, len(ids)))]
    events = sum(map(len, logs))
    seconds = min(_fold(logs) for _ in range(_ROUNDS))
    run.tell("fold_event", 1e6 * seconds / events, "µs", events=events, notes="from decoded events")
    run.tell("fold_case", 1e6 * seconds / len(logs), "µs", events_per_case=events / len(logs))
    now = datetime.now(UTC)
    lives = [life(number, now, customers=1000, technicians=100) for number in range(cases)]
    openings = [one.opening for one in lives if one.policy == DISPUTE]
    policy, facts = policies.in_force(DISPUTE, now), Facts(candidates=candidates())
    best = float("inf")
    for _ in range(_ROUNDS):
        begun = time.process_time()
        for command in openings:
            decide(policy, None, command, facts, SYSTEM, now)
        best = min(best, time.process_time() - begun)
    run.tell(
        "decide_opening", 1e6 * best / len(openings), "µs", candidates=len(facts.candidates),
        notes="sorted, prioritised, limits computed, given to the fairest handler",
    )  # fmt: skip
    bodies = [[msgspec.json.encode(entry.event) for entry in log] for log in logs]
    run.tell(
        "events_stored", sum(len(body) for log in bodies for body in log) / events, "bytes/event",
        notes="canonical JSON of an event",
    )  # fmt: skip


def _fold(logs: list[tuple[Entry, ...]]) -> float:
    begun = time.process_time()
    for log in logs:
        fold((entry.event, entry.at) for entry in log)
    return time.process_time() - begun
