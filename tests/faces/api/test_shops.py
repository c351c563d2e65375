"""GET /shops/{code}/standing: what a shop stands at, for itself and for staff (PEN-2…4)."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from tests.faces.web.test_conduct import judged

from gongdao.people.actions import create_token
from gongdao.people.actions.demo import create_demo_people
from gongdao.people.models import Account, Shop
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import SYSTEM

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PEN-2", "PEN-4")]


def asked(client: "Client", username: str, code: str = "SH0001") -> tuple[int, dict[str, object]]:
    account = Account.objects.get(username=username)
    _, token = create_token(
        actor=SYSTEM, now=timezone.now(), account_id=account.pk, name="测试", scopes=["cases:read"]
    )
    answer = client.get(f"/api/shops/{code}/standing", headers={"authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()


@pytest.fixture
def shop() -> Shop:
    publish_shipped(timezone.now())
    create_demo_people(now=timezone.now())
    return Shop.objects.get(code="SH0001")


def test_shop_reads_its_points_measures_and_history(shop: Shop, client: "Client") -> None:
    case = judged(shop, 12, timezone.now())  # not an hour ago: on New Year's morning that is another year
    status, body = asked(client, "muyuan")
    assert status == 200
    assert body["accounts"] == [
        {"group": "a", "holds": "calendar_year", "points": 12, "next_at": 24},
        {"group": "b", "holds": "twelve_months", "points": 0, "next_at": 12},
    ]
    assert [item["measure"] for item in body["measures"]] == ["shop_hidden"]  # type: ignore[attr-defined]  # JSON
    assert [item["number"] for item in body["points"]] == [case.number]  # type: ignore[attr-defined]  # JSON
    assert [item["status"] for item in body["sanctions"]] == ["running"]  # type: ignore[attr-defined]  # JSON


def test_staff_read_it_and_strangers_do_not_learn_of_it(shop: Shop, client: "Client") -> None:
    assert asked(client, "fengxue")[0] == 200
    for stranger in ("jiayi", "wangfang"):
        absent, there = asked(client, stranger, "nobody"), asked(client, stranger)
        assert (absent[0], there[0]) == (404, 404)
        assert absent[1]["detail"] == there[1]["detail"]
    assert client.get("/api/shops/SH0001/standing").status_code == 401
