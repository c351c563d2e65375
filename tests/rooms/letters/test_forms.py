"""The official templates: blank papers in both languages, recognised when they come back (EVI-15)."""

import io

import pypdfium2
import pytest
from django.test import Client
from docx import Document

from gongdao.letters.paper.docx import docx_of
from gongdao.letters.paper.forms import FORMS, form
from gongdao.letters.paper.pdf import pdf_of
from gongdao.letters.wording import LANGUAGES
from gongdao.rulebook.reading.checks import examined
from gongdao.rulebook.reading.report import Box, Line, Page, Report
from gongdao.rulebook.reading.templates import NUMBERS, template_in

from .test_paper import AT, words_of, words_of_docx, words_of_pdf

TITLES = {"appeal_statement": "申诉说明", "escalation_form": "升级申诉申请表", "authority_proof": "权威证明"}


@pytest.mark.rule("EVI-15")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FORMS)
def test_a_template_says_the_same_in_each_form_on_at_most_two_pages(kind: str, language: str) -> None:
    paper = form(kind, language)
    pdf = pdf_of(paper, at=AT)
    assert words_of_docx(docx_of(paper, at=AT)) == words_of(paper)
    assert words_of_pdf(pdf).replace(paper.footer.replace(" ", ""), "") == words_of(paper)
    assert len(pypdfium2.PdfDocument(pdf)) <= 2
    assert "⟨" not in words_of(paper)


@pytest.mark.rule("EVI-15")
@pytest.mark.parametrize(("kind", "title"), TITLES.items())
def test_anybody_downloads_a_template(client: Client, kind: str, title: str) -> None:
    page = client.get(f"/templates/{kind}/").content.decode()
    assert title in page
    assert f'href="/templates/{kind}/docx/"' in page
    docx = client.get(f"/templates/{kind}/docx/")
    assert Document(io.BytesIO(docx.content)).paragraphs[0].text == title
    assert NUMBERS[kind] in docx.headers["Content-Disposition"]
    assert client.get(f"/templates/{kind}/pdf/").content.startswith(b"%PDF-")
    assert client.get(f"/templates/{kind}/exe/").status_code == 404
    assert client.post(f"/templates/{kind}/docx/").status_code == 405
    assert client.get("/templates/secret/pdf/").status_code == 404


def scan(*texts: str) -> Report:
    """What a machine read of one page."""
    lines = tuple(Line(text, Box(0, 0, 0, 10, 10)) for text in texts)
    return Report("image/png", pages=(Page(1000, 1400, lines=lines),), page_count=1)


@pytest.mark.rule("EVI-15")
@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("printed", ["表号：{}", "Form {}", "表号: {} 第1页"])
def test_a_template_is_recognised_by_its_number(kind: str, printed: str) -> None:
    number = NUMBERS[kind]
    for seen in (
        number,
        number.replace("-", " "),
        number.replace("0", "O").lower(),
        number.replace("-", "—"),
    ):
        assert template_in([TITLES[kind], printed.format(seen)]) == kind
    [remark] = [one for one in examined(kind, scan("标题", printed.format(number))) if one.rule == "EVI-15"]
    assert (remark.code, remark.verdict) == ("template", "ok")


@pytest.mark.rule("EVI-15")
def test_what_is_no_template_goes_to_a_person_and_is_not_refused() -> None:
    [remark] = [
        one for one in examined("escalation_form", scan("申请书", NUMBERS["appeal_statement"]))
        if one.rule == "EVI-15"
    ]  # fmt: skip
    assert (remark.verdict, remark.params) == ("doubtful", {"number": "GD-SQ-02"})
    assert template_in(["订单号 60501", "2024-05-06"]) == ""
