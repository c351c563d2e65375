"""Whether what is stored is what happened: every case folded anew, its chain and its rows compared.

A state is the fold of its events; nothing else is true. `verify` reads, reports and repairs nothing.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import structs

from gongdao.casework.draft import BLOCK, due_first, search_words, subject_of
from gongdao.casework.rows import points_of, sanctions_of
from gongdao.casework.store import decoded
from gongdao.lib.canonical import canonical, chain_next, chain_start, event_digest
from gongdao.lib.ids import case_number
from gongdao.lib.statements import Row, fetch
from gongdao.rulebook.decide import next_due_at
from gongdao.rulebook.events import read
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.money import position
from gongdao.rulebook.money.burdens import counted_outcome
from gongdao.rulebook.state import State, parts_of

TOGETHER: Final = 200
_CASES: Final = """
SELECT id, version, chain, state::text, status, open, priority, category, handler, department, region,
       order_no, rung, complainant, subject, received_at, opened_at, changed_at, closed_at, due_at, due_key,
       next_due_at, policy, policy_version
FROM casework_case WHERE id >= %s AND id <= %s ORDER BY id LIMIT %s
"""
_EVENTS: Final = """
SELECT case_id, seq, at, actor, type, body::text, digest, chain FROM casework_event
WHERE case_id = ANY(%s) ORDER BY case_id, seq
"""
_PARTIES: Final = "SELECT case_id, ref, role, open FROM casework_party WHERE case_id = ANY(%s)"
_APPEALS: Final = (
    "SELECT case_id, appeal, appellant, open, outcome FROM casework_appeal WHERE case_id = ANY(%s)"
)
_FOUND: Final = "SELECT case_id, tsvector_to_array(words) FROM casework_search WHERE case_id = ANY(%s)"
_POINTS: Final = """
SELECT case_id, entry, shop, violation, points_group, account, points, made, given_at
FROM casework_points WHERE case_id = ANY(%s)
"""
_SANCTIONS: Final = """
SELECT case_id, sanction, shop, points_group, account, step, threshold, measures, starts_at, ends_at, status,
       ended_at
FROM casework_sanction WHERE case_id = ANY(%s)
"""
_ORPHANS: Final = """
SELECT DISTINCT case_id FROM casework_event e
WHERE NOT EXISTS (SELECT FROM casework_case c WHERE c.id = e.case_id) LIMIT 100
"""
_ENTRIES: Final = """
SELECT case_id, account, unit, sum(amount)::bigint FROM ledger_entry
WHERE case_id = ANY(%s) GROUP BY case_id, account, unit HAVING sum(amount) <> 0
"""
LAST: Final = 2**62


class Difference(NamedTuple):
    """One thing that is not as it should be. `what`: chain, digest, sequence, state, column, parties…"""

    case_id: int
    what: str
    detail: str = ""

    @property
    def number(self) -> str:
        """The number people see."""
        return case_number(self.case_id)

    def shown(self) -> dict[str, str]:
        """The difference as faces show it."""
        return {"number": self.number, "what": self.what, "detail": self.detail}


class Checked(NamedTuple):
    """Some cases that were looked at, and what is wrong with them."""

    cases: int
    events: int
    differences: tuple[Difference, ...]


def verify(first: int = 0, last: int = LAST) -> Iterator[Checked]:
    """Check the cases with `first` <= id <= `last`, a few hundred at a time; yield after each few hundred.

    Six statements each time; memory does not grow with the number of cases. Several processes may share the
    ids between them.
    """
    while rows := fetch(_CASES, [first, last, TOGETHER]):
        ids = [row[0] for row in rows]
        log = _grouped(fetch(_EVENTS, [ids]))
        parties, appeals = _grouped(fetch(_PARTIES, [ids])), _grouped(fetch(_APPEALS, [ids]))
        words: dict[int, list[str]] = dict(fetch(_FOUND, [ids]))
        entries = _grouped(fetch(_ENTRIES, [ids]))
        points, sanctions = _grouped(fetch(_POINTS, [ids])), _grouped(fetch(_SANCTIONS, [ids]))
        differences: list[Difference] = []
        for row in rows:
            case = row[0]
            state, found = _replayed(row, log.get(case, []))
            differences += found
            if state is None:
                continue
            differences += _state_differences(case, row[3], state)
            differences += _column_differences(case, row[4:], state)
            differences += _party_differences(case, state, parties.get(case, []), appeals.get(case, []))
            differences += _word_differences(case, state, words.get(case))
            differences += _conduct_differences(case, state, points.get(case, []), sanctions.get(case, []))
            differences += _ledger_differences(case, state, entries.get(case, []))
        yield Checked(len(rows), sum(map(len, log.values())), tuple(differences))
        first = ids[-1] + 1


def _ledger_differences(case: int, state: State, entries: list[Row]) -> Iterator[Difference]:
    """FND-4, APP-15: the entries of a case come to what its state calls for."""
    wanted: dict[tuple[str, str], int] = {}
    for item in position(state).values():
        for account, amount in ((item.source, -item.amount), (item.target, item.amount)):
            wanted[account, item.unit] = wanted.get((account, item.unit), 0) + amount
    found = {(account, unit): amount for account, unit, amount in entries}
    for account, unit in sorted(wanted.keys() | found.keys()):
        owed, booked = wanted.get((account, unit), 0), found.get((account, unit), 0)
        if owed != booked:
            yield Difference(case, "entries", f"{account}: {booked} {unit}, not {owed}")


def _conduct_differences(
    case: int, state: State, points: list[Row], sanctions: list[Row]
) -> Iterator[Difference]:
    """PEN-1…6: the points and sanctions that decisions count are those of the states."""
    wanted = {structs.astuple(item)[1:] for item in points_of(0, state)}
    if wanted != set(points):
        yield Difference(case, "points", str(sorted(item[0] for item in wanted ^ set(points))))
    wanted = {structs.astuple(item)[1:] for item in sanctions_of(0, state)}
    found = {(*row[:6], tuple(row[6]), *row[7:]) for row in sanctions}
    if wanted != found:
        yield Difference(case, "sanctions", str(sorted(item[0] for item in wanted ^ found)))


def orphans() -> tuple[Difference, ...]:
    """Events that belong to no case. One statement."""
    return tuple(Difference(case, "orphan") for (case,) in fetch(_ORPHANS))


def verify_all() -> Checked:
    """Check everything at once and return the sum."""
    cases = events = 0
    found: list[Difference] = list(orphans())
    for part in verify():
        cases, events = cases + part.cases, events + part.events
        found += part.differences
    return Checked(cases, events, tuple(found))


def _grouped(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found


def _replayed(row: Row, log: list[Row]) -> tuple[State | None, list[Difference]]:
    """The fold of a case's events, None where some are missing; and what is wrong with the events."""
    case, version, chain = row[:3]
    if [entry[0] for entry in log] != list(range(1, version + 1)):
        return None, [Difference(case, "sequence", f"{len(log)} events, version {version}")]
    found: list[Difference] = []
    link = chain_start(case)
    folded: State | None = None
    for seq, at, actor, kind, body, digest, stored in log:
        plain = msgspec.json.decode(body)
        own = event_digest(seq, at.astimezone(UTC), actor, canonical(plain))
        link = chain_next(link, own)
        if own != bytes(digest) or plain.get("type") != kind:
            found.append(Difference(case, "digest", f"event {seq}"))
        if link != bytes(stored):
            found.append(Difference(case, "chain", f"event {seq}"))
        folded = evolve(folded, read(plain), at)
    if folded is not None and link != bytes(chain):
        found.append(Difference(case, "chain", "head"))
    return folded, found


