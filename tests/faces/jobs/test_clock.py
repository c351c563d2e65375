"""The clock of the worker: it applies what is due, waits out a lost database, and stops when told."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from gongdao.casework.actions import handle
from gongdao.casework.models import Case, Event
from gongdao.jobs.clock import tick, ticking
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.commands import OpenCase
from gongdao.rulebook.terms import Party


def overdue() -> int:
    """Open a case of ten days ago and return its id."""
    at = datetime.now(UTC) - timedelta(days=10)
    publish_shipped(at)
    command = OpenCase(channel="web", complainant=Party(ref="customer:1", contact="x"), description="退款")
    return handle(command, actor=SYSTEM, now=at).case_id


def until(holds: Any, seconds: float = 60.0) -> bool:
    """Whether a condition comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.usefixtures("transactional_db")
def test_what_is_due_is_applied_while_the_clock_ticks() -> None:
    case = overdue()
    with ticking(pause_seconds=0.05):
        assert until(lambda: Event.objects.filter(case_id=case, type="deadline_lapsed").exists())
    assert "clock" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.usefixtures("transactional_db")
def test_a_lost_database_is_waited_for() -> None:
    case = overdue()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_case RENAME TO away")
    stop = threading.Event()
    thread = threading.Thread(target=tick, args=(stop, 0.05))
    thread.start()
    time.sleep(0.3)
    assert thread.is_alive()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE away RENAME TO casework_case")
    assert until(lambda: Event.objects.filter(case_id=case, type="deadline_lapsed").exists())
    stop.set()
    thread.join(60)
    assert not thread.is_alive()


@pytest.mark.usefixtures("transactional_db")
def test_the_clock_stops_within_its_pause() -> None:
    began = time.monotonic()
    with ticking(pause_seconds=300):
        assert Case.objects.count() == 0
    assert time.monotonic() - began < 100
