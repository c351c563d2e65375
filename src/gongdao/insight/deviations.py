"""Where findings differ from the decision table (DEC-2): by who decided and by row, and each with its reason.

A finding that an appeal changed later is counted as changed, so that a reversal shows here too (APP-15).
"""

from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from gongdao.casework.queries.sight import ways
from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.rulebook.actor import Actor

MOST: Final = 50
# APP-9: the outcomes that leave something else than the finding said.
_CHANGING: Final = ["reduce", "shift", "annul", "remand"]
_FINDINGS: Final = """
FROM casework_event e JOIN casework_case c ON c.id = e.case_id
WHERE e.type = 'finding_made' AND e.at >= %s AND e.at < %s AND ({seen})
"""
_COUNTED: Final = """
SELECT e.body ->> 'by', c.policy, c.policy_version, coalesce(e.body ->> 'row', ''), count(*),
       count(*) FILTER (WHERE e.body ? 'deviation'),
       count(*) FILTER (WHERE EXISTS (
           SELECT FROM casework_appeal a
           WHERE a.case_id = e.case_id AND a.finding = e.body ->> 'id' AND a.outcome = ANY(%s)))
"""
_LISTED: Final = """
SELECT e.case_id, e.at, e.body ->> 'id', e.body ->> 'by', coalesce(e.body ->> 'row', ''),
       e.body ->> 'deviation'
"""


class Counted(Struct, frozen=True):
    """One adjudicator and one row (its citation; "" where none fitted) in one version of a policy."""

    by: str
    policy: str
    policy_version: str
    row: str
    findings: int
    deviations: int
    changed: int

    @property
    def share_bp(self) -> int:
        """Deviations among the findings, in basis points."""
        return self.deviations * 10_000 // self.findings


class Deviation(Struct, frozen=True):
    """One finding that differs from the table, and why."""

    number: str
    at: datetime
    finding: str
    by: str
    row: str
    reason: str


def counted(actor: Actor, since: datetime, until: datetime) -> tuple[Counted, ...]:
    """The findings of a time among the cases the actor may see, most deviations first. One statement."""
    seen, params = _seen(actor)
    sql = _COUNTED + _FINDINGS.format(seen=seen) + "GROUP BY 1, 2, 3, 4 ORDER BY 6 DESC, 5 DESC, 1, 2, 3, 4"
    return tuple(Counted(*row) for row in fetch(sql, [_CHANGING, since, until, *params]))


def latest(actor: Actor, since: datetime, until: datetime, limit: int = MOST) -> tuple[Deviation, ...]:
    """The deviations of a time among the cases the actor may see, newest first. One statement."""
    seen, params = _seen(actor)
    sql = (
        _LISTED
        + _FINDINGS.format(seen=seen)
        + f"AND e.body ? 'deviation' ORDER BY e.at DESC, e.case_id DESC LIMIT {limit:d}"
    )
    rows = fetch(sql, [since, until, *params])
    return tuple(Deviation(case_number(case), *rest) for case, *rest in rows)


def _seen(actor: Actor) -> tuple[str, list[Any]]:
    found = [way.condition() for way in ways(actor)]
    return " OR ".join(text for text, _ in found) or "FALSE", [value for _, part in found for value in part]
