"""Customers: the same contact is the same customer, whatever happens at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection, transaction

from gongdao.people import actions
from gongdao.people.actions import Known, NotPermitted, Person, Unfit
from gongdao.people.models import Customer
from gongdao.rulebook.actor import SYSTEM, Actor

AGENT = Actor(ref="staff:2", refs=frozenset({"staff:2"}), roles=frozenset({"agent"}))
STRANGER = Actor(ref="customer:1", refs=frozenset({"customer:1"}))


def found(now: datetime, *people: Person) -> list[Known]:
    return actions.find_or_create_customers(now=now, people=people)


@pytest.mark.django_db
@pytest.mark.rule("INT-6")
def test_customer_is_found_again_by_phone_and_else_by_email(now):
    first, again, by_mail, by_mail_again, other = found(
        now,
        Person(name="王小明", phone="138-0000-0001", email="wang@example.com", level="vip"),
        Person(name="王先生", phone="+86 13800000001"),
        Person(name="李华", email="Li@example.com"),
        Person(email=" li@EXAMPLE.com"),
        Person(name="王小明", phone="13800000002"),
    )
    assert first.created
    assert again == first
    assert by_mail_again == by_mail
    assert len({first.ref, by_mail.ref, other.ref}) == 3
    (later,) = found(now, Person(name="别名", phone="13800000001", level="normal"))
    assert later == Known(first.ref, "vip", created=False)
    row = Customer.objects.get(pk=int(first.ref.removeprefix("customer:")))
    assert (row.name, row.phone, row.phone_key) == ("王小明", "138-0000-0001", "+8613800000001")


@pytest.mark.django_db
def test_customers_without_contact_are_never_taken_for_each_other(now):
    people = found(now, Person(name="王"), Person(name="王"), Person(), Person(phone="不详", email="无"))
    assert len({one.ref for one in people}) == 4
    assert all(one.created for one in people)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_finding_or_making_customers_takes_one_statement(now, count, django_assert_num_queries):
    people = [Person(name="王", phone=f"1380000000{n}") for n in range(count)]
    with django_assert_num_queries(1):
        made = found(now, *people)
    with django_assert_num_queries(1):
        assert found(now, *people) == [one._replace(created=False) for one in made]
    with django_assert_num_queries(0):
        assert found(now) == []


@pytest.mark.django_db
def test_customer_takes_odd_texts(now):
    (one,) = found(now, Person(name="王\0😀" + "长" * 5000, phone="1" * 5000, email="a" * 5000, level="king"))
    row = Customer.objects.get(pk=int(one.ref.removeprefix("customer:")))
    assert row.name.startswith("王😀长")
    assert (row.phone, row.phone_key, row.email, row.level) == ("", "", "", "normal")


@pytest.fixture
def _committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The database outside of a transaction, for several connections at once; what was made is taken away."""
    with django_db_blocker.unblock():
        yield
        Customer.objects.filter(name="竞态").delete()
        connection.close()


@pytest.mark.usefixtures("_committed")
@pytest.mark.rule("INT-1")
def test_customer_is_made_once_by_many_at_once():
    now = datetime(2024, 5, 6, tzinfo=UTC)
    phones = [f"1390000000{n}" for n in range(6)]
    start = Barrier(4)

    def work(turn: int) -> list[str]:
        try:
            order = phones if turn % 2 else phones[::-1]
            start.wait(10)
            with transaction.atomic():
                made = found(now, *(Person(name="竞态", phone=phone) for phone in order))
            return [ref for _, ref in sorted(zip(order, (one.ref for one in made), strict=True))]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, range(4)))
    assert results == [results[0]] * 4
    assert Customer.objects.filter(name="竞态").count() == len(phones)


@pytest.mark.usefixtures("_committed")
def test_customer_made_meanwhile_by_another_is_found():
    now = datetime(2024, 5, 6, tzinfo=UTC)
    person = Person(name="竞态", phone="13900000009")
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        (mine,) = found(now, person)

        def second() -> Known:
            try:
                return actions.find_or_create_customer(now=now, person=person)
            finally:
                connection.close()

        waiting = pool.submit(second)  # waits for this transaction to end
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        transaction.on_commit(lambda: None)
    assert waiting.result(timeout=10) == mine._replace(created=False)


@pytest.mark.django_db
def test_update_customer_is_for_staff_and_refuses_a_taken_phone(now):
    first, second = found(now, Person(name="王", phone="13800000001"), Person(name="李", phone="13800000002"))
    key = int(first.ref.removeprefix("customer:"))
    changed = Person(name="王小明", phone="13800000003", level="vip")
    actions.update_customer(
        actor=AGENT, now=now, customer_id=key, person=changed, preferences="电话联系", purchases="橱柜"
    )
    row = Customer.objects.get(pk=key)
    assert (row.name, row.phone_key, row.level, row.preferences, row.purchase_summary) == (
        "王小明", "+8613800000003", "vip", "电话联系", "橱柜",
    )  # fmt: skip
    with pytest.raises(Unfit) as refused:
        actions.update_customer(
            actor=AGENT, now=now, customer_id=key, person=Person(name="王", phone="138 0000 0002")
        )
    assert (refused.value.field, refused.value.code) == ("phone", "taken")
    for actor in (STRANGER, Actor(ref="staff:3", roles=frozenset({"analyst"}))):
        with pytest.raises(NotPermitted):
            actions.update_customer(actor=actor, now=now, customer_id=key, person=changed)
    assert second.level == "normal"


@pytest.mark.django_db
@pytest.mark.rule("INT-4")
def test_dossier_counts_a_closed_case_and_takes_it_back(now, django_assert_num_queries):
    (one,) = found(now, Person(name="王"))
    later = now.replace(month=6)
    with django_assert_num_queries(1):
        actions.add_to_dossier(now=later, customer_ref=one.ref, established=1, compensated_fen=5000)
    actions.add_to_dossier(now=now, customer_ref=one.ref)
    row = Customer.objects.get(pk=int(one.ref.removeprefix("customer:")))
    assert (row.cases_closed, row.cases_established, row.compensated_fen, row.last_closed_at) == (
        2, 1, 5000, later,
    )  # fmt: skip
    actions.add_to_dossier(now=later, customer_ref=one.ref, closed=-1, established=-1, compensated_fen=-5000)
    actions.add_to_dossier(now=later, customer_ref=one.ref, closed=-5)
    row.refresh_from_db()
    assert (row.cases_closed, row.cases_established, row.compensated_fen) == (0, 0, 0)
    with django_assert_num_queries(0):
        actions.add_to_dossier(now=now, customer_ref="shop:5")
        actions.add_to_dossier(now=now, customer_ref="customer:x")


@pytest.mark.django_db
def test_link_customer_lets_an_account_act_for_it(now):
    account = actions.create_account(actor=SYSTEM, now=now, username="wang", display_name="王")
    (one,) = found(now, Person(name="王", phone="13800000001"))
    key = int(one.ref.removeprefix("customer:"))
    actions.link_customer(actor=SYSTEM, now=now, customer_id=key, account=account)
    assert Customer.objects.get(pk=key).account == account
