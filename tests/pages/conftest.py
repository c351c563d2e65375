"""A real browser against a live server on the test database.

    def test_something(page, visit, staff): ...

`page` is a tab at desktop width, `phone` one at phone width; both fail the test on a script error or on
anything that the content security policy blocked. `visit(page, "/desk/", account)` opens an address, signed
in as an account. With GONGDAO_SCREENSHOTS=folder every `looking.shoot(page, "name")` is kept there.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from gongdao.lib.structs import make_ready
from gongdao.rulebook.actor import SYSTEM

from .looking import Visit

if TYPE_CHECKING:
    from gongdao.people.models import Account  # importable only once the settings of the run are made

# The browser's driver runs an event loop in this thread, beside which Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# How long a page may take to show what was asked for: a busy machine is no fault of the page.
expect.set_options(timeout=30_000)
_DESKTOP = {"width": 1280, "height": 800}
_PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session", autouse=True)
def _structs() -> None:
    """The pages are served by threads, here as by the program."""
    get_resolver().url_patterns  # noqa: B018  # the reading is the point
    make_ready()


@pytest.fixture(scope="session")
def _running(django_db_setup: None) -> Iterator[LiveServer]:
    """Run one server for all tests. Not pytest-django's fixture: that empties every table after each test."""
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser(chromium: str, _running: LiveServer) -> Iterator[Browser]:
    """Return one Chromium for the tests of a file.

    Its driver runs an event loop in this thread, beside which Django uses connections of their own. The
    one from before would keep the test database from being copied; other tests must not meet the loop.
    """
    connection.close()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server(_running: LiveServer, transactional_db: None) -> LiveServer:
    """Return the live server, on a database of this test's own."""
    return _running


def _tab(browser: Browser, size: dict[str, int]) -> Iterator[Page]:
    context = browser.new_context(viewport=size, locale="en-US")  # type: ignore[arg-type]  # a plain dict will do
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def page(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """Return a tab at desktop width."""
    yield from _tab(browser, _DESKTOP)


@pytest.fixture
def phone(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """Return a tab at phone width."""
    yield from _tab(browser, _PHONE)


@pytest.fixture
def visit(server: LiveServer) -> Visit:
    """Return `visit(page, path, account=None, language="")`: open an address, signed in or not."""

    def visit(page: Page, path: str, account: "Account | None" = None, language: str = "") -> Page:
        if account is not None:
            sign_in(page.context, server.url, account)
        if language:
            cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": server.url}
            page.context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict will do
        page.goto(f"{server.url}{path}")
        page.wait_for_load_state("networkidle")
        return page

    return visit


def sign_in(context: BrowserContext, url: str, account: "Account") -> None:
    """Give the browser a session of this account, as if it had signed in."""
    client = Client()
    client.force_login(account)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


@pytest.fixture
def staff(server: LiveServer, now: datetime) -> "Account":
    """Return the account of 林静, agent and supervisor of customer service; her ref is in `.staff`."""
    from gongdao.people.actions.accounts import create_account
    from gongdao.people.actions.register import put_department
    from gongdao.people.actions.staff import create_staff

    put_department(actor=SYSTEM, now=now, code="service", name="客服部", name_en="Customer service")
    account = create_account(
        actor=SYSTEM, now=now, username="lin", display_name="林静", password="correct-horse-9"
    )
    roles, departments = ["agent", "supervisor"], ["service"]
    create_staff(
        actor=SYSTEM,
        now=now,
        number="A01",
        name="林静",
        account=account,
        roles=roles,
        departments=departments,
    )
    return account


@pytest.fixture
def technician(server: LiveServer, now: datetime) -> "Account":
    """Return the account of the technician 陈师傅."""
    from gongdao.people.actions.accounts import create_account
    from gongdao.people.actions.register import put_technician

    account = create_account(
        actor=SYSTEM, now=now, username="chen", display_name="陈师傅", password="correct-horse-9"
    )
    put_technician(actor=SYSTEM, now=now, number="T7", name="陈师傅", account=account)
    return account
