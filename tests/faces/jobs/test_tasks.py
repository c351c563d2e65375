"""The tasks of the worker do what their names say, and are registered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from procrastinate.contrib.django import app

from gongdao.casework.models import Request
from gongdao.jobs.tasks import KEPT_REQUESTS, deliver_mail, forget, tidy
from gongdao.letters.models import Message
from gongdao.lib.queue import defer
from gongdao.people.models import Customer


def test_every_task_has_its_time() -> None:
    times = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert times == {
        "letters.deliver": "* * * * * */5",
        "casework.tidy_search": "* * * * * */10",
        "casework.forget_requests": "17 3 * * *",
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
    tidy(0)


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
