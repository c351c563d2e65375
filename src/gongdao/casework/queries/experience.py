"""What was solved before 案例经验 (RES-10): causes and solutions of closed cases, without persons (INT-8)."""

import re
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from gongdao.casework.queries.lists import newest
from gongdao.casework.queries.search import search
from gongdao.casework.queries.walks import Filters
from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.people.permissions import may_read_experience
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.state import Survey
from gongdao.rulebook.terms import Party

PAGE: Final = 20
_DETAILS: Final = """
SELECT id, policy, policy_version, category, closed_at, coalesce(state ->> 'cause', ''),
       coalesce(state ->> 'solution', ''), coalesce(state ->> 'prevention', ''),
       (state ->> 'satisfied')::boolean, (state -> 'survey')::text,
       (state -> 'complainant')::text, coalesce(state -> 'respondents', '[]')::text,
       coalesce(state ->> 'order_no', ''),
       coalesce(state -> 'order' ->> 'waybill', '')
FROM casework_case
WHERE id = ANY(%s) AND coalesce(state ->> 'outcome', '') IN ('resolved', 'not_established') ORDER BY id DESC
"""
_SURVEY: Final = msgspec.json.Decoder(Survey | None)
_PARTY: Final = msgspec.json.Decoder(Party)
_PARTIES: Final = msgspec.json.Decoder(tuple[Party, ...])
# Long runs of digits are phones, cards and orders; money and dates are shorter.
_NUMBER: Final = re.compile(r"(?<![0-9.])\+?[0-9][0-9\- ]{5,}[0-9]")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_HIDDEN: Final = "***"


class Solved(Struct, frozen=True):
    """One closed case, as others may learn from it. `number` is for those who may open the case anyway."""

    id: int
    number: str
    policy: str
    policy_version: str
    category: str
    closed_at: datetime | None
    cause: str
    solution: str
    prevention: str
    satisfied: bool | None
    score: float | None  # mean of the survey's answers


class Lessons(Struct, frozen=True):
    """A page of them. `next`: where the following one begins, "" at the end."""

    cases: tuple[Solved, ...]
    next: str = ""


def experience(
    actor: Actor, text: str = "", *, category: str = "", policy: str = "", after: str = ""
) -> Lessons | None:
    """Closed cases with these words, newest first; without words the newest of the category.

    None for those who work on no cases. The search looks at words of texts, never at names or phones. Three
    statements. Raises BadCursor.
    """
    if not may_read_experience(actor):
        return None
    filters = Filters(
        status=("closed",), category=(category,) if category else (), policy=policy
    )  # fmt: skip
    wanted = text.strip()
    # By the program itself: what may be seen of a case is what `_solved` leaves of it.
    find = search(SYSTEM, wanted, filters, after=after, limit=PAGE) if wanted else None
    page = find if find is not None else newest(SYSTEM, filters, after=after, limit=PAGE)
    rows = fetch(_DETAILS, [[case.id for case in page.cases]]) if page.cases else []
    return Lessons(tuple(_solved(row) for row in rows), page.next)


def _solved(row: tuple[Any, ...]) -> Solved:
    key, policy, version, category, closed_at, cause, solution, prevention, satisfied, survey, *people = row
    hide = _words_to_hide(*people)
    asked = _SURVEY.decode(survey) if survey else None
    scores = tuple(asked.answers.values()) if asked is not None else ()
    return Solved(
        id=key, number=case_number(key), policy=policy, policy_version=version, category=category,
        closed_at=closed_at, cause=redacted(cause, hide), solution=redacted(solution, hide),
        prevention=redacted(prevention, hide), satisfied=satisfied,
        score=round(sum(scores) / len(scores), 1) if scores else None,
    )  # fmt: skip


def _words_to_hide(complainant: str, respondents: str, order_no: str, waybill: str) -> tuple[str, ...]:
    people = (_PARTY.decode(complainant), *_PARTIES.decode(respondents))
    words = {word for party in people for word in (party.name, party.contact)}
    return tuple(sorted((words | {order_no, waybill}) - {""}, key=len, reverse=True))


def redacted(text: str, hide: tuple[str, ...] = ()) -> str:
    """The text without these words, without mail addresses and without long numbers (INT-8)."""
    for word in hide:
        text = text.replace(word, _HIDDEN)
    return _NUMBER.sub(_HIDDEN, _MAIL.sub(_HIDDEN, text))
