"""A new contact code 查询码 for a complainant who lost it, shown once to the member of staff on the phone."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongdao.casework.outcome import CaseNotFound, KeyConflict
from gongdao.casework.store import case_for
from gongdao.intake.reissuing import may_reissue, reissue
from gongdao.people.permissions import facts_of
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.refusal import Refused
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE, refusal_toast

_LONGEST = 500  # characters
_KEY = 64
CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@never_cache
def new_code(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Ask how the caller was recognised, then show the new code."""
    try:
        case = facts_of(case_for(actor, number, lock=False).state)
    except CaseNotFound:
        raise Http404 from None
    if not may_reissue(actor, case):
        raise Http404
    checked = " ".join(request.POST.get("checked", "").split())[:_LONGEST]
    key = request.POST.get("key", "")[:_KEY]
    context: dict[str, object] = {"number": number, "checked": checked, "key": key or uuid4().hex}
    status = 200
    if request.method == "POST":
        try:
            context["code"] = reissue(
                number=number, checked=checked, key=key or uuid4().hex, actor=actor, now=timezone.now()
            )
        except Refused as refused:
            context["toast"], status = refusal_toast(refused.refusal), UNPROCESSABLE
        except KeyConflict:  # the same form with other words, after the code was given out
            context["key"], status = uuid4().hex, CONFLICT
    return render(request, "web/cases/code.html", context, status=status)
