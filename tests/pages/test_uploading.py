"""Files go up from a phone in parts, several at once, and go on by themselves when the connection breaks."""

import io
import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from .looking import Visit, assert_readable, shoot

if TYPE_CHECKING:
    from gongdao.people.models import Account

pytestmark = pytest.mark.pages
ALLOWED = {"png", "jpg", "pdf", "SHA", "PNG", "KB"}


@pytest.fixture
def company(server: object) -> "dict[str, Account]":
    """Publish the policies and make a small company."""
    from tests.parties import company  # settings are not ready when this file is read

    return company(timezone.now())


def picture(seed: int) -> bytes:
    """A noisy picture of about two megabytes, so that it comes in several parts."""
    from PIL import Image

    target = io.BytesIO()
    Image.effect_noise((1100, 1100), 90 + seed).convert("RGB").save(target, "PNG", compress_level=0)
    return target.getvalue()


def test_several_files_go_on_after_a_broken_connection(
    page: Page, phone: Page, visit: Visit, company: "dict[str, Account]"
) -> None:
    from tests.parties import state_of, work_order

    from gongdao.exhibits.models import Upload

    number = work_order(company)
    visit(phone, f"/my/cases/{number}/do/submit_exhibit/", company["wangfang"])
    broken = []

    def once(route: Route) -> None:
        if route.request.method == "PATCH" and len(broken) < 3:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.route("**/uploads/**", once)
    files = [{"name": f"照片{n}.png", "mimeType": "image/png", "buffer": picture(n)} for n in (1, 2)]
    phone.set_input_files("#file1", files)  # type: ignore[arg-type]  # as Playwright wants them
    expect(phone.get_by_text("已上传", exact=True)).to_have_count(2, timeout=60_000)
    assert len(broken) == 3
    phone.select_option("#kind1", "goods_photo")
    phone.fill("#explanation1", "外箱破损")
    shoot(phone, "uploading-phone")
    assert_readable(phone, ALLOWED)
    phone.locator("#act-form button[type=submit], form[enctype] button[type=submit]").last.click()
    phone.wait_for_url(f"**/my/cases/{number}/")
    handed_in = [item.exhibit for item in state_of(number).exhibits.values()]
    assert [item.name for item in handed_in] == ["照片1.png", "照片2.png"]
    assert [item.size_bytes for item in handed_in] == [len(picture(n)) for n in (1, 2)]
    assert not Upload.objects.filter(sha256="").exists()
    shoot(phone, "evidence-phone")
    for tab, size in ((page, "desktop"), (phone, "phone")):
        visit(tab, f"/my/cases/{number}/exhibits/E1/custody/", company["wangfang"])
        shoot(tab, f"custody-{size}")
        digests = tab.locator(".digest").all_inner_texts()
        assert [len(one) for one in digests] == [64, 64]
        assert_readable(tab, ALLOWED | set(re.findall("[a-z]{3,}", " ".join(digests))))


def test_what_is_no_evidence_is_told_at_once(
    phone: Page, visit: Visit, company: "dict[str, Account]"
) -> None:
    from tests.parties import work_order

    number = work_order(company)
    visit(phone, f"/my/cases/{number}/do/submit_exhibit/", company["wangfang"])
    phone.set_input_files(
        "#file1", [{"name": "程序.png", "mimeType": "image/png", "buffer": b"MZ\x90\x00" + bytes(9000)}]
    )
    expect(phone.get_by_text("不支持", exact=False)).to_be_visible()
    shoot(phone, "uploading-refused")
    phone.get_by_role("button", name="不要这份 程序.png").click()
    expect(phone.locator(".upload-parts li")).to_have_count(0)


