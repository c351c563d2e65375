"""Reading the results of the training quiz (TRN-1); whose, `permissions.quiz_sight` says."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from gongdao.lib.statements import fetch
from gongdao.people.permissions.training import QuizSight, quiz_sight
from gongdao.rulebook.actor import Actor

PAGE: Final = 50
_VISIBLE: Final = """
    (s.id = %(own)s OR %(everybody)s OR (cardinality(%(departments)s::text[]) > 0 AND s.id IN (
        SELECT staff_id FROM people_staff_departments WHERE department_id = ANY(%(departments)s::text[]))))
"""
_RESULTS: Final = f"""
SELECT q.id, 'staff:' || s.id, s.name, s.number, q.policy, q.version, q.taken_at, q.answers, q."right",
       q.total, q.pass_percent, q.passed
FROM people_quiz q JOIN people_staff s ON s.id = q.staff_id
WHERE {_VISIBLE} AND (%(id)s::bigint IS NULL OR q.id = %(id)s)
    AND (%(after)s::bigint IS NULL OR q.id < %(after)s)
ORDER BY q.id DESC LIMIT %(limit)s
"""  # noqa: S608  # constants
_STANDING: Final = f"""
SELECT 'staff:' || s.id, s.name, s.number, count(q.id), max(q."right"),
       min(q.taken_at) FILTER (WHERE q.passed)
FROM people_staff s
LEFT JOIN people_quiz q ON q.staff_id = s.id AND q.policy = %(policy)s AND q.version = %(version)s
WHERE {_VISIBLE} AND s.is_active AND s.number > %(after)s
GROUP BY s.id ORDER BY s.number LIMIT %(limit)s
"""  # noqa: S608  # constants
_OWN: Final = """
SELECT policy, version, count(*), max("right"), min(taken_at) FILTER (WHERE passed)
FROM people_quiz WHERE staff_id = %s GROUP BY policy, version
"""


class Result(NamedTuple):
    """One quiz taken. `answers` in the order of the statements of that version."""

    id: int
    ref: str
    name: str
    number: str
    policy: str
    version: str
    taken_at: datetime
    answers: list[bool]
    right: int
    total: int
    pass_percent: int
    passed: bool


class Standing(NamedTuple):
    """How somebody stands to one version; `best` is None without a try, `passed_at` the first time."""

    ref: str
    name: str
    number: str
    tries: int
    best: int | None
    passed_at: datetime | None


class Tried(NamedTuple):
    """The own tries at one version."""

    tries: int
    best: int
    passed_at: datetime | None


def results(actor: Actor, *, after: int | None = None, limit: int = PAGE) -> tuple[Result, ...]:
    """What the actor may see, the latest first; those before the id `after`. One statement."""
    params = {**_params(quiz_sight(actor)), "id": None, "after": after, "limit": limit}
    return tuple(Result(*row) for row in fetch(_RESULTS, params))


def all_results(actor: Actor) -> Iterator[Result]:
    """Everything the actor may see, the latest first, read in pages."""
    page = results(actor, limit=1000)
    while page:
        yield from page
        page = results(actor, after=page[-1].id, limit=1000)


def result(actor: Actor, result_id: int) -> Result | None:
    """One result; None where there is none that the actor may see. One statement."""
    rows = fetch(_RESULTS, {**_params(quiz_sight(actor)), "id": result_id, "after": None, "limit": 1})
    return Result(*rows[0]) if rows else None


def standing(
    actor: Actor, policy: str, version: str, *, after: str = "", limit: int = PAGE
) -> tuple[Standing, ...]:
    """Who of those the actor may see passed a version, who did not, by number. One statement."""
    params = {
        **_params(quiz_sight(actor)),
        "policy": policy,
        "version": version,
        "after": after,
        "limit": limit,
    }
    return tuple(Standing(*row) for row in fetch(_STANDING, params))


def own_tries(actor: Actor) -> Mapping[tuple[str, str], Tried]:
    """The own tries by policy and version. One statement."""
    rows = fetch(_OWN, [quiz_sight(actor).own])
    return {(policy, version): Tried(*more) for policy, version, *more in rows}


def _params(sight: QuizSight) -> dict[str, object]:
    return {"own": sight.own, "departments": list(sight.departments), "everybody": sight.everybody}
