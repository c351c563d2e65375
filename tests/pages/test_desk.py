"""The desk in a real browser: queue, search, acts on many cases, keyboard, registering, shift, policies."""

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from .looking import Visit, assert_readable, shoot

if TYPE_CHECKING:
    from tests.desk_company import Company

# Rule ids and what texts of policies and cases say in Latin letters.
_RULES = set("TRI SLA APP DEC RES INT EVI VIP SCM".split())
_POLICY = "/desk/policies/workorder-liability/2024-01/"
_PAGES = (
    ("zhoumin", "/desk/", "desk-agent"),
    ("chenjing", "/desk/?tab=team", "desk-supervisor"),
    ("hechuan", "/desk/", "desk-city-manager"),
    ("yuanli", "/desk/?sort=newest", "desk-auditor"),
    ("chenjing", "/desk/?q=退款", "desk-search"),
    ("zhoumin", "/desk/?q=恐龙", "desk-nothing-found"),
    ("zhoumin", "/desk/?priority=urgent&status=executing", "desk-narrowed"),
    ("dengfang", "/desk/", "desk-finance"),
    ("zhoumin", "/desk/new/", "desk-new"),
    ("zhoumin", "/desk/shift/", "desk-shift"),
    ("zhoumin", "/desk/policies/", "policies"),
    ("liushifu", _POLICY, "policy"),
    ("zhoumin", "/desk/policies/user-appeal/2024-01/", "policy-user-appeal"),
    ("zhoumin", "/desk/policies/merchant-conduct/2024-01/", "policy-merchant-conduct"),
    ("zhoumin", "/desk/policies/platform-dispute/2024-01/", "policy-platform-dispute"),
)


@pytest.fixture
def scene(server: LiveServer) -> "Company":
    """Return the company on a busy day."""
    from tests.desk_company import busy

    return busy(timezone.now())


def numbers(page: Page) -> list[str]:
    """The cases of the list, in their order."""
    return page.locator("[data-line] .desk-number").all_inner_texts()


@pytest.mark.parametrize(("size", "language"), [("wide", "zh-hans"), ("phone", "zh-hans"), ("phone", "en")])
def test_every_page_of_the_desk_is_readable(
    page: Page, phone: Page, visit: Visit, scene: "Company", size: str, language: str
) -> None:
    tab = page if size == "wide" else phone
    for who, path, name in _PAGES:
        visit(tab, path, scene.account(who), language)
        shoot(tab, f"{name}-{size}-{language}")
        checksum = tab.locator(".checksum")
        letters = set(re.findall("[a-z]{3,}", checksum.inner_text())) if checksum.count() else set()
        assert_readable(tab, _RULES | letters)


def test_search_finds_a_word_of_two_characters_and_marks_it(
    page: Page, visit: Visit, scene: "Company"
) -> None:
    visit(page, "/desk/", scene.account("chenjing"))
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("退款")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    found = set(numbers(page))
    assert {scene.cases["vase"], scene.cases["again"], scene.cases["media"]} <= found
    assert scene.cases["colour"] not in found
    marks = page.locator("[data-line] mark").all_inner_texts()
    assert set(marks) == {"退款"}
    assert len(marks) >= len(found)


