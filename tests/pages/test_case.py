"""The case page in a browser: acts open in a dialog, a refusal stays in it, limits explain themselves."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.work_order import Scene, work_order

from .looking import Visit, assert_readable, shoot


@pytest.fixture
def scene(server: LiveServer) -> Scene:
    return work_order(timezone.now())


def _open(page: Page, visit: Visit, scene: Scene, language: str = "zh-hans") -> None:
    visit(page, f"/cases/{scene.number}/", scene.account(scene.handler), language=language)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_case_page_is_readable_at_both_widths(
    page: Page, phone: Page, visit: Visit, scene: Scene, language: str
) -> None:
    scene.judge()
    for tab, name in ((page, "case"), (phone, "case-phone")):
        _open(tab, visit, scene, language)
        shoot(tab, f"{name}-{language}")
        assert_readable(tab, allowed={"DEC", "APP", "SLA", "RES", "TRI", "INT", "MSG", "EVI"})


def test_act_opens_in_a_dialog_and_is_carried_out(page: Page, visit: Visit, scene: Scene) -> None:
    _open(page, visit, scene)
    page.get_by_role("button", name="首次响应").click()
    dialog = page.locator("#act-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("textarea")).to_be_focused()
    dialog.locator("textarea").fill("王女士您好，非常抱歉，我们马上安排核实。")
    dialog.get_by_role("button", name="首次响应").click()
    expect(page.locator(".case-timeline")).to_contain_text("我们马上安排核实")
    expect(page.locator(".toast")).to_contain_text("已完成：首次响应")


def test_empty_form_keeps_the_dialog_open_and_says_what_is_missing(
    page: Page, visit: Visit, scene: Scene
) -> None:
    _open(page, visit, scene)
    page.get_by_role("button", name="添加备注").click()
    dialog = page.locator("#act-dialog")
    dialog.get_by_role("button", name="添加备注").click()
    expect(dialog).to_contain_text("请更正下面标出的内容后重新提交。")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.rule("DEC-2")
def test_form_of_a_finding_says_what_is_still_to_be_found(page: Page, visit: Visit, scene: Scene) -> None:
    visit(page, f"/cases/{scene.number}/", scene.account("shenlan"))
    page.get_by_role("button", name="作出判责").click()
    dialog = page.locator("#act-dialog")
    expect(dialog.get_by_label("事项")).to_be_focused()
    said = dialog.locator("#deciding")
    expect(said).to_contain_text("还需要认定：事项、师傅操作、交接单、外包装。")
    dialog.get_by_label("事项").select_option(label="服务态度或服务质量")
    expect(said).to_contain_text("还需要认定：师傅操作。")
    dialog.get_by_label("师傅操作").select_option(label="不规范")
    expect(said).to_contain_text("其余事实不影响结论，可以不填。")
    shoot(page, "finding-facts")
    dialog.locator("textarea[name=reasons]").fill("师傅承认态度不好。")
    dialog.get_by_role("button", name="作出判责").click()
    expect(page.locator(".toast")).to_contain_text("已完成：作出判责")


def test_page_that_grew_stale_shows_what_happened_meanwhile(page: Page, visit: Visit, scene: Scene) -> None:
    from gongdao.casework.actions import handle
    from gongdao.rulebook.commands import AddNote

    _open(page, visit, scene)
    page.get_by_role("button", name="添加备注").click()
    note = AddNote("同事刚刚联系过客户")
    handle(note, actor=scene.actor("sunhao"), now=timezone.now(), number=scene.number)
    dialog = page.locator("#act-dialog")
    dialog.locator("textarea").fill("我的备注")
    dialog.get_by_role("button", name="添加备注").click()
    expect(dialog).to_contain_text("同事刚刚联系过客户")
    expect(dialog.locator("textarea")).to_have_value("我的备注")
    dialog.get_by_role("button", name="添加备注").click()
    expect(page.locator(".case-timeline")).to_contain_text("我的备注")


def test_limit_explains_itself_and_closed_acts_say_why(page: Page, visit: Visit, scene: Scene) -> None:
    _open(page, visit, scene)
    page.locator(".limit").first.click()
    expect(page.locator("#act-dialog")).to_contain_text("计入时限")
    page.locator("#act-dialog").get_by_role("link", name="关闭").click()
    page.get_by_text("现在不能做的操作及原因").click()
    expect(page.locator(".closed-acts")).to_contain_text("RES-10")


@pytest.mark.rule("RES-1")
def test_reply_template_fills_the_text_and_the_tone_is_looked_at(
    page: Page, visit: Visit, scene: Scene
) -> None:
    _open(page, visit, scene)
    page.get_by_role("button", name="首次响应").click()
    dialog = page.locator("#act-dialog")
    dialog.get_by_label("回复模板").select_option(label="致歉并安排核实")
    expect(dialog.locator("textarea")).to_have_value(re.compile("非常抱歉"))
    expect(dialog.locator("#tone")).to_be_empty()
    dialog.locator("textarea").fill("规定就是这样，我们没办法。")
    expect(dialog.locator("#tone")).to_contain_text("避免推脱")
