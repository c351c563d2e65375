"""Lists: each actor finds exactly the cases it may see, in order, at a fixed cost."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.bulk import Item, handle_many
from gongdao.casework.models import Case
from gongdao.casework.outcome import Outcome
from gongdao.casework.queries import BadCursor, Filters, counts, newest, queue, search, totals
from gongdao.people import actions as people
from gongdao.people.permissions import visible_q
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import CLOCK, SYSTEM, Actor
from gongdao.rulebook.terms import Party

from .company import HOUR, WORKORDER, Company, party
from .user_appeals import judged


@pytest.fixture
def busy(company: Company) -> Company:
    """The company with forty cases of all sorts, in all sorts of hands."""
    dice = random.Random(1)
    company.staff("agent", capacity=1000)
    people.put_department(actor=SYSTEM, now=company.now, code="purchasing", name="采购部")
    people.put_region(actor=SYSTEM, now=company.now, code="330100", name="杭州")
    items = [
        Item(
            company.complaint(
                complainant=Party(ref=f"customer:{dice.randint(1, 3)}", contact="13812345678"),
                respondents=(Party(ref=dice.choice(["shop:5", "technician:7", "carrier:yunda"])),),
                region=dice.choice(["", "310000", "330100"]),
                department=dice.choice(["", "orders", "service", "purchasing"]),
                risks=dice.choice([(), ("safety",)]),
                order_no=f"N{number}",
            ),
            policy=dice.choice(["", WORKORDER]),
        )
        for number in range(40)
    ]
    opened = [one for one in handle_many(items, actor=SYSTEM, now=company.now) if isinstance(one, Outcome)]
    assert len(opened) == 40
    acts: list[tuple[c.Command, int]] = [
        (c.AskCollaboration(of="department:purchasing", question="?"), 8),
        (c.WithdrawCase(reason="x"), 8),
        (c.OpenMediation(body="消费者协会", reason="x"), 4),
        (c.RespondFirst(text="您好"), 12),
        (c.TransferCase(department="purchasing", reason="x"), 6),
    ]
    for command, count in acts:
        several = [Item(command, number=one.number) for one in dice.sample(opened, count)]
        list(handle_many(several, actor=SYSTEM, now=company.now + HOUR))
    return company


def everybody(company: Company) -> list[Actor]:
    """All sorts of people, parties and machines."""
    unbound = Actor(ref="staff:900", refs=frozenset({"staff:900"}), roles=frozenset({"agent"}))
    buyer = Actor(
        ref="staff:901", refs=frozenset({"staff:901"}), roles=frozenset({"agent"}),
        departments=frozenset({"purchasing"}),
    )  # fmt: skip
    both = Actor(
        ref=company.agent.ref, refs=company.agent.refs | {"customer:1"}, roles=company.agent.roles,
        departments=frozenset({"service"}),
    )  # fmt: skip
    other_city = Actor(
        ref="staff:902", refs=frozenset({"staff:902"}),
        roles=frozenset({"city_manager", "finance", "mediator"}), regions=frozenset({"330100"}),
    )  # fmt: skip
    return [
        company.agent, company.colleague, company.supervisor, company.adjudicator, company.reviewer,
        company.city_manager, company.executive, company.auditor, company.customer, company.stranger,
        company.technician, party("shop:5"), party("carrier:yunda"), party("customer:77"), unbound, buyer,
        both, other_city, SYSTEM, CLOCK,
    ]  # fmt: skip


def test_lists_and_search_show_exactly_what_permissions_let_through(busy: Company) -> None:
    for actor in everybody(busy):
        allowed = Case.objects.filter(visible_q(actor))
        everything = list(allowed.order_by("-id").values_list("id", flat=True))
        waiting = list(allowed.filter(open=True).order_by("queue_at", "id").values_list("id", flat=True))
        assert [case.id for case in newest(actor, limit=100).cases] == everything, actor
        assert [case.id for case in queue(actor, limit=100).cases] == waiting, actor
        assert [case.id for case in search(actor, "划痕", limit=100).cases] == everything, actor
        by_status = {
            status: allowed.filter(open=True, status=status).count()
            for status in set(allowed.filter(open=True).values_list("status", flat=True))
        }
        assert counts(actor) == by_status, actor


@pytest.mark.parametrize(
    "filters",
    [
        Filters(status=("received",)),
        Filters(status=("received", "accepted"), priority=("urgent",)),
        Filters(handler="nobody"),
        Filters(department="purchasing"),
        Filters(region="310000"),
        Filters(policy=WORKORDER),
        Filters(category=("goods_damaged",)),
        Filters(status=("closed",)),
        Filters(department="none of them"),
    ],
)
def test_filters_narrow_what_is_seen(busy: Company, filters: Filters) -> None:
    wanted = {f"{column}__in": list(values) for column, values in filters.columns().items()}
    for actor in (busy.auditor, busy.supervisor, busy.agent, busy.adjudicator, busy.customer):
        allowed = Case.objects.filter(visible_q(actor)).filter(**wanted)
        expected = list(allowed.order_by("-id").values_list("id", flat=True))
        assert [case.id for case in newest(actor, filters, limit=100).cases] == expected
        assert [case.id for case in search(actor, "划痕", filters, limit=100).cases] == expected
        waiting = list(allowed.filter(open=True).order_by("queue_at", "id").values_list("id", flat=True))
        assert [case.id for case in queue(actor, filters, limit=100).cases] == waiting
        assert totals(actor, [filters]) == (len(waiting),)


def listed_for(actor: Actor) -> tuple[set[str], set[str], set[str]]:
    """The numbers of the cases that each list shows somebody."""
    found = (queue(actor), newest(actor), search(actor, "充值"))
    return tuple({case.number for case in page.cases} for page in found)  # type: ignore[return-value]  # three


@pytest.mark.rule("APP-8", "DEC-4")
def test_machines_decision_waits_with_whoever_may_decide_it(company: Company) -> None:
    number = judged(company, "customer:1", by=SYSTEM).number
    elsewhere = company.staff("adjudicator")
    other = Actor(elsewhere.ref, elsewhere.roles, elsewhere.refs, departments=frozenset({"purchasing"}))
    nobody: tuple[set[str], ...] = (set(), set(), set())
    assert listed_for(company.adjudicator) == nobody
    company.act(c.AskForPerson("F1", "不是我操作的"), party("customer:1"), number)
    assert listed_for(company.adjudicator) == ({number},) * 3
    for actor in (other, company.reviewer, company.stranger):
        assert listed_for(actor) == nobody, actor
    assert counts(company.adjudicator) == {"decided": 1}
    company.act(c.DecideAsPerson("F1", confirmed=False, reasons="记录有误"), company.adjudicator, number)
    assert listed_for(company.adjudicator) == ({number},) * 3  # to be found anew


def test_pages_follow_each_other_without_gap_or_double(busy: Company) -> None:
    for actor in (busy.auditor, busy.supervisor, busy.agent, busy.customer):
        for read in (queue, newest):
            whole = [case.id for case in read(actor, limit=100).cases]
            paged: list[int] = []
            after = ""
            while True:
                page = read(actor, after=after, limit=7)
                paged += [case.id for case in page.cases]
                if not page.next:
                    break
                assert len(page.cases) == 7
                after = page.next
            assert paged == whole


def test_search_pages_follow_each_other(busy: Company) -> None:
    whole = [case.id for case in search(busy.auditor, "划痕", limit=100).cases]
    paged: list[int] = []
    after = ""
    while True:
        page = search(busy.auditor, "划痕", after=after, limit=9)
        paged += [case.id for case in page.cases]
        if not page.next:
            break
        after = page.next
    assert paged == whole
    assert len(whole) == 40


@pytest.mark.parametrize("cursor", ["x", "1.2.3", "1", ".", "1.-5", f"1.{2**63}", "1" * 400])
def test_a_cursor_of_ones_own_making_is_refused(company: Company, cursor: str) -> None:
    with pytest.raises(BadCursor):
        queue(company.auditor, after=cursor)
    with pytest.raises(BadCursor):
        search(company.auditor, "退款", after=cursor if cursor != "1" else "0")


def cost(read: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()  # type: ignore[operator]  # a function without arguments
    return len(captured)


def test_lists_cost_the_same_for_one_case_and_for_three(company: Company) -> None:
    def costs() -> list[int]:
        return [
            cost(lambda: queue(company.agent)),
            cost(lambda: newest(company.agent)),
            cost(lambda: counts(company.agent)),
            cost(lambda: totals(company.agent, [Filters(), Filters(handler="nobody")])),
            cost(lambda: search(company.agent, "退款")),
        ]

    company.open()
    assert costs() == [1, 1, 1, 1, 2]
    company.open()
    company.open()
    assert costs() == [1, 1, 1, 1, 2]


def test_a_common_word_costs_one_statement(company: Company) -> None:
    for _ in range(3):
        company.open()
    assert cost(lambda: search(company.auditor, "退款", limit=2)) == 1


def test_the_queue_begins_with_what_is_due_first(company: Company) -> None:
    late = company.open(now=company.now)
    urgent = company.open(risks=("safety",), now=company.now)
    assert [case.number for case in queue(company.agent).cases] == [urgent.number, late.number]
    company.act(c.RespondFirst(text="您好"), company.agent, urgent)
    first = queue(company.agent).cases[0]
    assert first.due_at == Case.objects.get(id=first.id).due_at
    assert first.due_key != "first_response" or first.number == late.number


@pytest.mark.breaks_cases
def test_a_case_without_a_running_limit_stands_at_the_end(company: Company) -> None:
    opened = company.open()
    other = company.open(order_no="B")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_case SET due_at = NULL WHERE id = %s", [opened.case_id])
    page = queue(company.agent, limit=1)
    assert [case.number for case in page.cases] == [other.number]
    rest = queue(company.agent, after=page.next)
    assert [(case.number, case.due_at) for case in rest.cases] == [(opened.number, None)]
