"""Papers given out as a page, as DOCX or as PDF; and the letter of a filed appeal for who may read it."""

from datetime import datetime
from typing import Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.papers.letter import filed_letter
from gongdao.letters.models import Post
from gongdao.letters.paper import Paper
from gongdao.letters.paper.docx import docx_of
from gongdao.letters.paper.pdf import pdf_of
from gongdao.letters.post import posts_of
from gongdao.letters.wording import reading_language
from gongdao.lib.ids import case_id
from gongdao.rulebook.actor import Actor
from gongdao.web.shell.access import signed_in

_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FORMS: Final = tuple(_TYPES)


def paper_file(paper: Paper, form: str, *, name: str, at: datetime) -> HttpResponse:
    """A paper as a download. `name`: of the file, without ending. Raises Http404 for another form."""
    if form not in _TYPES:
        raise Http404
    content = pdf_of(paper, at=at) if form == "pdf" else docx_of(paper, at=at)
    file = f"{name}.{form}"
    ascii_name = file.encode("ascii", "ignore").decode() or f"paper.{form}"
    headers = {
        "Content-Disposition": f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(file)}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=_TYPES[form], headers=headers)


def posted_letters(number: str) -> list[Post]:
    """The letters of appeals of a case that were ordered to be mailed. One query."""
    return posts_of(case_id(number))


@require_safe
@never_cache
@signed_in
def filed(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show staff the letter of a filed appeal."""
    return filed_page(request, actor, number, key, file="case-filed-letter-file", back="case")


@require_safe
@signed_in
def filed_file(request: HttpRequest, actor: Actor, number: str, key: str, form: str) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give staff the letter of a filed appeal as a file."""
    return filed_download(actor, number, key, form)


def filed_page(
    request: HttpRequest, actor: Actor, number: str, key: str, *, file: str, back: str
) -> HttpResponse:
    """The letter of a filed appeal as a page. `file`, `back`: names of addresses. Raises Http404."""
    try:
        found = filed_letter(actor, number, key, reading_language(get_language()))
    except CaseNotFound:
        raise Http404 from None
    files = [(form, reverse(file, args=[number, key, form])) for form in FORMS]
    context = {"paper": found.paper, "number": number, "files": files, "back": reverse(back, args=[number])}
    return render(request, "web/papers/letter.html", context)


def filed_download(actor: Actor, number: str, key: str, form: str) -> HttpResponse:
    """The letter of a filed appeal as a file. Raises Http404."""
    try:
        found = filed_letter(actor, number, key, reading_language(get_language()))
    except CaseNotFound:
        raise Http404 from None
    return paper_file(found.paper, form, name=found.name, at=found.at)
