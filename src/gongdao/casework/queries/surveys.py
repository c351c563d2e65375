"""What customers answered 满意度分析 (RES-14), and the waybills made void (RES-12), across cases."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from gongdao.casework.queries.experience import redacted
from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.people.permissions import may_oversee, overseen_departments
from gongdao.rulebook.actor import Actor

MOST_VOICES: Final = 20
MOST_FILED: Final = 200
SCORES: Final = (5, 4, 3, 2, 1)
_OF_DEPARTMENT: Final = "(%(all)s OR c.department = ANY(%(departments)s))"
# The policy of a case says which questions there are; the latest answer of a case counts.
_COUNTED: Final = f"""
SELECT policy, question, score, count(*) FROM (
    SELECT DISTINCT ON (e.case_id) c.policy, e.body -> 'answers' AS answers
    FROM casework_event e JOIN casework_case c ON c.id = e.case_id
    WHERE e.type = 'survey_answered' AND e.at >= %(since)s AND e.at < %(until)s AND {_OF_DEPARTMENT}
    ORDER BY e.case_id, e.seq DESC
) AS latest, LATERAL (SELECT key, value::int FROM jsonb_each_text(answers)) AS a(question, score)
GROUP BY policy, question, score
"""  # noqa: S608  # constants
_ASKED: Final = f"""
SELECT c.policy, count(*), count(*) FILTER (WHERE c.state -> 'survey' ? 'answered_at')
FROM casework_case c
WHERE c.closed_at >= %(since)s AND c.closed_at < %(until)s AND c.state ? 'survey' AND {_OF_DEPARTMENT}
GROUP BY c.policy
"""  # noqa: S608  # constants
_VOICES: Final = f"""
SELECT e.case_id, e.at, c.category, c.policy, c.policy_version, (e.body -> 'answers')::text,
       e.body ->> 'text', coalesce(c.state -> 'complainant' ->> 'name', ''),
       coalesce(c.state -> 'complainant' ->> 'contact', '')
FROM casework_event e JOIN casework_case c ON c.id = e.case_id
WHERE e.type = 'survey_answered' AND e.at >= %(since)s AND e.at < %(until)s AND {_OF_DEPARTMENT}
ORDER BY (SELECT min(value::int) FROM jsonb_each_text(e.body -> 'answers')), e.at DESC LIMIT {MOST_VOICES}
"""  # noqa: S608  # constants
_VOIDED: Final = f"""
SELECT e.case_id, e.at, e.body ->> 'waybill', e.body ->> 'by', v.item ->> 'by', v.item ->> 'reason'
FROM casework_event e JOIN casework_case c ON c.id = e.case_id
CROSS JOIN LATERAL (SELECT c.state -> 'voids' -> (e.body ->> 'id') AS item) AS v
WHERE e.type = 'waybill_void_signed' AND e.at >= %(since)s AND e.at < %(until)s AND {_OF_DEPARTMENT}
ORDER BY e.at DESC LIMIT {MOST_FILED}
"""  # noqa: S608  # constants


class Answered(Struct, frozen=True):
    """One question of one policy. `counts`: how often each score of SCORES was given."""

    policy: str
    question: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """The mean score, to one place."""
        return round(
            sum(score * count for score, count in zip(SCORES, self.counts, strict=True)) / self.total, 1
        )

    @property
    def content_percent(self) -> int:
        """The share of fours and fives."""
        return round(100 * (self.counts[0] + self.counts[1]) / self.total)


class Voice(Struct, frozen=True):
    """One answer with its words, without persons; the least content ones come first."""

    case_id: int
    number: str
    at: datetime
    category: str
    policy: str
    policy_version: str
    answers: dict[str, int]
    text: str


class Opinions(Struct, frozen=True):
    """What customers answered within a period. `asked` and `replied`: of cases closed in it."""

    answered: tuple[Answered, ...]
    voices: tuple[Voice, ...]
    asked: int
    replied: int


class Filed(Struct, frozen=True):
    """One waybill made void and signed for."""

    number: str
    at: datetime
    waybill: str
    signed_by: str
    by: str
    reason: str


def opinions(actor: Actor, since: datetime, until: datetime) -> Opinions | None:
    """The answers of a period, as far as the actor oversees the desk; None for others. Three statements."""
    if not may_oversee(actor):
        return None
    params = _params(actor, since, until)
    asked = fetch(_ASKED, params)
    return Opinions(
        answered=tuple(_answered(fetch(_COUNTED, params))),
        voices=tuple(_voice(row) for row in fetch(_VOICES, params)),
        asked=sum(row[1] for row in asked),
        replied=sum(row[2] for row in asked),
    )


def voided(actor: Actor, since: datetime, until: datetime) -> tuple[Filed, ...] | None:
    """The waybills signed for as void in a period, newest first; None for others. One statement."""
    if not may_oversee(actor):
        return None
    return tuple(
        Filed(case_number(key), at, waybill, signed_by, by or "", reason or "")
        for key, at, waybill, signed_by, by, reason in fetch(_VOIDED, _params(actor, since, until))
    )


def _params(actor: Actor, since: datetime, until: datetime) -> dict[str, Any]:
    departments = overseen_departments(actor)
    own = sorted(departments) if departments is not None else []
    return {"since": since, "until": until, "all": departments is None, "departments": own}


def _answered(rows: Iterable[tuple[str, str, int, int]]) -> Iterable[Answered]:
    counts: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for policy, question, score, count in rows:
        counts[policy, question][score] = count
    for (policy, question), found in sorted(counts.items()):
        yield Answered(policy, question, tuple(found.get(score, 0) for score in SCORES))


def _voice(row: tuple[Any, ...]) -> Voice:
    key, at, category, policy, version, answers, text, name, contact = row
    hide = tuple(word for word in (name, contact) if word)
    given = msgspec.json.decode(answers, type=dict[str, int])
    return Voice(key, case_number(key), at, category, policy, version, given, redacted(text or "", hide))
