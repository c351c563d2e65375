"""The frame that all pages share, signing in, messages and errors, as a reader sees them."""

import base64
import hmac
import json
import struct
import time
from hashlib import sha1

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from gongdao.people.models import Account
from gongdao.people.queries import actor_for

from .looking import Visit, assert_readable, shoot


def _tell(recipient: str, code: str, **params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO letters_message (recipient, case_id, event_seq, code, params)"
            " VALUES (%s, %s, 1, %s, %s)",
            [recipient, 202405 * 10**7 + 1, code, json.dumps(params)],
        )


def _code(secret: str) -> str:
    """The six digits an authenticator app shows now (RFC 6238), good for at least ten seconds more."""
    if (passed := time.time() % 30) > 20:
        time.sleep(30 - passed)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_portal_greets_strangers_in_both_languages(
    page: Page, phone: Page, visit: Visit, language: str
) -> None:
    for tab, name in ((page, "portal"), (phone, "portal-phone")):
        visit(tab, "/", language=language)
        assert tab.url.endswith("/portal/")
        shoot(tab, f"{name}-{language}")
        assert_readable(tab)


def test_language_is_chinese_until_the_reader_switches(page: Page, visit: Visit) -> None:
    visit(page, "/accounts/login/")
    expect(page.locator("h1")).to_have_text("登录")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    assert page.url.endswith("/accounts/login/")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_have_text("登录")


def test_sign_in_leads_staff_to_the_desk_and_parties_to_their_cases(
    page: Page, phone: Page, visit: Visit, staff: Account, technician: Account
) -> None:
    for tab, account, end in ((page, staff, "/desk/"), (phone, technician, "/my/")):
        visit(tab, "/accounts/login/")
        tab.get_by_label("用户名或邮箱").fill(account.username)
        tab.get_by_label("密码").fill("correct-horse-9")
        tab.get_by_role("button", name="登录").click()
        tab.wait_for_url(f"**{end}")
        shoot(tab, f"start-{account.username}")
        assert_readable(tab)


def test_wrong_password_is_told_in_chinese(page: Page, visit: Visit, staff: Account) -> None:
    visit(page, "/accounts/login/")
    page.get_by_label("用户名或邮箱").fill("lin")
    page.get_by_label("密码").fill("something else")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    shoot(page, "login-wrong")
    assert_readable(page)


def test_second_step_is_set_up_used_and_removed(page: Page, visit: Visit, staff: Account) -> None:
    visit(page, "/accounts/login/")
    page.get_by_label("用户名或邮箱").fill("lin")
    page.get_by_label("密码").fill("correct-horse-9")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")

    visit(page, "/accounts/2fa/")
    assert_readable(page)
    visit(page, "/accounts/2fa/totp/activate/")
    page.get_by_label("密码").fill("correct-horse-9")  # asked again before anything of safety changes
    page.get_by_role("button", name="确认").click()
    page.wait_for_selector("#authenticator_secret")
    shoot(page, "totp")
    secret = page.input_value("#authenticator_secret")
    assert_readable(page)
    page.fill("input[name=code]", _code(secret))
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/recovery-codes/**")
    shoot(page, "recovery-codes")
    assert_readable(page)

    page.get_by_role("button", name="我的账号").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/portal/")
    visit(page, "/accounts/login/")
    page.get_by_label("用户名或邮箱").fill("lin")
    page.get_by_label("密码").fill("correct-horse-9")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/2fa/authenticate/**")
    shoot(page, "second-step")
    assert_readable(page)


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-bad/",
        "/accounts/inactive/",
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_open_page_of_signing_in_has_our_frame(
    phone: Page, visit: Visit, path: str, language: str
) -> None:
    visit(phone, path, language=language)
    shoot(phone, f"account{path.replace('/', '-')}{language}")
    expect(phone.locator(".brand")).to_be_visible()
    assert_readable(phone)


@pytest.mark.parametrize(
    "path", ["/accounts/password/change/", "/accounts/logout/", "/accounts/2fa/", "/accounts/reauthenticate/"]
)
def test_every_own_page_of_an_account_has_our_frame(
    phone: Page, visit: Visit, staff: Account, path: str
) -> None:
    visit(phone, path, staff)
    shoot(phone, f"account{path.replace('/', '-')}")
    expect(phone.locator(".brand")).to_be_visible()
    assert_readable(phone)


def test_messages_are_listed_opened_and_marked_read(
    page: Page, phone: Page, visit: Visit, staff: Account, technician: Account
) -> None:
    ref = actor_for(staff).ref
    _tell(actor_for(technician).ref, "finding_made", id="F1", share_bp=10000, amount_fen=129900)
    for number in range(35):
        _tell(ref, "proposal_answered", id=f"P{number + 1}", accepted=number % 2 == 0)
    visit(page, "/messages/", staff)
    expect(page.locator(".bell-count")).to_have_text("35")
    expect(page.locator(".message")).to_have_count(30)
    shoot(page, "messages")
    assert_readable(page)
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".message")).to_have_count(5)
    page.locator(".message").first.click()
    expect(page.locator("h1")).to_have_text("客户已答复方案")
    expect(page.locator(".bell-count")).to_have_text("34")
    visit(page, "/messages/")
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.locator(".toast")).to_contain_text("34")
    expect(page.locator(".bell-count")).to_have_count(0)
    shoot(page, "messages-read")
    visit(phone, "/messages/", technician)
    shoot(phone, "messages-phone")
    expect(phone.locator(".message")).to_have_count(1)
    expect(phone.locator(".message")).to_contain_text("¥1,299.00")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_bar_stays_on_one_line_on_a_phone(
    phone: Page, visit: Visit, technician: Account, language: str
) -> None:
    _tell(actor_for(technician).ref, "case_closed")
    visit(phone, "/my/", technician, language=language)
    places = phone.locator("header.topbar .brand, header.topbar .btn").all()
    boxes = [box for place in places if (box := place.bounding_box()) is not None]
    assert len(boxes) == 4  # the name, the language, the bell, the menu
    assert max(box["y"] for box in boxes) < min(box["y"] + box["height"] for box in boxes)


def test_foreign_message_does_not_exist(
    page: Page, visit: Visit, staff: Account, technician: Account
) -> None:
    _tell(actor_for(technician).ref, "case_closed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM letters_message")
        (number,) = cursor.fetchone()
    visit(page, f"/messages/{number}/", staff)
    expect(page.locator(".error-number")).to_have_text("404")
    shoot(page, "error-404")
    assert_readable(page)


def test_keyboard_reaches_everything_and_skips_the_bar(page: Page, visit: Visit, staff: Account) -> None:
    visit(page, "/desk/", staff)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    shoot(page, "keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_menu_collapses_on_a_phone(phone: Page, visit: Visit, staff: Account) -> None:
    visit(phone, "/desk/", staff)
    expect(phone.locator("#navigation")).to_be_hidden()
    phone.get_by_role("button", name="菜单").click()
    expect(phone.locator("#navigation.show")).to_be_visible()
    expect(phone.get_by_role("link", name="工作台")).to_be_in_viewport(ratio=1)
    shoot(phone, "menu-phone")
