"""The case as PDF alone: what its reader may see, in the reader's language (APP-12, INT-8)."""

from dataclasses import replace

import pytest
from tests.rooms.letters.test_paper import words_of_pdf

from gongdao.exhibits.models import Custody

from .scene import Caller, Scene, photo

pytestmark = pytest.mark.rule("APP-12", "INT-8")
PHONE, NAME = "13812345678", "王女士"


@pytest.fixture
def number(scene: Scene) -> str:
    number = scene.open_case(respondents=[{"ref": scene.technician.ref, "name": "刘师傅"}])
    fields = {"file": photo(), "kind": "goods_photo", "explanation": "破损处"}
    assert scene.customer.upload(f"/cases/{number}/exhibits", fields).status_code == 201
    return number


def read(caller: Caller, number: str) -> str:
    answer = caller.get(f"/cases/{number}/case.pdf")
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f'filename="{number}-case.pdf"' in answer.headers["Content-Disposition"]
    return words_of_pdf(answer.content)


def test_the_owner_reads_the_own_contact_in_the_own_language(scene: Scene, number: str) -> None:
    said = read(scene.customer, number)
    assert f"Case{number}" in said
    assert PHONE in said
    assert "案件概要" in read(replace(scene.customer, language="zh"), number)
    assert Custody.objects.filter(act="viewed", channel="api", actor=scene.customer.ref).count() == 1


def test_whoever_handles_it_reads_all_and_the_other_side_less(scene: Scene, number: str) -> None:
    assert PHONE in read(scene.handler, number)
    said = read(scene.technician, number)
    assert "外箱破损" in said
    assert PHONE not in said
    assert NAME not in said


def test_a_colleague_a_stranger_and_nobody_get_nothing(scene: Scene, number: str) -> None:
    answers = [
        who.get(f"/cases/{number}/case.pdf").status_code
        for who in (scene.colleague, scene.stranger, scene.nobody)
    ]
    assert answers == [404, 404, 401]
