"""`refold` writes anew what follows from events, and nothing else (promise 2 of the house)."""

import pytest
from django.db import connection

from gongdao.casework.models import Case, Event, Party
from gongdao.casework.refolding import Refolded, refold
from gongdao.casework.verify import verify_all
from gongdao.ledger.queries import balances

from .company import DAY, Company
from .shop import SHOP, Bench

pytestmark = pytest.mark.breaks_cases


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def refolded(company: Company) -> Refolded:
    [part] = list(refold(company.now + 9 * DAY))
    return part


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_case SET state = state || '{\"amount_fen\": 7}', status = 'closed', open = false",
        "UPDATE casework_case SET state = state - 'opened_at'",
        "UPDATE casework_case SET due_at = NULL, next_due_at = NULL, handler = 'staff:0'",
        "DELETE FROM casework_party",
        "INSERT INTO casework_party SELECT id, 'shop:99', 'member', true FROM casework_case",
        "DELETE FROM casework_search",
        "UPDATE casework_search SET words = 'x'::tsvector",
        "DELETE FROM casework_appeal",
        "UPDATE casework_appeal SET open = false, outcome = 'upheld'",
    ],
)
def test_what_is_derived_is_written_anew(company: Company, sql: str) -> None:
    """Each is what an older program could have left behind; the second cannot even be read any more."""
    company.appealed(company.judged(), now=company.now + DAY)
    events, case = list(Event.objects.values()), Case.objects.values().get()
    parties = sorted(Party.objects.values_list())
    execute(sql)
    assert verify_all().differences
    part = refolded(company)
    assert (part.cases, len(part.written), part.left) == (1, 1, ())
    assert verify_all().differences == ()
    assert (list(Event.objects.values()), Case.objects.values().get()) == (events, case)
    assert sorted(Party.objects.values_list()) == parties


def test_sound_cases_are_left_alone(company: Company) -> None:
    company.judged()
    assert refolded(company) == Refolded(1, (), ())


def test_points_and_sanctions_are_written_anew_and_money_stays(company: Company) -> None:
    bench = Bench(company)
    bench.judged("a", 8, at=company.now)
    bench.judged("a", 4, at=company.now + DAY)
    booked = balances(SHOP.ref)
    execute("DELETE FROM casework_points; UPDATE casework_sanction SET threshold = 99")
    assert {item.what for item in verify_all().differences} == {"points", "sanctions"}
    [part] = list(refold(company.now + 9 * DAY))
    assert (len(part.written), part.left, verify_all().differences) == (2, (), ())
    assert balances(SHOP.ref) == booked


def test_a_broken_record_is_named_and_not_papered_over(company: Company) -> None:
    execute("ALTER TABLE casework_event DISABLE TRIGGER USER")
    company.open()
    execute("UPDATE casework_event SET actor = 'x' WHERE seq = 2")
    execute("UPDATE casework_case SET status = 'closed'")
    part = refolded(company)
    assert (part.written, {item.what for item in part.left}) == ((), {"digest", "chain"})
    assert Case.objects.get().status == "closed"
    execute("ALTER TABLE casework_event ENABLE TRIGGER USER")
