"""The letter of an appeal goes to the company's box once, ordered with the event that files the appeal."""

import hashlib
import re
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from tests.faces.web.my.test_assistant import filed
from tests.rooms.letters.test_paper import words_of, words_of_docx, words_of_pdf
from tests.work_order import Scene, work_order

from gongdao.casework.actions import handle
from gongdao.casework.papers.letter import filed_letter, filing_of, letter_of
from gongdao.casework.papers.sending import post_due
from gongdao.config.boxes import boxes_in
from gongdao.exhibits.actions import receive
from gongdao.exhibits.models import Custody
from gongdao.letters.delivery import BACK_OFF, CLAIM
from gongdao.letters.models import Post
from gongdao.letters.paper.docx import docx_of
from gongdao.letters.paper.pdf import pdf_of
from gongdao.letters.post import box_for, claim, message_id
from gongdao.people.models import Account
from gongdao.rulebook.commands import FileAppeal, SubmitExhibit
from gongdao.rulebook.terms import Exhibit

BOX = "appeals@example.com"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def judged(db: None, settings: Any) -> Scene:
    """A work order with a finding, where appeals go to a box."""
    settings.APPEAL_BOXES = {"workorder-liability": BOX}
    scene = work_order(timezone.now())
    scene.judge()
    return scene


def asked(scene: Scene) -> str:
    return scene.client("liushifu").get(f"/my/cases/{scene.number}/").content.decode()


@pytest.mark.rule("AST-3")
@pytest.mark.rule("MSG-1")
def test_filing_sends_the_letter_once_and_the_pages_say_so(judged: Scene, settings: Any) -> None:
    settings.SITE_URL = "https://complaints.example.com"
    filed(judged)
    assert f"申诉书正在发送至 {BOX}" in asked(judged)
    later = judged.now + timedelta(minutes=6)
    assert [post_due(now=later), post_due(now=later + timedelta(days=1))] == [1, 0]
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([BOX], f"【{judged.number}】申诉书 A1")
    assert f"https://complaints.example.com/cases/{judged.number}/" in sent.body
    (pdf_name, pdf, _), (docx_name, docx, _), (name, content, media_type) = sent.attachments
    assert (name, content[:8], media_type) == ("E1.png", b"\x89PNG\r\n\x1a\n", "image/png")
    assert f"SHA-256 {hashlib.sha256(content).hexdigest()}" in sent.body
    assert (pdf_name, docx_name) == (f"{judged.number}-A1.pdf", f"{judged.number}-A1.docx")
    own = filed_letter(judged.actor("liushifu"), judged.number, "A1", "zh-hans").paper
    assert words_of_docx(docx) == words_of(own)
    along = rf"案件编号{judged.number}|申诉书·{judged.number}·A1"
    assert re.sub(along, "", words_of_pdf(pdf)) == words_of(own)
    at = Post.objects.get().sent_at
    assert at == later
    for page in (
        asked(judged),
        judged.client(judged.handler).get(f"/cases/{judged.number}/").content.decode(),
    ):
        assert f"发送至 {BOX}" in page
        assert "申诉书已于" in page


def filed_with(scene: Scene, *others: str, **contents: bytes) -> None:
    """Have the technician appeal with these contents by kind, and with exhibits that are in the case."""
    actor = scene.actor("liushifu")
    new = []
    for kind, content in contents.items():
        kept = receive([content], actor=actor.ref, now=scene.now, kind=kind)
        new.append(Exhibit(kept.sha256, kind, "说明", "照片.png", kept.media_type, kept.size_bytes))
    appeal = FileAppeal("F1", "attribution", "外箱已破损。", "请求撤销。", others, tuple(new))
    handle(appeal, actor=actor, now=scene.now + timedelta(minutes=5), number=scene.number)


def attached(scene: Scene) -> tuple[list[str], str]:
    """The names of what goes by mail, and the text of the mail."""
    assert post_due(now=scene.now + timedelta(minutes=6)) == 1
    [sent] = mail.outbox
    return [name for name, _, _ in sent.attachments], sent.body


@pytest.mark.rule("AST-3")
def test_the_letter_is_in_the_language_of_who_wrote_it(judged: Scene) -> None:
    Account.objects.filter(username="liushifu").update(language="en")
    filed(judged)
    _, body = attached(judged)
    [sent] = mail.outbox
    assert sent.subject == f"[{judged.number}] Letter of appeal A1"
    assert "Exhibits attached:\nE1 " in body
    assert not re.search(r"[\u4e00-\u9fff]", body)
    own = filed_letter(judged.actor("liushifu"), judged.number, "A1", "en").paper
    assert own.title == "Letter of appeal"
    assert words_of_docx(sent.attachments[1][1]) == words_of(own)


@pytest.mark.rule("EVI-16")
def test_identity_papers_are_never_mailed(judged: Scene, settings: Any) -> None:
    """Neither what is called one, nor the same content under another name."""
    settings.SITE_URL = "https://complaints.example.com"
    other = receive([PNG + b"card2"], actor="customer:1", now=judged.now, kind="identity")
    filed_with(judged, handover_form=PNG + b"form", identity=PNG + b"card", other=PNG + b"card2")
    names, body = attached(judged)
    assert names == [f"{judged.number}-A1.pdf", f"{judged.number}-A1.docx", "E1.png"]
    assert body.count("身份证件不随信发送") == 2
    assert (
        f"SHA-256 {other.sha256}\n  https://complaints.example.com/cases/{judged.number}/exhibits/E3/" in body
    )


