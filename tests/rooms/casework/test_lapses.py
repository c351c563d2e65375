"""What the clock does: warnings and lapses, in order of time, each once."""

import logging
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.lapses import next_due, sweep, sweep_until_done
from gongdao.casework.models import Case, Event
from gongdao.letters.models import Message
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
