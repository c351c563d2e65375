"""Evidence comes in over HTTP (EVI-1): whole, once, by permission, and nothing that could do harm."""

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


def test_a_file_beyond_the_limit_is_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exhibits, "MOST_BYTES", 10)
    monkeypatch.setattr(exhibits, "FORM_BYTES", 100)
    response = scene.customer.upload(f"/cases/{scene.open_case()}/exhibits", {"file": photo(), **FIELDS})
    assert response.status_code == 413


def test_a_body_that_is_no_form_is_told(scene: Scene) -> None:
    path = f"/cases/{scene.open_case()}/exhibits"
    assert scene.customer.post(path, {"kind": "other"}).status_code == 415
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        response = scene.customer.post(path, b"no form at all", content_type=kind)
        assert response.status_code in (400, 422), kind


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
