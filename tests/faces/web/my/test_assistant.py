"""The appellant's assistant on the form of an appeal: for the judged party alone, all of it from the case."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.parties import png, state_of
from tests.rooms.letters.test_paper import squeezed, words_of_docx, words_of_pdf
from tests.work_order import Scene, work_order

from gongdao.casework.actions import handle
from gongdao.exhibits import readings
from gongdao.exhibits.actions import receive
from gongdao.exhibits.models import Exhibit as Content
from gongdao.rulebook.commands import FileAppeal, SubmitExhibit, WithdrawAppeal
from gongdao.rulebook.reading.report import Page, Report
from gongdao.rulebook.terms import Exhibit

FIELDS = {
    "problem": "5月2日10:00 交接时外箱已破损<b>\r\n\r\n客服：“知道了”",
    "demand": "请求撤销",
    "kind1": "handover_form",
    "ask_amount_fen": "300",
    "particulars_staff_number": "T0101",
    "scope": "attribution",
}


def filed(scene: Scene) -> None:
    """Have the technician appeal with one exhibit."""
    actor = scene.actor("liushifu")
    kept = receive([b"\x89PNG\r\n\x1a\n" + bytes(40)], actor=actor.ref, now=scene.now)
    appeal = FileAppeal(
        "F1", "attribution", "交接时外箱已破损。", "请求撤销对我方的责任认定。",
        new_exhibits=(Exhibit(kept.sha256, "handover_form", "交接单写明外箱破损"),),
    )  # fmt: skip
    handle(appeal, actor=actor, now=scene.now + timedelta(minutes=5), number=scene.number)


@pytest.fixture
def judged(db: None) -> Scene:
    """A work order with a finding against a technician, for all of 900 yuan."""
    scene = work_order(timezone.now())
    scene.judge()
    return scene


def checked(scene: Scene, who: str = "liushifu", **fields: object) -> str:
    answer = scene.client(who).post(f"/my/cases/{scene.number}/check/F1/", fields)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    assert "⟨" not in text
    return text


@pytest.mark.rule("AST-5", "APP-3")
def test_who_has_appealed_is_told_how_often_that_is_possible(judged: Scene) -> None:
    filed(judged)
    assert "本案的申诉机会已经用完（共 1 次）" in checked(judged, **FIELDS)


@pytest.mark.rule("AST-5")
def test_the_four_topics_are_checked_with_what_would_help(judged: Scene) -> None:
    text = checked(judged)
    for topic in ("时效", "权限", "材料完整性", "证据真实性"):
        assert topic in text
    assert "在申诉期内，截止" in text
    assert "还缺关键凭证" in text
    assert "尚未写问题描述" in text
    assert "您可以就本判责申诉" in text


@pytest.mark.rule("AST-6")
def test_an_appeal_within_a_day_is_well_timed(judged: Scene) -> None:
    assert "判责后24小时内提出" in checked(judged)


@pytest.mark.rule("AST-4")
def test_phrases_are_put_neutrally_and_demands_are_worked_out(judged: Scene) -> None:
    text = checked(judged, problem="5月2日10:00 你们就是坑人", demand="希望处理")
    assert "贵方的处理与约定不符" in text
    assert "诉求不够具体" in text
    assert "请求撤销对我方的责任认定（承担 100%，¥900.00）。" in text
    assert "请求改由 韵达快递 承担，免除我方 ¥900.00。" in text


@pytest.mark.rule("AST-2")
def test_what_a_machine_remarked_on_the_evidence_is_told(judged: Scene) -> None:
    actor = judged.actor("liushifu")
    kept = receive([b"\x89PNG\r\n\x1a\n" + bytes(40)], actor=actor.ref, now=judged.now)
    handle(
        SubmitExhibit(Exhibit(kept.sha256, "handover_form", "交接单")),
        actor=actor, now=judged.now + timedelta(minutes=1), number=judged.number,
    )  # fmt: skip
    blank = Report("image/png", pages=(Page(10, 10, busy=0),), page_count=1)
    readings.keep(kept.sha256, blank, now=judged.now)
    text = checked(judged, exhibits=["E1"], problem="交接时外箱已破损 10:00", demand="撤销")
    assert "关键凭证已备" in text
    assert "E1：画面近乎空白" in text


def uploaded(client: Client, content: bytes, name: str) -> str:
    """Send a file in parts, as the page's script does; the key of its upload."""
    begun = client.post("/uploads/", headers={"upload-length": str(len(content)), "upload-name": name})
    url = str(begun.headers["Location"])
    part = "application/offset+octet-stream"
    assert client.patch(url, content, content_type=part, headers={"upload-offset": "0"}).status_code == 204
    return url.split("/")[-2]


