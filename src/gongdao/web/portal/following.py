"""Following a complaint with number and contact code, without an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import case_for
from gongdao.intake import attempts, contact_codes
from gongdao.letters.wording import reading_language, say
from gongdao.lib.ids import case_number
from gongdao.rulebook.actor import Actor
from gongdao.web.cases.dossier import dossier_response, pdf_response, receipt_response
from gongdao.web.cases.papers import filed_download, filed_page
from gongdao.web.party import acting, assistant, polishing
from gongdao.web.party.evidence import (
    give_out,
    leaf,
    own_custody,
    own_reading,
    play_recording,
    take,
)
from gongdao.web.party.face import PORTAL
from gongdao.web.party.page import party_page
from gongdao.web.party.uploading import bounded
from gongdao.web.portal import access
from gongdao.web.portal.visitor import following_limits, photo_limit, too_many
from gongdao.web.shell.telling import UNPROCESSABLE, tell, warn

P = ParamSpec("P")
_LONGEST: Final = 60


class FollowForm(forms.Form):
    """Number and contact code."""

    number = forms.CharField(max_length=_LONGEST)
    code = forms.CharField(max_length=_LONGEST)

    def __init__(self, language: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = say(f"portal.follow.{name}", language)
            field.error_messages["required"] = say("party.error.required", language)
            field.widget.attrs.update(
                {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            )
        self.fields["number"].widget.attrs["inputmode"] = "text"


def with_code(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Decorate a page of the case `number` for whom this browser has shown its code; others are asked."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        number = str(kwargs["number"])
        actor = access.granted(request, number, timezone.now())
        if actor is None:
            return _asked_for_code(request, number)
        try:
            return view(request, actor, *args, **kwargs)
        except CaseNotFound:
            raise Http404 from None

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


def _asked_for_code(request: HttpRequest, number: str) -> HttpResponse:
    if request.method == "POST":
        warn(request, "portal.follow.expired")
    url = f"{reverse('portal_follow')}?{urlencode({'number': number[:_LONGEST]})}"
    if request.headers.get("HX-Request"):  # from a dialog: the whole page goes there
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for number and contact code; the answer to a wrong code and an absent case is the same."""
    language, now = reading_language(get_language()), timezone.now()
    if request.method != "POST":
        form = FollowForm(language, initial={"number": request.GET.get("number", "")[:_LONGEST]})
        return render(request, "web/portal/follow.html", {"form": form})
    form = FollowForm(language, request.POST)
    if form.is_valid():
        number = contact_codes.plain_number(form.cleaned_data["number"])
        limits = following_limits(request, number)
        if until_at := attempts.count(limits, now=now):
            return too_many(request, until_at)
        holder = contact_codes.holder(number, form.cleaned_data["code"])
        if holder is not None:
            attempts.give_back(limits, now=now)
            number = case_number(holder.case_id)
            access.grant(request, number=number, party=holder.party, now=now)
            return redirect("portal_case", number)
        form.add_error(None, say("portal.follow.wrong", language))
    return render(request, "web/portal/follow.html", {"form": form}, status=UNPROCESSABLE)


@require_safe
@never_cache
@with_code
def case(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Show the case as its complainant may see it."""
    language = reading_language(get_language())
    page = party_page(PORTAL, actor, number, language=language, now=timezone.now())
    return render(request, "web/portal/case.html", {"page": page, "names": page.names, "hours": access.HOURS})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@bounded
@with_code
def act(request: HttpRequest, actor: Actor, number: str, command: str, subject: str = "") -> HttpResponse:
    """Answer a proposal, add something, go up the ladder, withdraw: whatever the law allows now."""
    if request.FILES and (until_at := attempts.count([photo_limit(request)], now=timezone.now())):
        return too_many(request, until_at)
    return acting.act(request, PORTAL, actor, number, command, subject)


@require_safe
@with_code
def exhibit(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Give out evidence that the complainant may open."""
    return give_out(request, PORTAL, actor, case_for(actor, number, lock=False), key)


@require_safe
@with_code
def original(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Give out the original of evidence to those who may take it."""
    return take(request, PORTAL, actor, case_for(actor, number, lock=False), key)


@require_safe
@never_cache
@with_code
def pages(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show all pages of a document that the complainant may open."""
    return leaf(request, PORTAL, actor, case_for(actor, number, lock=False), key)


@require_safe
@never_cache
@with_code
def play(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Play a recording that the complainant may open."""
    return play_recording(request, PORTAL, actor, case_for(actor, number, lock=False), key)


@require_safe
@never_cache
@with_code
def reading(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show what was read of evidence that the complainant handed in."""
    return own_reading(request, PORTAL, actor, case_for(actor, number, lock=False), key)


@require_safe
@never_cache
@with_code
def custody(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show what was done with evidence that the complainant handed in."""
    return own_custody(request, PORTAL, actor, case_for(actor, number, lock=False), key)


@require_safe
@with_code
def dossier(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Give out the file of the case as the complainant may see it."""
    return dossier_response(request, actor, number, channel=PORTAL.channel)


@require_safe
@with_code
def dossier_pdf(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Give out the case as the complainant may see it, to be read and printed."""
    return pdf_response(request, actor, number, channel=PORTAL.channel)


@require_safe
@with_code
def receipt(request: HttpRequest, actor: Actor, number: str, seq: int) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give out the receipt of what the complainant handed in."""
    return receipt_response(actor, number, seq)


@require_POST
@never_cache
@bounded
@with_code
def polish(request: HttpRequest, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Offer another wording of what was written."""
    return polishing.polish(request, actor, number, finding)


@require_POST
@never_cache
@bounded
@with_code
def check_appeal(request: HttpRequest, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Check an appeal while it is written."""
    return assistant.check(request, PORTAL, actor, number, finding)


@require_POST
@never_cache
@bounded
@with_code
def appeal_letter(request: HttpRequest, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Show the letter of an appeal as far as it is written."""
    return assistant.letter(request, PORTAL, actor, number, finding)


@require_POST
@never_cache
@bounded
@with_code
def letter_file(request: HttpRequest, actor: Actor, number: str, finding: str, form: str) -> HttpResponse:
    """Give out the letter of an appeal as far as it is written, as a file."""
    return assistant.letter_file(request, actor, number, finding, form)


@require_safe
@never_cache
@with_code
def filed_letter(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show the letter of an appeal that the reader filed."""
    file, back = "portal_filed_letter_file", "portal_case"
    return filed_page(request, actor, number, key, file=file, back=back)


@require_safe
@with_code
def filed_letter_file(request: HttpRequest, actor: Actor, number: str, key: str, form: str) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give out the letter of an appeal that the reader filed, as a file."""
    return filed_download(actor, number, key, form)


@require_POST
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """Forget in this browser that the code was shown."""
    access.leave(request, number, timezone.now())
    tell(request, "portal.left")
    return redirect("portal")
