"""What was done with an exhibit of a case: who, when, from where; for those who may know."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import Stored
from gongdao.exhibits import queries as contents
from gongdao.lib.ids import case_number
from gongdao.people.permissions import facts_of, may_read_addresses, may_read_custody, sees_as_staff
from gongdao.rulebook.actor import Actor, kind_of

STAFF: Final = "staff"  # who it was of them is told to staff alone


class Step(Struct, frozen=True):
    """One line. `actor`: a reference, or STAFF; `address`: empty for those who may not trace people."""

    at: datetime
    act: str
    actor: str
    channel: str
    address: str


class Course(Struct, frozen=True):
    """A page of it, newest first. `next`: `before` of the following page, None at the end."""

    sha256: str
    sm3: str
    size_bytes: int
    steps: tuple[Step, ...]
    next: int | None


def course(actor: Actor, stored: Stored, key: str, *, before: int = 0, limit: int = contents.PAGE) -> Course:
    """What was done with exhibit `key`. Two statements. Raises CaseNotFound for who may not know."""
    case, item = facts_of(stored.state), stored.state.exhibits.get(key)
    if item is None or not may_read_custody(actor, case, item.by, item.exhibit.kind):
        raise CaseNotFound(case_number(stored.case_id))
    digest = item.exhibit.sha256
    rows = contents.custody_page(digest, case_id=stored.case_id, before=before, limit=limit + 1)
    inside, traces = sees_as_staff(actor, case), may_read_addresses(actor, case)
    steps = tuple(
        Step(
            row.at, row.act, row.actor if inside or not _is_staff(actor, row.actor) else STAFF, row.channel,
            row.address if traces or actor.acts_for(row.actor) else "",
        )
        for row in rows[:limit]
    )  # fmt: skip
    content = contents.known([digest]).get(digest)
    return Course(
        digest, content.sm3 if content else "", content.size_bytes if content else 0, steps,
        rows[limit - 1].pk if len(rows) > limit else None,
    )  # fmt: skip


def _is_staff(actor: Actor, ref: str) -> bool:
    return kind_of(ref) == "staff" and not actor.acts_for(ref)
