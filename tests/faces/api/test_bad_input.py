"""Whatever comes in that cannot be: a clear 4xx with what to do, and nothing changed."""

import json
from typing import Any

import pytest

from gongdao.casework.models import Case

from .scene import Scene


def sent(scene: Scene, body: bytes, **headers: str) -> Any:
    response = scene.customer.post("/cases", body, **headers)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert not Case.objects.exists()
    return response


def opening(scene: Scene, **changes: Any) -> bytes:
    return json.dumps(scene.opening(**changes)).encode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b"[" * 100_000, "invalid"),
        (b'{"channel":' + b"[" * 100_000, "invalid"),
        (b'{"channel": NaN}', "malformed"),
        (b"\xef\xbb\xbf{}", "malformed"),
        ('{"channel": "app"}'.encode("utf-16"), "malformed"),
        ('{"channel": "电话"}'.encode("gbk"), "not_utf8"),
    ],
)
def test_what_is_not_json_is_told(scene: Scene, body: bytes, code: str) -> None:
    response = sent(scene, body)
    assert response.json()["code"] == code
    assert response.status_code == (422 if code == "invalid" else 400)


def test_text_that_is_not_utf8_is_told(scene: Scene) -> None:
    body = opening(scene, description="MARK").replace(b"MARK", "破损".encode("gbk"))
    assert sent(scene, body).json()["code"] == "not_utf8"


def test_half_a_character_is_told(scene: Scene) -> None:
    body = opening(scene, description="MARK").replace(b"MARK", b"a\\ud800b")
    assert sent(scene, body).status_code == 400


def test_a_name_that_stands_twice_is_told(scene: Scene) -> None:
    body = opening(scene).replace(b'{"channel": "app"', b'{"channel": "chat", "channel": "app"', 1)
    assert sent(scene, body).json()["params"] == {"name": "channel"}


@pytest.mark.parametrize("mark", ["\\u0000", "\\u001b", "\\u007f", "\x7f", "\\u0085"])
def test_control_characters_are_told_with_their_field(scene: Scene, mark: str) -> None:
    body = opening(scene, description="MARK").replace(b"MARK", f"破{mark}损".encode())
    response = sent(scene, body)
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["field"], error["code"]) == ("description", "control_character")