def _state_differences(case: int, text: str, folded: State) -> Iterator[Difference]:
    try:
        stored = decoded(text)
    except msgspec.ValidationError as error:
        # Written by another version of the program, which had other words for it.
        yield Difference(case, "state", str(error))
        return
    if folded != stored:
        yield Difference(case, "state", ", ".join(_unlike(folded, stored)))


def _party_differences(
    case: int, folded: State, parties: list[Row], appeals: list[Row]
) -> Iterator[Difference]:
    people = {(ref, role, folded.is_open) for ref, role in parts_of(folded)}
    if people != set(parties):
        yield Difference(case, "parties", str(sorted(people ^ set(parties))))
    if _appeals(folded) != set(appeals):
        yield Difference(case, "appeals", str(sorted(_appeals(folded) ^ set(appeals))))


def _column_differences(case: int, columns: tuple[Any, ...], state: State) -> Iterator[Difference]:
    due_at, due_key = due_first(state)
    expected: dict[str, str | bool | datetime | None] = {
        "status": state.status, "open": state.is_open, "priority": state.priority, "category": state.category,
        "handler": state.handler, "department": state.department, "region": state.region,
        "order_no": state.order_no, "rung": state.rung, "complainant": state.complainant.ref,
        "subject": subject_of(state), "received_at": state.received_at, "opened_at": state.opened_at,
        "changed_at": state.changed_at, "closed_at": state.closed_at, "due_at": due_at, "due_key": due_key,
        "next_due_at": next_due_at(state), "policy": state.policy, "policy_version": state.policy_version,
    }  # fmt: skip
    for (name, value), stored in zip(expected.items(), columns, strict=True):
        if value != stored:
            yield Difference(case, "column", name)


def _word_differences(case: int, state: State, stored: list[str] | None) -> Iterator[Difference]:
    if stored is None:
        yield Difference(case, "words", "missing")
        return
    expected = (search_words(None, state) or set()) | {f"#{case // BLOCK}"}
    if expected != set(stored):
        yield Difference(case, "words", str(sorted(expected ^ set(stored))[:10]))


def _appeals(state: State) -> set[tuple[str, str, bool, str]]:
    return {
        (key, item.appellant, item.status in ("filed", "assigned"), counted_outcome(state, item))
        for key, item in state.appeals.items()
    }


def _unlike(one: State, other: State) -> list[str]:
    return [name for name in State.__struct_fields__ if getattr(one, name) != getattr(other, name)]
