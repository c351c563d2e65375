"""Who calls, what is told to them, and the law they can read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongdao.people.actions import SCOPES
from gongdao.policies import queries
from gongdao.policies.actions import publish
from gongdao.policies.loading import shipped
from gongdao.rulebook.actor import SYSTEM

from .scene import Caller, Scene, token_for


def test_me_tells_as_what_one_acts(scene: Scene) -> None:
    me = scene.handler.get("/me").json()
    assert (me["ref"], me["roles"], me["departments"]) == (
        scene.handler.ref,
        ["agent"],
        ["orders", "service"],
    )
    assert me["scopes"] == sorted(SCOPES)
    narrow = Caller("", token_for(scene.customer, "cases:read"), 0)
    assert narrow.get("/me").json()["scopes"] == ["cases:read"]


def test_messages_are_said_in_the_language_of_the_reader(scene: Scene) -> None:
    number = scene.open_case()
    english = scene.customer.get("/messages").json()["messages"]
    scene.customer.language = "zh-CN"
    chinese = scene.customer.get("/messages").json()["messages"]
    assert [item["code"] for item in english] == [item["code"] for item in chinese]
    first = english[-1]
    assert (first["code"], first["number"], first["read_at"]) == ("case_opened", number, None)
    assert (first["title"], chinese[-1]["title"]) == ("Your complaint is registered", "投诉已登记")


@pytest.mark.parametrize("count", [1, 3])
def test_messages_cost_the_same_for_one_case_and_for_three(scene: Scene, count: int) -> None:
    for _ in range(count):
        scene.open_case()
    scene.customer.get("/messages")
    with CaptureQueriesContext(connection) as captured:
        messages = scene.customer.get("/messages").json()
    assert len(messages["messages"]) >= count
    assert len(captured) == 2, [query["sql"][:120] for query in captured]


def test_messages_come_in_pages(scene: Scene) -> None:
    for _ in range(2):
        scene.open_case()
    everything = [item["id"] for item in scene.customer.get("/messages").json()["messages"]]
    found: list[int] = []
    query: dict[str, Any] = {"limit": 1}
    while query:
        page = scene.customer.get("/messages", **query).json()
        found += [item["id"] for item in page["messages"]]
        query = {"limit": 1, "before": page["next"]} if page["next"] else {}
    assert found == everything


def test_messages_are_marked_read_by_their_reader_alone(scene: Scene) -> None:
    scene.open_case()
    before = scene.customer.get("/messages").json()
    ids = [item["id"] for item in before["messages"]]
    assert before["unread"] == len(ids)
    assert scene.stranger.post("/messages/read", {"ids": ids}).json() == {"marked": 0}
    assert scene.customer.post("/messages/read", {"ids": ids[:1]}).json() == {"marked": 1}
    assert scene.customer.post("/messages/read", {"up_to": max(ids)}).json() == {"marked": len(ids) - 1}
    assert scene.customer.get("/messages").json()["unread"] == 0


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": [0]}, {"ids": [2**70]}, {"up_to": -1}, {"ids": ["1"]}]
)
def test_a_mark_that_means_nothing_is_told(scene: Scene, body: dict[str, Any]) -> None:
    assert scene.customer.post("/messages/read", body).status_code == 422


@pytest.mark.parametrize("query", ["before=null", "before=0", "limit=201", "before=99999999999999999999999"])
def test_a_page_of_messages_that_cannot_be_is_told(scene: Scene, query: str) -> None:
    assert scene.customer.get(f"/messages?{query}").status_code == 422


def test_coming_versions_are_announced_with_what_changes(scene: Scene) -> None:
    assert scene.customer.get("/policies/announcements").json() == {"announcements": []}
    today = timezone.localdate()
    text = queries.document("dispute-mediation", "2024-01").replace("version: 2024-01", "version: 2099-01")
    text = text.replace("{since: 2024-01-01}", f"{{since: {today + timedelta(days=9)}}}")
    text = text.replace("important: 24h, normal: 48h}", "important: 12h, normal: 48h}")
    publish(text, actor=SYSTEM, now=timezone.now())
    (found,) = scene.customer.get("/policies/announcements").json()["announcements"]
    assert (found["policy"], found["version"], found["follows"]) == (
        "dispute-mediation",
        "2099-01",
        "2024-01",
    )
    assert found["since"] == str(today + timedelta(days=9))
    assert (
        'time limit "First response", length by priority, Important: 12 hours instead of 24 hours'
        in (found["differences"])
    )
    chinese = replace(scene.stranger, language="zh-CN").get("/policies/announcements")
    (found,) = chinese.json()["announcements"]
    assert "时限“首次响应” · 按优先级的长度 · 重要：24 小时 改为 12 小时" in found["differences"]


def test_policies_are_listed_and_read_by_version_and_day(scene: Scene) -> None:
    listed = scene.customer.get("/policies").json()["policies"]
    names = [item["policy"] for item in listed]
    assert names == sorted(path.parent.name.replace("_", "-") for path in shipped())
    today = scene.customer.get("/policies/dispute-mediation").json()
    by_day = scene.customer.get("/policies/dispute-mediation", on="2024-05-06").json()
    by_version = scene.customer.get("/policies/dispute-mediation", version="2024-01").json()
    assert today == by_day == by_version
    assert today["categories"][0]["code"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/policies/nothing", 404), ("/policies/dispute-mediation?version=2019-01", 404),
        ("/policies/dispute-mediation?on=1999-01-01", 404),
        ("/policies/dispute-mediation?on=2024-02-30", 422),
        ("/policies/dispute-mediation?on=null", 422), ("/policies/dispute-mediation?version=x", 422),
        ("/policies/dispute-mediation?version=2024-01&on=2024-05-06", 422), ("/policies/%00", 404),
        ("/policies/dispute-mediation?on=9999-12-31", 200),
        ("/policies/dispute-mediation?on=0001-01-01", 404),
    ],
)  # fmt: skip
def test_a_policy_that_is_not_is_told(scene: Scene, path: str, status: int) -> None:
    assert scene.customer.get(path).status_code == status
