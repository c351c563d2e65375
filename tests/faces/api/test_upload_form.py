"""Forms that no browser sends: refused with what to do, never a fault of ours."""

import pytest
from django.test import Client

from gongdao.people.models import Account

from .scene import PNG, Scene, photo

MULTIPART = "multipart/form-data; boundary=x"
FIELD = b'--x\r\nContent-Disposition: form-data; name="f"'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        (MULTIPART, FIELD + b'; filename="' + b"n" * 3000 + b'"\r\n\r\n'),
        (MULTIPART, (FIELD + b"\r\n\r\n1\r\n") * 3000 + b"--x--"),
    ],
)
def test_a_form_that_cannot_be_read_is_no_fault_of_ours(scene: Scene, content_type: str, body: bytes) -> None:
    number = scene.open_case()
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(Account.objects.get(pk=scene.customer.account_id))
    response = browser.post(f"/api/cases/{number}/exhibits", body, content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    by_token = scene.customer.post(f"/cases/{number}/exhibits", body, content_type=content_type)
    assert 400 <= by_token.status_code < 500


def test_a_field_given_twice_is_refused(scene: Scene) -> None:
    number = scene.open_case()
    fields = {"file": photo(), "kind": ["goods_photo", "other"], "explanation": "破损"}
    refused = scene.customer.upload(f"/cases/{number}/exhibits", fields)
    assert refused.status_code == 422
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [("kind", "given_twice")]


def test_a_page_behind_a_byte_order_mark_is_no_text(scene: Scene) -> None:
    number = scene.open_case()
    file = photo("说明.txt", b"\xef\xbb\xbf<html><script>alert(1)</script>" + PNG[:0])
    refused = scene.customer.upload(f"/cases/{number}/exhibits", {"file": file, "explanation": "说明"})
    assert [one["code"] for one in refused.json()["errors"]] == ["file_type"]
