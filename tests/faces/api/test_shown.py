"""What a party must not learn of its case, whichever way it asks: state, course, limits, refusals."""

from typing import Any

import pytest

from gongdao.people.models import Customer

from .scene import Caller, Scene

COMPENSATION = {"remedies": [{"kind": "compensation", "amount_fen": 50_000_00}], "explanation": "补偿"}
REFUND = {"remedies": [{"kind": "refund", "amount_fen": 19_900}], "explanation": "全额退款"}


@pytest.fixture
def number(scene: Scene) -> str:
    """Return a case against the technician."""
    return scene.open_case(respondents=[{"ref": scene.technician.ref, "name": "李师傅"}])


def done(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.content.decode()
    answer: dict[str, Any] = response.json()
    return answer


def everything(caller: Caller, number: str) -> str:
    """All that the reader gets to read of a case."""
    paths = ("", "/events?limit=1000", "/actions")
    return "".join(caller.get(f"/cases/{number}{path}").content.decode() for path in paths)


@pytest.mark.rule("RES-8")
def test_the_customer_learns_in_no_way_of_an_offer_that_awaits_approval(scene: Scene, number: str) -> None:
    version = done(scene.customer.get(f"/cases/{number}"))["version"]
    done(scene.handler.post(f"/cases/{number}/propose-remedies", COMPENSATION))
    assert scene.handler.get(f"/cases/{number}").json()["proposals"]["P1"]["status"] == "awaiting_approval"
    assert '"P1"' not in everything(scene.customer, number)
    answer = {"id": "P1", "accepted": True}
    refused = scene.customer.post(f"/cases/{number}/answer-proposal", answer)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_item")
    conflict = scene.customer.post(f"/cases/{number}/answer-proposal", answer, if_match=f'"{version}"')
    assert conflict.status_code == 409
    assert "proposal_made" not in {one["type"] for one in conflict.json().get("changed", [])}


@pytest.mark.rule("RES-2")
def test_those_complained_of_learn_nothing_of_what_was_settled(scene: Scene, number: str) -> None:
    done(scene.handler.post(f"/cases/{number}/propose-remedies", REFUND))
    assert '"P1"' not in everything(scene.technician, number)
    done(scene.customer.post(f"/cases/{number}/answer-proposal", {"id": "P1", "accepted": True}))
    assert '"R1"' in everything(scene.customer, number)
    told = everything(scene.technician, number)
    assert '"R1"' not in told
    assert "remedy:R1" not in told
    key = next(key for key in _deadlines(scene.handler, number) if key.endswith(":R1"))
    path = f"/cases/{number}/deadlines/{key}/explanation"
    assert [who.get(path).status_code for who in (scene.customer, scene.technician)] == [200, 404]


def _deadlines(caller: Caller, number: str) -> list[str]:
    return [item["key"] for item in caller.get(f"/cases/{number}").json()["deadlines"]]


@pytest.mark.rule("INT-4")
def test_other_cases_of_the_customer_are_not_told_to_those_complained_of(scene: Scene, number: str) -> None:
    second = scene.open_case(respondents=[{"ref": scene.technician.ref, "name": "李师傅"}])
    assert scene.handler.get(f"/cases/{second}").json()["related"] == [number]
    for who in (scene.technician, scene.customer):
        opened = who.get(f"/cases/{second}/events").json()["events"][0]["event"]
        assert opened["type"] == "case_opened"
        assert not {"related", "repeats"} & set(opened)


@pytest.mark.rule("INT-2")
@pytest.mark.parametrize(
    "change",
    [
        {"received_at": "2025-02-03T00:00:00Z"},
        {"order": {"number": "2024042800123", "paid_fen": 99_999_00}},
    ],
)
def test_a_complaint_of_ones_own_says_neither_when_it_came_nor_what_the_order_holds(
    scene: Scene, change: dict[str, Any]
) -> None:
    refused = scene.customer.post("/cases", scene.opening(**change))
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_value")
    assert scene.handler.post("/cases", scene.opening(**change)).status_code == 201


@pytest.mark.rule("INT-2")
def test_nobody_complains_of_themselves(scene: Scene) -> None:
    body = scene.opening(respondents=[{"ref": scene.customer.ref, "name": "王女士"}])
    refused = scene.customer.post("/cases", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_value")


@pytest.mark.rule("TRI-4")
def test_a_level_that_is_not_on_record_is_not_believed(scene: Scene) -> None:
    party = {"ref": scene.customer.ref, "name": "王女士", "contact": "13812345678", "level": "vip"}
    number = scene.customer.post("/cases", scene.opening(complainant=party)).json()["number"]
    assert scene.handler.get(f"/cases/{number}").json()["complainant"].get("level", "normal") == "normal"


def test_a_refused_complaint_leaves_no_customer_behind(scene: Scene) -> None:
    before = Customer.objects.count()
    party = {"ref": "customer", "name": "某人", "contact": "13700001111"}
    assert scene.customer.post("/cases", scene.opening(complainant=party)).status_code == 403
    assert Customer.objects.count() == before
    own = {"ref": "customer", "name": "王女士", "contact": "138 1234 5678"}
    assert scene.customer.post("/cases", scene.opening(complainant=own)).status_code == 201
