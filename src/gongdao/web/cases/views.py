"""The case page, the forms of its acts, and the explanation of a deadline."""

from uuid import uuid4

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongdao.casework.actions import handle
from gongdao.casework.outcome import CaseNotFound, KeyConflict, StaleCase
from gongdao.casework.showing import Showing
from gongdao.casework.store import case_for
from gongdao.exhibits.origin import origin_of
from gongdao.letters.wording import Language, reading_language, say_value
from gongdao.lib.numbers import INTEGER, whole
from gongdao.policies import queries as policies
from gongdao.rulebook import deadline
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.commands import BY_CLOCK, BY_NAME
from gongdao.rulebook.holidays import holiday_name
from gongdao.rulebook.hours import calendar_in
from gongdao.rulebook.policy import deadline_rule
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.wording import replies_for, tone
from gongdao.web.cases.acts import closed_drawn, open_drawn
from gongdao.web.cases.asked import FIELDS, Asked
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.evidence import Unfit, handed_in
from gongdao.web.cases.forms import CommandForm
from gongdao.web.cases.found import staff_case
from gongdao.web.cases.page import CasePage, case_page, changes, masked_names
from gongdao.web.cases.papers import posted_letters
from gongdao.web.cases.reasons import reasons_page
from gongdao.web.cases.timeline import drawn
from gongdao.web.shell.access import signed_in
from gongdao.web.shell.files import file_limits
from gongdao.web.shell.parts import joined, settle
from gongdao.web.shell.telling import refusal_toast, tell

LONGEST = 20_000  # characters of a reply
CONFLICT = 409
UNPROCESSABLE = 422


@require_safe
@signed_in
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Show a case to staff; a party is led to its own page of the case."""
    try:
        page = case_page(actor, number, language=_language(), now=timezone.now())
    except CaseNotFound:
        raise Http404 from None
    if not page.inside:
        return redirect(f"/my/cases/{number}/")
    posted = posted_letters(number) if page.state.appeals else []
    context = {"page": page, "names": page.names, "posted": posted} | _drawn(page, _language())
    return render(request, "web/cases/case.html", context)


def _drawn(page: CasePage, language: Language) -> dict[str, object]:
    """What the page shows by the dozen."""
    acts = {
        group: open_drawn(
            several, number=page.number, version=page.version, first=page.first, language=language
        )
        for group, several in page.open_acts
    }
    return {
        "open_acts": acts,
        "closed_acts": closed_drawn(page.closed_acts, language),
        "timeline": drawn(page.timeline, language),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(request: HttpRequest, actor: Actor, number: str, command: str, subject: str = "") -> HttpResponse:
    """Ask for what a command needs, and carry it out."""
    if command not in FIELDS or command in BY_CLOCK or command not in BY_NAME:
        raise Http404
    stored = staff_case(actor, number)
    policy = policies.version(stored.state.policy, stored.state.policy_version)
    asked = Asked(command, subject)
    offered = Offered(policy, stored.state, _language())
    try:
        files, problem = joined(request, owner=actor.ref), ""
    except Unfit as unfit:  # a part that never came
        files, problem = MultiValueDict(), unfit.code
    form = CommandForm(asked, offered, request.POST or None, files or None)
    context = {
        "replies": replies_for(policy, command), "english": _language() == "en",
        "form": form, "asked": asked, "number": number, "state": stored.state,
        "version": _seen(request) or stored.state.version,
        "key": request.POST.get("key") or uuid4().hex, "problem": problem,
        "limits": file_limits(policy.files, _language()) if form.has_files else None,
        "needs": policy.appeals if command == "file_appeal" else None,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid() and not problem:
        return _carried_out(request, actor, number, form, context)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, _template(request), context, status=status)


def _carried_out(
    request: HttpRequest, actor: Actor, number: str, form: CommandForm, context: dict[str, object]
) -> HttpResponse:
    """Put the command to the door; a refusal or a stale page is shown on the form, with what was typed."""
    status = UNPROCESSABLE
    now, key = timezone.now(), str(context["key"])
    try:
        added = handed_in(form, actor, now, origin_of(request, "page"))
        with transaction.atomic():
            for n, more in enumerate(added):
                handle(
                    form.command(**more), actor=actor, now=now, number=number,
                    origin=origin_of(request, "page"), idempotency_key=f"{key}-{n}" if n else key,
                    expected_version=None if n else _seen(request),
                )  # fmt: skip
    except Refused as refused:
        names = masked_names(case_for(actor, number, lock=False).state, (), _language())
        context["toast"] = refusal_toast(refused.refusal, names)
    except (msgspec.ValidationError, Unfit) as unfit:
        context["problem"] = unfit.code if isinstance(unfit, Unfit) else "bad_input"
    except (StaleCase, KeyConflict) as conflict:
        status = CONFLICT
        context["stale"] = True
        if isinstance(conflict, StaleCase):
            context["version"] = conflict.version
            context["changed"] = changes(conflict.changed, actor, number, _language())
        context["key"] = uuid4().hex
    except CaseNotFound:
        raise Http404 from None
    else:
        settle([file for name in form.files for file in form.files.getlist(name)] if form.files else [])
        tell(request, "case.done", action=form.asked.command)
        return _onwards(request, actor, number)
    return render(request, _template(request), context, status=status)


def _onwards(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Lead back to the case, or to the desk where the act gave it out of the actor's hands."""
    url = reverse("case", args=[number])
    try:
        case_for(actor, number, lock=False)
    except CaseNotFound:
        tell(request, "case.no_longer_yours", number=number)
        url = reverse("desk")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url)


@require_safe
@signed_in
def explanation(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Explain a deadline day by day: which rule, from when, what counted, which pauses (SLA-11)."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    item = stored.state.deadlines.get(key)
    if item is None or not Showing(actor, stored.state).deadline(item):
        raise Http404
    policy = policies.version(stored.state.policy, stored.state.policy_version)
    calendar = calendar_in(policy, item.zone)
    now = timezone.now()
    context = {
        "number": number,
        "item": item,
        "rule": deadline_rule(policy, item.rule),
        "rows": [(row, _note(row.note)) for row in deadline.explain(item, calendar, now)],
        "left": deadline.remaining(item, now, calendar),
    }
    part = request.headers.get("HX-Request")
    return render(
        request, "web/cases/explanation_part.html" if part else "web/cases/explanation.html", context
    )


@require_safe
@signed_in
def reasons(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show why a finding or a decision on an appeal is as it is (DEC-3)."""
    return reasons_page(request, actor, number, key, back="case")


@require_POST
@signed_in
def check_tone(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Say which phrases of a reply should be put otherwise (RES-1); asked while somebody writes."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    policy = policies.version(stored.state.policy, stored.state.policy_version)
    remarks = tone(policy, request.POST.get("text", "")[:LONGEST])
    return render(request, "web/cases/tone.html", {"remarks": remarks, "english": _language() == "en"})


def _note(code: str) -> str:
    """Why a stretch of time is what it is: a holiday by its name, the reason of a pause."""
    if not code:
        return ""
    try:
        return holiday_name(code, _language())
    except KeyError:
        area = "waiting" if code in ("customer", "evidence", "third_party") else "day_note"
        return say_value(area, code, _language(), kind=area)


def _seen(request: HttpRequest) -> int | None:
    """The version of the case on the page from which the reader acts."""
    text = request.POST.get("version") or request.GET.get("version", "")
    return whole(text, most=INTEGER)


def _template(request: HttpRequest) -> str:
    part = request.headers.get("HX-Request")
    return "web/cases/act_part.html" if part else "web/cases/act.html"


def _language() -> Language:
    return reading_language(get_language())
