"""Every answer tells the browser what it must not do."""

import logging

import pytest
from django.test import Client

from gongdao.config.log_lines import without_traceback_for_mistakes_of_callers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/accounts/login/", "/there-is-no-such-page"])
def test_every_answer_is_guarded(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400


def test_nobody_signs_up_alone(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "stranger", "password1": "x" * 20, "password2": "x" * 20})
    assert not client.login(username="stranger", password="x" * 20)


@pytest.mark.parametrize("address", ["/accounts/login/", "/portal/", "/api/me", "/there-is-no-such-page"])
def test_no_copy_of_a_page_stays_behind(client: Client, address: str) -> None:
    assert "no-store" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/desk/new/done/%00/", "/cases/%00/", "/portal/follow/%00/", "/%1f"])
def test_an_address_with_control_characters_leads_nowhere(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_mistake_of_the_caller_is_one_line_in_the_log() -> None:
    for status, kept in ((400, False), (500, True)):
        fault = (ValueError, ValueError("x"), None)
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "x", None, fault)
        record.status_code = status
        assert without_traceback_for_mistakes_of_callers(record)
        assert bool(record.exc_info) is kept
