"""Reading shifts (TRI-9)."""

from datetime import datetime
from typing import Final, NamedTuple

from gongdao.lib.statements import fetch

LATEST: Final = 6

_SHIFTS: Final = """
SELECT h.id, h.started_at, h.ended_at, h.note, h.handed_to, h.cases
FROM people_shift h WHERE h.staff_id = %s ORDER BY h.id DESC LIMIT %s
"""


class PastShift(NamedTuple):
    """One shift; `ended_at` None: it goes on. `handed_to` (ref) and `cases`: what was handed over."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    note: str
    handed_to: str
    cases: int


def latest_shifts(staff_id: int, most: int = LATEST) -> tuple[PastShift, ...]:
    """The latest shifts of a person, newest first. One statement."""
    return tuple(PastShift(*row) for row in fetch(_SHIFTS, [staff_id, most]))


def is_on_shift(staff_id: int) -> bool:
    """Whether the person counts as on shift in assignment; so does one who never began or ended one."""
    rows = fetch("SELECT on_shift FROM people_staff WHERE id = %s", [staff_id])
    return bool(rows and rows[0][0])
