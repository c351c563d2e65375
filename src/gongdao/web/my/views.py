"""Pages of a party with an account: the own cases, and what one may do in each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.queries import BadCursor
from gongdao.casework.store import Stored, case_for
from gongdao.letters.wording import reading_language
from gongdao.rulebook.actor import Actor
from gongdao.web.cases.papers import filed_download, filed_page, posted_letters
from gongdao.web.cases.reasons import reasons_page
from gongdao.web.my.lists import SHOWN, my_cases, names_in, own_accounts, party_in
from gongdao.web.party import acting, assistant, polishing
from gongdao.web.party.evidence import (
    give_out,
    leaf,
    own_custody,
    own_reading,
    play_recording,
    take,
)
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
        "has_shop": any(ref.startswith("shop:") for ref in actor.refs),
        "accounts": own_accounts(actor),
    }
    return render(request, "web/my/cases.html", context)


@require_safe
@never_cache
@signed_in
def case(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Show one case: the judgement with its reasons, what is asked, what can be done."""
    language = reading_language(get_language())
    try:
        page = party_page(MY, party_in(actor, number), number, language=language, now=timezone.now())
    except CaseNotFound:
        raise Http404 from None
    posted = posted_letters(number) if any(one.appeals for one in page.judgements) else []
    return render(request, "web/my/case.html", {"page": page, "names": page.names, "posted": posted})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@bounded
@signed_in
def act(request: HttpRequest, actor: Actor, number: str, command: str, subject: str = "") -> HttpResponse:
    """Ask for what an act needs, and carry it out."""
    return acting.act(request, MY, party_in(actor, number), number, command, subject)


@require_safe
@never_cache
@signed_in
def reasons(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show why a finding or a decision on an appeal is as it is, to be printed."""
    return reasons_page(request, party_in(actor, number), number, key, back="my_case")


@require_safe
@signed_in
def exhibit(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Give out evidence that the reader may open."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    return give_out(request, MY, party_in(actor, number), stored, key)


@require_safe
@signed_in
def original(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Give out the original of evidence to those who may take it."""
    return take(request, MY, party_in(actor, number), _case(actor, number), key)


@require_safe
@never_cache
@signed_in
def pages(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show all pages of a document that the reader may open."""
    return leaf(request, MY, party_in(actor, number), _case(actor, number), key)


@require_safe
@never_cache
@signed_in
def play(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Play a recording that the reader may open."""
    return play_recording(request, MY, party_in(actor, number), _case(actor, number), key)


def _case(actor: Actor, number: str) -> Stored:
    try:
        return case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None


@require_safe
@never_cache
@signed_in
def reading(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show what was read of evidence that the reader handed in."""
    return own_reading(request, MY, party_in(actor, number), _case(actor, number), key)


@require_safe
@never_cache
@signed_in
def custody(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show what was done with evidence that the reader handed in."""
    return own_custody(request, MY, party_in(actor, number), _case(actor, number), key)


@require_POST
@never_cache
@bounded
@signed_in
def polish(request: HttpRequest, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Offer another wording of what was written."""
    return polishing.polish(request, party_in(actor, number), number, finding)


@require_POST
@never_cache
@bounded
@signed_in
def check_appeal(request: HttpRequest, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Check an appeal while it is written."""
    return assistant.check(request, MY, party_in(actor, number), number, finding)


@require_POST
@never_cache
@bounded
@signed_in
def appeal_letter(request: HttpRequest, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Show the letter of an appeal as far as it is written."""
    return assistant.letter(request, MY, party_in(actor, number), number, finding)


@require_POST
@never_cache
@bounded
@signed_in
def letter_file(request: HttpRequest, actor: Actor, number: str, finding: str, form: str) -> HttpResponse:
    """Give out the letter of an appeal as far as it is written, as a file."""
    return assistant.letter_file(request, party_in(actor, number), number, finding, form)


@require_safe
@never_cache
@signed_in
def filed_letter(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show the letter of an appeal that the reader filed."""
    file, back = "my_filed_letter_file", "my_case"
    return filed_page(request, party_in(actor, number), number, key, file=file, back=back)


@require_safe
@signed_in
def filed_letter_file(request: HttpRequest, actor: Actor, number: str, key: str, form: str) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give out the letter of an appeal that the reader filed, as a file."""
    return filed_download(party_in(actor, number), number, key, form)
