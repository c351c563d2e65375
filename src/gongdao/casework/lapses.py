"""What the clock asks of cases: warnings and lapses, found by index, each applied once (SLA-10).

Any number of workers go on side by side: each takes other rows (`SKIP LOCKED`), and what a case has had is in
its state, written in the same transaction. Everything that a case has to catch up on is decided in order of
time, each step at its own instant (`decide.catch_up`), so a machine that slept comes to the same result as
one that was awake. A message says when it was written: that is when its reader could know.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction

from gongdao.casework.actions import finish
from gongdao.casework.draft import Draft
from gongdao.casework.facts import candidates
from gongdao.casework.store import Stored, decoded_all
from gongdao.casework.writing import write
from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.policies import queries as policies
from gongdao.rulebook.decide import catch_up
from gongdao.rulebook.events import DeadlineLapsed, DeadlineWarned
from gongdao.rulebook.facts import Facts

logger = logging.getLogger(__name__)

TOGETHER: Final = 200
_DUE: Final = """
SELECT id, state::text, chain FROM casework_case
WHERE next_due_at <= %(now)s AND id <> ALL(%(without)s)
ORDER BY next_due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""


class Swept(NamedTuple):
    """What one round did. `broken`: ids of cases whose lapse could not be decided; an error was logged."""

    cases: int = 0
    lapsed: int = 0
    warned: int = 0
    broken: frozenset[int] = frozenset()

    def __add__(self, other: object) -> "Swept":
        """Both rounds together."""
        if not isinstance(other, Swept):
            return NotImplemented
        return Swept(
            self.cases + other.cases, self.lapsed + other.lapsed, self.warned + other.warned,
            self.broken | other.broken,
        )  # fmt: skip


@transaction.atomic
def sweep(now: datetime, limit: int = TOGETHER, *, without: Collection[int] = ()) -> Swept:
    """Let the clock run up to `now` in at most `limit` cases, those due longest first; three statements.

    `without`: ids to leave alone, such as those that were broken the last time.
    """
    rows = decoded_all(fetch(_DUE, {"now": now, "limit": limit, "without": list(without)}))
    drafts: list[Draft] = []
    broken: set[int] = set()
    for stored in rows:
        try:
            draft = _caught_up(stored, now)
            if not draft.happened:
                raise RuntimeError("the column next_due_at is not that of the state")
            drafts.append(draft)
        except (RuntimeError, LookupError, ValueError):
            # One case that cannot be decided must not keep the others waiting.
            logger.exception("The clock could not go on in case %s.", case_number(stored.case_id))
            broken.add(stored.case_id)
    if drafts and None in write(drafts, now):
        raise RuntimeError("a locked case was written by another")
    for draft in drafts:
        finish(draft)
    events = [one.event for draft in drafts for one in draft.happened]
    lapsed = sum(isinstance(event, DeadlineLapsed) for event in events)
    warned = sum(isinstance(event, DeadlineWarned) for event in events)
    return Swept(len(rows), lapsed, warned, frozenset(broken))


def sweep_until_done(now: datetime, limit: int = TOGETHER) -> Swept:
    """Sweep until nothing is due at `now` that another worker does not have in hand."""
    total = Swept()
    while (swept := sweep(now, limit, without=total.broken)).cases:
        total += swept
    return total


def next_due() -> datetime | None:
    """When the clock has something to do next: what a simulation sets its clock to. One statement."""
    ((due,),) = fetch("SELECT min(next_due_at) FROM casework_case")
    return due if isinstance(due, datetime) else None


def _caught_up(stored: Stored, now: datetime) -> Draft:
    state = stored.state
    policy = policies.version(state.policy, state.policy_version)
    draft = Draft(policy, case_id=stored.case_id, stored=state, chain=stored.chain)
    draft.add_steps(catch_up(policy, state, Facts(candidates=candidates()), now))
    return draft
