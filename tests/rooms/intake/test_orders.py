"""Orders from where the shop keeps them: files, an address, and what becomes of them in a case (INT-5)."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import openpyxl
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.serving import Quiet, serving

from gongdao.casework.actions import handle
from gongdao.casework.outcome import CaseNotFound, Outcome
from gongdao.casework.store import case_for
from gongdao.intake.orders.files import FileSource, read_orders, sandbox
from gongdao.intake.orders.http import HttpSource
from gongdao.intake.orders.port import Unavailable, source
from gongdao.intake.orders.pulling import pull
from gongdao.jobs.tasks import pull_order
from gongdao.people.actions.demo import create_demo_people, demo_people
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.commands import OpenCase
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Item, Order, Party

NUMBER = "2024042800123"
ROWS = """订单号,商品,数量,单价,实付金额,下单时间,快递公司,运单号,物流
A1,衣柜,1,900,1000.50,2024-05-01 10:00,carrier:yunda,YD1,"揽收
签收"
A1,灯,2,50.25,,,,,
A2,椅子,4,20,80,2024-05-02 11:00,,,
"""


class Shop(Quiet, BaseHTTPRequestHandler):
    """A shop that knows one order; asked for others it fails in one way each."""

    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization", "")))
        answers = {
            "/orders/A1": (200, json.dumps({"number": "A1", "paid_fen": 5}).encode()),
            "/orders/broken": (500, b""),
            "/orders/other": (200, json.dumps({"number": "A1"}).encode()),
            "/orders/long": (200, b" " * (1024 * 1024 + 1)),
            "/orders/no%20order": (200, b"[]"),
            "/orders/away": (302, b""),
        }
        status, body = answers.get(self.path, (404, b""))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/orders/A1")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def shop() -> Iterator[HttpSource]:
    Shop.asked.clear()
    with serving(Shop) as address:
        yield HttpSource(f"{address}/orders/{{number}}", "secret")


@pytest.fixture
def case(db: None, now: datetime, settings) -> Outcome:
    """A case that names an order, in an installation that can look orders up."""
    publish_shipped(now)
    create_demo_people(now=now)
    settings.ORDERS = "sandbox"
    customer = demo_people().refs["wangfang"]
    opening = OpenCase("chat", Party(customer, "王芳", "13812345678"), "外箱压扁，商品破损", order_no=NUMBER)
    return handle(opening, actor=SYSTEM, now=now)


def test_a_table_gives_orders_with_their_items(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(ROWS, encoding="utf-8")
    found = read_orders(path)
    assert sorted(found) == ["A1", "A2"]
    assert found["A1"].items == (Item("衣柜", 1, 90_000), Item("灯", 2, 5_025))
    assert (found["A1"].paid_fen, found["A1"].carrier, found["A1"].logistics) == (
        100_050, "carrier:yunda", ("揽收", "签收"),
    )  # fmt: skip
    assert found["A1"].ordered_at is not None
    assert found["A1"].ordered_at.isoformat() == "2024-05-01T02:00:00+00:00"


def test_a_workbook_says_the_same_as_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["订单号", "商品", "实付金额"], ["A1", "衣柜", "12.30"]):
        book.active.append(line)
    book.save(tmp_path / "orders.xlsx")
    assert read_orders(tmp_path / "orders.xlsx") == {"A1": Order("A1", (Item("衣柜"),), 1_230)}


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    path.write_text('[{"number": "A1"}]')
    shop = FileSource(path)
    assert (shop.find("A1"), shop.find("A2")) == (Order("A1"), None)
    path.write_text('[{"number": "A1"}, {"number": "A2"}]')
    assert shop.find("A2") == Order("A2")


@pytest.mark.parametrize("content", ["[{}]", "nonsense", '[{"number": "A1", "paid_fen": -5}]', "列\n1\n"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / ("orders.csv" if content.startswith("列") else "orders.json")
    path.write_text(content)
    with pytest.raises(Unavailable):
        FileSource(path).find("A1")
    with pytest.raises(Unavailable):
        FileSource(tmp_path / "none.json").find("A1")


def test_an_address_answers_with_an_order_or_none(shop: HttpSource) -> None:
    assert shop.find("A1") == Order("A1", paid_fen=5)
    assert shop.find("A2") is None
    assert Shop.asked == [("/orders/A1", "Bearer secret"), ("/orders/A2", "Bearer secret")]


@pytest.mark.parametrize("number", ["broken", "other", "long", "no order", "away"])
def test_any_other_answer_means_that_it_cannot_be_asked_now(shop: HttpSource, number: str) -> None:
    with pytest.raises(Unavailable):
        shop.find(number)


def test_nobody_there_means_that_it_cannot_be_asked_now() -> None:
    with pytest.raises(Unavailable):
        HttpSource("http://127.0.0.1:9/{number}").find("A1")


def test_the_settings_name_the_source(settings) -> None:
    settings.ORDERS = ""
    assert source() is None
    settings.ORDERS = "sandbox"
    assert isinstance(source(), FileSource)
    settings.ORDERS = "https://shop.example/{number}"
    assert isinstance(source(), HttpSource)
    assert sandbox().find(NUMBER) is not None


@pytest.mark.rule("INT-5")
def test_a_case_that_names_an_order_gets_it_by_a_job(case: Outcome) -> None:
    job = ProcrastinateJob.objects.get(task_name="orders.pull")
    assert job.args == {"number": case.number}
    pull_order(**job.args)
    order = case_for(SYSTEM, case.number, lock=False).state.order
    assert order is not None
    assert (order.number, order.paid_fen, order.waybill) == (NUMBER, 69_900, "YD2024042801187")
    assert order.shop.startswith("shop:")  # the code SH0001 is on record


@pytest.mark.rule("INT-5")
def test_pulling_again_changes_nothing(case: Outcome, now: datetime) -> None:
    assert pull(case.number, now=now) == "attached"
    version = case_for(SYSTEM, case.number, lock=False).state.version
    assert pull(case.number, now=now + timedelta(hours=1)) == "unchanged"
    assert case_for(SYSTEM, case.number, lock=False).state.version == version


def test_without_a_source_no_job_is_made_and_nothing_is_pulled(db: None, now: datetime) -> None:
    publish_shipped(now)
    create_demo_people(now=now)
    customer = demo_people().refs["wangfang"]
    opened = handle(OpenCase("chat", Party(customer), "坏了", order_no=NUMBER), actor=SYSTEM, now=now)
    assert not ProcrastinateJob.objects.filter(task_name="orders.pull").exists()
    assert pull(opened.number, now=now) == "no_source"


@pytest.mark.rule("INT-5")
def test_only_who_may_attach_an_order_may_have_it_pulled(case: Outcome, now: datetime) -> None:
    handler = Account.objects.get(staff__id=int(case.state.handler.partition(":")[2]))
    with pytest.raises(CaseNotFound):
        pull(case.number, now=now, asked_by=actor_for(Account.objects.get(username="limingyuan")))
    with pytest.raises(Refused):  # the complainant sees the case and attaches nothing
        pull(case.number, now=now, asked_by=actor_for(Account.objects.get(username="wangfang")))
    assert pull(case.number, now=now, asked_by=actor_for(handler)) == "attached"
