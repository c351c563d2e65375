"""What somebody did on a day, from the events of all cases (INS-5)."""

from datetime import datetime
from typing import Final, NamedTuple

from gongdao.casework.queries.details import among
from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.rulebook.actor import Actor

MOST: Final = 2_000  # of one day; nobody does more by hand
# What a clock does because of an act is not an act. The index over time finds the day, whoever it was.
_DONE: Final = """
SELECT case_id, at, type FROM casework_event
WHERE at >= %(since)s AND at < %(until)s AND actor = %(who)s AND NOT type LIKE 'deadline\\_%%'
ORDER BY at, case_id, seq LIMIT %(limit)s
"""


class Doing(NamedTuple):
    """One thing done: `type` of its event. `subject` is empty where the reader may not see the case."""

    case_id: int
    at: datetime
    type: str
    visible: bool
    subject: str

    @property
    def number(self) -> str:
        """The number people see."""
        return case_number(self.case_id)


class Doings(NamedTuple):
    """What was done, in order of time; `more`: it was too much to show."""

    items: tuple[Doing, ...]
    more: bool = False


def done_by(who: str, *, reader: Actor, since: datetime, until: datetime) -> Doings:
    """What `who` (a ref) did with since <= time < until; two statements, one where nothing was done.

    Whether the reader may see that person's log is asked before (`people.queries.team_of`); of a case that
    the reader may not see only number and kind of the act are told.
    """
    rows = fetch(_DONE, {"who": who, "since": since, "until": until, "limit": MOST + 1})
    shown = {case.id: case.subject for case in among(reader, {row[0] for row in rows})}
    items = tuple(Doing(case, at, kind, case in shown, shown.get(case, "")) for case, at, kind in rows[:MOST])
    return Doings(items, more=len(rows) > MOST)