@pytest.mark.rule("EVI-1")
def test_a_file_that_has_come_waits_for_the_rest_of_its_row_and_can_be_left_out(
    phone: Page, visit: Visit, company: "dict[str, Account]"
) -> None:
    from tests.parties import state_of, work_order

    from gongdao.exhibits.models import Upload

    number = work_order(company)
    visit(phone, f"/my/cases/{number}/do/submit_exhibit/", company["wangfang"])
    files = [{"name": f"照片{n}.png", "mimeType": "image/png", "buffer": picture(n)} for n in (1, 2)]
    phone.set_input_files("#file1", files)  # type: ignore[arg-type]  # as Playwright wants them
    expect(phone.get_by_text("已上传", exact=True)).to_have_count(2, timeout=60_000)
    send = phone.locator("#act-form button[type=submit], form[enctype] button[type=submit]").last
    send.click()  # what the files are was forgotten
    expect(phone.locator(".invalid-feedback").first).to_be_visible()
    expect(phone.get_by_text("已上传", exact=True)).to_have_count(2)
    shoot(phone, "uploading-mistake-phone")
    with phone.expect_response(lambda answer: answer.request.method == "DELETE"):
        phone.get_by_role("button", name="不要这份 照片1.png").click()
    expect(phone.get_by_text("已上传", exact=True)).to_have_count(1)
    assert Upload.objects.count() == 1
    phone.select_option("#kind1", "goods_photo")
    phone.fill("#explanation1", "外箱破损")
    send.click()
    phone.wait_for_url(f"**/my/cases/{number}/")
    assert [item.exhibit.name for item in state_of(number).exhibits.values()] == ["照片2.png"]


def offline_once(tab: Page) -> list[str]:
    """Cut this tab off from the network as soon as the first part of a file has gone up."""
    cut: list[str] = []

    def watch(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0" and not cut:
            cut.append(route.request.url)
            tab.context.set_offline(True)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    tab.route("**/uploads/**", watch)
    return cut


@pytest.mark.rule("EVI-1")
def test_photos_of_a_first_complaint_go_on_after_the_network_was_gone(
    phone: Page, visit: Visit, company: "dict[str, Account]"
) -> None:
    from gongdao.exhibits.models import Exhibit, Upload

    visit(phone, "/portal/file/photos/")
    cut = offline_once(phone)
    files = [{"name": f"照片{n}.png", "mimeType": "image/png", "buffer": picture(n)} for n in (1, 2)]
    expect(phone.get_by_text("每张不超过 50 MB")).to_be_visible()
    assert phone.locator("#photos-camera").get_attribute("capture") == "environment"
    phone.set_input_files("#photos", files)  # type: ignore[arg-type]  # as Playwright wants them
    expect(phone.get_by_text("连接中断", exact=False).first).to_be_visible()
    shoot(phone, "portal-photos-offline")
    assert len(cut) == 1
    phone.context.set_offline(False)
    expect(phone.locator(".photos li")).to_have_count(2, timeout=60_000)
    shoot(phone, "portal-photos-online")
    sizes = sorted(Exhibit.objects.values_list("size_bytes", flat=True))
    assert sizes == sorted(len(picture(n)) for n in (1, 2))
    assert not Upload.objects.filter(sha256="").exists()


@pytest.mark.rule("EVI-1")
def test_what_the_policy_does_not_take_is_told_by_the_browser(
    phone: Page, visit: Visit, company: "dict[str, Account]"
) -> None:
    from tests.parties import work_order

    from gongdao.exhibits.models import Upload

    number = work_order(company)
    visit(phone, f"/my/cases/{number}/do/submit_exhibit/", company["wangfang"])
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if "/uploads/" in request.url else None)
    expect(phone.get_by_text("每份不超过 50 MB，一次最多 12 份")).to_be_visible()
    phone.evaluate("""() => {
        const large = new File([new Uint8Array(50 * 1024 * 1024 + 1)], "录像.mp4", { type: "video/mp4" });
        const packed = new File(["PK"], "全部.zip", { type: "application/zip" });
        const files = new DataTransfer();
        files.items.add(large);
        files.items.add(packed);
        const input = document.getElementById("file1");
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    }""")
    told = phone.locator(".upload-parts .text-danger .upload-said")
    expect(told.nth(0)).to_have_text(
        "文件超过每份 50 MB 的上限。请压缩图片，或把录像截短、把文件拆成几份后再提交。"
    )
    expect(told.nth(1)).to_contain_text("不接受这种内容的文件。接受：图片、PDF、办公文档、录音、视频、文本。")
    shoot(phone, "uploading-limits")
    assert_readable(phone, ALLOWED | {"zip"})
    assert asked == []
    assert not Upload.objects.exists()


