"""The page of a statement of reasons, for staff and for parties: to be read on a phone, and printed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.reasons import in_words, reasons_for
from gongdao.letters.wording import reading_language
from gongdao.rulebook.actor import Actor


def reasons_page(request: HttpRequest, actor: Actor, number: str, key: str, *, back: str) -> HttpResponse:
    """Show the reasons of a finding or a decided appeal. `back`: name of the page of the case."""
    language = reading_language(get_language())
    try:
        found = reasons_for(actor, number, key)
    except CaseNotFound:
        raise Http404 from None
    words = in_words(found, language)
    context = {
        "number": words.number, "key": key, "title": words.title, "sections": words.sections,
        "back": reverse(back, args=[number]),
    }  # fmt: skip
    return render(request, "web/cases/reasons.html", context)
