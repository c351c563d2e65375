"""A work order about damage, with the people of the demonstration around it: for tests of pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.test import Client

from gongdao.casework.actions import handle
from gongdao.people.actions.demo import create_demo_people
from gongdao.people.actions.demo import demo_people as cast
from gongdao.people.models import Account, Staff
from gongdao.people.queries import actor_for
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.commands import MakeFinding, OpenCase, RespondFirst
from gongdao.rulebook.terms import Demand, Item, Order, Party


@dataclass
class Scene:
    """A case and who is who in it. All names are usernames of the demonstration."""

    number: str
    handler: str
    technician_ref: str
    technician: str
    now: datetime

    def account(self, username: str) -> Account:
        return Account.objects.get(username=username)

    def client(self, username: str) -> Client:
        client = Client(headers={"accept-language": "zh-CN"})
        client.force_login(self.account(username))
        return client

    def actor(self, username: str) -> Actor:
        return actor_for(self.account(username))

    def judge(self) -> None:
        """Have the handler answer and the adjudicator find the technician liable for all of it."""
        answer = RespondFirst("您好，已收到。")
        handle(answer, actor=self.actor(self.handler), now=self.now, number=self.number)
        facts: dict[str, str | int | bool] = {
            "matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact",
        }  # fmt: skip
        finding = MakeFinding(facts, "师傅承认拆包时用力过猛。")
        handle(finding, actor=self.actor("shenlan"), now=self.now, number=self.number)


def work_order(now: datetime) -> Scene:
    """Open a work order that came in an hour ago, in Shanghai, against a technician."""
    publish_shipped(now)
    create_demo_people(now=now)
    people = cast()
    technician = people.refs["liushifu"]
    order = Order(
        "AZ1", items=(Item("衣柜", 1, 90_000),), paid_fen=90_000, carrier="carrier:yunda", staff_log=("拆包",)
    )
    opened = handle(
        OpenCase(
            channel="hotline",
            complainant=Party(people.refs["wangfang"], "王芳", "13812345678"),
            respondents=(Party(technician, "刘建国"),),
            description="安装时拆包，门板右下角破损",
            category="unpacking_damage",
            demands=(Demand("exchange"),),
            region="310000",
            order=order,
        ),
        actor=SYSTEM,
        now=now - timedelta(hours=1),
        policy="workorder-liability",
    )
    handler = Staff.objects.get(pk=opened.state.handler.partition(":")[2]).account
    assert handler is not None
    return Scene(opened.number, handler.username, technician, "liushifu", now)
