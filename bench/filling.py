"""Fills the database with cases: lives decided one by one and stored by casework's own writer.

From a hundred thousand cases on, what is missing is copied from them by SQL: each copy is a case under a
number of its own, with the events, states and rows of the original and a chain of its own, computed by the
same function of the database. A copy verifies like any other case; `sampled` proves it on some.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from bench.company import CUSTOMERS, TECHNICIANS
from bench.ground import Ground
from bench.lives import DISPUTE, life, lived
from gongdao.lib.statements import fetch

TOGETHER: Final = 250
LIVED: Final = 100_000  # cases beyond this number are copies
_OVERDUE: Final = 10**9  # numbers of lives that are used for nothing else
SPAN: Final = timedelta(days=365)
_TABLES: Final = ("casework_event", "casework_party", "casework_search", "casework_appeal", "letters_message",
                  "ledger_entry")  # fmt: skip


class Batch(NamedTuple):
    """Some cases to be lived: numbers from `first`, received between two instants, followed until `until`.

    `untouched`: nobody does anything in them.
    """

    first: int
    cases: int
    begins_at: datetime
    ends_at: datetime
    until: datetime
    untouched: bool = False


class Filled(NamedTuple):
    """What one batch came to."""

    cases: int
    events: int
    cut: dict[str, int]


def fill(size: int, *, processes: int) -> None:
    """Bring the database to `size` cases. What is there already stays."""
    ((have,),) = fetch("SELECT count(*) FROM casework_case")
    begun = time.monotonic()
    if have < min(size, LIVED):
        have += _live(have, min(size, LIVED) - have, processes)
        _say(f"{have} cases are there, after {time.monotonic() - begun:.0f} s")
    while have < size:
        have += _copy(min(size - have, LIVED))
        _say(f"{have} cases are there, after {time.monotonic() - begun:.0f} s")


def open_overdue(cases: int, *, at: datetime, until: datetime) -> None:
    """Open cases as of `at` in which nobody did anything, and the clock had not run since `until`."""
    for first in range(0, cases, TOGETHER):
        count = min(TOGETHER, cases - first)
        _fill_batch(Batch(_OVERDUE + first, count, at, at, until, untouched=True))


def settle(ground: Ground) -> None:
    """What autovacuum would have done after a year: clean the pages up and count what stands in them."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("casework_case", *_TABLES):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    ground.checkpoint()


