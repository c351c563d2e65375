"""Several at once, in threads with connections of their own."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from gongdao.casework.actions import handle
from gongdao.casework.lapses import sweep_until_done
from gongdao.casework.models import Case, Event
from gongdao.casework.outcome import Outcome, StaleCase
from gongdao.rulebook import commands as c
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Party

from .company import DAY, WORKORDER, Company, party


def together(*tasks: Callable[[], object]) -> list[object]:
    """Run tasks at the same time; the results, or the exceptions, in their order."""
    results: list[object] = [None] * len(tasks)
    barrier = threading.Barrier(len(tasks))

    def run(place: int) -> None:
        try:
            barrier.wait()
            results[place] = tasks[place]()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.rule("INT-3")
def test_two_at_once_never_share_a_number(open_company: Company) -> None:
    def open_ten() -> list[str]:
        return [open_company.open().number for _ in range(10)]

    numbers = [number for found in together(*[open_ten] * 6) for number in found]  # type: ignore[attr-defined]  # lists
    assert sorted(numbers) == [f"202405-{serial:03d}" for serial in range(1, 61)]


def test_the_same_key_at_once_opens_one_case(open_company: Company) -> None:
    def send() -> Outcome:
        return handle(
            open_company.complaint(), actor=open_company.customer, now=open_company.now, idempotency_key="k1"
        )

    outcomes = together(*[send] * 6)
    assert {outcome.number for outcome in outcomes if isinstance(outcome, Outcome)} == {
        Case.objects.values_list("id", flat=True).get() and outcomes[0].number  # type: ignore[attr-defined]  # an Outcome
    }
    assert Counter(outcome.replayed for outcome in outcomes if isinstance(outcome, Outcome)) == {
        True: 5,
        False: 1,
    }


def test_the_same_key_at_once_acts_once(open_company: Company) -> None:
    """The first response can be given once; who sends it twice gets the same answer, not a refusal."""
    opened = open_company.open()

    def send() -> Outcome:
        return handle(
            c.RespondFirst(text="您好"), actor=open_company.agent, now=open_company.now, number=opened.number,
            idempotency_key="k1",
        )  # fmt: skip

    outcomes = together(*[send] * 6)
    assert all(isinstance(outcome, Outcome) for outcome in outcomes), outcomes
    assert Event.objects.filter(type="first_response_given").count() == 1


def test_of_two_on_the_same_page_one_comes_late(open_company: Company) -> None:
    opened = open_company.open()

    def note(text: str) -> Callable[[], Outcome]:
        return lambda: handle(
            c.AddNote(text=text), actor=open_company.agent, now=open_company.now, number=opened.number,
            expected_version=opened.version,
        )  # fmt: skip

    outcomes = together(note("one"), note("two"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Outcome", "StaleCase"]
    (stale,) = (outcome for outcome in outcomes if isinstance(outcome, StaleCase))
    assert [entry.seq for entry in stale.changed] == [opened.version + 1]


def test_commands_on_one_case_go_one_after_another(open_company: Company) -> None:
    opened = open_company.open()

    def note() -> Outcome:
        return open_company.act(c.AddNote(text="x"), open_company.agent, opened)

    versions = [outcome.version for outcome in together(*[note] * 8) if isinstance(outcome, Outcome)]
    assert sorted(versions) == list(range(opened.version + 1, opened.version + 9))


@pytest.mark.rule("SLA-10")
def test_four_workers_apply_each_lapse_once(open_company: Company) -> None:
    for serial in range(40):
        open_company.open(order_no=f"N{serial}")
    later = open_company.now + 30 * DAY

    together(*[lambda: sweep_until_done(later, limit=7)] * 4)
    lapses = Event.objects.filter(type="deadline_lapsed").values_list("case_id", "body__deadline__key")
    counted = Counter(
        (case, key, started)
        for (case, key), started in zip(
            lapses,
            Event.objects.filter(type="deadline_lapsed").values_list("body__deadline__started_at", flat=True),
            strict=True,
        )
    )
    assert len({case for case, _, _ in counted}) == 40
    assert set(counted.values()) == {1}
    assert not Case.objects.filter(next_due_at__lte=later).exists()


@pytest.mark.rule("SLA-10")
def test_a_command_and_a_worker_at_the_same_time_lapse_once(open_company: Company) -> None:
    opened = [open_company.open(order_no=f"N{serial}") for serial in range(10)]
    later = open_company.now + 5 * DAY

    def act() -> None:
        for one in opened:
            open_company.act(c.AddNote(text="x"), open_company.agent, one, later)

    together(act, lambda: sweep_until_done(later, limit=3), lambda: sweep_until_done(later, limit=3))
    for one in opened:
        keys = Event.objects.filter(case_id=one.case_id, type="deadline_lapsed").values_list(
            "body__deadline__key", "body__deadline__started_at"
        )
        assert len(keys) == len(set(keys)) > 0


@pytest.mark.rule("APP-4")
def test_an_appeal_waits_for_the_decision_that_uses_up_the_last_place(open_company: Company) -> None:
    """Three failed this month, a fourth is being decided: a new appeal counts it, whoever comes first."""
    for serial in range(3):
        _fail(open_company, serial)
    pending = open_company.appealed(open_company.judged(), now=open_company.now + timedelta(hours=1))
    fresh = open_company.judged()
    appeal = open_company.appeal()
    later = open_company.now + timedelta(hours=2)
    decision = c.DecideAppeal(id="A1", outcome="uphold", reasons="证据不足")
    outcomes = together(
        lambda: open_company.act(decision, open_company.reviewer, pending, later),
        lambda: open_company.act(appeal, open_company.technician, fresh, later),
    )
    assert isinstance(outcomes[0], Outcome)
    failed = Event.objects.filter(type="appeal_decided").count()
    assert failed == 4
    if isinstance(outcomes[1], Refused):
        assert outcomes[1].refusal.code == "monthly_quota_used_up"
    third = open_company.judged()
    with pytest.raises(Refused) as refused:
        open_company.act(open_company.appeal(), open_company.technician, third, later)
    assert refused.value.refusal.params["failed"] == 4


def _fail(company: Company, serial: int) -> None:
    at = company.now + timedelta(minutes=serial)
    appealed = company.appealed(company.judged(), now=at)
    company.act(c.DecideAppeal(id="A1", outcome="uphold", reasons="证据不足"), company.reviewer, appealed, at)


def test_findings_of_different_technicians_do_not_wait_for_each_other(open_company: Company) -> None:
    one = open_company.judged()
    other = open_company.judged(technician="technician:8")
    first, second = open_company.appeal(), open_company.appeal("technician:8")
    outcomes = together(
        lambda: open_company.act(first, open_company.technician, one, open_company.now + DAY),
        lambda: open_company.act(second, party("technician:8"), other, open_company.now + DAY),
    )
    assert all(isinstance(outcome, Outcome) for outcome in outcomes), outcomes


def test_openings_under_two_policies_share_the_numbers(open_company: Company) -> None:
    def dispute() -> str:
        return open_company.open().number

    def workorder() -> str:
        return open_company.open(policy=WORKORDER, respondents=(Party(ref="technician:7"),)).number

    numbers = together(dispute, workorder, dispute, workorder)
    assert sorted(map(str, numbers)) == [f"202405-{serial:03d}" for serial in range(1, 5)]
