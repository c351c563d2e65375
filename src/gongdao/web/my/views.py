"""Pages of a party with an account: the own cases, and what one may do in each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.queries import BadCursor
from gongdao.casework.store import case_for
from gongdao.letters.wording import reading_language
from gongdao.rulebook.actor import Actor
from gongdao.web.my.lists import SHOWN, my_cases, names_in, party_of
from gongdao.web.party import acting
from gongdao.web.party.evidence import give_out
from gongdao.web.party.face import MY
from gongdao.web.party.page import party_page
from gongdao.web.party.uploading import bounded
from gongdao.web.shell.access import signed_in


@require_safe
@never_cache
@signed_in
def cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the cases that concern the reader: `?show=` open, closed or all, `?after=` for the next page."""
    shown = request.GET.get("show", "open")
    if shown not in SHOWN:
        raise Http404
    language = reading_language(get_language())
    try:
        page = my_cases(
            actor, shown, after=request.GET.get("after", ""), language=language, now=timezone.now()
        )
    except BadCursor:
        return redirect("my")
    context = {
        "lines": page.lines,
        "shown": shown,
        "choices": SHOWN,
        "more": f"?show={shown}&after={page.next}" if page.next else "",
        "names": names_in(page.lines, language),
    }
    return render(request, "web/my/cases.html", context)


@require_safe
@never_cache
@signed_in
def case(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Show one case: the judgement with its reasons, what is asked, what can be done."""
    language = reading_language(get_language())
    try:
        page = party_page(MY, party_of(actor), number, language=language, now=timezone.now())
    except CaseNotFound:
        raise Http404 from None
    return render(request, "web/my/case.html", {"page": page, "names": page.names})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@bounded
@signed_in
def act(request: HttpRequest, actor: Actor, number: str, command: str, subject: str = "") -> HttpResponse:
    """Ask for what an act needs, and carry it out."""
    return acting.act(request, MY, party_of(actor), number, command, subject)


@require_safe
@signed_in
def exhibit(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give out evidence that the reader may open."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    return give_out(stored, party_of(actor), key, now=timezone.now())
