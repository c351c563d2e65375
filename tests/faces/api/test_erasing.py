"""INT-8, 个人信息保护法 47: a content goes, its digests and custody stay, and everybody is told."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.rooms.casework.test_dossier import verifier

from gongdao.casework.erasing import erase_elsewhere
from gongdao.exhibits import actions, queries, store
from gongdao.exhibits.models import Custody, Erasure, Reading
from gongdao.people.models import Account

from .scene import PNG, Scene, photo

REASON = {"id": "E1", "reason": "当事人撤回同意，请求删除身份证照片"}


@pytest.fixture
def number(scene: Scene) -> str:
    """A case with a photo of an identity card."""
    return uploaded(scene)


def uploaded(scene: Scene) -> str:
    number = scene.open_case()
    fields = {"file": photo(), "kind": "identity", "explanation": "身份证"}
    assert scene.customer.upload(f"/cases/{number}/exhibits", fields).status_code == 201
    return number


def digest(scene: Scene, number: str) -> str:
    return str(scene.customer.get(f"/cases/{number}").json()["exhibits"]["E1"]["sha256"])


def erase(scene: Scene, number: str, callbacks: Any) -> None:
    with callbacks(execute=True):
        answer = scene.administrator.post(f"/cases/{number}/erase-exhibit", REASON)
    assert answer.status_code == 200, answer.content.decode()


@pytest.mark.rule("INT-8")
def test_the_bytes_go_and_digests_and_custody_stay(
    scene: Scene, number: str, django_capture_on_commit_callbacks: Any
) -> None:
    sha256 = digest(scene, number)
    assert store.path_of(sha256).exists()
    erase(scene, number, django_capture_on_commit_callbacks)
    assert not store.path_of(sha256).exists()
    assert not Reading.objects.filter(pk=sha256).exists()
    seen = scene.customer.get(f"/cases/{number}").json()["exhibits"]["E1"]
    assert (seen["sha256"], seen["content"], seen["view"]) == (sha256, "", "")
    assert seen["erased_at"]
    course = scene.customer.get(f"/cases/{number}/exhibits/E1/custody").json()
    assert [step["act"] for step in course["steps"]] == ["erased", "received", "sealed"]
    assert course["steps"][0]["actor"] == "staff"
    assert len(course["sm3"]) == 64
    assert scene.customer.get(f"/cases/{number}/exhibits/E1").status_code == 404
    assert [item.found for item in queries.check()] == ["erased"]


@pytest.mark.rule("INT-8")
def test_only_an_administrator_erases_and_once_with_a_reason(
    scene: Scene, number: str, django_capture_on_commit_callbacks: Any
) -> None:
    path = f"/cases/{number}/erase-exhibit"
    found = [
        caller.post(path, REASON).status_code
        for caller in (scene.customer, scene.handler, scene.colleague, scene.stranger, scene.nobody)
    ]
    assert found == [403, 403, 404, 404, 401]
    assert scene.administrator.post(path, {"id": "E1", "reason": ""}).status_code == 422
    assert scene.administrator.post(path, {"id": "E2", "reason": "x"}).json()["code"] == "unknown_item"
    assert not Erasure.objects.exists()
    erase(scene, number, django_capture_on_commit_callbacks)
    again = scene.administrator.post(path, REASON)
    assert (again.status_code, again.json()["code"]) == (409, "already_done")


@pytest.mark.rule("INT-8")
def test_the_case_file_is_sound_and_says_so(
    scene: Scene, number: str, django_capture_on_commit_callbacks: Any, tmp_path: Any
) -> None:
    erase(scene, number, django_capture_on_commit_callbacks)
    target = tmp_path / "case.zip"
    target.write_bytes(b"".join(scene.customer.get(f"/cases/{number}/dossier")))
    answers = verifier().check(target)  # type: ignore[attr-defined]
    assert {name: answer for name, (answer, _) in answers.items()}["bytes"] == "yes"
    assert "E1" in answers["bytes"][1]
    with zipfile.ZipFile(target) as packed:
        assert not [name for name in packed.namelist() if name.endswith(digest(scene, number))]


def test_a_content_said_to_be_enclosed_that_is_not_is_found(scene: Scene, number: str) -> None:
    whole = b"".join(scene.customer.get(f"/cases/{number}/dossier"))
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        files = {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}
    sha256 = digest(scene, number)
    dossier = type("Files", (), {"files": {k: v for k, v in files.items() if not k.endswith(sha256)}})()
    dossier.json = lambda path: __import__("json").loads(dossier.files[path])
    assert verifier()._contents(dossier) == ([], ["E1"])  # type: ignore[attr-defined]


@pytest.mark.rule("INT-8")
def test_what_was_erased_is_erased_in_every_case_and_not_taken_again(
    scene: Scene, number: str, django_capture_on_commit_callbacks: Any
) -> None:
    other = uploaded(scene)
    erase(scene, number, django_capture_on_commit_callbacks)
    assert erase_elsewhere(digest(scene, number), scene.now) == 1
    assert erase_elsewhere(digest(scene, number), scene.now) == 0
    assert scene.customer.get(f"/cases/{other}").json()["exhibits"]["E1"]["erased_at"]
    fields = {"file": SimpleUploadedFile("b.png", PNG), "kind": "identity", "explanation": "再次提交"}
    refused = scene.customer.upload(f"/cases/{number}/exhibits", fields)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "file_erased")
    assert not store.path_of(digest(scene, number)).exists()


def test_what_a_killed_program_left_is_erased_later(scene: Scene, number: str) -> None:
    sha256 = digest(scene, number)
    assert scene.administrator.post(f"/cases/{number}/erase-exhibit", REASON).status_code == 200
    assert store.path_of(sha256).exists()  # the transaction has not committed in this test
    assert actions.finish_erasing(scene.now) == 1
    assert not store.path_of(sha256).exists()
    assert actions.finish_erasing(scene.now) == 0
    assert Custody.objects.filter(sha256=sha256, act="erased").count() == 1


def test_the_pages_say_so(scene: Scene, number: str, django_capture_on_commit_callbacks: Any) -> None:
    erase(scene, number, django_capture_on_commit_callbacks)
    for account, case, exhibit in (
        (scene.handler.account_id, f"/cases/{number}/", f"/cases/{number}/exhibits/E1/"),
        (scene.customer.account_id, f"/my/cases/{number}/", f"/my/cases/{number}/exhibits/E1/"),
    ):
        client = Client(headers={"accept-language": "zh-CN"})
        client.force_login(Account.objects.get(pk=account))
        assert "依据个人信息保护要求删除，仅保留摘要和保管记录" in client.get(case).content.decode()
        gone = client.get(exhibit)
        assert (gone.status_code, "内容已删除" in gone.content.decode()) == (404, True)
