"""What the database itself keeps, tried with raw SQL."""

import threading
from datetime import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from gongdao.casework.models import Case, Event
from gongdao.lib.canonical import chain_next, chain_start
from gongdao.rulebook import commands as c
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Liability, Party

from .company import DAY, WORKORDER, Company, party


def refused(sql: str, *params: object) -> str:
    """The message with which the database refuses a statement."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(error.value)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_event SET actor = 'x'",
        "UPDATE casework_event SET actor = 'x' WHERE false",
        "DELETE FROM casework_event",
        "TRUNCATE casework_event",
        "DELETE FROM casework_case",
        "TRUNCATE casework_case",
        "TRUNCATE casework_case, casework_event, casework_party",
    ],
)
def test_what_happened_is_neither_changed_nor_removed(company: Company, sql: str) -> None:
    company.open()
    message = refused(sql)
    assert "what happened in a case is kept" in message
    assert "by a further event" in message


def test_two_events_cannot_have_the_same_number(company: Company) -> None:
    opened = company.open()
    copy = (
        "INSERT INTO casework_event SELECT case_id, seq, at, actor, type, body, digest, chain"
        " FROM casework_event WHERE case_id = %s AND seq = 1"
    )
    assert "casework_event_pkey" in refused(copy, opened.case_id)


def test_two_cases_cannot_have_the_same_number(company: Company) -> None:
    opened = company.open()
    columns = ", ".join(field.column for field in Case._meta.concrete_fields if field.column != "queue_at")
    copy = f"INSERT INTO casework_case ({columns}) SELECT {columns} FROM casework_case WHERE id = %s"  # noqa: S608  # names of columns
    assert "casework_case_pkey" in refused(copy, opened.case_id)


def test_a_finding_has_one_open_appeal_at_most(company: Company) -> None:
    appealed = company.appealed(company.judged(), now=company.now + DAY)
    second = """
        INSERT INTO casework_appeal (case_id, appeal, finding, appellant, filed_at, open, outcome)
        VALUES (%s, 'A2', 'F1', 'technician:8', now(), true, '')
    """
    assert "casework_appeal_one_open" in refused(second, appealed.case_id)


@pytest.mark.rule("APP-3")
def test_second_party_of_a_finding_is_told_to_wait_before_the_database_must_refuse(company: Company) -> None:
    opened = company.open(
        policy=WORKORDER, respondents=(Party(ref="technician:7"), Party(ref="technician:8"))
    )
    facts: dict[str, str | int | bool] = {
        "matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact",
    }  # fmt: skip
    halves = (Liability("technician:7", 5_000), Liability("technician:8", 5_000))
    finding = c.MakeFinding(
        facts, "二人共同操作", liabilities=halves, deviation="各承担一半", amount_fen=30_000
    )
    company.act(finding, company.adjudicator, opened)
    company.appealed(opened, now=company.now + DAY)
    with pytest.raises(Refused) as refused_by_law:
        company.appealed(opened, now=company.now + DAY, by="technician:8")
    assert refused_by_law.value.refusal.code == "appeal_still_open"
    company.act(c.WithdrawAppeal("A1", "不再申诉"), party("technician:7"), opened, company.now + 2 * DAY)
    state = company.appealed(opened, now=company.now + 8 * DAY, by="technician:8").state
    assert {key: item.status for key, item in state.appeals.items()} == {"A1": "withdrawn", "A2": "assigned"}


def test_the_database_chains_as_python_does(company: Company) -> None:
    opened = company.open()
    company.act(c.AddNote(text="x"), company.agent, opened)
    link = chain_start(opened.case_id)
    for event in Event.objects.filter(case_id=opened.case_id).order_by("seq"):
        link = chain_next(link, bytes(event.digest))
        assert bytes(event.chain) == link
    assert bytes(Case.objects.get(id=opened.case_id).chain) == link


@pytest.mark.rule("INT-3")
@pytest.mark.parametrize("month", [0, 202400, 202413, -202405, 20240])
def test_no_number_is_given_for_what_is_no_month(company: Company, month: int) -> None:
    assert "is not a month" in refused("SELECT casework_new_id(%s)", month)


@pytest.mark.rule("INT-3")
def test_the_first_cases_of_a_month_get_their_numbers_side_by_side(open_company: Company) -> None:
    """The sequence of a month is made by whoever comes first; the others wait for it and go on."""
    numbers: list[int] = []
    barrier = threading.Barrier(8)

    def take() -> None:
        try:
            barrier.wait()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT casework_new_id(203001)")
                numbers.append(cursor.fetchone()[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [2030010000000 + serial for serial in range(1, 9)]


def test_a_number_given_in_vain_is_not_given_again(company: Company) -> None:
    company.open()
    with transaction.atomic():
        company.open()
        transaction.set_rollback(True)
    assert company.open().number == "202405-003"


def test_a_party_has_a_role_once(company: Company) -> None:
    opened = company.open()
    row = (
        "INSERT INTO casework_party (case_id, ref, role, open) VALUES (%s, 'customer:1', 'complainant', true)"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(row, [opened.case_id])


def test_times_are_kept_to_the_microsecond(company: Company) -> None:
    exact = datetime(2024, 5, 6, 2, 0, 0, 123456, tzinfo=company.now.tzinfo)
    opened = company.open(now=exact)
    assert Event.objects.filter(case_id=opened.case_id).first().at == exact  # type: ignore[union-attr]  # there is one
