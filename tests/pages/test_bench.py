"""The page of whoever decides in the browser: by keyboard alone, enlarged pictures, readable on a phone."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from .looking import Visit, assert_readable, shoot

if TYPE_CHECKING:
    from gongdao.people.models import Account

ALLOWED = {"EVI", "APP", "DEC", "RES", "Enter", "Esc"}
ROOM = 0.5


@pytest.fixture
def company(server: object) -> "dict[str, Account]":
    """Publish the policies and make a small company."""
    from tests.parties import company  # settings are not ready when this file is read

    return company(timezone.now())


@pytest.fixture
def number(company: "dict[str, Account]") -> str:
    from tests.weighing import weighed  # settings are not ready when this file is read

    return weighed(company)


@pytest.mark.rule("EVI-18")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_both_sides_are_readable(
    page: Page, phone: Page, visit: Visit, company: "dict[str, Account]", number: str, language: str
) -> None:
    for tab, size in ((page, "desktop"), (phone, "phone")):
        visit(tab, f"/cases/{number}/evidence/", company["zhoumin"], language)
        shoot(tab, f"bench-{language}-{size}")
        assert_readable(tab, ALLOWED)
        visit(tab, f"/cases/{number}/evidence/E5/", company["zhoumin"], language)
        tab.wait_for_selector(".zoom[data-scale]")
        shoot(tab, f"bench-{language}-large-{size}")
        assert_readable(tab, ALLOWED)
    for name in ("linsenmu", "wangfang"):
        visit(phone, f"/my/cases/{number}/", company[name], language)
        shoot(phone, f"bench-{language}-{name}")
        assert_readable(phone, ALLOWED)
    for who, act in (("linsenmu", "arrange_chain"), ("wangfang", "object_to_exhibit/E4")):
        visit(phone, f"/my/cases/{number}/do/{act}/", company[who], language)
        shoot(phone, f"bench-{language}-{act.partition('/')[0]}")
        assert_readable(phone, ALLOWED)


@pytest.mark.rule("EVI-18")
def test_exhibits_are_decided_on_by_keyboard_alone(
    page: Page, visit: Visit, company: "dict[str, Account]", number: str
) -> None:
    from tests.parties import state_of

    visit(page, f"/cases/{number}/evidence/", company["zhoumin"])
    page.keyboard.press("?")
    expect(page.locator("#bench-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#bench-help")).to_be_hidden()
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == first
    page.keyboard.press("ArrowRight")
    other = page.evaluate("document.activeElement.id")
    assert {first, other} == {"E2", "E4"}
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.name") == "extent"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == other
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.type("发票号码查不到")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#{other}.is-excluded")
    expect(page.locator(f"#{other}")).to_be_focused()
    assert state_of(number).admissions[other].reason == "发票号码查不到"


def test_a_picture_is_enlarged_and_moved_by_keyboard(
    page: Page, visit: Visit, company: "dict[str, Account]", number: str
) -> None:
    visit(page, f"/cases/{number}/evidence/", company["zhoumin"])
    page.evaluate("document.getElementById('E5').focus()")
    page.keyboard.press("Enter")
    page.wait_for_selector(".zoom[data-scale='1.00']")
    stage = page.locator(".zoom-stage")
    before = stage.bounding_box()
    assert before is not None
    page.keyboard.press("+")
    page.keyboard.press("+")
    larger = stage.bounding_box()
    assert larger is not None
    assert larger["width"] > before["width"] * 1.5
    page.keyboard.press("ArrowDown")
    moved = stage.bounding_box()
    assert moved is not None
    assert moved["y"] < larger["y"] - ROOM
    mark, picture = page.locator(".region-red rect").first, page.locator(".zoom-stage img")
    inner, outer = mark.bounding_box(), picture.bounding_box()
    assert inner is not None
    assert outer is not None
    assert outer["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + ROOM
    page.keyboard.press("0")
    expect(page.locator(".zoom")).to_have_attribute("data-scale", "1.00")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/cases/{number}/evidence/#E5")


def test_a_picture_is_enlarged_by_two_fingers_and_moved_by_one(
    phone: Page, visit: Visit, company: "dict[str, Account]", number: str
) -> None:
    visit(phone, f"/cases/{number}/evidence/E5/", company["zhoumin"])
    phone.wait_for_selector(".zoom[data-scale='1.00']")
    frame = phone.locator(".zoom").bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] / 2, min(frame["y"] + 200, 700)
    touch = phone.context.new_cdp_session(phone)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": px, "y": py, "id": n} for n, (px, py) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (x - 20, y), (x + 20, y))
    for apart in (30, 45, 60):
        fingers("touchMove", (x - apart, y), (x + apart, y))
    fingers("touchEnd")
    assert float(phone.get_attribute(".zoom", "data-scale") or 0) > 2
    before = phone.locator(".zoom-stage").bounding_box()
    fingers("touchStart", (x, y))
    fingers("touchMove", (x - 40, y - 40))
    fingers("touchMove", (x - 80, y - 80))
    fingers("touchEnd")
    after = phone.locator(".zoom-stage").bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] < before["x"] - 20


@pytest.mark.rule("EVI-3")
def test_a_chain_is_arranged_by_buttons(
    phone: Page, visit: Visit, company: "dict[str, Account]", number: str
) -> None:
    from tests.parties import state_of

    visit(phone, f"/my/cases/{number}/do/arrange_chain/", company["linsenmu"])
    rows = phone.locator("[data-chain-row]")
    names = rows.locator(".chain-name").all_inner_texts()
    rows.nth(1).locator("[data-up]").focus()
    phone.keyboard.press("Enter")
    expect(rows.locator(".chain-name")).to_have_text([names[1], names[0], *names[2:]])
    for row in rows.all():
        row.locator("select").select_option("problem")
    phone.locator("#act-form button[type=submit]").click()
    phone.wait_for_url(f"**/my/cases/{number}/")
    (chain,) = state_of(number).chains.values()
    assert chain.problem[:2] == (names[1].split()[0], names[0].split()[0])


def test_a_picture_is_shown_enlarged_without_script(
    page: Page, visit: Visit, company: "dict[str, Account]", number: str
) -> None:
    visit(page, f"/cases/{number}/evidence/", company["zhoumin"])
    page.route("**/*.js", lambda route: route.abort())
    page.goto(page.url.partition("#")[0] + "E5/")
    assert page.locator(".zoom-stage img").evaluate("image => image.naturalWidth") == 720
    assert page.locator(".region").count() > 0
    assert page.locator("[data-zoom]").first.is_hidden()