@pytest.mark.rule("INT-8")
def test_what_another_party_handed_in_is_not_mailed(judged: Scene) -> None:
    kept = receive([PNG + b"theirs"], actor="customer:1", now=judged.now)
    photo = SubmitExhibit(Exhibit(kept.sha256, "goods_photo", "破损", "", kept.media_type, kept.size_bytes))
    handle(photo, actor=judged.actor("wangfang"), now=judged.now, number=judged.number)
    filed_with(judged, "E1", handover_form=PNG + b"form")
    names, body = attached(judged)
    assert names[2:] == ["E2.png"]
    assert "由其他方提交" in body


def test_what_does_not_fit_is_listed_and_smaller_ones_still_go(judged: Scene, settings: Any) -> None:
    filed_with(judged, handover_form=PNG + bytes(90_000), chat=PNG + b"small")
    filing = filing_of(Post.objects.get().case_id, "A1")
    paper = letter_of(filing, "zh-hans").paper
    letters = len(pdf_of(paper, at=filing.at)) + len(docx_of(paper, at=filing.at))
    settings.APPEAL_MAIL_BYTES = letters + 50_000
    names, body = attached(judged)
    assert names[2:] == ["E2.png"]
    assert f"E1 交接单（{90_008:,} 字节）：超过邮件大小上限" in body
    [sent] = mail.outbox
    assert sum(len(content) for _, content, _ in sent.attachments) <= settings.APPEAL_MAIL_BYTES


def test_custody_says_that_an_exhibit_was_mailed_and_only_once_it_was(judged: Scene, settings: Any) -> None:
    filed_with(judged, handover_form=PNG + b"form", identity=PNG + b"card")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed.getsockname()[1]
        settings.EMAIL_USE_TLS = False
        assert post_due(now=judged.now + timedelta(minutes=6)) == 0
    assert not Custody.objects.filter(act="mailed").exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = judged.now + timedelta(hours=1)
    assert post_due(now=later) == 1
    [one] = Custody.objects.filter(act="mailed")
    assert (one.sha256, one.actor, one.at, one.channel) == (
        hashlib.sha256(PNG + b"form").hexdigest(), judged.actor("liushifu").ref, later, "worker",
    )  # fmt: skip


def test_an_appeal_that_is_not_written_sends_nothing(judged: Scene) -> None:
    with transaction.atomic():
        filed(judged)
        assert Post.objects.count() == 1
        transaction.set_rollback(True)  # Django's signature
    assert Post.objects.count() == 0


def test_without_a_box_the_appeal_is_filed_and_nothing_sent(judged: Scene, settings: Any) -> None:
    settings.APPEAL_BOXES = {"user-appeal": BOX}
    filed(judged)
    assert (Post.objects.count(), post_due(now=judged.now + timedelta(days=1))) == (0, 0)
    assert "发送至" not in asked(judged)


def test_a_server_that_fails_is_tried_again_and_given_up_in_the_end(judged: Scene, settings: Any) -> None:
    with socket.socket() as closed:  # a port where nobody listens
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed.getsockname()[1]
        settings.EMAIL_USE_TLS = False
        filed(judged)
        now = judged.now + timedelta(minutes=6)
        for pause in BACK_OFF:
            assert post_due(now=now) == 0
            assert Post.objects.get().due_at == now + pause
            now += pause
        post_due(now=now)
    assert Post.objects.get().state == "failed"
    assert "申诉已登记，不受影响" in asked(judged)


def test_a_claimed_letter_is_left_to_who_claimed_it_until_the_claim_runs_out(judged: Scene) -> None:
    filed(judged)
    now = judged.now + timedelta(minutes=6)
    claimed = claim(now)  # and this program dies
    assert claimed is not None
    assert post_due(now=now + CLAIM - timedelta(seconds=1)) == 0
    assert post_due(now=now + CLAIM) == 1
    [sent] = mail.outbox
    assert sent.extra_headers["Message-ID"] == message_id(claimed)


def test_the_form_says_where_the_letter_goes(judged: Scene) -> None:
    page = judged.client("liushifu").get(f"/my/cases/{judged.number}/do/file_appeal/F1/").content.decode()
    assert f"提交的同时，申诉书（PDF、DOCX）连同您提交的证据发送至 {BOX}；身份证件不随信发送。" in page
    assert "提交并发送" in page


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("", {}),
        ("a@example.com", {"*": "a@example.com"}),
        (
            "user-appeal=u@example.com, *=a@example.com",
            {"user-appeal": "u@example.com", "*": "a@example.com"},
        ),
    ],
)
def test_boxes_are_named_by_policy(text: str, boxes: dict[str, str], settings: Any) -> None:
    settings.APPEAL_BOXES = boxes_in(text)
    assert boxes_in(text) == boxes
    assert box_for("merchant-appeal") == boxes.get("*", "")
    assert box_for("user-appeal") == (boxes.get("user-appeal") or boxes.get("*", ""))


@pytest.mark.parametrize("text", ["nobody", "a@example.com,b@example.com", "=a@example.com", "x=a@b@c"])
def test_a_box_that_is_none_is_told_at_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="GONGDAO_APPEAL_BOX"):
        boxes_in(text)
