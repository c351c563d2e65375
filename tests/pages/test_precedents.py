"""Precedents in a browser: found, approved by keyboard, covered by dragging, on a desk and on a phone."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from tests.precedents import Library

from gongdao.casework.models import Case
from gongdao.exhibits import actions as exhibits
from gongdao.insight.models import Precedent, PrecedentPicture
from gongdao.people.models import Account

from .looking import Visit, assert_readable, shoot

pytestmark = pytest.mark.rule("APP-17", "AST-7")


@pytest.fixture
def library(server: object) -> Library:
    """Two drafts; the first has a picture with its copy."""
    return Library(datetime(2024, 12, 6, 2, tzinfo=UTC))


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def jpeg(*, covered: bool) -> bytes:
    picture = Image.new("RGB", (640, 400), "#f4f1ea")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 60, 420, 110), fill="#52585f" if covered else "#f4f1ea", outline="#52585f")
    for row in range(3):
        pen.line((60, 190 + 60 * row, 520, 190 + 60 * row), fill="#999999", width=3)
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def with_picture(library: Library) -> PrecedentPicture:
    """A picture in place of the story's text file, as it is after the worker has been at it."""
    kept = exhibits.receive([jpeg(covered=False)], actor="staff:1", now=library.now)
    row = PrecedentPicture.objects.get(precedent=library.won)
    case = Case.objects.get(pk=library.cases[0])
    case.state["exhibits"][row.exhibit]["exhibit"] |= {
        "sha256": kept.sha256, "media_type": "image/jpeg", "name": "交接单.jpg",
    }  # fmt: skip
    case.save(update_fields=["state"])
    row.sha256, row.copy, row.left_out = kept.sha256, jpeg(covered=True), ""
    row.boxes = [{"page": 0, "left": 940, "top": 1500, "right": 6560, "bottom": 2750}]
    row.save()
    return row


def test_library_is_searched_and_read(page: Page, phone: Page, visit: Visit, library: Library) -> None:
    visit(page, "/precedents/", account("liushifu"))
    assert page.locator("text=还没有公开的先例").is_visible()
    assert_readable(page)
    shoot(page, "precedents-empty")
    with_picture(library)
    library.approve(library.won)
    library.approve(library.lost)
    PrecedentPicture.objects.filter(precedent=library.won).update(left_out="")
    visit(page, "/precedents/", account("guqing"))
    page.fill("#precedent-q", "压痕")
    page.press("#precedent-q", "Enter")
    page.wait_for_url("**q=%E5%8E%8B*")
    expect(page.locator("article")).to_have_count(1)
    assert_readable(page)
    shoot(page, "precedents")
    page.click("text=查看全文")
    page.wait_for_selector("h2:has-text('证据图片')")
    assert_readable(page)
    shoot(page, "precedent")
    for path, name in (
        ("/precedents/", "precedents-phone"),
        (f"/precedents/{library.won}/", "precedent-phone"),
    ):
        visit(phone, path, account("guqing"))
        assert_readable(phone)
        shoot(phone, name)
    visit(page, "/precedents/", account("guqing"), "en")
    assert_readable(page)
    shoot(page, "precedents-en")


def test_an_approver_compares_covers_and_approves(
    page: Page, phone: Page, visit: Visit, library: Library
) -> None:
    picture = with_picture(library)
    visit(page, "/precedents/review/", account("admin"))
    assert_readable(page)
    shoot(page, "precedent-reviews")
    visit(phone, f"/precedents/review/{library.won}/", account("admin"))
    assert_readable(phone)
    shoot(phone, "precedent-review-phone")
    visit(page, f"/precedents/review/{library.won}/", account("admin"))
    assert_readable(page)
    shoot(page, "precedent-review")
    # By keyboard: from the text to its button.
    page.focus("#problem")
    page.keyboard.press("End")
    page.locator("#decision").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('先例')")
    # By pointer: a place on the copy.
    figure = page.locator("[data-covers]")
    figure.scroll_into_view_if_needed()
    frame = figure.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 20, frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    page.mouse.up()
    expect(page.locator(f"#covers-{picture.pk} input")).to_have_count(1)
    shoot(page, "precedent-review-covering")
    page.click("text=保存图片设置")
    page.wait_for_selector("text=已保存图片设置。")
    picture.refresh_from_db()
    assert [round(box["right"], -2) for box in picture.own] == [5000]
    PrecedentPicture.objects.filter(pk=picture.pk).update(copy=jpeg(covered=True), left_out="")
    page.reload()
    page.click("text=审核通过并公开")
    page.wait_for_selector("text=已公开。")
    assert Precedent.objects.get(pk=library.won).state == "approved"


def test_appellants_see_similar_ones_beside_their_appeal(
    page: Page, phone: Page, visit: Visit, library: Library
) -> None:
    library.approve(library.won)
    library.copies(library.won, 1)
    for tab, name in ((page, "case-similar"), (phone, "case-similar-phone")):
        visit(tab, f"/cases/{library.numbers[0]}/", account("sunhao"))
        tab.locator("summary:has-text('查看类似先例')").first.click()
        tab.wait_for_selector(".precedent-one")
        assert_readable(tab)
        shoot(tab, name)
