"""Back-test: what past cases would have come to under another policy.

Each case is replayed (`rulebook.replay`) and compared with how it stands: who did what stays, the clock runs
anew. Several processes share the cases by ranges of their numbers, each reads a few hundred at a time, and
only sums come back: memory does not grow with the number of cases. Nothing is written.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from gongdao.casework.store import decoded
from gongdao.lib.crew import in_order
from gongdao.lib.ids import case_number
from gongdao.lib.statements import Row, fetch
from gongdao.policies import queries as policies
from gongdao.policies.loading import load
from gongdao.rulebook.decide import catch_up
from gongdao.rulebook.events import AppealFiled
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.replay import Difference, Pair, World, differences, replay
from gongdao.rulebook.replay.course import Stored
from gongdao.rulebook.state import State

TOGETHER: Final = 250  # cases read with one statement
SAMPLES: Final = 20  # cases shown one by one, unless more are asked for
_BROKEN: Final = 100  # cases that could not be replayed, named at most

_BOUNDS: Final = """
SELECT max(id), count(*) FROM (
    SELECT id FROM casework_case
    WHERE id > %s AND policy = %s AND received_at >= %s ORDER BY id LIMIT %s) AS part
"""
_OLDER: Final = "SELECT id FROM casework_case WHERE policy = %s ORDER BY id DESC OFFSET %s LIMIT 1"
_COUNT: Final = "SELECT count(*) FROM casework_case WHERE policy = %s AND received_at >= %s"
_CASES: Final = """
SELECT id, policy_version, state::text FROM casework_case
WHERE id > %s AND id <= %s AND policy = %s AND received_at >= %s ORDER BY id
"""
# Instants as text, which Python reads several times as fast as the driver makes them.
_EVENTS: Final = """
SELECT case_id, at::text, actor, type, body::text FROM casework_event
WHERE case_id > %s AND case_id <= %s AND case_id = ANY(%s) ORDER BY case_id, seq
"""
_ROLES: Final = (
    "SELECT 'staff:' || staff_id, array_agg(DISTINCT role) FROM people_staffrole GROUP BY staff_id"
)
_FAILED: Final = """
SELECT g.case_id, g.appeal, count(a.*) FILTER (WHERE a.decided_at >= g.month), count(a.*)
FROM jsonb_to_recordset(%s::jsonb)
    AS g(case_id bigint, appeal text, appellant text, at timestamptz, month timestamptz, year timestamptz)
LEFT JOIN casework_appeal a ON a.appellant = g.appellant AND a.outcome = 'uphold'
    AND a.decided_at >= g.year AND a.decided_at <= g.at
