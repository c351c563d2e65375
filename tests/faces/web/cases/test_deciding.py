"""The form of a finding asks for what can still change the outcome, and says what the facts come to."""

import re

import pytest
from tests.work_order import Scene

from gongdao.casework.store import case_for
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.state import State

JUDGE = "shenlan"


def state_of(scene: Scene) -> State:
    return case_for(SYSTEM, scene.number, lock=False).state


def sent(scene: Scene, **facts: str) -> tuple[int, str]:
    """Send the form of a finding; its status and page."""
    given = {f"fact_{name}": value for name, value in facts.items()}
    fixed = {"version": state_of(scene).version, "key": "finding-1", "reasons": "已查明", "deviation": ""}
    response = scene.client(JUDGE).post(f"/cases/{scene.number}/do/make_finding/", fixed | given)
    return response.status_code, response.content.decode()


def said(scene: Scene, username: str = JUDGE, **facts: str) -> tuple[int, str]:
    given = {f"fact_{name}": value for name, value in facts.items()}
    response = scene.client(username).post(f"/cases/{scene.number}/deciding/", given)
    return response.status_code, " ".join(re.sub("<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.rule("DEC-2")
def test_finding_is_made_without_what_cannot_matter(scene: Scene) -> None:
    status, _ = sent(scene, matter="equipment")
    assert (status, state_of(scene).findings["F1"].facts) == (302, {"matter": "equipment"})


@pytest.mark.rule("DEC-2")
def test_what_can_still_matter_is_asked_for_beside_its_field(scene: Scene) -> None:
    status, page = sent(scene, matter="unpacking_damage", work="proper")
    assert (status, state_of(scene).findings) == (422, {})
    wrong = re.findall(r'<select[^>]*name="(fact_\w+)"[^>]*is-invalid', page)
    assert wrong == ["fact_handover", "fact_packaging"]


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "还需要认定：事项、师傅操作、交接单、外包装。"),
        ({"matter": "conduct"}, "还需要认定：师傅操作。"),
        ({"matter": "conduct", "work": "ghost"}, "还需要认定：师傅操作。"),
        (
            {"matter": "unpacking_damage", "work": "improper"},
            "按已选的事实：师傅操作不规范造成货损。 其余事实不影响结论，可以不填。",
        ),
        (
            {"matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact"},
            "按已选的事实：师傅操作不规范造成货损。",
        ),
    ],
)
def test_it_is_said_what_the_facts_come_to(scene: Scene, facts: dict[str, str], words: str) -> None:
    assert said(scene, **facts) == (200, words)


@pytest.mark.rule("INT-8")
def test_parties_and_strangers_are_told_nothing(scene: Scene) -> None:
    assert [said(scene, name)[0] for name in (scene.technician, "dujuan")] == [404, 404]
