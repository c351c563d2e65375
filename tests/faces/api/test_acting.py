"""Acting on a case over HTTP: versions, keys, refusals, sessions."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongdao.casework.models import Event
from gongdao.people.models import Account, Token
from gongdao.people.queries import forget

from .scene import Caller, Scene, token_for


def note(scene: Scene, number: str, text: str = "已致电", **headers: str) -> "object":
    return scene.handler.post(f"/cases/{number}/add-note", {"text": text}, **headers)


def test_a_command_answers_where_the_case_stands(scene: Scene) -> None:
    number = scene.open_case()
    response = scene.handler.post(f"/cases/{number}/respond-first", {"text": "您好，已开始核实。"})
    answer = response.json()
    assert response.status_code == 200
    assert answer["events"] == ["first_response_given", "deadline_met"]
    assert [item["key"] for item in answer["deadlines"]] == ["proposal"]
    assert response.headers["ETag"] == f'"{answer["version"]}"'


def test_the_body_may_name_its_command(scene: Scene) -> None:
    number = scene.open_case()
    path = f"/cases/{number}/add-note"
    assert scene.handler.post(path, {"command": "add_note", "text": "一"}).status_code == 200
    assert scene.handler.post(path, {"command": "end_waiting", "text": "一"}).status_code == 422


def test_a_command_without_fields_needs_no_body(scene: Scene) -> None:
    number = scene.open_case()
    waiting = scene.handler.post(f"/cases/{number}/start-waiting", {"on": "customer", "reason": "等照片"})
    assert waiting.status_code == 200
    assert scene.handler.post(f"/cases/{number}/end-waiting").status_code == 200


def test_a_stale_version_is_told_with_what_changed(scene: Scene) -> None:
    number = scene.open_case()
    seen = scene.handler.get(f"/cases/{number}").headers["ETag"]
    scene.customer.post(f"/cases/{number}/supply-details", {"description": "还有一张照片"})
    response = scene.handler.post(f"/cases/{number}/add-note", {"text": "已致电"}, if_match=seen)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "stale")
    assert problem["version"] == int(seen.strip('"')) + 1
    (changed,) = problem["changed"]
    assert (changed["type"], changed["actor"]) == ("details_supplied", scene.customer.ref)
    assert changed["text"].startswith("Details supplied")
    again = scene.handler.post(
        f"/cases/{number}/add-note", {"text": "已致电"}, if_match=f'"{problem["version"]}"'
    )
    assert again.status_code == 200


def test_what_changed_is_told_as_far_as_the_caller_may_see_it(scene: Scene) -> None:
    number = scene.open_case()
    seen = scene.customer.get(f"/cases/{number}").headers["ETag"]
    note(scene, number, "客户情绪激动")
    response = scene.customer.post(f"/cases/{number}/withdraw-case", {"reason": "和解"}, if_match=seen)
    assert (response.status_code, response.json().get("changed", [])) == (409, [])


@pytest.mark.rule("RES-8")
def test_what_changed_does_not_tell_an_offer_that_was_not_approved(scene: Scene) -> None:
    number = scene.open_case()
    seen = scene.customer.get(f"/cases/{number}").headers["ETag"]
    body = {"remedies": [{"kind": "compensation", "amount_fen": 50_000_00}], "explanation": "补偿五千元"}
    assert scene.handler.post(f"/cases/{number}/propose-remedies", body).status_code == 200
    stale = scene.customer.post(f"/cases/{number}/withdraw-case", {"reason": "和解"}, if_match=seen)
    assert stale.json()["code"] == "stale"
    assert "补偿五千元" not in stale.content.decode()


def test_any_version_may_be_asked_for(scene: Scene) -> None:
    number = scene.open_case()
    assert note(scene, number, if_match="*").status_code == 200  # type: ignore[attr-defined]  # a response


def test_the_same_key_happens_once(scene: Scene) -> None:
    number = scene.open_case()
    path = f"/cases/{number}/add-note"
    first = scene.handler.post(path, {"text": "一"}, idempotency_key="n-1")
    count = Event.objects.count()
    second = scene.handler.post(path, {"text": "一"}, idempotency_key="n-1")
    assert (second.json(), Event.objects.count()) == (first.json(), count)
    assert second.headers["Idempotent-Replayed"] == "true"
    other = scene.handler.post(path, {"text": "二"}, idempotency_key="n-1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    elsewhere = scene.handler.post(
        f"/cases/{scene.open_case()}/add-note", {"text": "一"}, idempotency_key="n-1"
    )
    assert elsewhere.status_code == 409


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("end-waiting", None, 409, "not_in_this_state"),
        ("keep-promise", {"id": "V1", "text": "答复"}, 422, "unknown_item"),
        ("extend-deadline", {"key": "proposal", "length": "1wd", "reason": "…"}, 403, "not_permitted"),
        ("make-promise", {"text": "答复", "due_at": "2024-01-01T00:00:00Z"}, 422, "promise_in_the_past"),
    ],
)
def test_a_refusal_names_rule_code_and_remedy(
    scene: Scene, path: str, body: dict[str, str] | None, status: int, code: str
) -> None:
    number = scene.open_case()
    before = Event.objects.count()
    response = scene.handler.post(f"/cases/{number}/{path}", body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert problem["rule"]
    assert problem["remedy"]
    assert problem["remedy_text"].endswith(".")
    assert problem["type"] == f"/api/docs#{code}"
    assert Event.objects.count() == before


@pytest.mark.parametrize("due_at", ["9999-12-31T23:59:59Z", "1000-01-01T00:00:00Z"])
def test_an_instant_out_of_all_reason_is_told(scene: Scene, due_at: str) -> None:
    number = scene.open_case()
    response = scene.handler.post(f"/cases/{number}/make-promise", {"text": "答复", "due_at": due_at})
    assert response.json()["errors"][0]["code"] == "impossible_date"


@pytest.mark.parametrize("length", ["999999999d", "0d", "-1d", "1y", "99999wd"])
def test_a_length_that_cannot_be_is_refused(scene: Scene, length: str) -> None:
    number = scene.open_case()
    body = {"key": "first_response", "length": length, "reason": "等待检测"}
    response = scene.supervisor.post(f"/cases/{number}/extend-deadline", body)
    assert response.status_code in (409, 422), response.content.decode()


@pytest.mark.parametrize("token", ["gd_unknown", "", "x" * 300, "gd_ü", "a b"])
def test_a_token_that_opens_nothing_is_told(scene: Scene, token: str) -> None:
    caller = Caller("", token, 0)
    response = caller.get("/me")
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


def test_a_token_that_expired_or_was_revoked_opens_nothing(scene: Scene) -> None:
    now = timezone.now()
    expiring = Caller("", token_for(scene.handler, "cases:read", expires_at=now + timedelta(hours=1)), 0)
    assert expiring.get("/me").status_code == 200
    Token.objects.update(expires_at=now)
    forget()
    assert expiring.get("/me").status_code == 401
    Token.objects.update(expires_at=None, revoked_at=now)
    forget()
    assert expiring.get("/me").status_code == 401


def test_the_day_of_use_of_a_token_is_noted_once(scene: Scene) -> None:
    scene.customer.get("/me")
    assert Token.objects.get(account_id=scene.customer.account_id).last_used_date == timezone.now().date()


def test_another_kind_of_authorisation_is_told(scene: Scene) -> None:
    response = Client().get("/api/me", headers={"authorization": "Basic eDp5"})
    assert response.status_code == 401


def test_a_session_reads_without_and_acts_with_the_csrf_token(scene: Scene) -> None:
    number = scene.open_case()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Account.objects.get(pk=scene.handler.account_id))
    assert browser.get("/api/me").json()["ref"] == scene.handler.ref
    path, body = f"/api/cases/{number}/add-note", json.dumps({"text": "一"})
    refused = browser.post(path, body, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    browser.get("/accounts/login/")  # sets the cookie
    from django.middleware.csrf import get_token
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    token = get_token(request)
    browser.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    taken = browser.post(path, body, "application/json", headers={"x-csrftoken": token})
    assert taken.status_code == 200, taken.content.decode()


def test_a_session_that_is_over_is_told(scene: Scene) -> None:
    browser = Client()
    browser.cookies["sessionid"] = "gone"
    assert browser.get("/api/me").status_code == 401
