"""The button that looks an order up: for those who may attach one."""

import pytest
from tests.work_order import Scene

from gongdao.casework.actions import handle
from gongdao.casework.store import case_for
from gongdao.people.actions import put_organisation
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.commands import SupplyDetails

NUMBER = "AZ2024060100318"


@pytest.fixture
def named(scene: Scene, settings) -> Scene:
    """The work order, with the number of an order that the sandbox knows."""
    handle(SupplyDetails(order_no=NUMBER), actor=SYSTEM, now=scene.now, number=scene.number)
    settings.ORDERS = "sandbox"
    return scene


def paid(scene: Scene) -> tuple[str, str]:
    order = case_for(SYSTEM, scene.number, lock=False).state.order
    return (order.number, order.waybill) if order else ("", "")


@pytest.mark.rule("INT-5")
def test_the_handler_has_the_order_looked_up(named: Scene) -> None:
    client = named.client(named.handler)
    page = client.get(f"/cases/{named.number}/").content.decode()
    assert f'action="/cases/{named.number}/order/"' in page
    answer = client.post(f"/cases/{named.number}/order/", follow=True)
    assert "已获取订单" in answer.content.decode()
    assert paid(named) == (NUMBER, "YD2024052600417")


@pytest.mark.parametrize(("who", "status"), [("liushifu", 302), ("limingyuan", 404), ("zhengyun", 404)])
def test_nobody_else_can(named: Scene, who: str, status: int) -> None:
    answer = named.client(who).post(f"/cases/{named.number}/order/")
    assert answer.status_code == status
    assert paid(named)[0] == "AZ1"  # as it was


def test_without_a_source_there_is_no_button(scene: Scene) -> None:
    assert "/order/" not in scene.client(scene.handler).get(f"/cases/{scene.number}/").content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "中通快递"), ("en", "ZTO Express")])
def test_carriers_are_offered_in_the_language_of_the_reader(scene: Scene, language: str, words: str) -> None:
    put_organisation(
        actor=SYSTEM, now=scene.now, kind="carrier", code="zto", name="中通快递", name_en="ZTO Express"
    )
    client = scene.client(scene.handler)
    client.cookies["django_language"] = language
    page = client.get(f"/cases/{scene.number}/do/attach_order/").content.decode()
    assert f'<option value="carrier:zto">{words}</option>' in page
