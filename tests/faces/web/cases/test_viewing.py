"""Evidence is looked at as a marked copy; the original is for those who may take it (EVI-1, INT-8)."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageChops
from tests.work_order import Scene

from gongdao.casework.actions import handle
from gongdao.exhibits.actions import receive
from gongdao.exhibits.models import Custody
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.terms import Exhibit


def picture(**more: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (600, 400), (230, 230, 230)).save(target, "JPEG", **more)  # type: ignore[arg-type]  # of PIL
    return target.getvalue()


def handed_in(scene: Scene, content: bytes, name: str = "照片.jpg") -> str:
    kept = receive([content], actor=scene.actor("wangfang").ref, now=scene.now)
    exhibit = Exhibit(kept.sha256, "goods_photo", "外箱破损", name)
    handle(SubmitExhibit(exhibit), actor=scene.actor("wangfang"), now=scene.now, number=scene.number)
    return kept.sha256


def staff_url(scene: Scene, rest: str = "") -> str:
    return f"/cases/{scene.number}/exhibits/E1/{rest}"


def own_url(scene: Scene, rest: str = "") -> str:
    return f"/my/cases/{scene.number}/exhibits/E1/{rest}"


def body(response: object) -> bytes:
    return b"".join(response) if getattr(response, "streaming", False) else response.content  # type: ignore[attr-defined,call-overload,no-any-return]


@pytest.mark.rule("EVI-1", "INT-8")
def test_what_is_shown_is_another_picture_for_each_who_looks(scene: Scene) -> None:
    exif = Image.Exif()
    exif[0x0110] = "Phone of 王芳"
    content = picture(exif=exif)
    handed_in(scene, content)
    shown = [body(scene.client(who).get(staff_url(scene))) for who in (scene.handler, "shenlan")]
    first, second = (Image.open(io.BytesIO(one)).convert("RGB") for one in shown)
    plain = Image.open(io.BytesIO(content)).convert("RGB")
    assert first.size == plain.size
    assert all(b"Phone of" not in one for one in shown)
    for one, other in ((first, plain), (first, second)):
        spread = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value > 12 else 0)
        left, top, right, bottom = spread.getbbox() or (0, 0, 0, 0)
        assert right - left > 500, (left, right)
        assert bottom - top > 300, (top, bottom)
    viewed = Custody.objects.filter(act="viewed").order_by("id").values_list("actor", flat=True)
    assert list(viewed) == [scene.actor(scene.handler).ref, scene.actor("shenlan").ref]


@pytest.mark.rule("INT-8")
def test_the_original_is_for_who_handed_it_in_and_who_answers_for_the_case(scene: Scene) -> None:
    content = picture()
    digest = handed_in(scene, content)
    for who, url in (
        (scene.handler, staff_url(scene, "original/")),
        ("wangfang", own_url(scene, "original/")),
    ):
        assert body(scene.client(who).get(url)) == content
    assert Custody.objects.filter(sha256=digest, act="downloaded").count() == 2
    administrator = scene.client("admin")
    assert administrator.get(staff_url(scene)).headers["Content-Type"] == "image/jpeg"
    refused = administrator.get(staff_url(scene, "original/"))
    assert refused.status_code == 403
    assert "原件只提供给提交人" in refused.content.decode()
    assert Custody.objects.filter(sha256=digest, act="downloaded").count() == 2


@pytest.mark.parametrize("who", ["liushifu", "limingyuan"])
@pytest.mark.parametrize("rest", ["", "original/", "pages/"])
def test_nobody_else_sees_anything(scene: Scene, who: str, rest: str) -> None:
    handed_in(scene, picture())
    client = scene.client(who)
    assert [client.get(url(scene, rest)).status_code for url in (staff_url, own_url)] == [404, 404]


def test_a_page_that_shows_it_twice_is_one_look(scene: Scene) -> None:
    handed_in(scene, picture())
    client = scene.client("wangfang")
    small = Image.open(io.BytesIO(body(client.get(own_url(scene) + "?small=1"))))
    assert max(small.size) == 320
    client.get(own_url(scene))
    assert Custody.objects.filter(act="viewed").count() == 1


def test_a_document_is_shown_page_by_page(scene: Scene) -> None:
    target = io.BytesIO()
    pages = [Image.new("RGB", (300, 400), colour) for colour in ("white", "silver")]
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:])
    handed_in(scene, target.getvalue(), "单据.pdf")
    client = scene.client(scene.handler)
    assert [client.get(staff_url(scene), {"page": n}).status_code for n in ("1", "2", "3", "x")] == [
        200, 200, 404, 404,
    ]  # fmt: skip
    text = client.get(staff_url(scene, "pages/")).content.decode()
    assert "水印" in text
    assert "⟨" not in text


def test_what_cannot_be_drawn_is_not_shown_to_who_may_only_look(scene: Scene) -> None:
    handed_in(scene, b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert scene.client("admin").get(staff_url(scene)).status_code == 404
    assert scene.client(scene.handler).get(staff_url(scene)).status_code == 200


def test_the_mark_tells_name_number_case_and_local_time() -> None:
    from gongdao.exhibits.viewing.copies import mark_of

    at = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)
    assert mark_of("周敏 staff:K1001", "202405-001", at, "Asia/Shanghai") == (
        "周敏 staff:K1001  202405-001",
        "2024-05-06 10:00:00",
    )