def sampled(cases: int) -> tuple[int, int]:
    """Verify about so many cases, spread over all; return how many were looked at and how many are wrong."""
    from gongdao.casework.verify import verify

    ((high, total),) = fetch("SELECT max(id), count(*) FROM casework_case")
    looked_at = wrong = 0
    for (start,) in fetch(
        "SELECT id FROM casework_case WHERE id %% %s = 0 ORDER BY random() LIMIT %s",
        [max(total // max(cases, 1) // 4, 1), max(cases // 200, 1)],
    ):
        part = next(iter(verify(start, high)))
        looked_at += part.cases
        wrong += len(part.differences)
    return looked_at, wrong


def _live(have: int, count: int, processes: int) -> int:
    from gongdao.lib.crew import in_order

    until = datetime.now(UTC)
    batches = list(_batches(have, count, until))
    cut: Counter[str] = Counter()
    done = events = 0
    for _, filled in in_order(_fill_batch, batches, processes=processes):
        done, events = done + filled.cases, events + filled.events
        cut.update(filled.cut)
        if done % 10_000 < TOGETHER:
            _say(f"  {have + done} cases, {events / done:.1f} events each")
    for reason, times in cut.most_common(5):
        _say(f"  {times} lives ended early: {reason}")
    return done


def _batches(first: int, count: int, until: datetime) -> Iterator[Batch]:
    """In order of time, so that numbers and instants go together as they would."""
    begin = until - SPAN
    for start in range(0, count, TOGETHER):
        size = min(TOGETHER, count - start)
        yield Batch(
            first + start,
            size,
            begin + SPAN * (start / count),
            begin + SPAN * ((start + size) / count),
            until,
        )


def _fill_batch(batch: Batch) -> Filled:
    """Live and store one batch; in a process of its own."""
    from gongdao.casework.facts import candidates, opening_facts
    from gongdao.casework.writing import write
    from gongdao.policies import queries as policies
    from gongdao.rulebook.assignment import one_more

    step = (batch.ends_at - batch.begins_at) / batch.cases
    lives = [
        life(batch.first + n, batch.begins_at + n * step, customers=CUSTOMERS, technicians=TECHNICIANS)
        for n in range(batch.cases)
    ]
    if batch.untouched:
        # All under one policy, which sorts them by itself: categories belong to the policy of a life.
        lives = [
            one._replace(acts=(), policy=DISPUTE, opening=replace(one.opening, category="")) for one in lives
        ]
    staff = candidates()
    drafts = []
    cut: Counter[str] = Counter()
    for one, (facts, _) in zip(
        lives, opening_facts([(item.opening, None) for item in lives], batch.until), strict=True
    ):
        policy = policies.in_force(one.policy, one.at)
        found = lived(one, policy, replace(facts, candidates=staff), batch.until)
        state = found.draft.now
        if state.is_open and state.handler:
            staff = one_more(staff, state.handler)
        drafts.append(found.draft)
        cut.update([found.cut] if found.cut else [])
    write(drafts, batch.until)
    return Filled(len(drafts), sum(len(draft.happened) for draft in drafts), dict(cut))


def _copy(count: int) -> int:
    """Copy so many of the lived cases, under new numbers; return how many."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_lived AS SELECT id FROM casework_case")
        cursor.execute(
            "CREATE TEMP TABLE twin ON COMMIT DROP AS"
            " SELECT id AS old, casework_new_id((id / 10000000)::int) AS new"
            " FROM (SELECT id FROM bench_lived ORDER BY id LIMIT %s) AS lived",
            [count],
        )
        cursor.execute("CREATE UNIQUE INDEX ON twin (old)")
        cursor.execute("ANALYZE twin")
        for statement in _copying():
            cursor.execute(statement)
        cursor.execute("SELECT count(*) FROM twin")
        return int(cursor.fetchone()[0])


def _copying() -> Iterator[str]:
    """The statements that copy what belongs to the cases of `twin`."""
    yield (
        "INSERT INTO casework_event (case_id, seq, at, actor, type, body, digest, chain)"
        " SELECT new, seq, at, actor, type, body, digest, casework_chain(digest, casework_chain_start(new))"
        " OVER (PARTITION BY new ORDER BY seq) FROM casework_event JOIN twin ON old = case_id"
    )
    names = [name for name in _columns("casework_case") if name not in ("id", "chain")]
    yield (
        f"INSERT INTO casework_case (id, chain, {', '.join(names)})"
        f" SELECT new, e.chain, {', '.join('c.' + name for name in names)}"
        " FROM twin JOIN casework_case c ON c.id = old"
        " JOIN casework_event e ON e.case_id = new AND e.seq = c.version ORDER BY new"
    )
    yield (
        "INSERT INTO casework_search (case_id, words) SELECT new,"
        " ts_delete(words, '#' || old / 10000) || array_to_tsvector(ARRAY['#' || new / 10000])"
        " FROM casework_search JOIN twin ON old = case_id ORDER BY new"
    )
    for table in ("casework_party", "casework_appeal", "letters_message", "ledger_entry"):
        kept = [
            name
            for name in _columns(table)
            if name != "case_id" and (table, name) != ("letters_message", "id")
        ]
        yield (
            f"INSERT INTO {table} (case_id, {', '.join(kept)}) SELECT new, {', '.join(kept)}"
            f" FROM {table} JOIN twin ON old = case_id"
        )


def _columns(table: str) -> list[str]:
    rows = fetch(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return [name for (name,) in rows]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
