"""Parties on their pages: a small company, the guided complaint filled in, pictures to hand in."""

import struct
import zlib
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gongdao.casework.actions import handle
from gongdao.casework.models import Case
from gongdao.casework.store import decoded
from gongdao.lib.ids import case_id
from gongdao.people import actions as people
from gongdao.people.models import Account, Staff
from gongdao.people.queries import actor_for
from gongdao.policies import queries
from gongdao.policies.actions import publish_shipped
from gongdao.policies.models import PolicyVersion
from gongdao.rulebook.actor import SYSTEM, Actor, key_of
from gongdao.rulebook.commands import Command, MakeFinding, OpenCase
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Demand, Item, Order, Party

STORY = {
    "course": "收到的包裹外箱压坏，里面的花瓶碎了，找客服一直不处理。",
    "when": "5月4日下午",
    "place": "家里",
    "people": "送货的师傅",
    "order_no": "2024042800123",
}
TOPIC = {
    "category": "goods_damaged",
    "demands": ["refund", "apology"],
    "amount_refund": "199.50",
    "wish": "退到原来的支付账户",
}
CONTACT = {"name": "王女士", "contact": "138 1234 5678", "mood": "angry"}


def png(shade: int = 0) -> bytes:
    """A small picture; another `shade` is another content."""
    rows = b"".join(b"\x00" + bytes([shade, 120, 180]) * 16 for _ in range(16))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def picture(name: str = "花瓶.png", shade: int = 0) -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    return SimpleUploadedFile(name, png(shade), "image/png")


def step(client: Client, name: str, data: dict[str, Any], *, go: str = "next") -> HttpResponse:
    """Fill in one step."""
    response: HttpResponse = client.post(f"/portal/file/{name}/", {**data, "go": go})
    return response


def fill_in(client: Client, **changes: dict[str, Any]) -> None:
    """Fill in all steps up to the review; `changes` by step."""
    for name, data in (("story", STORY), ("topic", TOPIC), ("contact", CONTACT)):
        response = step(client, name, data | changes.get(name, {}))
        assert response.status_code == 302, response.content.decode()


def secret_of(client: Client) -> str:
    """What the review page sends along."""
    response = client.get("/portal/file/review/")
    assert response.status_code == 200, response.headers
    return str(response.context["draft"])


def send(client: Client) -> HttpResponse:
    """Send what was filled in."""
    response: HttpResponse = client.post("/portal/file/send/", {"draft": secret_of(client)})
    return response


def filed(client: Client, **changes: dict[str, Any]) -> tuple[str, str]:
    """File a complaint and return its number and contact code."""
    fill_in(client, **changes)
    assert send(client).status_code == 302
    response = client.get("/portal/file/done/")
    return str(response.context["number"]), str(response.context["code"])


def state_of(number: str) -> State:
    """The stored state of a case."""
    text = Case.objects.values_list(Cast("state", TextField()), flat=True).get(pk=case_id(number))
    return decoded(str(text))


def fields_of(response: Any, **values: Any) -> dict[str, Any]:
    """The hidden fields of an act's form, with the values somebody fills in."""
    context = response.context
    return {"version": context["version"], "key": context["key"], **values}


def actor_of_staff(ref: str) -> Actor:
    """The actor behind `staff:9`."""
    account = Staff.objects.get(pk=int(key_of(ref))).account
    assert account is not None
    return actor_for(account)


def by_handler(number: str, *commands: Command) -> None:
    """Let the handler of a case give commands."""
    for command in commands:
        actor = actor_of_staff(state_of(number).handler)
        handle(command, actor=actor, now=timezone.now(), number=number)


_PUBLISHED: list[PolicyVersion] = []


def publish_policies(now: datetime) -> None:
    """Publish the shipped policies; from the second time on as the same rows again, which is quicker."""
    if not _PUBLISHED:
        _PUBLISHED.extend(publish_shipped(now))
        return
    fields = [field.attname for field in PolicyVersion._meta.concrete_fields if field.attname != "id"]
    PolicyVersion.objects.bulk_create(
        [PolicyVersion(**{name: getattr(row, name) for name in fields}) for row in _PUBLISHED]
    )
    queries.forget_list()


