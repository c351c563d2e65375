"""Payouts through a gateway that is slow, fails, answers twice or never (FND-4)."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from gongdao.ledger import paying, queries
from gongdao.ledger.models import Payout
from gongdao.ledger.payout import Line
from gongdao.ledger.reconcile import BadStatement, Difference, read_statement, reconcile
from gongdao.ledger.sandbox import SandboxGateway

KEY = "202405-001-7-2"
EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
pytestmark = [pytest.mark.rule("FND-4")]


def ordered(now: datetime, key: str = KEY, amount_fen: int = 19_900) -> str:
    paying.order(key=key, case_id=2024050000001, payee="customer:1", amount_fen=amount_fen, at=now)
    return key


def books(gateway: SandboxGateway, now: datetime) -> list[Line]:
    return list(gateway.statement(now - timedelta(days=1), now + timedelta(days=9)))


def what(key: str) -> list[str]:
    return [step.what for step in queries.steps_of(key)]


@pytest.mark.django_db
def test_payout_is_paid_once_and_written_down(now: datetime, tmp_path: Path) -> None:
    gateway = SandboxGateway(tmp_path, at=now)
    assert paying.pay(ordered(now), now=now, by=gateway) == "paid"
    assert paying.pay(KEY, now=now + timedelta(days=1), by=gateway) == ""
    assert [line.key for line in books(gateway, now)] == [KEY]
    payout = Payout.objects.get()
    assert (payout.state, payout.reference, payout.settled_at) == ("paid", "SB00000001", now)
    assert what(KEY) == ["ordered", "sent", "paid"]


@pytest.mark.django_db
def test_order_given_twice_is_one_payout(now: datetime) -> None:
    ordered(now)
    ordered(now)
    assert Payout.objects.count() == 1


@pytest.mark.django_db
def test_gateway_that_fails_is_tried_again_later_and_later(now: datetime, tmp_path: Path) -> None:
    gateway = SandboxGateway(tmp_path, ["unavailable", "unavailable"], at=now)
    assert paying.pay(ordered(now), now=now, by=gateway) == "ordered"
    assert paying.pay(KEY, now=now + timedelta(seconds=9), by=gateway) == ""  # not yet due
    assert paying.pay_due(now=now + timedelta(seconds=10), by=gateway) == 1
    assert Payout.objects.get().due_at == now + timedelta(seconds=40)
    assert paying.pay_due(now=now + timedelta(seconds=40), by=gateway) == 1
    assert Payout.objects.get().state == "paid"
    assert len(books(gateway, now)) == 1


@pytest.mark.django_db
def test_sandbox_of_the_settings_misbehaves_with_its_first_payouts_only(
    now: datetime, tmp_path: Path, settings: Any
) -> None:
    settings.PAYOUT_SANDBOX = str(tmp_path)
    settings.PAYOUT_SANDBOX_BEHAVIOURS = ["unavailable", "lost"]
    later = now + timedelta(minutes=1)
    assert [paying.pay(ordered(now, key), now=now) for key in ("one", "two", "three")] == [
        "ordered", "ordered", "paid",
    ]  # fmt: skip
    assert [paying.pay(key, now=later) for key in ("one", "two")] == ["paid", "paid"]
    assert sorted(line.key for line in SandboxGateway(tmp_path).statement(*EVER)) == ["one", "three", "two"]


@pytest.mark.django_db
def test_lost_answer_is_asked_for_and_not_paid_again(now: datetime, tmp_path: Path) -> None:
    gateway = SandboxGateway(tmp_path, ["lost"], at=now)
    assert paying.pay(ordered(now), now=now, by=gateway) == "ordered"
    assert len(books(gateway, now)) == 1  # it was paid, and we do not know
    assert paying.pay(KEY, now=now + timedelta(minutes=1), by=gateway) == "paid"
    assert len(books(gateway, now)) == 1
    assert what(KEY) == ["ordered", "unavailable", "found", "paid"]


@pytest.mark.django_db
def test_answer_that_comes_twice_changes_nothing(now: datetime, tmp_path: Path) -> None:
    gateway = SandboxGateway(tmp_path, at=now)
    paying.pay(ordered(now), now=now, by=gateway)
    receipt = gateway.find(KEY)
    assert receipt is not None
    paying._settle(KEY, receipt, "sent", now + timedelta(hours=1))
    assert what(KEY) == ["ordered", "sent", "paid"]
    assert Payout.objects.get().settled_at == now


@pytest.mark.django_db
def test_refused_payout_is_sent_again_by_finance_alone(now: datetime, tmp_path: Path) -> None:
    gateway = SandboxGateway(tmp_path, ["refuse"], at=now)
    assert paying.pay(ordered(now), now=now, by=gateway) == "refused"
    assert paying.pay_due(now=now + timedelta(days=1), by=gateway) == 0
    assert paying.retry(KEY, actor="staff:5", now=now + timedelta(days=1))
    assert not paying.retry(KEY, actor="staff:5", now=now + timedelta(days=1))
    assert paying.pay_due(now=now + timedelta(days=1), by=gateway) == 1
    assert [line.key for line in books(gateway, now)] == [f"{KEY}.2"]
    report = reconcile(books(gateway, now), since=now - timedelta(days=2), until=now + timedelta(days=2))
    assert (report.matched, report.differences) == (1, ())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_payout SET amount_fen = 1",
        "UPDATE ledger_payout SET payee = 'customer:2'",
        "UPDATE ledger_payout SET state = 'ordered'",
        "DELETE FROM ledger_payout",
        "TRUNCATE ledger_payout",
        "UPDATE ledger_payoutstep SET what = 'paid'",
        "DELETE FROM ledger_payoutstep",
    ],
)
def test_what_is_paid_stays_paid(now: datetime, tmp_path: Path, sql: str) -> None:
    paying.pay(ordered(now), now=now, by=SandboxGateway(tmp_path, at=now))
    with (
        pytest.raises(DatabaseError, match="is refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_many_workers_pay_each_payout_once(transactional_db: None, now: datetime, tmp_path: Path) -> None:
    keys = [ordered(now, f"202405-001-{n}-2") for n in range(20)]

    def work() -> None:
        try:
            paying.pay_due(now=now, by=SandboxGateway(tmp_path, at=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(line.key for line in books(SandboxGateway(tmp_path), now)) == sorted(keys)
    assert set(Payout.objects.values_list("state", "attempts")) == {("paid", 1)}


_KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
from typing import Any
os.environ["DJANGO_SETTINGS_MODULE"] = "gongdao.config.settings"
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from gongdao.ledger import paying
from gongdao.ledger.sandbox import SandboxGateway

class Dying(SandboxGateway):
    def send(self, order):
        if sys.argv[5] == "before":
            os.kill(os.getpid(), 9)
        super().send(order)
        os.kill(os.getpid(), 9)

now = datetime.fromisoformat(sys.argv[3])
paying.pay(sys.argv[4], now=now, by=Dying(Path(sys.argv[2]), at=now))
"""