@pytest.mark.rule("AST-2", "AST-5")
def test_a_file_is_read_before_the_appeal_is_sent_and_is_its_evidence_afterwards(judged: Scene) -> None:
    client = judged.client("liushifu")
    fields = {"problem": "交接时外箱已破损 10:00", "demand": "请求撤销"}
    assert "还缺关键凭证" in checked(judged, **fields, kind1="handover_form")  # a kind is no file
    key = uploaded(client, png(0), "photo.png")
    assert not Content.objects.exists()
    assert "还缺关键凭证" in checked(judged, **fields, file1_parts=key)  # what it is has not been told
    fields |= {"kind1": "handover_form", "file1_parts": key}
    text = checked(judged, **fields)
    assert "关键凭证已备" in text
    assert "photo.png 正在识读" in text
    assert "load delay:2s" in text
    sha256 = Content.objects.get().sha256
    readings.keep(sha256, Report("image/png", pages=(Page(10, 10, busy=0),), page_count=1), now=judged.now)
    text = checked(judged, **fields)
    assert "photo.png：画面近乎空白" in text
    assert "请换一张能看清内容的照片或截图" in text
    assert "正在识读" not in text
    act = f"/my/cases/{judged.number}/do/file_appeal/F1/"
    form = client.get(act).context
    sent = {"version": form["version"], "key": form["key"], "scope": "attribution", "explanation1": "交接单"}
    assert client.post(act, fields | sent).status_code == 302
    state = state_of(judged.number)
    assert state.exhibits["E1"].exhibit.sha256 == sha256
    assert state.appeals["A1"].exhibits == ("E1",)


@pytest.mark.rule("AST-2", "EVI-16")
def test_identity_papers_and_files_of_others_are_not_read_before(judged: Scene) -> None:
    paper = uploaded(judged.client("liushifu"), png(1), "id.png")
    assert "正在识读" not in checked(judged, kind1="identity", file1_parts=paper)
    other = uploaded(judged.client("wangfang"), png(2), "other.png")
    assert "正在识读" not in checked(judged, kind1="handover_form", file1_parts=other)
    assert not Content.objects.exists()


@pytest.mark.rule("AST-3")
@pytest.mark.rule("APP-5")
def test_the_letter_has_three_parts_and_the_chronology(judged: Scene) -> None:
    text = judged.client("liushifu").post(f"/my/cases/{judged.number}/letter/F1/", FIELDS).content.decode()
    for part in (
        "一、问题描述",
        "二、证据清单",
        "三、诉求说明",
        "事情经过",
        "AZ1",
        "刘建国",
        "承担 100%，¥900.00",
        "交接单（随申诉提交）",
        "T0101",
        "¥300.00",
        "草稿：尚未提交",
    ):
        assert part in text
    assert "交接时外箱已破损&lt;b&gt;" in text
    assert "王芳" not in text  # the customer's name is shortened for whoever is judged (INT-8)
    assert "⟨" not in text


@pytest.mark.rule("AST-3")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_page_docx_and_pdf_say_the_same_word_for_word(judged: Scene, language: str) -> None:
    client, address = judged.client("liushifu"), f"/my/cases/{judged.number}/letter/F1/"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page, docx, pdf = (client.post(f"{address}{form}", FIELDS) for form in ("", "docx/", "pdf/"))
    assert (docx.status_code, pdf.status_code) == (200, 200)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert f'filename="{judged.number}-F1-draft.docx"' in docx.headers["Content-Disposition"]
    article = page.content.decode().partition("<article")[2].partition(">")[2].partition("</article>")[0]
    said = squeezed(html.unescape(re.sub(r"<[^>]+>", "", article)))
    assert ("二、证据清单" if language == "zh-hans" else "2.Evidence") in said
    assert words_of_docx(docx.content) == said
    footer = f"申诉书·{judged.number}·F1" if language == "zh-hans" else f"Letterofappeal·{judged.number}·F1"
    header = f"案件编号{judged.number}" if language == "zh-hans" else f"Case{judged.number}"
    assert words_of_pdf(pdf.content).replace(footer, "").replace(header, "", 1) == said


