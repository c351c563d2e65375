"""TRN-1: results of the quiz are counted by the room, kept by the database, and seen by whom they concern."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests.rooms.people.company import party
from tests.rooms.people.company import staff as actor_of

from gongdao.people import actions, quizzes
from gongdao.people.actions import NotPermitted, take_quiz
from gongdao.people.models import QuizResult, Staff
from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.quiz import NoQuiz

pytestmark = [pytest.mark.django_db, pytest.mark.rule("TRN-1")]

LAWS = {path.parent.name: load(read_bytes(path)) for path in shipped()}
LAW: Policy = LAWS["workorder_liability"]  # the statements of W
RIGHT = tuple(item.true for item in LAW.statements)


def hired(number: str, now: datetime, department: str = "") -> Staff:
    if department:
        actions.put_department(actor=SYSTEM, now=now, code=department, name=department)
    return actions.create_staff(
        actor=SYSTEM, now=now, number=number, name=f"员工{number}", roles=("agent",),
        departments=[department] if department else [],
    )  # fmt: skip


def taken(who: Staff, now: datetime, answers: tuple[bool, ...] = RIGHT, **more: Any) -> QuizResult:
    return take_quiz(
        actor=actor_of(who.pk, "agent"), now=now, policy=LAW, answers=answers, key=more.pop("key", uuid4())
    )


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def wrong(count: int) -> tuple[bool, ...]:
    return tuple(not item if place < count else item for place, item in enumerate(RIGHT))


@pytest.mark.parametrize(("mistakes", "passed"), [(0, True), (3, True), (4, False), (17, False)])
def test_pass_mark_of_the_policy_is_counted_exactly(now: datetime, mistakes: int, passed: bool) -> None:
    """80 % of 17 are 13.6: 14 right answers pass, 13 do not."""
    result = taken(hired("1", now), now, wrong(mistakes))
    assert (result.right, result.total, result.passed) == (17 - mistakes, 17, passed)
    assert (result.policy, result.version, result.pass_percent) == (LAW.policy, LAW.version, 80)
    assert result.taken_at == now


def test_form_sent_twice_counts_once_and_is_nobody_elses(now: datetime) -> None:
    one, other, key = hired("1", now), hired("2", now), uuid4()
    first = taken(one, now, wrong(9), key=key)
    again = taken(one, now, RIGHT, key=key)  # back to the form once the answers were shown
    assert (again.pk, again.passed) == (first.pk, False)
    with pytest.raises(NotPermitted):
        taken(other, now, key=key)
    assert QuizResult.objects.count() == 1


@pytest.mark.parametrize("answers", [(), RIGHT[:-1], (*RIGHT, True)])
def test_every_statement_has_one_answer(now: datetime, answers: tuple[bool, ...]) -> None:
    with pytest.raises(ValueError, match="argument 2"):
        taken(hired("1", now), now, answers)
    assert not QuizResult.objects.exists()


@pytest.mark.parametrize("actor", [party("customer:1"), party("technician:7"), SYSTEM])
def test_only_staff_takes_it(now: datetime, actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        take_quiz(actor=actor, now=now, policy=LAW, answers=RIGHT, key=uuid4())


def test_policy_without_statements_has_no_quiz(now: datetime) -> None:
    who = hired("1", now)
    with pytest.raises(NoQuiz):
        take_quiz(
            actor=actor_of(who.pk, "agent"), now=now, policy=LAWS["merchant_appeal"], answers=(), key=uuid4()
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_quiz SET passed = true",
        'UPDATE people_quiz SET "right" = 17, passed = true',
        "DELETE FROM people_quiz",
        "TRUNCATE people_quiz",
    ],
)
def test_database_keeps_every_result(now: datetime, statement: str) -> None:
    taken(hired("1", now), now, wrong(9))
    with pytest.raises(DatabaseError, match="are kept"), transaction.atomic():
        sql(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")
    assert [item.passed for item in QuizResult.objects.all()] == [False]


@pytest.mark.parametrize(
    "change", [{"passed": True}, {"right": 18}, {"total": 16}, {"pass_percent": 0}, {"pass_percent": 101}]
)
def test_database_refuses_a_result_that_does_not_add_up(now: datetime, change: dict[str, Any]) -> None:
    row = {
        "staff": hired("1", now), "key": uuid4(), "policy": LAW.policy, "version": LAW.version,
        "taken_at": now, "answers": list(RIGHT),
        "right": 13, "total": 17, "pass_percent": 80, "passed": False,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="quiz_counted"), transaction.atomic():
        QuizResult.objects.create(**{**row, **change})
    QuizResult.objects.create(**row)


def test_who_sees_whose_results(now: datetime) -> None:
    """Oneself, the department's supervisor, who answers for the house; lists as single results."""
    one, near, far = hired("1", now, "service"), hired("2", now, "service"), hired("3", now, "orders")
    mine, theirs, others = (taken(who, now) for who in (one, near, far))
    readers = {
        actor_of(one.pk, "agent", departments="service"): {mine},
        actor_of(near.pk, "supervisor", departments="service"): {mine, theirs},
        actor_of(far.pk, "supervisor", departments="orders"): {others},
        actor_of(90, "supervisor"): set(),
        actor_of(91, "administrator"): {mine, theirs, others},
        actor_of(92, "auditor"): {mine, theirs, others},
        actor_of(93, "adjudicator", departments="service"): set(),
        party(f"customer:{one.pk}"): set(),
        party("technician:7"): set(),
    }
    for reader, seen in readers.items():
        ids = {item.pk for item in seen}
        assert {item.id for item in quizzes.results(reader)} == ids, reader
        assert {item.pk for item in (mine, theirs, others) if quizzes.result(reader, item.pk)} == ids, reader
        assert {item.id for item in quizzes.all_results(reader)} == ids, reader


def test_standing_tells_who_has_yet_to_pass(now: datetime) -> None:
    one, near = hired("1", now, "service"), hired("2", now, "service")
    taken(one, now, wrong(9))
    taken(one, now)
    taken(one, now, wrong(2))
    lead = actor_of(90, "supervisor", departments="service")
    found = {item.number: item[3:] for item in quizzes.standing(lead, LAW.policy, LAW.version)}
    assert found == {"1": (3, 17, now), "2": (0, None, None)}
    assert [item.number for item in quizzes.standing(lead, LAW.policy, LAW.version, after="1")] == ["2"]
    # A new version is a new quiz.
    later = quizzes.standing(lead, LAW.policy, "2030-01")
    assert [item.tries for item in later] == [0, 0]
    assert quizzes.own_tries(actor_of(one.pk, "agent")) == {(LAW.policy, LAW.version): (3, 17, now)}
    assert quizzes.own_tries(actor_of(near.pk, "agent")) == {}
    assert quizzes.own_tries(party("customer:1")) == {}
