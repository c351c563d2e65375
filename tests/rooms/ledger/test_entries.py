"""Entries: only added, always balanced, kept by the database."""

import threading
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from gongdao.ledger.models import Account, Entry
from gongdao.ledger.queries import balances, entries_of_case

CASE = 2024050000001
INSERT = """
    INSERT INTO ledger_entry (case_id, event_seq, line, account, unit, amount, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def post(now: datetime, *lines: tuple[str, str, int], event: int = 1) -> None:
    """Write entries of one case event with raw SQL, and check at once what is checked at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        for number, (account, unit, amount) in enumerate(lines, 1):
            cursor.execute(INSERT, [CASE, event, number, account, unit, amount, now])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.django_db
def test_balanced_entries_are_kept(now: datetime) -> None:
    post(now, ("company", "fen", -5_000), ("customer:1", "fen", 5_000))
    post(now, ("company", "points", -10), ("customer:1", "points", 10), event=2)
    assert balances("customer:1") == {"fen": 5_000, "points": 10}
    assert balances("company") == {"fen": -5_000, "points": -10}
    assert [entry.amount for entry in entries_of_case(CASE)] == [-5_000, 5_000, -10, 10]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lines",
    [
        [("company", "fen", -5_000)],
        [("company", "fen", -5_000), ("customer:1", "fen", 4_999)],
        [("company", "fen", -5_000), ("customer:1", "points", 5_000)],
        [("a", "fen", -1), ("b", "fen", 1), ("c", "points", 1)],
    ],
)
def test_entries_that_do_not_balance_are_refused(now: datetime, lines: list[tuple[str, str, int]]) -> None:
    with pytest.raises(DatabaseError, match="do not balance"):
        post(now, *lines)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_each_event_balances_by_itself(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [CASE, 1, 1, "a", "fen", 1, now])
        cursor.execute(INSERT, [CASE, 2, 1, "b", "fen", -1, now])
        with pytest.raises(DatabaseError, match="event 1 do not balance"), transaction.atomic():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_the_check_waits_for_the_end_of_the_transaction(transactional_db: None, now: datetime) -> None:
    connection.set_autocommit(False)
    try:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [CASE, 1, 1, "a", "fen", 1, now])
        assert Entry.objects.count() == 1  # not yet
        with pytest.raises(DatabaseError, match="do not balance"):
            connection.commit()
    finally:
        connection.rollback()
        connection.set_autocommit(True)
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    ["UPDATE ledger_entry SET amount = 0", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"],
)
def test_entries_are_only_ever_added(now: datetime, sql: str) -> None:
    post(now, ("company", "fen", -5_000), ("customer:1", "fen", 5_000))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(DatabaseError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.django_db
def test_a_counter_entry_undoes(now: datetime) -> None:
    post(now, ("company", "fen", -5_000), ("customer:1", "fen", 5_000))
    post(now, ("company", "fen", 5_000), ("customer:1", "fen", -5_000), event=2)
    assert balances("customer:1") == {"fen": 0}


@pytest.mark.django_db
def test_a_balance_can_be_that_of_an_earlier_instant(now: datetime) -> None:
    post(now, ("company", "fen", -5_000), ("customer:1", "fen", 5_000))
    assert balances("customer:1", until=now) == {}
    assert balances("nobody") == {}


@pytest.mark.rule("FND-4")
@pytest.mark.django_db
def test_the_fund_never_pays_what_it_has_not(now: datetime) -> None:
    post(now, ("bank", "fen", -5_000), ("fund", "fen", 5_000))
    post(now, ("fund", "fen", -5_000), ("frozen:customer-1", "fen", 5_000), event=2)
    with pytest.raises(DatabaseError, match="ledger_account_covered"):
        post(now, ("fund", "fen", -1), ("customer:1", "fen", 1), event=3)
    assert watched() == {"fund": 0, "frozen:customer-1": 5_000}


@pytest.mark.rule("FND-4")
@pytest.mark.django_db
def test_held_and_frozen_money_cannot_be_overdrawn_but_a_deposit_can(now: datetime) -> None:
    for account in ("held:N-1", "frozen:customer-1"):
        with pytest.raises(DatabaseError, match="ledger_account_covered"):
            post(now, (account, "fen", -1), ("shop:5", "fen", 1))
    post(now, ("deposit:shop-5", "fen", -70), ("fund", "fen", 70))
    assert watched() == {"deposit:shop-5": -70, "fund": 70}


def watched() -> dict[str, int]:
    """The balances that the database keeps."""
    return dict(Account.objects.values_list("account", "balance"))


@pytest.mark.rule("FND-4")
def test_two_payments_at_once_share_what_the_fund_has(transactional_db: None, now: datetime) -> None:
    post(now, ("bank", "fen", -100), ("fund", "fen", 100))
    results: list[str] = []

    def pay(event: int) -> None:
        try:
            post(now, ("fund", "fen", -70), (f"customer:{event}", "fen", 70), event=event)
            results.append("paid")
        except DatabaseError as error:
            results.append("refused" if "ledger_account_covered" in str(error) else repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=pay, args=(event,)) for event in range(2, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["paid"] + ["refused"] * 5
    assert watched() == {"fund": 30}