_STAFF = {
    "zhoumin": ("周敏", ("agent",), ("service",)),
    "chenjing": ("陈静", ("supervisor",), ("service", "after_sales")),
    "liangdong": ("梁栋", ("executive",), ()),
    "hechuan": ("何川", ("city_manager",), ("after_sales",)),
    "shenlan": ("沈岚", ("adjudicator",), ()),
    "tangning": ("唐宁", ("appeal_reviewer",), ()),
}


def company(now: datetime) -> dict[str, Account]:
    """Publish the policies and make a small company: staff, two technicians, a shop, two customers."""
    publish_policies(now)
    people.put_region(actor=SYSTEM, now=now, code="310000", name="上海市")
    for code, name in (("service", "客服部"), ("after_sales", "售后部")):
        people.put_department(actor=SYSTEM, now=now, code=code, name=name)
    names = {key: name for key, (name, _, _) in _STAFF.items()}
    names |= {
        "liushifu": "刘建国",
        "zhangshifu": "张志强",
        "linsenmu": "林森木",
        "wangfang": "王芳",
        "other": "赵云",
    }
    accounts = {
        key: people.create_account(actor=SYSTEM, now=now, username=key, display_name=name)
        for key, name in names.items()
    }
    for key, (name, roles, departments) in _STAFF.items():
        people.create_staff(
            actor=SYSTEM, now=now, number=key, name=name, account=accounts[key], roles=roles,
            departments=departments, regions=["310000"] if "city_manager" in roles else (), capacity=500,
        )  # fmt: skip
    for number, key in (("T0101", "liushifu"), ("T0102", "zhangshifu")):
        people.put_technician(
            actor=SYSTEM, now=now, number=number, name=names[key], region="310000", account=accounts[key]
        )
        people.verify_identity(actor=SYSTEM, now=now, account_id=accounts[key].pk, how="身份证")
    shop = people.put_shop(actor=SYSTEM, now=now, code="SH1", name="木源家居旗舰店")
    people.add_shop_member(actor=SYSTEM, now=now, shop=shop, account=accounts["linsenmu"])
    people.verify_identity(actor=SYSTEM, now=now, account_id=accounts["linsenmu"].pk, how="营业执照")
    people.put_organisation(actor=SYSTEM, now=now, kind="carrier", code="yunda", name="韵达快递")
    for key, phone in (("wangfang", "13800020001"), ("other", "13800020009")):
        known = people.find_or_create_customer(now=now, person=people.Person(names[key], phone))
        customer = int(key_of(known.ref))
        people.link_customer(actor=SYSTEM, now=now, customer_id=customer, account=accounts[key])
    return accounts


FACTS: dict[str, str | int | bool] = {
    "matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact",
}  # fmt: skip


def work_order(
    accounts: dict[str, Account], *, against: str = "liushifu", now: datetime | None = None
) -> str:
    """Open a work order about damage against one of the company's parties, and return its number."""
    at = now or timezone.now()
    customer = actor_for(accounts["wangfang"]).ref
    order = Order("AZ1", items=(Item("衣柜", 1, 90_000),), paid_fen=90_000, carrier="carrier:yunda")
    opened = handle(
        OpenCase(
            channel="hotline", complainant=Party(customer, "王芳", "13800020001"),
            respondents=(Party(actor_for(accounts[against]).ref),), description="安装时拆包，门板右下角破损",
            category="unpacking_damage", demands=(Demand("exchange"),), region="310000", order=order,
        ),
        actor=SYSTEM, now=at, policy="workorder-liability",
    )  # fmt: skip
    return opened.number


def judge(
    number: str, accounts: dict[str, Account], *, now: datetime | None = None, exhibits: tuple[str, ...] = ()
) -> None:
    """Let the adjudicator find the respondent liable for all of it."""
    finding = MakeFinding(FACTS, "师傅承认拆包时用力过猛。", exhibits=exhibits)
    handle(finding, actor=actor_for(accounts["shenlan"]), now=now or timezone.now(), number=number)