@pytest.mark.rule("AST-3")
def test_the_letter_of_a_filed_appeal_is_the_same_for_ever(judged: Scene) -> None:
    appellant, number = judged.actor("liushifu"), judged.number
    filed(judged)
    first = judged.client("liushifu").get(f"/my/cases/{number}/appeals/A1/letter/pdf/")
    assert first.status_code == 200
    handle(
        WithdrawAppeal("A1", "已协商"), actor=appellant, now=judged.now + timedelta(hours=1), number=number
    )
    later = judged.client("liushifu").get(f"/my/cases/{number}/appeals/A1/letter/pdf/")
    assert later.content == first.content
    assert f'filename="{number}-A1.pdf"' in later.headers["Content-Disposition"]
    page = judged.client("liushifu").get(f"/my/cases/{number}/appeals/A1/letter/").content.decode()
    assert "E1 · 交接单：交接单写明外箱破损" in page
    assert f'href="/my/cases/{number}/appeals/A1/letter/docx/"' in page
    assert "草稿" not in page
    own = judged.client("liushifu").get(f"/my/cases/{number}/").content.decode()
    assert f'href="/my/cases/{number}/appeals/A1/letter/"' in own


@pytest.mark.parametrize(
    ("who", "of_my", "of_staff"),
    [
        ("liushifu", 200, 200),  # filed it
        ("handler", 404, 200),  # staff of the case: on the pages of staff
        ("wangfang", 404, 404),  # complained: the appeal is not hers
        ("zhangshifu", 404, 404),  # another technician
        ("limingyuan", 404, 404),  # a stranger
    ],
)
def test_the_letter_of_a_filed_appeal_is_for_who_filed_it_and_for_staff(
    judged: Scene, who: str, of_my: int, of_staff: int
) -> None:
    filed(judged)
    client = judged.client(judged.handler if who == "handler" else who)
    for form in ("", "docx/", "pdf/"):
        addresses = [f"{start}/cases/{judged.number}/appeals/A1/letter/{form}" for start in ("/my", "")]
        assert [client.get(address).status_code for address in addresses] == [of_my, of_staff]
        anybody = Client().get(addresses[0])
        assert (anybody.status_code, "/accounts/login/" in anybody.headers["Location"]) == (302, True)


def test_there_are_no_other_forms_of_the_letter(judged: Scene) -> None:
    filed(judged)
    client = judged.client("liushifu")
    assert client.get(f"/my/cases/{judged.number}/appeals/A9/letter/pdf/").status_code == 404
    for form in ("exe", "PDF", "doc"):
        assert client.get(f"/my/cases/{judged.number}/appeals/A1/letter/{form}/").status_code == 404
        assert client.post(f"/my/cases/{judged.number}/letter/F1/{form}/", FIELDS).status_code == 404


@pytest.mark.rule("AST-1")
def test_the_form_loads_the_assistant(judged: Scene) -> None:
    page = judged.client("liushifu").get(f"/my/cases/{judged.number}/do/file_appeal/F1/").content.decode()
    assert f'hx-post="/my/cases/{judged.number}/check/F1/"' in page


@pytest.mark.parametrize("who", ["wangfang", "limingyuan", "zhangshifu", "handler"])
@pytest.mark.parametrize("page", ["check/F1/", "letter/F1/", "letter/F1/pdf/", "letter/F1/docx/"])
def test_it_is_for_the_judged_party_alone(judged: Scene, who: str, page: str) -> None:
    client = judged.client(judged.handler if who == "handler" else who)
    assert client.post(f"/my/cases/{judged.number}/{page}").status_code == 404
