"""All evidence of a case is erased on one page: by an administrator, after the number was typed, and told."""

import pytest
from django.test import Client
from tests.parties import state_of
from tests.work_order import Scene

from gongdao.casework.actions import handle
from gongdao.exhibits.actions import receive
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.terms import Exhibit

REASON = "当事人要求删除"


@pytest.fixture
def page(scene: Scene) -> str:
    """The page of a case with two exhibits."""
    for n in (1, 2):
        kept = receive(
            [b"\x89PNG\r\n\x1a\n" + bytes(40 + n)], actor=scene.actor("wangfang").ref, now=scene.now
        )
        exhibit = Exhibit(kept.sha256, "goods_photo", "外箱破损", f"照片{n}.png")
        handle(SubmitExhibit(exhibit), actor=scene.actor("wangfang"), now=scene.now, number=scene.number)
    return f"/cases/{scene.number}/erase/"


def erased(scene: Scene) -> list[bool]:
    return [item.erased_at is not None for item in state_of(scene.number).exhibits.values()]


@pytest.mark.rule("INT-8")
def test_it_tells_what_goes_and_asks_for_the_number(scene: Scene, page: str) -> None:
    admin = scene.client("admin")
    assert page in admin.get(f"/cases/{scene.number}/").content.decode()
    shown = admin.get(page).content.decode()
    assert "2 份凭证的内容" in shown
    assert "⟨" not in shown
    mistyped = admin.post(page, {"reason": REASON, "typed": "202401-001"})
    assert (mistyped.status_code, "没有删除任何内容" in mistyped.content.decode()) == (422, True)
    assert REASON in mistyped.content.decode()
    silent = admin.post(page, {"reason": " ", "typed": scene.number})
    assert silent.status_code == 422
    assert erased(scene) == [False, False]


@pytest.mark.rule("INT-8")
def test_it_erases_and_says_so(scene: Scene, page: str) -> None:
    admin = scene.client("admin")
    done = admin.post(page, {"reason": REASON, "typed": scene.number}, follow=True)
    assert f"已删除 {scene.number} 的 2 份凭证内容" in done.content.decode()
    assert REASON in done.content.decode()
    assert page not in done.content.decode()  # nothing is left to erase
    assert erased(scene) == [True, True]


@pytest.mark.rule("INT-8")
def test_nobody_else_comes_to_it(scene: Scene, page: str, client: Client) -> None:
    for who in (scene.client(scene.handler), scene.client("wangfang"), scene.client("zhengyun"), client):
        assert who.get(page).status_code in {302, 403, 404}
        assert who.post(page, {"reason": REASON, "typed": scene.number}).status_code in {302, 403, 404}
    assert page not in scene.client(scene.handler).get(f"/cases/{scene.number}/").content.decode()
    assert erased(scene) == [False, False]