@pytest.mark.parametrize(("when", "paid_before"), [("before", 0), ("after", 1)])
def test_worker_killed_in_the_middle_pays_once(
    transactional_db: None, now: datetime, tmp_path: Path, when: str, paid_before: int
) -> None:
    ordered(now)
    name = str(connection.settings_dict["NAME"])
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, name, str(tmp_path), now.isoformat(), KEY, when], env=os.environ,
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    gateway = SandboxGateway(tmp_path, at=now)
    assert len(books(gateway, now)) == paid_before
    assert Payout.objects.get().state == "sending"
    assert paying.pay_due(now=now + paying.CLAIM - timedelta(seconds=1), by=gateway) == 0  # still in hand
    assert paying.pay_due(now=now + paying.CLAIM, by=gateway) == 1
    assert Payout.objects.get().state == "paid"
    assert len(books(gateway, now)) == 1


def test_half_a_line_of_the_sandbox_was_never_paid(now: datetime, tmp_path: Path) -> None:
    (tmp_path / "gateway.jsonl").write_text('{"key": "202405-001-7-2", "payee": "cust', encoding="utf-8")
    gateway = SandboxGateway(tmp_path, at=now)
    assert gateway.find(KEY) is None
    from gongdao.ledger.payout import Order

    assert gateway.send(Order(KEY, "customer:1", 5)).state == "paid"
    assert [line.amount_fen for line in books(gateway, now)] == [5]


def test_slow_gateway_is_waited_for(now: datetime, tmp_path: Path) -> None:
    from gongdao.ledger.payout import Order

    began = time.monotonic()
    SandboxGateway(tmp_path, ["slow"], slow_seconds=0.05, at=now).send(Order(KEY, "customer:1", 5))
    assert time.monotonic() - began >= 0.05


@pytest.mark.django_db
def test_reconciliation_finds_what_is_missing_double_and_different(now: datetime, tmp_path: Path) -> None:
    keys = {name: ordered(now, f"202405-00{n}-1-2") for n, name in enumerate(
        ("good", "double", "differs", "missing_there", "missing_here"), 1)}  # fmt: skip
    gateway = SandboxGateway(tmp_path, at=now)
    for key in list(keys.values())[:4]:
        paying.pay(key, now=now, by=gateway)
    lines = [line for line in books(gateway, now) if line.key != keys["missing_there"]]
    lines = [line._replace(amount_fen=1) if line.key == keys["differs"] else line for line in lines]
    lines += [line for line in lines if line.key == keys["double"]]
    lines.append(Line(keys["missing_here"], "customer:1", 19_900, "SB9", now))
    lines.append(Line("unknown-1", "customer:9", 3, "SB10", now))
    report = reconcile(lines, since=now, until=now + timedelta(days=1))
    assert (report.matched, report.matched_fen, report.agrees) == (1, 19_900, False)
    assert {(one.what, one.key) for one in report.differences} == {
        ("double", keys["double"]), ("differs", keys["differs"]), ("missing_there", keys["missing_there"]),
        ("missing_here", keys["missing_here"]), ("missing_here", "unknown-1"),
    }  # fmt: skip
    assert (
        Difference("double", keys["double"], "customer:1", 19_900, 39_800, "SB00000002") in report.differences
    )


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("key,payee,amount_fen,reference\n", 1, "at"),
        ("key,payee,amount_fen,reference,at\na,b,1.5,c,2024-05-06T10:00:00+08:00\n", 2, "amount_fen"),
        ("key,payee,amount_fen,reference,at\na,b,1,c,yesterday\n", 2, "at"),
        ("key,payee,amount_fen,reference,at\na,b,1,c,2024-05-06T10:00:00\n", 2, "at"),
        ("key,payee,amount_fen,reference,at\n,b,1,c,2024-05-06T10:00:00+08:00\n", 2, "key"),
    ],
)
def test_statement_that_cannot_be_read_says_where(text: str, line: int, column: str) -> None:
    from io import StringIO

    with pytest.raises(BadStatement) as caught:
        read_statement(StringIO(text))
    assert (caught.value.line, caught.value.column) == (line, column)
