"""A file over HTTP in parts (EVI-1): it goes on after a break, is nobody else's, becomes evidence once."""

from hashlib import sha256

import pytest

from gongdao.casework.models import Event
from gongdao.exhibits.models import Custody, Exhibit, Upload
from gongdao.web.shell.parts import InParts

from .scene import PNG, Caller, Scene

SHOWN = {"kind": "goods_photo", "explanation": "外箱破损"}


def begun(caller: Caller, number: str, size: int = len(PNG)) -> str:
    answer = caller.post(f"/cases/{number}/uploads", {"name": "照片.png", "size_bytes": size})
    assert answer.status_code == 201, answer.content.decode()
    body = answer.json()
    assert answer.headers["Location"] == f"/api/cases/{number}/uploads/{body['upload']}"
    assert (body["offset_bytes"], body["size_bytes"]) == (0, size)
    return f"/cases/{number}/uploads/{body['upload']}"


@pytest.mark.rule("EVI-1")
def test_a_file_goes_on_where_it_broke_off_and_becomes_evidence_once(scene: Scene) -> None:
    number, caller = scene.open_case(), scene.customer
    url = begun(caller, number)
    assert caller.put(f"{url}/parts/0", PNG[:30]).json()["offset_bytes"] == 30
    early = caller.post(f"{url}/exhibit", SHOWN)
    assert (early.status_code, early.json()["code"]) == (409, "upload_unfinished")
    wrong = caller.put(f"{url}/parts/0", PNG)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_offset")
    assert wrong.json()["params"] == {"offset_bytes": 30}
    assert caller.get(url).json()["offset_bytes"] == 30
    assert caller.put(f"{url}/parts/30", PNG[30:]).json()["offset_bytes"] == len(PNG)
    answer = caller.post(f"{url}/exhibit", SHOWN, idempotency_key="u-1")
    assert answer.status_code == 201, answer.content.decode()
    assert answer.json()["size_bytes"] == len(PNG)
    before = Event.objects.count()
    again = caller.post(f"{url}/exhibit", SHOWN, idempotency_key="u-1")
    assert (again.status_code, again.json()) == (201, answer.json())
    assert Event.objects.count() == before
    assert b"".join(caller.get(f"/cases/{number}/exhibits/E1")) == PNG
    whole = InParts(url.rpartition("/")[2], caller.ref)  # it has gone where evidence lies
    assert (whole.became, b"".join(whole.chunks())) == (sha256(PNG).hexdigest(), PNG)
    received = Custody.objects.filter(act="received", case_id__isnull=False).get()
    assert (received.actor, received.channel, received.address) == (caller.ref, "api", "127.0.0.1")


@pytest.mark.rule("EVI-1")
def test_what_the_policy_does_not_take_is_refused_before_it_is_sent(scene: Scene) -> None:
    number = scene.open_case()
    path = f"/cases/{number}/uploads"
    answer = scene.customer.post(path, {"name": "a.mp4", "size_bytes": 50 * 1024 * 1024 + 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "file_too_large")
    assert not Upload.objects.exists()
    url = begun(scene.customer, number, 9000)
    answer = scene.customer.put(f"{url}/parts/0", b"MZ\x90\x00" + bytes(8996))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "file_type")
    assert scene.customer.get(url).status_code == 404
    assert not Exhibit.objects.exists()


def test_an_upload_is_nobody_elses(scene: Scene) -> None:
    number = scene.open_case()
    url = begun(scene.customer, number)
    for other in (scene.handler, scene.colleague, scene.supervisor, scene.stranger):
        assert other.get(url).status_code == 404
        assert other.put(f"{url}/parts/0", PNG).status_code == 404
        assert other.post(f"{url}/exhibit", SHOWN).status_code == 404
        assert other.delete(url).status_code == 404
    assert scene.nobody.put(f"{url}/parts/0", PNG).status_code == 401
    assert scene.customer.delete(url).status_code == 200
    assert not Upload.objects.exists()


def test_requests_that_cannot_be_change_nothing(scene: Scene) -> None:
    number = scene.open_case()
    url = begun(scene.customer, number)
    assert scene.customer.put(f"{url}/parts/x", PNG).status_code == 404
    assert scene.customer.put(f"{url}/parts/0", PNG, "text/plain").status_code == 415
    assert scene.customer.put(f"{url}/parts/0", bytes(8 * 1024 * 1024 + 1)).status_code == 413
    assert scene.customer.post(f"{url}/exhibit", {"kind": "nothing", "explanation": "x"}).status_code == 422
    assert scene.customer.get(f"/cases/{number}/uploads/x").status_code == 404
    assert scene.customer.post(f"/cases/{number}/uploads", {"name": "a", "size_bytes": 0}).status_code == 422
    assert scene.customer.get(url).json()["offset_bytes"] == 0


def test_there_is_an_end_to_open_uploads(scene: Scene, settings: object) -> None:
    number = scene.open_case()
    settings.EVIDENCE_UPLOADS = 1  # type: ignore[attr-defined]  # the fixture of pytest-django
    begun(scene.customer, number)
    answer = scene.customer.post(f"/cases/{number}/uploads", {"name": "b.png", "size_bytes": 9})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_uploads")
