"""Many commands at once, one result each."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.bulk import Item, handle_many
from gongdao.casework.models import Case, Event
from gongdao.casework.outcome import CaseNotFound, KeyConflict, Outcome
from gongdao.letters.models import Message
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Party

from .company import DAY, Company


def kinds(results: list[object]) -> list[str]:
    """The names of the types of some results."""
    return [type(result).__name__ for result in results]


def test_each_of_many_has_its_own_result(company: Company) -> None:
    opened = company.open()
    items = [
        Item(company.complaint(order_no="A")),
        Item(company.complaint(amount_fen=-1)),
        Item(c.AddNote(text="x"), number=opened.number),
        Item(c.AddNote(text="x"), number="202405-777"),
        Item(c.AddNote(text="\x00"), number=opened.number),
        Item(c.KeepPromise(id="V1", text="x"), number=opened.number),
        Item(company.complaint(order_no="B")),
    ]
    results = list(handle_many(items, actor=SYSTEM, now=company.now))
    assert kinds(results) == [
        "Outcome",
        "Refused",
        "Outcome",
        "CaseNotFound",
        "Refused",
        "Refused",
        "Outcome",
    ]
    assert isinstance(results[3], CaseNotFound)
    assert Case.objects.count() == 3


def test_commands_on_the_same_case_happen_in_their_order(company: Company) -> None:
    opened = company.open()
    items = [Item(c.AddNote(text=str(n)), number=opened.number) for n in range(5)]
    results = [
        one for one in handle_many(items, actor=company.agent, now=company.now) if isinstance(one, Outcome)
    ]
    assert [one.version for one in results] == [opened.version + n for n in range(1, 6)]
    texts = Event.objects.filter(type="note_added").order_by("seq").values_list("body__text", flat=True)
    assert list(texts) == ["0", "1", "2", "3", "4"]


def test_the_cost_does_not_grow_with_the_number(company: Company) -> None:
    list(handle_many([Item(company.complaint())], actor=SYSTEM, now=company.now))

    def cost(count: int) -> int:
        items = [Item(company.complaint(order_no=f"{count}-{n}")) for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            list(handle_many(items, actor=SYSTEM, now=company.now))
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    assert (cost(1), cost(3), cost(30)) == (2, 2, 2)


def test_a_file_taken_twice_opens_its_cases_once(company: Company) -> None:
    items = [Item(company.complaint(order_no=str(n)), idempotency_key=f"file-{n}") for n in range(5)]
    first = [one for one in handle_many(items, actor=SYSTEM, now=company.now) if isinstance(one, Outcome)]
    again = [one for one in handle_many(items, actor=SYSTEM, now=company.now) if isinstance(one, Outcome)]
    assert [one.number for one in again] == [one.number for one in first]
    assert {one.replayed for one in again} == {True}
    assert company.open().number == "202405-006"


def test_a_key_used_twice_in_the_same_batch_opens_once(company: Company) -> None:
    item = Item(company.complaint(), idempotency_key="k")
    other = Item(company.complaint(order_no="other"), idempotency_key="k")
    results = list(handle_many([item, item, other], actor=SYSTEM, now=company.now))
    assert kinds(results) == ["Outcome", "Outcome", "KeyConflict"]
    assert isinstance(results[2], KeyConflict)
    assert Case.objects.count() == 1


def test_a_bulk_command_sent_twice_acts_once(company: Company) -> None:
    numbers = [company.open(order_no=str(n)).number for n in range(3)]
    items = [
        Item(c.RespondFirst(text="您好"), number=number, idempotency_key=f"r-{number}") for number in numbers
    ]
    for _ in range(2):
        results = list(handle_many(items, actor=company.agent, now=company.now))
        assert kinds(results) == ["Outcome"] * 3
    assert Event.objects.filter(type="first_response_given").count() == 3


@pytest.mark.rule("TRI-7")
def test_many_cases_are_spread_evenly(company: Company) -> None:
    others = [company.staff("agent", capacity=1000) for _ in range(2)]
    items = [Item(company.complaint(order_no=str(n))) for n in range(30)]
    list(handle_many(items, actor=SYSTEM, now=company.now))
    shares = {
        ref: Case.objects.filter(handler=ref).count() for ref in (company.agent.ref, *[o.ref for o in others])
    }
    assert shares == dict.fromkeys(shares, 10)


def test_an_import_may_keep_its_messages_from_the_mail(company: Company) -> None:
    list(handle_many([Item(company.complaint(), mailed=False)], actor=SYSTEM, now=company.now))
    assert set(Message.objects.values_list("mail_state", flat=True)) == {"none"}


def test_appeals_in_bulk_go_one_by_one(company: Company) -> None:
    judged = [company.judged() for _ in range(2)]
    items = [Item(company.appeal(), number=one.number) for one in judged]
    results = list(handle_many(items, actor=company.technician, now=company.now + DAY))
    assert kinds(results) == ["Outcome", "Outcome"]


def test_what_one_may_not_see_is_not_there_in_bulk_either(company: Company) -> None:
    own = company.open()
    foreign = company.open(complainant=Party(ref="customer:2"))
    items = [Item(c.WithdrawCase(reason="x"), number=one.number) for one in (own, foreign)]
    results = list(handle_many(items, actor=company.customer, now=company.now))
    assert kinds(results) == ["Outcome", "CaseNotFound"]
    assert not isinstance(results[0], Refused)


def test_a_broken_promise_of_the_database_falls_on_its_own_case_only(company: Company) -> None:
    """A row that must not be there makes one case unwritable; the others of the batch come through."""
    numbers = [company.open(order_no=str(n)).number for n in range(3)]
    case = Case.objects.order_by("id")[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_party (case_id, ref, role, open) VALUES (%s, %s, 'collaborator', true)",
            [case.id, "department:orders"],
        )
    items = [
        Item(c.AskCollaboration(of="department:orders", question="?"), number=number) for number in numbers
    ]
    with pytest.raises(IntegrityError, match="casework_party_pkey"):
        # Such a case needs a person; it is not swept under the rug as a refusal.
        list(handle_many(items, actor=company.agent, now=company.now))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_party WHERE case_id = %s AND role = 'collaborator'", [case.id])
