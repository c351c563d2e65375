"""What was done with an exhibit: on the pages of staff and of who handed it in, and by the API."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.work_order import Scene

from gongdao.casework.actions import handle
from gongdao.exhibits.actions import note, receive
from gongdao.exhibits.models import Custody
from gongdao.exhibits.origin import Origin
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.terms import Exhibit

PHONE = Origin("portal", "198.51.100.7")


@pytest.fixture
def digest(scene: Scene) -> str:
    """A photo that the customer handed in from a phone, and that the handler has taken since."""
    kept = receive(
        [b"\x89PNG\r\n\x1a\n" + bytes(40)], actor=scene.actor("wangfang").ref, now=scene.now, origin=PHONE
    )
    exhibit = Exhibit(kept.sha256, "goods_photo", "外箱破损", "照片.png")
    handle(SubmitExhibit(exhibit), actor=scene.actor("wangfang"), now=scene.now, number=scene.number)
    desk = scene.client(scene.handler)
    assert desk.get(f"/cases/{scene.number}/exhibits/E1/", REMOTE_ADDR="10.0.0.5").status_code == 200
    return kept.sha256


def staff_url(scene: Scene) -> str:
    return f"/cases/{scene.number}/exhibits/E1/custody/"


def own_url(scene: Scene) -> str:
    return f"/my/cases/{scene.number}/exhibits/E1/custody/"


@pytest.mark.rule("INT-8")
def test_staff_read_who_when_from_where(scene: Scene, digest: str) -> None:
    text = scene.client(scene.handler).get(staff_url(scene)).content.decode()
    assert digest in text
    assert "198.51.100.7" in text
    assert "10.0.0.5" in text
    assert "投诉门户" in text
    assert "下载原件" in text
    assert "⟨" not in text


@pytest.mark.rule("INT-8")
def test_who_handed_it_in_learns_that_it_was_staff_and_not_from_where(scene: Scene, digest: str) -> None:
    text = scene.client("wangfang").get(own_url(scene)).content.decode()
    assert "平台工作人员" in text
    assert "10.0.0.5" not in text
    assert "198.51.100.7" in text  # the own one
    assert scene.actor(scene.handler).ref not in text


@pytest.mark.rule("INT-8")
def test_every_act_is_on_record_with_who_when_and_from_where(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    target = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(target, "PNG")
    owner, desk, admin = (scene.client(who) for who in ("wangfang", scene.handler, "admin"))
    at = f"/my/cases/{scene.number}/do/submit_exhibit/"
    form = owner.get(at).context
    posted = owner.post(
        at,
        {
            "file1": SimpleUploadedFile("身份证.png", target.getvalue()), "kind1": "identity",
            "explanation1": "本人", "version": form["version"], "key": form["key"],
            "kept": form["uploads"].token,
        },
        REMOTE_ADDR="198.51.100.7",
    )  # fmt: skip
    assert posted.status_code == 302, posted.content.decode()
    exhibit = f"/cases/{scene.number}/exhibits/E1/"
    assert desk.get(exhibit, REMOTE_ADDR="10.0.0.5").status_code == 200
    assert desk.get(f"{exhibit}original/", REMOTE_ADDR="10.0.0.6").status_code == 200
    assert desk.get(f"/cases/{scene.number}/dossier/", REMOTE_ADDR="10.0.0.7").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        erased = admin.post(
            f"/cases/{scene.number}/do/erase_exhibit/E1/",
            {"reason": "当事人请求删除"},
            REMOTE_ADDR="10.0.0.8",
        )
    assert erased.status_code == 302, erased.content.decode()
    case = Custody.objects.get(act="downloaded").case_id
    staff, customer = (scene.actor(who).ref for who in (scene.handler, "wangfang"))
    found = list(Custody.objects.order_by("id").values_list("act", "actor", "channel", "address", "case_id"))
    assert found == [
        ("received", customer, "page", "198.51.100.7", None),
        ("sealed", "system", "", "", None),
        ("received", customer, "page", "198.51.100.7", case),
        ("viewed", staff, "page", "10.0.0.5", case),
        ("downloaded", staff, "page", "10.0.0.6", case),
        ("exported", staff, "page", "10.0.0.7", case),
        ("viewed", staff, "page", "10.0.0.7", case),  # in its PDF
        ("erased", scene.actor("admin").ref, "page", "10.0.0.8", None),
    ]
    text = desk.get(staff_url(scene)).content.decode()
    assert [word for word in ("加密保存", "随案卷导出", "删除内容", "10.0.0.8") if word not in text] == []


@pytest.mark.parametrize("who", ["liushifu", "limingyuan", "zhengyun"])
def test_nobody_else_reads_it(scene: Scene, digest: str, who: str) -> None:
    client = scene.client(who)
    assert [client.get(url(scene)).status_code for url in (staff_url, own_url)] == [404, 404]


def test_without_signing_in_nothing_is_shown(scene: Scene, digest: str, client: Any) -> None:
    assert [client.get(url(scene)).status_code for url in (staff_url, own_url)] == [302, 302]


def test_a_long_course_comes_in_pages(scene: Scene, digest: str, django_assert_num_queries: Any) -> None:
    case_id = Custody.objects.exclude(case_id=None).values_list("case_id", flat=True)[0]
    client = scene.client(scene.handler)
    client.get(staff_url(scene))
    for _ in range(60):
        note(sha256=digest, act="viewed", actor="staff:K1", at=scene.now, case_id=case_id)
    first = client.get(staff_url(scene)).content.decode()
    assert first.count('<li class="list-group-item">') == 50
    more = first.partition('href="?before=')[2].partition('"')[0]
    second = client.get(staff_url(scene), {"before": more}).content.decode()
    assert second.count('<li class="list-group-item">') == 12
    assert "更早的记录" not in second


def test_another_case_is_not_told(scene: Scene, digest: str) -> None:
    note(
        sha256=digest,
        act="viewed",
        actor="staff:K1",
        at=scene.now,
        case_id=2023010000007,
        origin=Origin("page", "10.9.9.9"),
    )
    assert "10.9.9.9" not in scene.client(scene.handler).get(staff_url(scene)).content.decode()
