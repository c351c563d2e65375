"""Evidence comes in over HTTP (EVI-1): whole, once, by permission, and nothing that could do harm."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongdao.api.resources import exhibits
from gongdao.casework.models import Event
from gongdao.exhibits.models import Exhibit

from .scene import PNG, Scene, photo

FIELDS = {"kind": "goods_photo", "explanation": "外箱破损"}


@pytest.mark.rule("EVI-1")
def test_an_upload_becomes_an_exhibit(scene: Scene) -> None:
    number = scene.open_case()
    response = scene.customer.upload(f"/cases/{number}/exhibits", {"file": photo(), **FIELDS})
    assert response.status_code == 201
    answer = response.json()
    assert (answer["exhibit"], answer["media_type"], answer["size_bytes"]) == ("E1", "image/png", len(PNG))
    assert response.headers["Location"] == f"/api/cases/{number}/exhibits/E1"
    assert b"".join(scene.customer.get(f"/cases/{number}/exhibits/E1")) == PNG


@pytest.mark.rule("EVI-11", "EVI-1")
def test_an_answer_in_words_becomes_an_exhibit_of_its_request(scene: Scene) -> None:
    opened = scene.customer.post("/cases?policy=platform-dispute", scene.opening(category="quality"))
    number = opened.json()["number"]
    asked = scene.handler.post(f"/cases/{number}/ask-evidence", {"requirement": "fault"})
    assert asked.status_code == 200, asked.content.decode()
    path = f"/cases/{number}/written-answers"
    assert scene.stranger.post(path, {"request": "Q1", "text": "11"}).status_code == 404
    refused = scene.handler.post(path, {"request": "Q1", "text": "11"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_party")
    response = scene.customer.post(path, {"request": "Q1", "text": "11"}, idempotency_key="w-1")
    assert response.status_code == 201, response.content.decode()
    answer = response.json()
    assert (answer["exhibit"], answer["media_type"], answer["size_bytes"]) == ("E1", "text/plain", 2)
    again = scene.customer.post(path, {"request": "Q1", "text": "11"}, idempotency_key="w-1")
    assert again.json() == answer
    shown = scene.customer.get(f"/cases/{number}").json()
    assert shown["requests"]["Q1"]["exhibits"] == ["E1"]
    assert shown["exhibits"]["E1"]["kind"] == "written_answer"
    file = {"file": photo(), **FIELDS, "request": "Q1"}
    assert scene.customer.upload(f"/cases/{number}/exhibits", file).status_code == 201
    assert scene.customer.get(f"/cases/{number}").json()["requests"]["Q1"]["exhibits"] == ["E1", "E2"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"request": "Q1", "text": ""}, "text"), ({"request": "Q1", "text": "a\u0000b"}, "text"),
        ({"request": "1", "text": "x"}, "request"), ({"text": "x"}, "request"),
        ({"request": "Q1", "text": "长" * 4_001}, "text"),
    ],
)  # fmt: skip
def test_an_answer_in_words_that_cannot_be_is_told(scene: Scene, body: dict[str, str], field: str) -> None:
    number = scene.open_case()
    before = Event.objects.count()
    response = scene.customer.post(f"/cases/{number}/written-answers", body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field
    assert (Event.objects.count(), Exhibit.objects.count()) == (before, 0)


def test_the_same_file_is_stored_once(scene: Scene) -> None:
    for number in (scene.open_case(), scene.open_case()):
        scene.customer.upload(f"/cases/{number}/exhibits", {"file": photo(), **FIELDS})
    assert Exhibit.objects.count() == 1


def test_the_same_key_uploads_once(scene: Scene) -> None:
    path = f"/cases/{scene.open_case()}/exhibits"
    first = scene.customer.upload(path, {"file": photo(), **FIELDS}, idempotency_key="u-1")
    second = scene.customer.upload(path, {"file": photo(), **FIELDS}, idempotency_key="u-1")
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    other = scene.customer.upload(path, {"file": photo(content=PNG + b"1"), **FIELDS}, idempotency_key="u-1")
    assert other.status_code == 409


def test_a_name_is_kept_but_leads_nowhere(scene: Scene) -> None:
    number = scene.open_case()
    name = "../../etc/" + "长" * 300 + ".png"
    scene.customer.upload(f"/cases/{number}/exhibits", {"file": photo(name), **FIELDS})
    shown = scene.customer.get(f"/cases/{number}").json()["exhibits"]["E1"]["name"]
    assert len(shown) <= 200
    assert "/" not in shown


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        (FIELDS, "file", "missing"),
        ({"file": photo(content=b""), **FIELDS}, "file", "empty_file"),
        ({"file": SimpleUploadedFile("a.html", b"<html><script>"), **FIELDS}, "file", "file_type"),
        ({"file": SimpleUploadedFile("a.png", b"MZ\x90\x00\x03"), **FIELDS}, "file", "file_type"),
        ({"file": SimpleUploadedFile("a.svg", b"<svg onload='x'/>"), **FIELDS}, "file", "file_type"),
        ({"file": [photo(), photo()], **FIELDS}, "file", "given_twice"),
        ({"file": photo(), "kind": "goods_photo"}, "explanation", "missing"),
        ({"file": photo(), "explanation": "长" * 4001}, "explanation", "too_long"),
        ({"file": photo(), **FIELDS, "more": "1"}, "more", "unknown_field"),
        ({"file": photo(), "explanation": "a\x00b"}, "explanation", "control_character"),
        ({"file": "text", **FIELDS}, "file", "missing"),
        ({"file": photo(), **FIELDS, "kind": "dragon"}, "kind", "not_in_list"),
    ],
)
def test_a_form_that_cannot_be_is_told_with_its_field(
    scene: Scene, fields: dict[str, Any], field: str, code: str
) -> None:
    number = scene.open_case()
    before = Event.objects.count()
    response = scene.customer.upload(f"/cases/{number}/exhibits", fields)
    assert response.status_code == 422, response.content.decode()
    error = response.json()["errors"][0]
    assert (error["field"], error["code"]) == (field, code)
    assert (Event.objects.count(), Exhibit.objects.count()) == (before, 0)


def test_a_file_beyond_the_limit_is_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.EVIDENCE_MB = 0
    monkeypatch.setattr(exhibits, "FORM_BYTES", 100)
    response = scene.customer.upload(f"/cases/{scene.open_case()}/exhibits", {"file": photo(), **FIELDS})
    assert response.status_code == 413


@pytest.mark.rule("EVI-1")
def test_a_file_that_the_policy_does_not_take_is_refused_before_it_is_kept(scene: Scene) -> None:
    opened = scene.customer.post("/cases?policy=merchant-appeal", scene.opening(category="quality"))
    number = opened.json()["number"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    file = SimpleUploadedFile("说明.png", packed.getvalue())
    answer = scene.customer.upload(f"/cases/{number}/exhibits", {"file": file, **FIELDS})
    assert answer.status_code == 422, answer.content.decode()
    refused = answer.json()
    assert (refused["rule"], refused["code"]) == ("EVI-1", "file_not_taken")
    assert refused["params"] == {"files": ["说明.png"], "taken": ["picture", "pdf", "audio", "video", "text"]}
    assert refused["remedy"]
    assert Exhibit.objects.count() == 0


def test_a_body_that_is_no_form_is_told(scene: Scene) -> None:
    path = f"/cases/{scene.open_case()}/exhibits"
    assert scene.customer.post(path, {"kind": "other"}).status_code == 415
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        response = scene.customer.post(path, b"no form at all", content_type=kind)
        assert response.status_code in (400, 422), kind


def test_a_form_without_boundary_is_told_as_a_form(scene: Scene) -> None:
    path = f"/cases/{scene.open_case()}/exhibits"
    response = scene.customer.post(path, b"no form at all", content_type="multipart/form-data")
    assert (response.status_code, response.json()["code"]) == (400, "malformed_form")


def test_a_field_in_another_encoding_is_told_and_nothing_is_kept(scene: Scene) -> None:
    lines = [
        b"--x", b'Content-Disposition: form-data; name="explanation"', b"", "花瓶碎了".encode("gbk"),
        b"--x", b'Content-Disposition: form-data; name="file"; filename="a.png"', b"", PNG, b"--x--", b"",
    ]  # fmt: skip
    path = f"/cases/{scene.open_case()}/exhibits"
    form = "multipart/form-data; boundary=x"
    response = scene.customer.post(path, b"\r\n".join(lines), content_type=form)
    assert (response.status_code, response.json()["code"]) == (400, "not_utf8")
    assert not Exhibit.objects.exists()


@pytest.mark.rule("EVI-1")
def test_an_exhibit_of_no_known_kind_is_refused_by_the_law(scene: Scene) -> None:
    number = scene.open_case()
    shown = scene.customer.upload(f"/cases/{number}/exhibits", {"file": photo(), **FIELDS}).json()
    body = {"exhibit": {"sha256": shown["sha256"], "kind": "dragon", "explanation": "破损"}}
    response = scene.customer.post(f"/cases/{number}/submit-exhibit", body)
    assert (response.status_code, response.json()["rule"]) == (422, "EVI-1")
    assert "goods_photo" in response.json()["params"]["allowed"]


def test_strangers_and_those_who_may_not_leave_nothing_behind(scene: Scene) -> None:
    number = scene.open_case()
    for caller in (scene.stranger, scene.colleague):
        response = caller.upload(f"/cases/{number}/exhibits", {"file": photo(), **FIELDS})
        assert response.status_code == 404
    assert not Exhibit.objects.exists()


def test_a_hash_of_what_never_came_is_refused(scene: Scene) -> None:
    number = scene.open_case()
    body = {"exhibit": {"sha256": "0" * 64, "kind": "goods_photo", "explanation": "破损"}}
    response = scene.customer.post(f"/cases/{number}/submit-exhibit", body)
    assert (response.status_code, response.json()["code"]) == (422, "unknown_exhibit")


@pytest.mark.parametrize("path", ["view", "custody"])
def test_a_query_that_nobody_knows_is_told(scene: Scene, path: str) -> None:
    number = scene.open_case()
    assert scene.customer.upload(f"/cases/{number}/exhibits", {"file": photo(), **FIELDS}).status_code == 201
    answer = scene.customer.get(f"/cases/{number}/exhibits/E1/{path}", size="x")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "size")