@pytest.mark.parametrize(
    "text", ["😀👨‍👩‍👧 笑", "一行\n二行\t表", "\u202eabc", "𠮷野家", "\\b 与 \\u0000 两个字"]
)
def test_text_of_every_kind_is_taken(scene: Scene, text: str) -> None:
    response = scene.customer.post("/cases", scene.opening(description=text))
    assert response.status_code == 201
    assert Case.objects.get().state["description"] == text


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"channel": "fax"}, "channel", "not_in_list"),
        ({"channel": None}, "channel", "wrong_type"),
        ({"description": ""}, "description", "too_short"),
        ({"description": "长" * 20_001}, "description", "too_long"),
        ({"description": 5}, "description", "wrong_type"),
        ({"amount_fen": -1}, "amount_fen", "too_small"),
        ({"amount_fen": 10**13}, "amount_fen", "too_large"),
        ({"amount_fen": 10**30}, "amount_fen", "too_large"),
        ({"amount_fen": 1.5}, "amount_fen", "wrong_type"),
        ({"amount_fen": "1"}, "amount_fen", "wrong_type"),
        ({"people_affected": 0}, "people_affected", "too_small"),
        ({"complainant": {}}, "complainant.ref", "missing"),
        ({"complainant": {"ref": "Wang"}}, "complainant.ref", "wrong_form"),
        ({"complainant": {"ref": "customer:1", "phone": "1"}}, "complainant.phone", "unknown_field"),
        ({"respondents": [{"ref": "shop:1"}] * 21}, "respondents", "too_many"),
        ({"demands": [{"kind": "refund"}, {"kind": "gold"}]}, "demands[1].kind", "not_in_list"),
        ({"demands": [{"kind": "refund", "amount_fen": -5}]}, "demands[0].amount_fen", "too_small"),
        ({"received_at": "2024-02-30T10:00:00+08:00"}, "received_at", "bad_instant"),
        ({"received_at": "2024-02-28"}, "received_at", "bad_instant"),
        ({"received_at": "2024-02-28T10:00:00"}, "received_at", "offset_missing"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "received_at", "impossible_date"),
        ({"received_at": "2024-02-28T10:00:00+23:59"}, "received_at", "impossible_offset"),
        ({"received_at": "2024-02-28T10:00:00+99:99"}, "received_at", "bad_instant"),
        ({"order": {"number": "1", "paid_fen": -1}}, "order.paid_fen", "too_small"),
        ({"surprise": 1}, "surprise", "unknown_field"),
        ({"command": "add_note"}, "command", "not_in_list"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_field(
    scene: Scene, changes: dict[str, Any], field: str, code: str
) -> None:
    response = sent(scene, opening(scene, **changes))
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert error["message"].endswith(".")


def test_a_future_receipt_is_refused_by_the_law(scene: Scene) -> None:
    response = sent(scene, opening(scene, received_at="2099-01-01T00:00:00Z"))
    assert (response.status_code, response.json()["rule"]) == (422, "INT-2")


def test_what_would_be_accepted_is_told(scene: Scene) -> None:
    error = sent(scene, opening(scene, channel="fax")).json()["errors"][0]
    assert "hotline" in error["message"]


@pytest.mark.rule("TRI-8")
@pytest.mark.parametrize("code", ["999999", "火星", "310000:x", "@region:310000"])
def test_a_region_that_nobody_registered_is_told_with_those_there_are(scene: Scene, code: str) -> None:
    problem = sent(scene, opening(scene, region=code)).json()
    assert (problem["rule"], problem["code"]) == ("TRI-8", "not_registered")
    assert (problem["params"]["value"], "310000" in problem["params"]["known"]) == (code, True)
    assert scene.customer.post("/cases", scene.opening(region="310000")).status_code == 201


@pytest.mark.rule("TRI-6")
def test_a_department_that_nobody_registered_is_told_with_those_there_are(scene: Scene) -> None:
    problem = sent(scene, opening(scene, department="service:x")).json()
    assert (problem["rule"], problem["code"]) == ("TRI-6", "not_registered")
    assert "service" in problem["params"]["known"]
    number = scene.open_case()
    response = scene.handler.post(f"/cases/{number}/transfer-case", {"department": "nowhere", "reason": "一"})
    assert (response.status_code, response.json()["code"]) == (422, "not_registered")


def test_a_place_is_nobody(scene: Scene) -> None:
    for ref in ("region:310000", "region"):
        problem = sent(scene, opening(scene, respondents=[{"ref": ref, "name": "一"}])).json()
        assert problem["code"] == "unknown_party"


def test_a_body_beyond_the_limit_is_told(scene: Scene) -> None:
    response = sent(scene, opening(scene, description="长" * 4_000_000))
    assert response.status_code == 413
    assert response.json()["params"] == {"limit_bytes": 1024 * 1024}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/json; charset=gbk", "multipart/form-data"]
)
def test_another_content_type_is_told(scene: Scene, content_type: str) -> None:
    response = sent(scene, opening(scene), content_type=content_type)
    assert response.status_code == 415


def test_a_body_in_chunks_is_told(scene: Scene) -> None:
    response = sent(scene, b"", transfer_encoding="chunked")
    assert response.status_code == 411


@pytest.mark.parametrize(
    "number", ["202405", "abc", "999999-001", "202405-000", "202405-00000000001", "%00", "٢٠٢٤٠٥-٠٠١"]
)
def test_a_number_that_cannot_be_is_not_found(scene: Scene, number: str) -> None:
    response = scene.handler.post(f"/cases/{number}/add-note", {"text": "一"})
    assert response.status_code == 404


@pytest.mark.parametrize("match", ["7", '"x"', 'W/"7"', '"1","2"'])
def test_an_if_match_that_cannot_be_is_told(scene: Scene, match: str) -> None:
    number = scene.open_case()
    response = scene.handler.post(f"/cases/{number}/add-note", {"text": "一"}, if_match=match)
    assert response.status_code == 400
    assert response.json()["params"]["header"] == "If-Match"


def test_sentences_follow_the_reader(scene: Scene) -> None:
    scene.customer.language = "zh-CN,zh;q=0.9"
    response = sent(scene, opening(scene, channel="fax"))
    assert response.json()["title"] == "有内容不符合要求"
    assert response.headers["Content-Language"] == "zh-hans"
    scene.customer.language = "fr"
    assert sent(scene, opening(scene, channel="fax")).headers["Content-Language"] == "zh-hans"
    scene.customer.language = "en-GB"
    assert sent(scene, opening(scene, channel="fax")).headers["Content-Language"] == "en"


@pytest.mark.parametrize("seq", ["0", "x", "１", str(2**31), "9" * 5000])
def test_a_receipt_of_no_event_is_not_there(scene: Scene, seq: str) -> None:
    number = scene.open_case()
    assert scene.customer.get(f"/cases/{number}/receipts/{seq}").status_code == 404
