"""A work order about damage, with the people of the demonstration around it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

if TYPE_CHECKING:
    from gongdao.rulebook.actor import Actor


@dataclass
class Scene:
    """A case and who is who in it. All names are usernames of the demonstration."""

    number: str
    handler: str
    technician_ref: str
    technician: str
    now: datetime

    def client(self, username: str) -> Client:
        from gongdao.people.models import Account

        client = Client(headers={"accept-language": "zh-CN"})
        client.force_login(Account.objects.get(username=username))
        return client

    def actor(self, username: str) -> "Actor":
        from gongdao.people.models import Account
        from gongdao.people.queries import actor_for

        return actor_for(Account.objects.get(username=username))


@pytest.fixture
def scene(db: None) -> Scene:
    """Return a work order that came in an hour ago, in Shanghai, against a technician."""
    from gongdao.casework.actions import handle
    from gongdao.people.actions.demo import create_demo_people
    from gongdao.people.actions.demo import demo_people as cast
    from gongdao.people.models import Staff
    from gongdao.policies.actions import publish_shipped
    from gongdao.rulebook.actor import SYSTEM
    from gongdao.rulebook.commands import OpenCase
    from gongdao.rulebook.terms import Demand, Item, Order, Party

    now = timezone.now()
    publish_shipped(now)
    create_demo_people(now=now)
    people = cast()
    technician = people.refs["liushifu"]
    opened = handle(
        OpenCase(
            channel="hotline",
            complainant=Party(people.refs["wangfang"], "王芳", "13812345678"),
            respondents=(Party(technician, "刘建国"),),
            description="安装时拆包，门板右下角破损",
            category="unpacking_damage",
            demands=(Demand("exchange"),),
            region="310000",
            order=Order(
                "AZ1",
                items=(Item("衣柜", 1, 90_000),),
                paid_fen=90_000,
                carrier="carrier:yunda",
                staff_log=("拆包",),
            ),
        ),
        actor=SYSTEM,
        now=now - timedelta(hours=1),
        policy="workorder-liability",
    )
    handler = Staff.objects.get(pk=opened.state.handler.partition(":")[2]).account
    assert handler is not None
    return Scene(opened.number, handler.username, technician, "liushifu", now)


@pytest.fixture
def judged(scene: Scene) -> Callable[[], Scene]:
    """Return a function that has the adjudicator find the technician liable."""
    from gongdao.casework.actions import handle
    from gongdao.rulebook.commands import MakeFinding, RespondFirst

    def judge() -> Scene:
        handle(
            RespondFirst("您好，已收到。"),
            actor=scene.actor(scene.handler),
            now=scene.now,
            number=scene.number,
        )
        facts = {"matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact"}
        handle(
            MakeFinding(facts, "师傅承认拆包时用力过猛。"),  # type: ignore[arg-type]  # values are texts
            actor=scene.actor("shenlan"),
            now=scene.now,
            number=scene.number,
        )
        return scene

    return judge
