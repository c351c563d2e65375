"""Complaints come in over HTTP (INT-1, INT-2), exactly once, in few statements."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.models import Case
from gongdao.people.models import Customer

from .scene import Scene


@pytest.mark.rule("INT-1")
def test_open_case_answers_with_number_version_and_deadlines(scene: Scene) -> None:
    response = scene.customer.post("/cases", scene.opening())
    assert response.status_code == 201, response.content.decode()
    answer = response.json()
    assert answer["handler"] == scene.handler.ref
    assert answer["events"][0] == "case_opened"
    assert answer["missing"] == []
    assert [item["key"] for item in answer["deadlines"]] == ["first_response", "proposal"]
    assert response.headers["Location"] == f"/api/cases/{answer['number']}"
    assert response.headers["ETag"] == f'"{answer["version"]}"'


@pytest.mark.rule("INT-2")
def test_open_case_tells_what_is_missing(scene: Scene) -> None:
    body = scene.opening(complainant={"ref": scene.customer.ref}, demands=[], order_no="")
    answer = scene.customer.post("/cases", body).json()
    assert "contact" in answer["missing"]


def test_open_case_costs_three_statements_with_its_authentication(scene: Scene) -> None:
    scene.open_case()
    with CaptureQueriesContext(connection) as captured:
        scene.open_case()
    assert len(captured) == 3, [query["sql"] for query in captured]


def test_staff_open_a_case_for_whoever_has_this_contact(scene: Scene) -> None:
    party = {"ref": "customer", "name": "赵先生", "contact": "137-1234-5678"}
    first = scene.handler.post("/cases", scene.opening(complainant=party))
    second = scene.handler.post("/cases", scene.opening(complainant=party))
    assert (first.status_code, second.status_code) == (201, 201)
    made = Customer.objects.get(phone_key="+8613712345678")
    opened = Case.objects.filter(complainant=f"customer:{made.pk}")
    assert opened.count() == 2


def test_a_customer_by_contact_needs_a_contact(scene: Scene) -> None:
    response = scene.handler.post("/cases", scene.opening(complainant={"ref": "customer", "contact": "没有"}))
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["complainant.contact"]


def test_nobody_opens_a_case_in_the_name_of_another(scene: Scene) -> None:
    response = scene.stranger.post("/cases", scene.opening())
    assert response.status_code == 403
    assert response.json()["code"] == "not_a_party"
    assert not Case.objects.exists()


def test_the_policy_is_chosen_in_the_query(scene: Scene) -> None:
    body = scene.opening(channel="web", category="")
    answer = scene.customer.post("/cases?policy=workorder-liability", body)
    assert answer.status_code == 201, answer.content.decode()
    assert Case.objects.get().policy == "workorder-liability"


@pytest.mark.parametrize("policy", ["no-such-policy", "Nonsense!"])
def test_an_unknown_policy_is_refused(scene: Scene, policy: str) -> None:
    response = scene.customer.post(f"/cases?policy={policy}", scene.opening())
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_the_same_key_opens_one_case(scene: Scene) -> None:
    first = scene.customer.post("/cases", scene.opening(), idempotency_key="k-1")
    second = scene.customer.post("/cases", scene.opening(), idempotency_key="k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Case.objects.count() == 1


def test_the_first_answer_comes_again_after_the_case_moved_on(scene: Scene) -> None:
    first = scene.customer.post("/cases", scene.opening(), idempotency_key="k-1").json()
    scene.handler.post(f"/cases/{first['number']}/respond-first", {"text": "您好，已收到。"})
    again = scene.customer.post("/cases", scene.opening(), idempotency_key="k-1").json()
    assert again == first


def test_the_same_key_for_another_complaint_is_refused(scene: Scene) -> None:
    scene.customer.post("/cases", scene.opening(), idempotency_key="k-1")
    response = scene.customer.post("/cases", scene.opening(description="另一件事"), idempotency_key="k-1")
    assert response.status_code == 409
    assert response.json()["code"] == "key_reused"
    assert Case.objects.count() == 1


def test_a_key_is_of_its_account(scene: Scene) -> None:
    own = scene.customer.post("/cases", scene.opening(), idempotency_key="k-1")
    others = scene.handler.post("/cases", scene.opening(), idempotency_key="k-1")
    assert own.json()["number"] != others.json()["number"]


@pytest.mark.parametrize("key", ["with blank", "x" * 201, "键"])
def test_a_key_that_cannot_be_is_refused(scene: Scene, key: str) -> None:
    response = scene.customer.post("/cases", scene.opening(), idempotency_key=key)
    assert response.status_code == 400
    assert response.json()["code"] == "bad_header"


def test_bulk_gives_one_result_for_each(scene: Scene) -> None:
    number = scene.open_case()
    items: list[dict[str, Any]] = [
        {"number": number, "command": {"command": "add_note", "text": "一"}},
        {"number": "202401-999", "command": {"command": "add_note", "text": "二"}},
        {"number": number, "command": {"command": "end_waiting"}},
        {"command": {"command": "open_case", **scene.opening()}},
        {"number": number, "command": {"command": "add_note", "text": "三"}, "idempotency_key": "n-3"},
        {"number": number, "command": {"command": "add_note", "text": "三"}, "idempotency_key": "n-3"},
    ]
    response = scene.handler.post("/cases/bulk", {"items": items})
    assert response.status_code == 200, response.content.decode()
    results = response.json()["results"]
    assert [result["status"] for result in results] == [200, 404, 409, 200, 200, 200]
    assert results[2]["problem"]["code"] == "not_in_this_state"
    assert [result.get("replayed", False) for result in results] == [False] * 5 + [True]


@pytest.mark.parametrize("count", [0, 1001])
def test_bulk_takes_from_one_to_a_thousand(scene: Scene, count: int) -> None:
    item = {"number": "202401-001", "command": {"command": "end_waiting"}}
    response = scene.handler.post("/cases/bulk", {"items": [item] * count})
    assert response.status_code == 422


def test_bulk_does_not_take_commands_of_the_clock(scene: Scene) -> None:
    number = scene.open_case()
    item = {"number": number, "command": {"command": "lapse_deadline", "key": "proposal"}}
    response = scene.handler.post("/cases/bulk", {"items": [item]})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "items[0].command.command"
