"""APP-17, AST-7: precedents for programs."""

import json
from typing import TYPE_CHECKING

import pytest
from tests.library import told

if TYPE_CHECKING:
    from tests.precedents import Library

__all__ = ["told"]  # a fixture
pytestmark = pytest.mark.rule("APP-17", "AST-7")


@pytest.fixture
def library(told: "Library", db: None) -> "Library":
    told.approve(told.won)
    told.approve(told.lost)
    return told


def test_the_library_is_searched_and_read(library: "Library") -> None:
    reviewer, party = library.client("guqing"), library.client("liushifu")
    found = reviewer.get("/api/precedents").json()
    assert [item["id"] for item in found["precedents"]] == [library.lost, library.won]
    assert found["next"] == ""
    found = party.get("/api/precedents", {"q": "压痕", "kind": "handover_form"}).json()
    assert [item["id"] for item in found["precedents"]] == [library.won]
    one = party.get(f"/api/precedents/{library.won}").json()
    assert one == found["precedents"][0]
    assert (one["outcome"], one["before_fen"], one["kinds"]) == ("reduce", 45_000, ["handover_form"])
    assert "AZ2024053100087" not in json.dumps(one)
    assert party.get(f"/api/precedents/{library.lost}").status_code == 404
    for bad in ("0", "x", "9" * 30):
        assert party.get(f"/api/precedents/{bad}").status_code == 404
    assert party.get("/api/precedents", {"cursor": "x"}).status_code == 422
    assert party.get("/api/precedents", {"cursor": "1"}).json()["precedents"] == []


def test_similar_ones_are_for_the_burdened_and_for_staff_of_the_case(library: "Library") -> None:
    path = f"/api/cases/{library.numbers[0]}/findings/F1/similar"
    assert library.client("liushifu").get(path).json() == {"similar": []}  # but its own
    (other,) = library.copies(library.won, 1)
    (found,) = library.client("liushifu").get(path).json()["similar"]
    assert found["precedent"]["id"] == other.pk
    assert (found["same_category"], found["same_ground"], found["kinds"]) == (True, True, ["handover_form"])
    assert "压痕" in found["words"]
    assert library.client("sunhao").get(path).status_code == 200
    for name in ("zhangshifu", "dengfang", "guqing"):
        assert library.client(name).get(path).status_code in (200, 404)
    assert library.client("dengfang").get(path).status_code == 404
    assert library.client("liushifu").get(path.replace("F1", "F9")).status_code == 404
