"""Reading cases for the writers: the row, locked, as the state it holds."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

import msgspec

from gongdao.casework.outcome import CaseNotFound, Entry
from gongdao.lib.ids import case_id
from gongdao.lib.statements import fetch
from gongdao.people.permissions import facts_of, may_see
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.events import read
from gongdao.rulebook.state import State

_STATE: Final = msgspec.json.Decoder(State)

# The request is looked up beside the case: the answer to a repeated command costs no statement of its own.
_CASE: Final = """
SELECT c.id, c.state::text, c.chain, r.fingerprint, r.case_id, r.first_seq, r.last_seq
FROM (SELECT id, state, chain FROM casework_case WHERE id = %(id)s {lock}) c
LEFT JOIN casework_request r ON r.actor = %(actor)s AND r.key = %(key)s
"""
_LOCKED: Final = _CASE.format(lock="FOR UPDATE")
_UNLOCKED: Final = _CASE.format(lock="")
_REQUEST: Final = (
    "SELECT fingerprint, case_id, first_seq, last_seq FROM casework_request WHERE actor = %s AND key = %s"
)
_CASES: Final = """
SELECT id, state::text, chain FROM casework_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE
"""
_EVENTS: Final = """
SELECT seq, at, actor, body::text FROM casework_event
WHERE case_id = %s AND seq > %s AND seq <= %s ORDER BY seq
"""
_LOGS: Final = """
SELECT case_id, seq, at, actor, body::text FROM casework_event WHERE case_id = ANY(%s) ORDER BY case_id, seq
"""
_LAST: Final = 2**31 - 1


class Earlier(NamedTuple):
    """What an idempotency key already stands for."""

    fingerprint: bytes
    case_id: int
    first_seq: int
    last_seq: int


class Stored(NamedTuple):
    """A case as stored."""

    case_id: int
    state: State
    chain: bytes
    earlier: Earlier | None = None


def case_for(actor: Actor, number: str, *, lock: bool, key: str = "") -> Stored:
    """The case with this number, for one who may see it; locked until the end of the transaction if asked.

    Raises CaseNotFound, the same for a case that is not there and one that the actor may not see. `key`: an
    idempotency key of the actor to be looked up with it.
    """
    try:
        wanted = case_id(number)
    except ValueError:
        raise CaseNotFound(number) from None
    rows = fetch(_LOCKED if lock else _UNLOCKED, {"id": wanted, "actor": actor.ref, "key": key})
    if not rows:
        raise CaseNotFound(number)
    found, text, chain, *request = rows[0]
    state = decoded(text)
    if not may_see(actor, facts_of(state)):
        raise CaseNotFound(number)
    earlier = Earlier(*request) if request[0] is not None else None
    return Stored(found, state, bytes(chain), earlier)


def lock_cases(ids: Collection[int]) -> dict[int, Stored]:
    """These cases, locked in the order of their ids so that two writers never wait for each other."""
    rows = fetch(_CASES, [sorted(ids)])
    return {key: Stored(key, decoded(text), bytes(chain)) for key, text, chain in rows}


def request_of(actor: str, key: str) -> Earlier | None:
    """What an idempotency key already stands for, if anything."""
    rows = fetch(_REQUEST, [actor, key])
    return Earlier(*rows[0]) if rows else None


def events_of(case: int, *, after: int = 0, up_to: int = _LAST) -> tuple[Entry, ...]:
    """The events of a case with `after` < seq <= `up_to`, in order."""
    rows = fetch(_EVENTS, [case, after, up_to])
    return tuple(Entry(seq, at, actor, read(msgspec.json.decode(body))) for seq, at, actor, body in rows)


def logs_of(ids: Collection[int]) -> dict[int, list[Entry]]:
    """All events of some cases, in order. One statement."""
    found: dict[int, list[Entry]] = {}
    for case, seq, at, actor, body in fetch(_LOGS, [sorted(ids)]):
        found.setdefault(case, []).append(Entry(seq, at, actor, read(msgspec.json.decode(body))))
    return found


def decoded(text: str) -> State:
    """A stored state."""
    return _STATE.decode(text)


def decoded_all(rows: Sequence[tuple[int, str, bytes]]) -> list[Stored]:
    """Rows of (id, state as text, chain)."""
    return [Stored(key, decoded(text), bytes(chain)) for key, text, chain in rows]
