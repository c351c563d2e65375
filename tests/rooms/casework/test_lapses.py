"""What the clock does: warnings and lapses, in order of time, each once."""

import json
import logging
from datetime import datetime
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.lapses import next_due, sweep, sweep_until_done
from gongdao.casework.models import Case, Event
from gongdao.casework.queries import queue
from gongdao.casework.store import decoded
from gongdao.letters.models import Message
from gongdao.lib.ids import case_number
from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Party

from .company import DAY, HOUR, Company


def test_nothing_is_due_before_its_time(company: Company) -> None:
    company.open()
    assert sweep(company.now).cases == 0


@pytest.mark.rule("SLA-10")
def test_a_warning_comes_before_the_lapse(company: Company) -> None:
    opened = company.open()
    due = Case.objects.get(id=opened.case_id).due_at
    assert due is not None
    assert sweep(due - HOUR / 2)[:3] == (1, 0, 1)
    assert sweep(due)[:3] == (1, 1, 0)
    assert Message.objects.filter(code="deadline_warned", recipient=company.agent.ref).exists()


@pytest.mark.rule("SLA-10")
def test_a_lapse_happens_at_its_own_instant_and_its_message_when_it_was_written(company: Company) -> None:
    opened = company.open()
    due = Case.objects.get(id=opened.case_id).due_at
    slept = company.now + 10 * DAY
    sweep_until_done(slept)
    first = Event.objects.filter(type="deadline_lapsed").order_by("seq").first()
    assert first is not None
    assert first.at == due
    assert first.actor == "clock"
    message = Message.objects.filter(code="deadline_lapsed", event_seq=first.seq).first()
    assert message is not None
    assert message.created_at == slept


@pytest.mark.rule("SLA-10")
def test_a_machine_that_slept_arrives_where_one_that_was_awake_does(company: Company) -> None:
    awake = company.open(order_no="A")
    asleep = company.open(order_no="B", complainant=Party(ref="customer:8", contact="13812345678"))
    end = company.now + 12 * DAY
    while (due := Case.objects.get(id=awake.case_id).next_due_at) is not None and due <= end:
        sweep(due, without={asleep.case_id})
    sweep_until_done(end)
    logs = [
        list(Event.objects.filter(case_id=one.case_id).order_by("seq").values_list("at", "type"))
        for one in (awake, asleep)
    ]
    assert logs[0] == logs[1]


@pytest.mark.rule("SLA-10")
def test_the_case_rises_once(company: Company) -> None:
    company.open()
    due = Case.objects.get().due_at
    assert due is not None
    for _ in range(3):
        sweep(due)
    assert Event.objects.filter(type="deadline_lapsed").count() == 1
    assert Event.objects.filter(type="overseer_assigned").count() == 1


@pytest.mark.rule("APP-2")
def test_seven_days_of_silence_make_a_finding_final(company: Company) -> None:
    judged = company.judged()
    sweep_until_done(company.now + 8 * DAY)
    final = Event.objects.get(case_id=judged.case_id, type="finding_final")
    assert final.at == judged.state.deadlines["appeal_window:F1:technician:7"].due_at
    assert final.body["because"] == "window_lapsed"


def test_cases_due_longest_come_first(company: Company) -> None:
    late = company.open(order_no="A", now=company.now + DAY)
    early = company.open(order_no="B")
    sweep(company.now + 20 * DAY, limit=1)
    moved = Event.objects.filter(type="deadline_lapsed").values_list("case_id", flat=True).distinct()
    assert list(moved) == [early.case_id] != [late.case_id]


def test_a_sweep_costs_three_statements_for_one_case_and_for_three(company: Company) -> None:
    company.open(order_no="A")
    sweep(company.now)  # warms what is kept for seconds

    def cost(until: datetime) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert sweep(until).cases > 0
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    assert cost(company.now + 2 * DAY) == 2
    for name in "BCD":
        company.open(order_no=name)
    assert cost(company.now + 2 * DAY) == 2


@pytest.mark.breaks_cases
def test_a_case_that_cannot_be_decided_does_not_keep_the_others_waiting(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = company.open(order_no="A"), company.open(order_no="B")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_case SET state = jsonb_set(state, '{policy}', to_jsonb(%s::text)) WHERE id = %s",
            ["gone", broken.case_id],
        )
    with caplog.at_level(logging.ERROR):
        swept = sweep_until_done(company.now + 3 * DAY)
    assert swept.broken == {broken.case_id}
    assert Event.objects.filter(case_id=sound.case_id, type="deadline_lapsed").exists()
    assert broken.number in caplog.text


@pytest.mark.breaks_cases
def test_a_wrong_due_column_does_not_make_the_sweep_run_for_ever(company: Company) -> None:
    opened = company.open()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE casework_case SET next_due_at = %s", [company.now])
    assert sweep_until_done(company.now).broken == {opened.case_id}


def test_a_closed_case_is_never_due(company: Company) -> None:
    opened = company.open()
    company.act(c.WithdrawCase(reason="已解决"), company.customer, opened)
    assert next_due() is None
    assert sweep(company.now + 100 * DAY).cases == 0


def _forgotten(company: Company) -> tuple[int, datetime]:
    """A case nobody ever touched, after every limit lapsed up to the executive; its id, and the day after."""
    opened = company.open(order_no="A")
    end = company.now + 60 * DAY
    sweep_until_done(end)
    state = decoded(json.dumps(Case.objects.get(id=opened.case_id).state))
    assert {item.status for item in state.deadlines.values()} == {"lapsed"}
    assert next_due() is None
    return opened.case_id, end


@pytest.mark.rule("SLA-10")
def test_a_case_that_rose_to_the_top_unheard_stands_first(company: Company) -> None:
    case, end = _forgotten(company)
    row = Case.objects.get(id=case)
    assert row.due_at is not None
    assert row.due_at < end
    assert row.state["deadlines"][row.due_key]["status"] == "lapsed"
    other = company.open(order_no="B", now=end, complainant=Party(ref="customer:8"))
    assert [one.id for one in queue(company.auditor).cases] == [case, other.case_id]
    # Heard at last, it stands by the limits that run again.
    company.act(c.RespondFirst("让您久等了。"), company.supervisor, case_number(case), end)
    company.act(c.EscalateCase("逾期已久"), company.supervisor, case_number(case), end)
    row.refresh_from_db()
    assert row.due_at is not None
    assert row.due_at > end


def test_a_case_that_waits_stands_behind(company: Company) -> None:
    """Paused is not forgotten."""
    opened = company.open()
    company.act(c.RespondFirst("您好"), company.agent, opened)
    company.act(c.StartWaiting("customer", "等客户回电"), company.agent, opened)
    row = Case.objects.get(id=opened.case_id)
    assert (row.due_at, row.due_key) == (None, "")


def test_cases_forgotten_before_are_put_first_by_the_migration(company: Company) -> None:
    case, end = _forgotten(company)
    company.open(order_no="B", now=end, complainant=Party(ref="customer:8"))
    before = list(Case.objects.order_by("id").values_list("id", "due_at", "due_key"))
    Case.objects.filter(id=case).update(due_at=None, due_key="")
    migration = import_module("gongdao.casework.migrations.0008_forgotten")
    with connection.cursor() as cursor:
        for statements in ((), (migration._BACK,)):
            for statement in (*statements, migration._FORWARD):
                cursor.execute(statement)
            assert list(Case.objects.order_by("id").values_list("id", "due_at", "due_key")) == before