@pytest.mark.rule("EVI-1")
def test_a_form_of_the_desk_goes_on_after_the_network_was_gone(
    page: Page, visit: Visit, company: "dict[str, Account]"
) -> None:
    from tests.parties import state_of, work_order

    from gongdao.people.models import Account

    number = work_order(company)
    handler = Account.objects.get(staff__id=int(state_of(number).handler.removeprefix("staff:")))
    visit(page, f"/cases/{number}/", handler)
    page.locator("a[href*='/do/submit_exhibit/']").first.click()
    cut = offline_once(page)
    page.set_input_files(
        "#act-body input[name=file]:not([capture])",
        {"name": "照片.png", "mimeType": "image/png", "buffer": picture(3)},
    )
    expect(page.get_by_text("连接中断", exact=False)).to_be_visible()
    shoot(page, "desk-upload-offline")
    page.context.set_offline(False)
    expect(page.get_by_text("已上传", exact=True)).to_be_visible(timeout=60_000)
    page.locator("#act-body button[type=submit]").click()  # what the file shows was forgotten
    expect(page.locator("#act-body .invalid-feedback").first).to_be_visible()
    expect(page.get_by_text("已上传", exact=True)).to_be_visible()
    shoot(page, "desk-upload-mistake")
    page.select_option("#act-body select[name=kind]", "goods_photo")
    page.fill("#act-body [name=explanation]", "外箱破损")
    page.locator("#act-body button[type=submit]").click()
    expect(page.locator("#act-dialog")).to_be_hidden()
    assert len(cut) == 1
    assert [item.exhibit.size_bytes for item in state_of(number).exhibits.values()] == [len(picture(3))]


@pytest.mark.rule("INT-8")
def test_a_recording_is_played_in_the_page(
    page: Page, phone: Page, visit: Visit, company: "dict[str, Account]"
) -> None:
    from tests.faces.web.cases.test_playing import tone
    from tests.parties import state_of, work_order

    from gongdao.casework.actions import handle
    from gongdao.exhibits.actions import receive
    from gongdao.exhibits.models import Custody
    from gongdao.people.models import Account
    from gongdao.people.queries import actor_for
    from gongdao.rulebook.commands import SubmitExhibit
    from gongdao.rulebook.terms import Exhibit

    number, owner = work_order(company), actor_for(company["wangfang"])
    kept = receive([tone(3)], actor=owner.ref, now=timezone.now())
    recording = Exhibit(kept.sha256, "call_record", "客服承诺赔付的通话", "通话录音.wav")
    handle(SubmitExhibit(recording), actor=owner, now=timezone.now(), number=number)
    handler = Account.objects.get(staff__id=int(state_of(number).handler.removeprefix("staff:")))
    for tab, who, path, size in (
        (page, handler, f"/cases/{number}/exhibits/E1/pages/", "desktop"),
        (phone, company["wangfang"], f"/my/cases/{number}/exhibits/E1/pages/", "phone"),
    ):
        visit(tab, path, who)
        assert_readable(tab)
        heard = tab.evaluate("""async () => {
            const sound = document.querySelector("audio");
            sound.muted = true;
            await sound.play();
            sound.currentTime = 2;
            await new Promise((done) => sound.addEventListener("seeked", done, { once: true }));
            return [sound.duration, sound.currentTime >= 2];
        }""")
        assert heard == [3, True]
        shoot(tab, f"playing-{size}")
    assert set(Custody.objects.filter(act="viewed").values_list("actor", flat=True)) == {
        owner.ref, actor_for(handler).ref,
    }  # fmt: skip
