"""Official templates for appeals, open to everybody: blank, filled in, printed, handed in (EVI-15)."""

from datetime import UTC, datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gongdao.letters.paper.forms import FORMS as BLANK
from gongdao.letters.paper.forms import form
from gongdao.letters.wording import reading_language
from gongdao.rulebook.reading.templates import NUMBERS
from gongdao.web.cases.papers import FORMS, paper_file

_MADE: Final = datetime(
    2026, 1, 1, tzinfo=UTC
)  # the day a template states: it holds nothing of the day it is asked for


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Show a template. It holds no data of any case. Raises Http404 for one that there is not."""
    if kind not in BLANK:
        raise Http404
    files = [(one, reverse("appeal_template_file", args=[kind, one])) for one in FORMS]
    context = {"paper": form(kind, reading_language(get_language())), "kind": kind, "files": files}
    return render(request, "web/appeals/template.html", context)


@require_safe
def template_file(request: HttpRequest, kind: str, as_what: str) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give out a template as DOCX or PDF. Raises Http404 for one that there is not."""
    if kind not in BLANK:
        raise Http404
    paper = form(kind, reading_language(get_language()))
    return paper_file(paper, as_what, name=f"{NUMBERS[kind]}-{paper.title}", at=_MADE)
