"""What is derived from events, written anew: after an upgrade that reads old events better than before.

The events are the record and stay as they are. A state, its columns, parties, search words, appeals, points
and sanctions follow from them, and a new version of the program may derive more, or something else, from the
same events. Money that was booked is never touched.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction

from gongdao.casework.draft import Draft
from gongdao.casework.store import logs_of
from gongdao.casework.verify import LAST, Difference, verify
from gongdao.casework.writing import rewrite
from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.policies.queries import version
from gongdao.rulebook.evolve import fold

# What may be written anew. A broken chain is evidence, and entries are undone by counter-entries alone.
_DERIVED: Final = frozenset({"state", "column", "parties", "appeals", "words", "points", "sanctions"})
_LOCK: Final = "SELECT id FROM casework_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_CLEAR: Final = """
WITH parties AS (DELETE FROM casework_party WHERE case_id = ANY(%(ids)s)),
appeals AS (DELETE FROM casework_appeal WHERE case_id = ANY(%(ids)s)),
points AS (DELETE FROM casework_points WHERE case_id = ANY(%(ids)s))
DELETE FROM casework_sanction WHERE case_id = ANY(%(ids)s)
"""


class Refolded(NamedTuple):
    """Some cases that were looked at: the numbers of those written anew, and what only a person can mend."""

    cases: int
    written: tuple[str, ...]
    left: tuple[Difference, ...]


def refold(now: datetime, first: int = 0, last: int = LAST) -> Iterator[Refolded]:
    """Write anew the cases with `first` <= id <= `last` that differ from their events.

    A case whose chain, digests or entries differ is left as it is and reported. Each few hundred cases are a
    transaction of their own, so that a run which was killed is simply started again.
    """
    for part in verify(first, last):
        left = tuple(item for item in part.differences if item.what not in _DERIVED)
        ids = {item.case_id for item in part.differences} - {item.case_id for item in left}
        if ids:
            _write(ids, now)
        yield Refolded(part.cases, tuple(case_number(key) for key in sorted(ids)), left)


def _write(ids: Collection[int], now: datetime) -> None:
    with transaction.atomic():
        fetch(_LOCK, [sorted(ids)])
        drafts = []
        for case, log in logs_of(ids).items():
            state = fold((entry.event, entry.at) for entry in log)
            draft = Draft(version(state.policy, state.policy_version), case_id=case)
            draft.state = state
            drafts.append(draft)
        fetch(_CLEAR, {"ids": sorted(ids)})
        rewrite(drafts, now)