def test_case_number_leads_to_the_case(page: Page, visit: Visit, scene: "Company") -> None:
    number = scene.cases["vase"]
    visit(page, "/desk/", scene.account("chenjing"))
    page.fill("#q", number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{number}/")
    expect(page.locator("h1")).to_contain_text(number)


def test_phone_finds_for_those_who_handle_cases_only(page: Page, visit: Visit, scene: "Company") -> None:
    for who, count in (("chenjing", 1), ("yuanli", 0)):
        visit(page, "/desk/?q=13911110002", scene.account(who))
        expect(page.locator("[data-line]")).to_have_count(count)
    expect(page.locator(".desk-searchable")).to_contain_text("仅对经办岗位开放")


def test_many_are_assigned_at_once(page: Page, visit: Visit, scene: "Company") -> None:
    visit(page, "/desk/?tab=team", scene.account("chenjing"))
    chosen = numbers(page)[:3]
    page.locator("[data-line] input[type=checkbox]").nth(0).click()
    page.locator("[data-line] input[type=checkbox]").nth(2).click(modifiers=["Shift"])
    expect(page.locator(".desk-bulk-count")).to_have_text("已选 3 件：")
    page.get_by_role("button", name="分派经办人").click()
    dialog = page.locator("#bulk-dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("将处理以下 3 件工单")
    shoot(page, "desk-bulk-question")
    value = dialog.locator("option", has_text="王磊").get_attribute("value")
    dialog.get_by_label("经办人").select_option(value)
    dialog.get_by_role("button", name="确认分派").click()
    expect(dialog.locator(".bulk-results li")).to_have_count(3)
    shoot(page, "desk-bulk-results")
    assert_readable(page, _RULES)
    dialog.get_by_role("link", name="返回工作台").click()
    page.wait_for_url("**/desk/?tab=team")
    for number in chosen:
        expect(page.locator("[data-line]", has_text=number)).to_contain_text("王磊")


def test_nothing_chosen_is_told_without_leaving(page: Page, visit: Visit, scene: "Company") -> None:
    visit(page, "/desk/", scene.account("zhoumin"))
    page.get_by_role("button", name="交接", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("请先勾选")
    expect(page.locator("#bulk-dialog")).to_be_hidden()


def test_desk_is_driven_by_keyboard(page: Page, visit: Visit, scene: "Company") -> None:
    visit(page, "/desk/", scene.account("zhoumin"))
    listed = numbers(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.locator("[data-line]").nth(1).locator("a.desk-subject")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[data-line]").nth(1).locator("input")).to_be_checked()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("j")  # the list does not move under the dialog
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{listed[1]}/")


def test_typing_is_no_shortcut(page: Page, visit: Visit, scene: "Company") -> None:
    visit(page, "/desk/", scene.account("zhoumin"))
    page.locator("#q").click()
    page.keyboard.type("j?x/n")
    expect(page.locator("#q")).to_have_value("j?x/n")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()


def test_filters_apply_when_they_are_chosen(page: Page, visit: Visit, scene: "Company") -> None:
    visit(page, "/desk/?tab=team", scene.account("chenjing"))
    page.get_by_label("优先级").select_option("urgent")
    page.wait_for_url("**priority=urgent**")
    urgent = {scene.cases[key] for key in ("fire", "media", "smell")}  # "shock" is not of this department
    assert set(numbers(page)) == urgent
    assert set(page.locator("[data-line] .badge").all_inner_texts()) & {"重要", "一般"} == set()
    assert "tab=team" in page.url
    page.get_by_role("link", name="取消筛选").click()
    page.wait_for_url("**/desk/?tab=team")


def test_registering_shows_what_it_would_become_and_gives_a_receipt(
    page: Page, visit: Visit, scene: "Company"
) -> None:
    visit(page, "/desk/new/", scene.account("zhoumin"))
    page.get_by_label("电话").fill("13800020001")
    expect(page.locator("#live")).to_contain_text("已有客户")
    expect(page.locator("#live")).to_contain_text("王芳")
    page.get_by_label("情况描述").fill("电热水壶漏电，手被烫伤，要求退款。")
    expect(page.locator("#live")).to_contain_text("人身安全")
    expect(page.locator("#live .badge", has_text="紧急")).to_be_visible()
    page.locator("#respondent_q").press_sequentially("木源")
    page.get_by_label("木源家居旗舰店").check()
    shoot(page, "desk-new-live")
    assert_readable(page, _RULES | {"wide"})
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url("**/desk/new/done/**")
    expect(page.locator(".receipt-codes")).to_contain_text(re.compile(r"\d{6}-\d{3}"))
    shoot(page, "desk-registered")


def test_policy_of_the_form_changes_in_place(page: Page, visit: Visit, scene: "Company") -> None:
    visit(page, "/desk/new/", scene.account("zhoumin"))
    page.get_by_label("情况描述").fill("拆包发现划伤。")
    page.get_by_label("适用规则").select_option("workorder-liability")
    expect(page.get_by_label("分类")).to_contain_text("安装拆包货损")
    expect(page.get_by_label("情况描述")).to_have_value("拆包发现划伤。")


def test_shift_ends_with_a_handover(page: Page, visit: Visit, scene: "Company") -> None:
    visit(page, "/desk/shift/", scene.account("zhoumin"))
    count = page.locator("[data-line] input").count()
    page.get_by_label("全选").uncheck()
    page.locator("[data-line] input").first.check()
    page.get_by_label("交给谁").select_option(index=1)
    page.get_by_label("交接说明").fill("客户六点后方便接电话。")
    page.get_by_role("button", name="交接并结束当班").click()
    expect(page.locator("h1")).to_have_text("当班已结束")
    expect(page.locator(".bulk-results li")).to_have_count(1)
    visit(page, "/desk/shift/", scene.account("zhoumin"))
    expect(page.locator("[data-line] input")).to_have_count(count - 1)
