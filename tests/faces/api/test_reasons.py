"""`GET …/reasons`: the statement of reasons in words, and the data it is made from."""

from typing import Any

import pytest

from .scene import Caller, Scene

pytestmark = pytest.mark.rule("DEC-3")
FACTS = {"origin": "transport", "transport": "violent", "manual": "unknown"}


@pytest.fixture
def judged(scene: Scene) -> str:
    number = scene.open_case()
    body = {"facts": FACTS, "reasons": "物流轨迹显示抛掷", "amount_fen": 19_900}
    response = scene.handler.post(f"/cases/{number}/make-finding", body)
    assert response.status_code == 200, response.content.decode()
    return number


def reasons(caller: Caller, number: str, part: str = "findings/F1") -> Any:
    return caller.get(f"/cases/{number}/{part}/reasons")


def test_reasons_are_words_and_data(scene: Scene, judged: str) -> None:
    answer = reasons(scene.handler, judged).json()
    data, sections = answer["reasons"], {item["code"]: item for item in answer["sections"]}
    assert answer["title"] == "Reasons of a preliminary judgement"
    assert (data["applied"]["policy"], data["applied"]["rule"]) == ("dispute-mediation", "DEC-2")
    decided = [row for row in data["table"]["rows"] if row["decided"]]
    assert [row["row"] for row in decided] == [data["table"]["decided"]]
    assert data["calculation"]["loss_fen"] == 19_900
    (line,) = [
        line["text"] for line in sections["calculation"]["lines"] if line["code"] == "calculation.loss"
    ]
    assert "¥199.00" in line
    assert sections["rights"]["lines"][0]["code"] == "right.not_binding"


def test_reasons_come_in_the_language_asked_for(scene: Scene, judged: str) -> None:
    scene.handler.language = "zh-CN"
    assert reasons(scene.handler, judged).json()["title"] == "初步责任判断说明"


def test_reasons_are_not_for_strangers(scene: Scene, judged: str) -> None:
    got = {
        who: reasons(getattr(scene, who), judged).status_code
        for who in ("handler", "customer", "supervisor", "colleague", "stranger", "technician", "nobody")
    }
    assert got == {
        "handler": 200, "customer": 200, "supervisor": 200, "colleague": 404, "stranger": 404,
        "technician": 404, "nobody": 401,
    }  # fmt: skip


@pytest.mark.parametrize("part", ["findings/F2", "findings/A1", "appeals/A1", "appeals/F1", "findings/x"])
def test_what_was_not_decided_has_no_reasons(scene: Scene, judged: str, part: str) -> None:
    assert reasons(scene.handler, judged, part).status_code == 404
