"""Files go up in parts from the page of a party: by the account or session that began, and nobody else."""

import io
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.parties import state_of
from tests.work_order import Scene

from gongdao.exhibits.models import Exhibit, Upload

PART = "application/offset+octet-stream"


def picture() -> bytes:
    target = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(target, "PNG")
    return target.getvalue()


def begin(client: Client, size: int, name: str = "%E7%85%A7%E7%89%87.png") -> str:
    answer = client.post("/uploads/", headers={"upload-length": str(size), "upload-name": name})
    assert answer.status_code == 201, answer.content
    return answer.headers["Location"]


def patch(client: Client, url: str, content: bytes, offset: int) -> object:
    return client.patch(url, content, content_type=PART, headers={"upload-offset": str(offset)})


@pytest.mark.rule("EVI-1")
def test_a_file_in_parts_is_handed_in_with_the_form(scene: Scene) -> None:
    client, content = scene.client("wangfang"), picture()
    url = begin(client, len(content))
    assert patch(client, url, content[:5000], 0).headers["Upload-Offset"] == "5000"  # type: ignore[attr-defined]
    head = client.head(url)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("5000", str(len(content)))
    assert patch(client, url, content[5000:], 5000).status_code == 204  # type: ignore[attr-defined]
    page = f"/my/cases/{scene.number}/do/submit_exhibit/"
    form = client.get(page).context
    sent = {
        "file1_parts": url.split("/")[-2], "kind1": "goods_photo", "explanation1": "外箱破损",
        "version": form["version"], "key": form["key"], "kept": form["uploads"].token,
    }  # fmt: skip
    mistaken = client.post(page, sent | {"kind1": ""})
    assert (mistaken.status_code, sent["file1_parts"] in mistaken.content.decode()) == (422, True)
    posted = client.post(page, sent)
    assert posted.status_code == 302, posted.content.decode()
    shown = client.get(f"/my/cases/{scene.number}/exhibits/E1/original/")
    assert b"".join(shown) == content
    assert not Upload.objects.filter(sha256="").exists()
    assert client.post(page, sent).status_code == 302  # the answer was lost on its way, and asked for again
    assert len(state_of(scene.number).exhibits) == 1


def test_a_file_that_did_not_come_whole_is_asked_for_again(scene: Scene) -> None:
    client = scene.client("wangfang")
    url = begin(client, 9000)
    page = f"/my/cases/{scene.number}/do/submit_exhibit/"
    answer = client.post(
        page, {"file1_parts": url.split("/")[-2], "kind1": "goods_photo", "explanation1": "外箱破损"}
    )
    assert answer.status_code == 422
    assert "没有上传完整" in answer.content.decode()


def test_nobody_else_goes_on_with_it(scene: Scene, client: Client) -> None:
    url = begin(scene.client("wangfang"), 9000)
    for other in (scene.client("liushifu"), scene.client("zhengyun"), client):
        found = [
            other.head(url).status_code,
            patch(other, url, b"x", 0).status_code,
            other.delete(url).status_code,
        ]  # type: ignore[attr-defined]
        assert found == [404, 404, 404]
    assert client.post("/uploads/", headers={"upload-length": "10"}).status_code == 404
    assert Upload.objects.count() == 1


@pytest.mark.rule("EVI-1")
def test_a_form_of_the_desk_takes_parts_and_keeps_them_through_a_mistake(scene: Scene) -> None:
    client, content = scene.client(scene.handler), picture()
    url = begin(client, len(content))
    assert patch(client, url, content, 0).status_code == 204  # type: ignore[attr-defined]
    page, key = f"/cases/{scene.number}/do/submit_exhibit/", url.split("/")[-2]
    assert "每份不超过 50 MB，一次最多 12 份" in client.get(page).content.decode()
    mistaken = client.post(page, {"file_parts": key, "kind": "goods_photo", "explanation": ""})
    assert (mistaken.status_code, key in mistaken.content.decode()) == (422, True)
    sent = {"file_parts": key, "kind": "goods_photo", "explanation": "外箱破损", "key": "a" * 32}
    posted = client.post(page, sent)
    assert posted.status_code == 302, posted.content.decode()
    assert b"".join(client.get(f"/cases/{scene.number}/exhibits/E1/original/")) == content
    assert not Upload.objects.filter(sha256="").exists()
    assert client.post(page, sent).status_code == 302  # the answer was lost on its way, and asked for again
    assert len(state_of(scene.number).exhibits) == 1


