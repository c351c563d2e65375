"""The tasks of the worker do what their names say, and are registered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.postgres.search import SearchVector
from django.core import mail
from django.db.models import Value
from procrastinate.contrib.django import app

from gongdao.casework.housekeeping import tidy_search
from gongdao.casework.models import Request, Search
from gongdao.jobs.tasks import KEPT_REQUESTS, deliver_mail, forget, tidy
from gongdao.letters.models import Message
from gongdao.lib.queue import defer
from gongdao.people.models import Customer


def test_every_task_has_its_time() -> None:
    times = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert times == {
        "letters.deliver": "* * * * * */5",
        "letters.chat": "* * * * * */5",
        "letters.post": "* * * * * */5",
        "casework.tidy_search": "* * * * * */10",
        "ledger.pay_due": "* * * * * */10",
        "casework.forget_requests": "17 3 * * *",
        "exhibits.fill_digests": "41 3 * * *",
        "exhibits.finish_erasing": "*/10 * * * *",
        "exhibits.tidy_uploads": "23 * * * *",
    } | {name: cron for name, cron in times.items() if name.startswith("builtin")}


@pytest.mark.django_db
def test_mail_that_is_due_is_delivered(now: datetime) -> None:
    customer = Customer.objects.create(name="王女士", email="wang@example.com", created_at=now)
    Message.objects.create(
        recipient=f"customer:{customer.pk}", id=1, case_id=2024050000001, code="case_opened",
        params={"priority": "normal"}, created_at=now, mail_due_at=now,
    )  # fmt: skip
    deliver_mail(0)
    assert [sent.to for sent in mail.outbox] == [["wang@example.com"]]


@pytest.mark.django_db
def test_the_search_index_is_tidied() -> None:
    Search.objects.create(case_id=2024050000001, words=SearchVector(Value("退款")))
    tidy(0)
    assert tidy_search() == 0  # nothing is left waiting
    Search.objects.create(case_id=2024050000003, words=SearchVector(Value("破损")))
    assert tidy_search() == 1  # a new word waits in one page until then


@pytest.mark.django_db
def test_old_keys_are_forgotten_and_new_ones_kept() -> None:
    now = datetime.now(UTC)
    for key, at in (("old", now - KEPT_REQUESTS - timedelta(hours=1)), ("new", now)):
        Request.objects.create(
            actor="customer:1", key=key, fingerprint=b"x", case_id=1, first_seq=1, last_seq=1, at=at
        )
    forget(0)
    assert list(Request.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_a_deferred_job_belongs_to_the_transaction() -> None:
    from django.db import transaction
    from procrastinate.contrib.django.models import ProcrastinateJob

    with transaction.atomic():
        defer("casework.tidy_search", timestamp=1)
        assert ProcrastinateJob.objects.count() == 1
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == 0
