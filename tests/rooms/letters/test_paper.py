"""Papers: one content as DOCX and PDF, word for word the same; the page is tested with the pages."""

import io
import re
from datetime import UTC, datetime

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from gongdao.letters import paper as p
from gongdao.letters.paper.docx import docx_of
from gongdao.letters.paper.pdf import pdf_of

AT = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def squeezed(text: str) -> str:
    """Words without blanks: where lines break is each format's own affair."""
    return re.sub(r"[\s\u200b\ufffe\u00ad]+", "", text)


def words_of_docx(content: bytes) -> str:
    body = Document(io.BytesIO(content)).element.body
    return squeezed("".join(node.text or "" for node in body.iter(qn("w:t"))))


def words_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return squeezed("".join(re.sub(r"\s*\d+ / \d+\s*$", "", text) for text in pages))


def words_of(paper: p.Paper) -> str:
    return squeezed("".join(p.lines_of(paper)))


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return file.getvalue()


PAPER = p.sound(
    p.Paper(
        "申诉书",
        "zh-hans",
        (
            p.Facts((("工单编号", "202405-001"), ("申诉事项", "认定承担 100%，¥900.00"))),
            p.Heading("一、问题描述"),
            p.Text('5月2日 10:00 送货，外箱已破损。\n#let x = 1 *粗* $E$ @a <b> "引号" \\ `code` _斜_ // 注'),
            p.Heading("事情经过", 2),
            p.Items((p.Entry("E1 · 交接单：外箱凹陷", f"SHA-256 {HASH}"), p.Entry("E2 · 聊天记录"))),
            p.Table(("序号", "证明什么"), (("1", "破损"), ("2", "已告知\x00\u202e客服")), widths=(1, 4)),
            p.Text("客户的原话", "said"),
            p.Picture("E1.png", "凭证 E1"),
            p.Signature(("刘建国", "2024年5月6日 10:00")),
        ),
        pictures={"E1.png": picture()},
    )
)


@pytest.mark.rule("AST-3")
def test_docx_and_pdf_say_the_same_word_for_word() -> None:
    said = words_of(PAPER)
    assert '#letx=1*粗*$E$@a<b>"引号"\\`code`_斜_//注' in said
    assert words_of_docx(docx_of(PAPER, at=AT)) == said
    assert words_of_pdf(pdf_of(PAPER, at=AT)) == said


def test_every_page_says_whose_paper_it_is_and_which_page_of_how_many() -> None:
    """In the DOCX by fields, which the word processor counts."""
    many = p.Items(tuple(p.Entry(f"第{n}条" * 20) for n in range(60)))
    paper = p.Paper("申诉书", "zh-hans", (many,), header="案件编号 202405-001", footer="申诉书 · A1")
    section = Document(io.BytesIO(docx_of(paper, at=AT))).sections[0]
    assert section.header.paragraphs[0].text == "案件编号 202405-001"
    below = section.footer.paragraphs[0]
    fields = [node.get(qn("w:instr")).strip() for node in below._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    said = "".join(
        node.text or "\t" for node in below._p.iter(qn("w:t"), qn("w:tab")) if node.get(qn("w:pos")) is None
    )
    assert said == "申诉书 · A1\t1 / 1"
    document = pypdfium2.PdfDocument(pdf_of(paper, at=AT))
    for number, page in enumerate(document, 1):
        text = page.get_textpage().get_text_bounded()
        assert "案件编号 202405-001" in text
        assert f"{number} / {len(document)}" in text
    assert len(document) > 1


def test_characters_that_nobody_sees_are_left_out() -> None:
    assert "已告知客服" in p.lines_of(PAPER)


def test_the_fonts_are_within_the_pdf() -> None:
    document = pypdfium2.PdfDocument(pdf_of(PAPER, at=AT))
    fonts = [
        pypdfium2.raw.FPDFTextObj_GetFont(thing.raw)
        for page in document
        for thing in page.get_objects()
        if thing.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT
    ]
    assert fonts
    assert all(pypdfium2.raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)


def test_the_same_paper_gives_the_same_pdf() -> None:
    assert pdf_of(PAPER, at=AT) == pdf_of(PAPER, at=AT)


def test_an_empty_paper_and_a_long_one_can_be_made() -> None:
    assert pdf_of(p.Paper("空", "zh-hans", ()), at=AT).startswith(b"%PDF-")
    many = p.Paper("长", "en", (p.Items(tuple(p.Entry(f"第{n}条" * 20) for n in range(400))),))
    document = pypdfium2.PdfDocument(pdf_of(many, at=AT))
    assert len(document) > 5