@pytest.mark.rule("EVI-1")
def test_a_form_of_the_desk_takes_several_files_or_none_of_them(scene: Scene) -> None:
    client, contents = scene.client(scene.handler), [picture(), picture()]
    page = f"/cases/{scene.number}/do/submit_exhibit/"

    def send(*files: SimpleUploadedFile) -> int:
        told = {"kind": "goods_photo", "explanation": "外箱破损", "key": "b" * 32}
        return client.post(page, {"file": list(files), **told}).status_code

    photos = [SimpleUploadedFile(f"{n}.png", content) for n, content in enumerate(contents)]
    assert send() == 422
    assert send(*photos, SimpleUploadedFile("x.png", b"MZ" + bytes(400))) == 422
    assert send(*photos, *(SimpleUploadedFile(f"{n}.png", picture()) for n in range(11))) == 422
    assert state_of(scene.number).exhibits == {}
    for photo in photos:
        photo.seek(0)
    assert send(*photos) == 302
    handed_in = [item.exhibit for item in state_of(scene.number).exhibits.values()]
    assert [item.sha256 for item in handed_in] == [sha256(content).hexdigest() for content in contents]
    assert {item.explanation for item in handed_in} == {"外箱破损"}


@pytest.mark.rule("EVI-1")
def test_parts_of_somebody_else_are_no_file_of_mine(scene: Scene) -> None:
    content = picture()
    url = begin(scene.client("wangfang"), len(content))
    assert patch(scene.client("wangfang"), url, content, 0).status_code == 204  # type: ignore[attr-defined]
    page = f"/cases/{scene.number}/do/submit_exhibit/"
    answer = scene.client(scene.handler).post(
        page, {"file_parts": url.split("/")[-2], "kind": "goods_photo", "explanation": "外箱破损"}
    )
    assert (answer.status_code, "没有上传完整" in answer.content.decode()) == (422, True)
    assert Upload.objects.count() == 1


@pytest.mark.rule("EVI-1")
def test_the_limit_of_the_policy_is_told_with_what_would_help(scene: Scene) -> None:
    client = scene.client("wangfang")
    page = f"/my/cases/{scene.number}/do/submit_exhibit/"
    shown = client.get(page).content.decode()
    assert "接受：图片、PDF、办公文档、录音、视频、文本。每份不超过 50 MB，一次最多 12 份。" in shown
    files = [SimpleUploadedFile(f"{n}.png", picture() + bytes([n])) for n in range(13)]
    answer = client.post(page, {"file1": files, "kind1": "goods_photo", "explanation1": "外箱破损"})
    told = "本次共 13 份文件，一次最多提交 12 份。请先提交一部分，其余的随下一次提交。"
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not Exhibit.objects.exists()


def test_bad_requests_change_nothing(scene: Scene) -> None:
    client = scene.client("wangfang")
    url = begin(client, 9000)
    assert client.post("/uploads/", headers={"upload-length": "x"}).status_code == 400
    assert client.post("/uploads/", headers={"upload-length": "0"}).status_code == 422
    assert client.post("/uploads/", headers={"upload-length": str(10**12)}).status_code == 413
    assert client.patch(url, b"x", content_type=PART).status_code == 400
    assert (
        client.patch(url, b"x", content_type="text/plain", headers={"upload-offset": "0"}).status_code == 415
    )
    conflict = patch(client, url, b"x", 5)
    assert (conflict.status_code, conflict.headers["Upload-Offset"]) == (409, "0")  # type: ignore[attr-defined]
    refused = patch(client, url, b"MZ\x90\x00" + bytes(5000), 0)
    assert (refused.status_code, "请选择" in refused.content.decode()) == (422, True)  # type: ignore[attr-defined]
    assert not Upload.objects.exists()
    assert client.head("/uploads/not-a-key/").status_code == 404


def test_a_foreign_page_cannot_begin_one(scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.account("wangfang"))
    assert strict.post("/uploads/", headers={"upload-length": "10"}).status_code == 403
