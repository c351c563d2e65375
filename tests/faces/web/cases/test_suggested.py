"""The suggestions on the case page: with their reasons, for staff alone, taken over with one click."""

import html
import re

import pytest
from tests.work_order import Scene

from gongdao.casework.store import case_for
from gongdao.rulebook.actor import SYSTEM


def _forms(page: str) -> list[tuple[str, dict[str, str]]]:
    """Address and fields of each form that takes a suggestion over."""
    card = page[page.index('id="suggested-title"') :]
    found = re.findall(r'<form method="post" class="ms-auto" action="([^"]+)">(.*?)</form>', card, re.DOTALL)
    return [
        (path, {name: html.unescape(value) for name, value in
                re.findall(r'<input type="hidden" name="(?!csrf)([a-z_]+)" value="([^"]*)">', body)})
        for path, body in found
    ]  # fmt: skip


@pytest.mark.rule("TRI-1")
def test_suggestions_are_shown_with_their_reasons(scene: Scene) -> None:
    page = scene.client(scene.handler).get(f"/cases/{scene.number}/").content.decode()
    assert "系统建议" in page
    assert "为什么" in page
    card = page[page.index('id="suggested-title"') : page.index('id="facts-title"')]
    assert re.findall(r"[“>][a-z]+_?[a-z]*[”<]", card) == []  # a reason is told in words, not by its code
    assert "⟨" not in page


@pytest.mark.rule("TRI-5")
def test_one_click_takes_a_suggestion_over_and_it_is_recorded(scene: Scene) -> None:
    client = scene.client(scene.handler)
    page = client.get(f"/cases/{scene.number}/").content.decode()
    forms = _forms(page)
    assert forms
    path, fields = next(item for item in forms if "assess_customer" in item[0])
    response = client.post(path, fields)
    assert (response.status_code, response["Location"]) == (302, f"/cases/{scene.number}/")
    state = case_for(SYSTEM, scene.number, lock=False).state
    assert (state.mood, state.motive) == (fields["mood"], fields["motive"])
    after = client.get(f"/cases/{scene.number}/").content.decode()
    assert "采用系统建议" in after
    assert len(_forms(after)) < len(forms)


def test_a_party_sees_no_suggestion(scene: Scene) -> None:
    page = scene.client(scene.technician).get(f"/my/cases/{scene.number}/").content.decode()
    assert "系统建议" not in page
