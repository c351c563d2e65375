"""A complaint filed on a phone, followed, and a proposal accepted, as a complainant sees it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Terms

from .looking import Visit, assert_readable, shoot

if TYPE_CHECKING:
    from gongdao.people.models import Account

WORDS = {
    "zh-hans": {"next": "下一步", "send": "提交投诉", "course": "事情的经过", "name": "怎么称呼您",
                "contact": "手机号或邮箱", "follow": "查看进展", "leave": "退出查询", "number": "案件编号",
                "code": "查询码", "enter": "查看", "accept": "同意方案", "confirm": "确认同意",
                "edit": "修改"},
    "en": {"next": "Next", "send": "Send the complaint", "course": "What happened, in order",
           "name": "Your name", "contact": "Phone number or e-mail", "follow": "See how it stands",
           "leave": "Leave this case", "number": "Case number", "code": "Contact code", "enter": "Show",
           "accept": "Accept", "confirm": "Yes, accept", "edit": "Change"},
}  # fmt: skip


@pytest.fixture
def company(server: object) -> "dict[str, Account]":
    """Publish the policies and make a small company."""
    from tests.parties import company  # settings are not ready when this file is read

    return company(timezone.now())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a picture file."""
    from tests.parties import png

    path = tmp_path / "花瓶.png"
    path.write_bytes(png())
    return path


def _file(tab: Page, visit: Visit, photo: Path, language: str, name: str) -> tuple[str, str]:
    """File a complaint step by step and return number and code."""
    words = WORDS[language]
    go_on = tab.get_by_role("button", name=words["next"])
    visit(tab, "/portal/file/", language=language)
    shoot(tab, f"{name}-1-story-empty")
    go_on.click()
    expect(tab.get_by_role("alert")).to_be_visible()
    shoot(tab, f"{name}-1-story-error")
    assert_readable(tab)
    tab.get_by_label(words["course"]).fill("收到的包裹外箱压坏，里面的花瓶碎了，找客服一直不处理。")
    go_on.click()
    tab.wait_for_url("**/topic/")
    shoot(tab, f"{name}-2-topic")
    assert_readable(tab)
    tab.locator("input[value=refund]").check()
    tab.locator("input[name=amount_refund]").fill("199.50")
    tab.locator("input[value=apology]").check()
    shoot(tab, f"{name}-2-topic-chosen")
    go_on.click()
    tab.wait_for_url("**/photos/")
    shoot(tab, f"{name}-3-photos")
    tab.locator("#photos").set_input_files(photo)
    expect(tab.locator(".photos li")).to_have_count(1)
    tab.locator("#photos").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"}
    )
    expect(tab.locator(".upload-parts .text-danger")).to_contain_text("notes.txt")
    shoot(tab, f"{name}-3-photos-error")
    assert_readable(tab, {"notes", "txt"})
    go_on.click()
    tab.wait_for_url("**/contact/")
    tab.get_by_label(words["name"]).fill("王女士")
    tab.get_by_label(words["contact"]).fill("13812345678")
    tab.locator("input[value=disappointed]").check(force=True)
    shoot(tab, f"{name}-4-contact")
    assert_readable(tab)
    go_on.click()
    tab.wait_for_url("**/review/")
    shoot(tab, f"{name}-5-review")
    assert_readable(tab)
    tab.get_by_role("link", name=words["edit"]).first.click()
    tab.wait_for_url("**/story/?from=review")
    tab.locator("button[value=next]").click()
    tab.wait_for_url("**/review/")
    tab.get_by_role("button", name=words["send"]).dblclick()
    tab.wait_for_url("**/done/")
    shoot(tab, f"{name}-6-filed")
    number, code = tab.inner_text("#number"), tab.inner_text("#code")
    assert_readable(tab, {part for part in code.split("-") if part} | set(_runs(code)))
    return number, code


