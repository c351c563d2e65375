"""`verify` finds whatever was changed behind the program's back."""

from collections.abc import Iterator

import pytest
from django.db import connection

from gongdao.casework.models import Case
from gongdao.casework.verify import verify, verify_all
from gongdao.rulebook import commands as c

from .company import DAY, Company

pytestmark = pytest.mark.breaks_cases


@pytest.fixture(autouse=True)
def _triggers_off(company: Company) -> Iterator[None]:
    """What a thief with the owner's password could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_event DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_event ENABLE TRIGGER USER")


def tampered(sql: str) -> set[str]:
    """What is found after a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
    return {difference.what for difference in verify_all().differences}


def test_untouched_cases_verify(company: Company) -> None:
    judged = company.judged()
    company.appealed(judged, now=company.now + DAY)
    checked = verify_all()
    assert (checked.cases, checked.differences) == (1, ())
    assert checked.events == Case.objects.get().version


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE casework_event SET actor = 'x' WHERE seq = 2", {"digest", "chain"}),
        ("UPDATE casework_event SET at = at + interval '1 microsecond' WHERE seq = 2", {"digest", "chain"}),
        ("UPDATE casework_event SET type = 'note_added' WHERE seq = 1", {"digest"}),
        ("UPDATE casework_event SET digest = sha256('x') WHERE seq = 1", {"digest"}),
        ("UPDATE casework_event SET chain = sha256('x') WHERE seq = 1", {"chain"}),
        ("DELETE FROM casework_event WHERE seq = 2", {"sequence"}),
        ("UPDATE casework_case SET version = version + 1", {"sequence"}),
        ("UPDATE casework_case SET chain = sha256('x')", {"chain"}),
        ("UPDATE casework_case SET state = state || '{\"amount_fen\": 7}'", {"state"}),
        ("UPDATE casework_case SET status = 'closed'", {"column"}),
        ("UPDATE casework_case SET next_due_at = NULL", {"column"}),
        ("UPDATE casework_case SET handler = 'staff:0'", {"column"}),
        ("UPDATE casework_case SET open = false", {"column"}),
        ("DELETE FROM casework_party WHERE role = 'handler'", {"parties"}),
        ("UPDATE casework_party SET open = false", {"parties"}),
        ("DELETE FROM casework_search", {"words"}),
        ("UPDATE casework_search SET words = 'x'::tsvector", {"words"}),
    ],
)
def test_a_change_is_found(company: Company, sql: str, found: set[str]) -> None:
    company.open()
    assert tampered(sql) == found


def test_a_changed_description_is_found_though_all_columns_agree(company: Company) -> None:
    company.open()
    sql = (
        "UPDATE casework_event SET body = body || '{\"amount_fen\": 9}' WHERE seq = 1;"
        "UPDATE casework_case SET state = state || '{\"amount_fen\": 9}'"
    )
    assert tampered(sql) == {"digest", "chain"}


def test_an_event_without_a_case_is_found(company: Company) -> None:
    company.open()
    sql = (
        "INSERT INTO casework_event SELECT case_id + 1, seq, at, actor, type, body, digest, chain"
        " FROM casework_event WHERE seq = 1"
    )
    assert tampered(sql) == {"orphan"}


def test_a_removed_appeal_row_is_found(company: Company) -> None:
    company.appealed(company.judged(), now=company.now + DAY)
    assert tampered("UPDATE casework_appeal SET open = false") == {"appeals"}


def test_part_of_the_cases_can_be_verified(company: Company) -> None:
    first, second = company.open(), company.open()
    company.act(c.AddNote(text="x"), company.agent, second)
    assert [part.cases for part in verify(first.case_id, first.case_id)] == [1]
    assert sum(part.cases for part in verify()) == 2