GROUP BY g.case_id, g.appeal
"""


class Batch(NamedTuple):
    """Some cases: those with `after` < id <= `last`. `document`: the other policy as text."""

    document: str
    policy: str
    since: datetime
    until: datetime
    after: int
    last: int
    cases: int
    samples: int


class Sum(Struct, frozen=True):
    """How often one thing would be otherwise; `amount`: what is moved more (or less) of a unit, in all."""

    kind: str
    what: str
    rule: str
    before: str
    after: str
    cases: int
    amount: int = 0


class Sample(Struct, frozen=True):
    """One case and what would be otherwise in it."""

    number: str
    differences: tuple[Difference, ...]


class Tested(Struct, frozen=True):
    """What some cases came to. `broken`: numbers of cases that could not be replayed."""

    cases: int = 0
    events: int = 0
    changed: int = 0
    sums: tuple[Sum, ...] = ()
    samples: tuple[Sample, ...] = ()
    broken: tuple[str, ...] = ()

    def __add__(self, other: object) -> "Tested":
        """Both together."""
        if not isinstance(other, Tested):
            return NotImplemented
        counted: Counter[tuple[str, str, str, str, str]] = Counter()
        amounts: Counter[tuple[str, str, str, str, str]] = Counter()
        for item in (*self.sums, *other.sums):
            key = (item.kind, item.what, item.rule, item.before, item.after)
            counted[key] += item.cases
            amounts[key] += item.amount
        return Tested(
            cases=self.cases + other.cases, events=self.events + other.events,
            changed=self.changed + other.changed,
            sums=tuple(Sum(*key, cases=cases, amount=amounts[key]) for key, cases in counted.items()),
            samples=self.samples + other.samples, broken=(self.broken + other.broken)[:_BROKEN],
        )  # fmt: skip


EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def count(policy: str, since: datetime = EPOCH) -> int:
    """How many cases of a policy there are to be tested. One statement."""
    ((found,),) = fetch(_COUNT, [policy, since])
    return int(found)


def backtest(
    document: str,
    *,
    now: datetime,
    since: datetime = EPOCH,
    processes: int = 1,
    samples: int = SAMPLES,
    newest: int | None = None,
) -> Iterator[Tested]:
    """Replay every case of the policy that a document is a version of; sums so far, after each few hundred.

    Cases received from `since` on, each under its own version and under the document, with the clock run up
    to `now`. Raises BadDocument. `samples`: how many changed cases are kept to be shown. `newest`: only so
    many cases, those with the highest numbers.
    """
    policy = load(document)
    _roles.cache_clear()
    total = Tested()
    batches = _batches(document, policy.policy, since, now, samples, _older(policy.policy, newest))
    for _, part in in_order(tested, batches, processes=processes):
        total += part
        total = msgspec.structs.replace(total, samples=total.samples[:samples], sums=_sorted(total.sums))
        yield total


def _older(policy: str, newest: int | None) -> int:
    """The highest id that is not among the newest cases; 0 when all are."""
    if newest is None:
        return 0
    found = fetch(_OLDER, [policy, newest])
    return int(found[0][0]) if found else 0


def _batches(
    document: str, policy: str, since: datetime, now: datetime, samples: int, after: int
) -> Iterator[Batch]:
    while True:
        ((last, cases),) = fetch(_BOUNDS, [after, policy, since, TOGETHER])
        if not cases:
            return
        yield Batch(document, policy, since, now, after, last, cases, samples)
        after = last


def _sorted(sums: tuple[Sum, ...]) -> tuple[Sum, ...]:
    return tuple(sorted(sums, key=lambda item: (item.kind, item.rule, item.what, -item.cases)))


def tested(batch: Batch) -> Tested:
    """Replay the cases of one batch; in a process of its own where there are several."""
    other = _loaded(batch.document)
    rows = fetch(_CASES, [batch.after, batch.last, batch.policy, batch.since])
    logs: dict[int, list[Stored]] = {row[0]: [] for row in rows}
    for case, at, actor, kind, body in fetch(_EVENTS, [batch.after, batch.last, list(logs)]):
        logs[case].append(Stored(kind, body, datetime.fromisoformat(at), actor))
    failed = _failed(other, logs)
    sums: Counter[tuple[str, str, str, str, str]] = Counter()
    amounts: Counter[tuple[str, str, str, str, str]] = Counter()
    samples: list[Sample] = []
    broken: list[str] = []
    changed = 0
    versions = {version for _, version, _ in rows}
    pairs = {version: Pair(policies.version(batch.policy, version), other) for version in versions}
    for case, version, text in rows:
        try:
            world = World(_roles(), failed.get(case, {}))
            found = _replayed(pairs[version], logs[case], decoded(text), batch.until, world)
        except (RuntimeError, LookupError, ValueError):
            broken.append(case_number(case))
            continue
        if not found:
            continue
        changed += 1
        if len(samples) < batch.samples:
            samples.append(Sample(case_number(case), found))
        keys = [_key(item) for item in found]
        sums.update(dict.fromkeys(keys, 1))
        for key, item in zip(keys, found, strict=True):
            amounts[key] += item.amount
    return Tested(
        cases=len(rows), events=sum(map(len, logs.values())), changed=changed,
        sums=tuple(Sum(*key, cases=cases, amount=amounts[key]) for key, cases in sums.items()),
        samples=tuple(samples), broken=tuple(broken),
    )  # fmt: skip


def _key(item: Difference) -> tuple[str, str, str, str, str]:
    """What is counted together. Instants and amounts differ from case to case, and are not part of it."""
    if item.kind in ("limit", "owed"):
        return item.kind, item.what, item.rule, "", ""
    return item.kind, item.what, item.rule, item.before, item.after


def _replayed(
    pair: Pair, log: list[Stored], stored: State, until: datetime, world: World
) -> tuple[Difference, ...]:
    found = replay(pair, log, until, world)
    steps = catch_up(pair.own, stored, Facts(), until)
    return differences(steps[-1].state if steps else stored, found.state, found.skipped)


def _failed(other: Policy, logs: Mapping[int, list[Stored]]) -> dict[int, dict[str, tuple[int, int]]]:
    """Failed appeals that each appellant had when filing (APP-4): one statement where they are counted."""
    if other.appeals is None or not other.appeals.quotas:
        return {}
    zone = ZoneInfo(other.calendar.zone)
    asked: list[dict[str, Any]] = []
    for case, log in logs.items():
        for one in log:
            if one.kind is AppealFiled and isinstance(one.event, AppealFiled):
                month = one.at.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
                asked.append(
                    {"case_id": case, "appeal": one.event.id, "appellant": one.event.appellant, "at": one.at,
                     "month": month, "year": month.replace(month=1)}
                )  # fmt: skip
    if not asked:
        return {}
    found: dict[int, dict[str, tuple[int, int]]] = {}
    rows: list[Row] = fetch(_FAILED, [msgspec.json.encode(asked).decode()])
    for case, appeal, in_month, in_year in rows:
        found.setdefault(case, {})[appeal] = (in_month, in_year)
    return found


@lru_cache(maxsize=4)
def _loaded(document: str) -> Policy:
    return load(document)


@lru_cache(maxsize=1)
def _roles() -> Mapping[str, frozenset[str]]:
    """Which roles staff hold or held; what somebody was allowed is decided by the roles of today."""
    return {ref: frozenset(roles) for ref, roles in fetch(_ROLES)}
