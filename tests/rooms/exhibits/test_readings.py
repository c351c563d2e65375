"""What was read of contents: asked for once, kept, and near-same pictures found by index."""

import random
from datetime import datetime

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from gongdao.exhibits import readings
from gongdao.exhibits.actions import receive
from gongdao.exhibits.models import Reading
from gongdao.jobs.tasks import read_exhibit
from gongdao.rulebook.reading.report import VERSION, Report

pytestmark = pytest.mark.django_db


def pretended(likeness: int, now: datetime) -> str:
    """A content whose first page has this hash."""
    kept = receive([f"{likeness:x} {random.random()}".encode()], actor="customer:1", now=now)
    readings.keep(kept.sha256, Report("image/png", likeness=f"{likeness:016x}"), now=now)
    return kept.sha256


def test_a_content_is_asked_for_once_and_read_by_a_job(now: datetime) -> None:
    kept = receive(["订单号：2024042800123".encode()], actor="customer:1", now=now)
    receive(["订单号：2024042800123".encode()], actor="customer:2", now=now)
    job = ProcrastinateJob.objects.get(task_name="exhibits.read")
    assert readings.readings([kept.sha256]) == {kept.sha256: None}
    read_exhibit(**job.args)
    report = readings.readings([kept.sha256])[kept.sha256]
    assert report is not None
    assert (report.text, report.from_text) == ("订单号：2024042800123", True)
    readings.reader().close()


def test_what_an_older_program_read_is_read_again(now: datetime) -> None:
    kept = receive([b"text"], actor="customer:1", now=now)
    readings.keep(kept.sha256, Report("text/plain"), now=now)
    readings.ask(kept.sha256, now=now)
    assert ProcrastinateJob.objects.filter(task_name="exhibits.read").count() == 1
    Reading.objects.update(version=VERSION - 1)
    readings.ask(kept.sha256, now=now)
    assert ProcrastinateJob.objects.filter(task_name="exhibits.read").count() == 2
    assert Reading.objects.get().state == "due"


@pytest.mark.rule("EVI-14")
def test_near_same_pictures_are_found_and_others_are_not(now: datetime) -> None:
    hashed = 0xF0F0_1234_8888_FFFF
    own = pretended(hashed, now)
    same = pretended(hashed, now)
    near = pretended(hashed ^ 0b1011, now)
    pretended(hashed ^ 0xFFFF, now)  # sixteen bits apart
    pretended(~hashed & (1 << 64) - 1, now)
    found = readings.alike(own)
    assert [(item.sha256, item.apart) for item in found] == [(same, 0), (near, 3)]


def test_looking_for_near_same_pictures_goes_by_index(now: datetime) -> None:
    dice = random.Random(1)
    rows = []
    for n in range(5_000):
        bits = dice.getrandbits(64)
        bands = {f"band{k}": bits >> 16 * k & 0xFFFF for k in range(4)}
        signed = bits - (1 << 64 if bits >> 63 else 0)
        rows.append(
            Reading(sha256=f"{n:064x}", state="done", version=1, asked_at=now, likeness=signed, **bands)
        )
    Reading.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE exhibits_reading")
        params = {"sha256": f"{7:064x}", "bits": 8, "most": 50}
        cursor.execute(f"EXPLAIN {readings._ALIKE}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("exhibits_reading_band") == 4
    assert "Seq Scan" not in plan