def _runs(code: str) -> list[str]:
    """The runs of letters in a code, which no catalogue knows."""
    return "".join(letter if letter.isalpha() else " " for letter in code).split()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_complaint_is_filed_followed_and_its_proposal_accepted_on_a_phone(
    phone: Page, visit: Visit, company: "dict[str, Account]", photo: Path, language: str
) -> None:
    from tests.parties import by_handler, state_of

    from gongdao.casework.models import Case

    words = WORDS[language]
    number, code = _file(phone, visit, photo, language, f"portal-{language}")
    assert Case.objects.count() == 1
    phone.get_by_role("link", name=words["follow"]).click()
    phone.wait_for_url(f"**/follow/{number}/")
    shoot(phone, f"portal-{language}-7-case")
    assert_readable(phone, {"png"})
    phone.get_by_role("button", name=words["leave"]).click()
    phone.wait_for_url("**/portal/")
    visit(phone, f"/portal/follow/{number}/")
    shoot(phone, f"portal-{language}-8-follow")
    assert_readable(phone)
    phone.get_by_label(words["code"]).fill("AAAAA-AAAAA")
    phone.get_by_role("button", name=words["enter"]).click()
    expect(phone.get_by_role("alert")).to_be_visible()
    shoot(phone, f"portal-{language}-8-follow-wrong")
    phone.get_by_label(words["code"]).fill(code.lower())
    phone.get_by_role("button", name=words["enter"]).click()
    phone.wait_for_url(f"**/follow/{number}/")
    by_handler(
        number,
        c.RespondFirst("王女士您好，花瓶碎了给您添麻烦了，我们马上核实。"),
        c.MakePromise("查清物流情况后答复您", timezone.now() + timezone.timedelta(hours=5)),
        c.ProposeRemedies(
            (Terms("refund", 19_950), Terms("coupon", 2_000, valid_days=90), Terms("apology")),
            "花瓶在运输中压坏，责任在我们。全额退款，并送一张优惠券。",
        ),
    )
    phone.reload()
    shoot(phone, f"portal-{language}-9-proposal")
    assert_readable(phone, {"png"})
    phone.get_by_role("link", name=words["accept"], exact=True).click()
    dialog = phone.get_by_role("dialog")
    expect(dialog).to_be_visible()
    shoot(phone, f"portal-{language}-10-dialog")
    dialog.get_by_role("button", name=words["confirm"]).click()
    expect(phone.locator(".toast")).to_be_visible()
    shoot(phone, f"portal-{language}-11-accepted")
    assert_readable(phone, {"png"})
    assert state_of(number).proposals["P1"].status == "accepted"


def test_complaint_is_filed_on_a_desktop(
    page: Page, visit: Visit, company: "dict[str, Account]", photo: Path
) -> None:
    number, _ = _file(page, visit, photo, "zh-hans", "portal-desktop")
    page.get_by_role("link", name="查看进展").click()
    page.wait_for_url(f"**/follow/{number}/")
    page.locator(".why summary").first.click()
    shoot(page, "portal-desktop-7-case")
    assert_readable(page, {"png", "SLA", "INT"})
    page.get_by_role("link", name="添加证据").click()
    shoot(page, "portal-desktop-8-evidence")
    assert_readable(page)


def test_complaint_is_filed_without_script(
    browser: object, server: object, company: "dict[str, Account]", photo: Path
) -> None:
    from tests.parties import state_of

    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)  # type: ignore[attr-defined]  # a Browser
    tab = context.new_page()
    tab.goto(f"{server.url}/portal/file/")  # type: ignore[attr-defined]  # a LiveServer
    tab.get_by_label("事情的经过").fill("花瓶碎了。")
    tab.get_by_role("button", name="下一步").click()
    tab.locator("input[name=amount_refund]").fill("100") if tab.locator(
        "input[name=amount_refund]"
    ).is_visible() else None
    tab.get_by_role("button", name="下一步").click()
    tab.locator("#photos").set_input_files(photo)
    tab.get_by_role("button", name="上传所选照片").click()
    shoot(tab, "portal-no-script-photos")
    expect(tab.locator(".photos li")).to_have_count(1)
    tab.get_by_role("button", name="下一步").click()
    tab.get_by_label("怎么称呼您").fill("王女士")
    tab.get_by_label("手机号或邮箱").fill("wang@example.com")
    tab.get_by_role("button", name="下一步").click()
    tab.get_by_role("button", name="提交投诉").click()
    number = tab.inner_text("#number")
    assert list(state_of(number).exhibits) == ["E1"]
    context.close()
