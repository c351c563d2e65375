"""The case as a PDF to be read, and the chain of evidence for a body outside: for who may see it."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from tests.faces.web.my.test_assistant import filed
from tests.rooms.letters.test_paper import words_of, words_of_docx, words_of_pdf
from tests.work_order import Scene
from typer.testing import CliRunner

from gongdao.casework.actions import handle
from gongdao.casework.dossier.archive import opened
from gongdao.casework.papers.case_file import MOST_PICTURES, case_paper
from gongdao.cli.main import app
from gongdao.exhibits.actions import receive
from gongdao.exhibits.models import Custody
from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Exhibit


def text_of(content: bytes) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))


def files_of(answer: HttpResponse) -> dict[str, bytes]:
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    return {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}


@pytest.mark.rule("APP-12")
@pytest.mark.rule("DEC-3")
def test_the_case_is_read_from_beginning_to_end(judged: Scene) -> None:
    filed(judged)
    answer = judged.client(judged.handler).get(f"/cases/{judged.number}/dossier/pdf/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert f'filename="{judged.number}-case.pdf"' in answer.headers["Content-Disposition"]
    text = text_of(answer.content)
    for part in (
        "目录", "案件概要", "当事人", "办理经过", "时限", "证据", "安装时拆包，门板右下角破损", "刘建国",
        "王芳",
        "13812345678", "师傅操作不规范造成货损", "师傅承认拆包时用力过猛", "申诉 A1", "交接时外箱已破损",
        "E1 · 交接单", "截至第",
    ):  # fmt: skip
        assert part in text
    assert "⟨" not in text
    titles = [one.get_title() for one in pypdfium2.PdfDocument(answer.content).get_toc()]
    assert [name for name in ("案件概要", "证据") if name not in titles] == []


@pytest.mark.rule("INT-8")
@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("liushifu", ("刘建国", "申诉 A1"), ("王芳", "13812345678")),  # judged: the customer is masked
        (
            "wangfang",
            ("王芳", "13812345678"),
            ("申诉 A1", "交接时外箱已破损"),
        ),  # complained: no appeal of his
    ],
)
def test_it_holds_what_its_reader_may_see(
    judged: Scene, who: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    filed(judged)
    text = text_of(judged.client(who).get(f"/my/cases/{judged.number}/dossier/pdf/").content)
    assert [part for part in shown if part not in text] == []
    assert [part for part in hidden if part in text] == []


def test_it_is_for_those_the_case_concerns(judged: Scene) -> None:
    for address in (f"/cases/{judged.number}/dossier/pdf/", f"/my/cases/{judged.number}/dossier/pdf/"):
        assert judged.client("limingyuan").get(address).status_code == 404
        assert judged.client("zhangshifu").get(address).status_code == 404
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.rule("APP-12")
def test_the_case_file_holds_the_paper_and_is_whole(judged: Scene) -> None:
    files = files_of(judged.client("liushifu").get(f"/my/cases/{judged.number}/dossier/"))
    assert "师傅操作不规范造成货损" in text_of(files["case.pdf"])
    assert "letter.pdf" not in files
    listed = {item["path"] for item in json.loads(files["manifest.json"])["files"]}
    assert "case.pdf" in listed


@pytest.mark.rule("APP-12")
def test_the_chain_of_evidence_goes_outside_with_a_letter(judged: Scene) -> None:
    filed(judged)
    now = judged.now + timedelta(hours=1)
    with opened(judged.number, actor=judged.actor("liushifu"), now=now, body="消费者协会") as file:
        packed = zipfile.ZipFile(file)
        files = {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}
    said = words_of_pdf(files["letter.pdf"])
    for along in (f"案件编号{judged.number}", f"投诉函·{judged.number}"):
        said = said.replace(along, "", 1)
    assert words_of_docx(files["letter.docx"]) == said
    for part in ("致消费者协会", "刘建国", "判责F1", "提出申诉A1", "请求撤销对我方的责任认定", "verify.py"):
        assert part in said
    assert "王芳" not in said
    # A body that the policy of the case does not name gets nothing.
    address = f"/my/cases/{judged.number}/dossier/?body=消费者协会"
    assert judged.client("liushifu").get(address).status_code == 404


def handed_in(scene: Scene, who: str, content: bytes, kind: str = "goods_photo") -> None:
    """Have somebody hand in a content, as a photo of the goods or as another kind."""
    actor = scene.actor(who)
    kept = receive([content], actor=actor.ref, now=scene.now)
    handle(
        c.SubmitExhibit(Exhibit(kept.sha256, kind, "破损处")),
        actor=actor, now=scene.now + timedelta(minutes=1), number=scene.number,
    )  # fmt: skip


def photo() -> bytes:
    """A photo with something hidden behind its end."""
    file = io.BytesIO()
    Image.effect_noise((640, 480), 80).save(file, "JPEG")
    return file.getvalue() + b"<script>hidden</script>"


def pictures_in(content: bytes) -> int:
    document = pypdfium2.PdfDocument(content)
    kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    return sum(thing.type == kind for page in document for thing in page.get_objects(max_depth=5))


@pytest.mark.rule("EVI-16")
def test_an_identity_paper_is_in_the_case_on_paper_of_those_who_check_it(judged: Scene) -> None:
    handed_in(judged, "wangfang", photo(), "identity")
    seen = {}
    for who in (judged.handler, "yuanli"):
        paper = judged.client(who).get(f"/cases/{judged.number}/dossier/pdf/").content
        seen[who] = pictures_in(paper), "按规定不向您展示" in text_of(paper)
    assert seen == {judged.handler: (1, False), "yuanli": (0, True)}


@pytest.mark.rule("APP-12")
def test_pictures_are_copies_for_those_who_may_open_them_and_that_is_on_record(judged: Scene) -> None:
    original = photo()
    handed_in(judged, "wangfang", original)
    mine = judged.client("wangfang").get(f"/my/cases/{judged.number}/dossier/pdf/").content
    assert pictures_in(mine) == 1
    assert "E1 第 1 页（复制件）" in text_of(mine)
    assert b"hidden" not in mine
    assert original[:2000] not in mine
    looked = Custody.objects.filter(act="viewed").values_list("actor", flat=True)
    assert list(looked) == [judged.actor("wangfang").ref]
    others = judged.client("liushifu").get(f"/my/cases/{judged.number}/dossier/pdf/").content
    assert pictures_in(others) == 0
    assert "按规定不向您展示" in text_of(others)
    in_file = files_of(judged.client("wangfang").get(f"/my/cases/{judged.number}/dossier/"))["case.pdf"]
    assert pictures_in(in_file) == 1


def test_what_cannot_be_drawn_is_told_and_spoils_nothing(judged: Scene) -> None:
    handed_in(judged, "wangfang", photo()[:300])
    text = text_of(judged.client("wangfang").get(f"/my/cases/{judged.number}/dossier/pdf/").content)
    assert "这份证据不能以图片显示" in text


def test_there_are_not_too_many_pictures(judged: Scene) -> None:
    for number in range(MOST_PICTURES // 3 + 1):
        handed_in(judged, "wangfang", photo() + bytes([number]))
    red = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(red, "JPEG")
    paper = case_paper(
        judged.actor(judged.handler), judged.number, now=judged.now, language="zh-hans",
        pictures=lambda _, page: red.getvalue() if page else None,
    )  # fmt: skip
    assert len(paper.pictures) == MOST_PICTURES
    assert "其余见案卷压缩包" in words_of(paper)


def test_the_pages_lead_to_it(judged: Scene) -> None:
    staff = judged.client(judged.handler).get(f"/cases/{judged.number}/").content.decode()
    assert f'href="/cases/{judged.number}/dossier/pdf/"' in staff
    own = judged.client("wangfang").get(f"/my/cases/{judged.number}/").content.decode()
    assert f'href="/my/cases/{judged.number}/dossier/pdf/"' in own


def test_the_command_writes_it_whole_or_not_at_all(judged: Scene, tmp_path: Path) -> None:
    target = tmp_path / "case.pdf"
    done = CliRunner().invoke(app, ["dossier", judged.number, "--pdf", "-o", str(target), "--lang", "zh"])
    assert (done.exit_code, done.stdout) == (0, f"案卷 PDF 已写入 {target}\n")
    assert "师傅操作不规范造成货损" in text_of(target.read_bytes())
    done = CliRunner().invoke(app, ["dossier", judged.number, "--pdf", "-o", str(tmp_path / "no" / "x.pdf")])
    assert done.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["case.pdf"]
