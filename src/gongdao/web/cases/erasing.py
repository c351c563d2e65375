"""All evidence of a case erased at once (INT-8): what goes and what stays is told first, the number typed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongdao.casework.erasing import erase_case
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import case_for
from gongdao.exhibits.origin import origin_of
from gongdao.people.permissions import facts_of, may
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.refusal import Refused
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE, refusal_toast, tell

_LONGEST = 500  # characters


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
@never_cache
def erase(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Ask for the reason and the number of the case, then erase. For whoever may erase one exhibit."""
    try:
        state = case_for(actor, number, lock=False).state
    except CaseNotFound:
        raise Http404 from None
    if not may(actor, "erase_exhibit", facts_of(state)).allowed:
        raise Http404
    left = {key: item for key, item in state.exhibits.items() if item.erased_at is None}
    reason = " ".join(request.POST.get("reason", "").split())[:_LONGEST]
    typed = request.POST.get("typed", "").strip()
    context: dict[str, object] = {"number": number, "left": left, "reason": reason, "typed": typed}
    if request.method == "POST" and typed == number:
        try:
            erased = erase_case(
                number, reason, actor=actor, now=timezone.now(), origin=origin_of(request, "page")
            )
        except Refused as refused:
            context["toast"] = refusal_toast(refused.refusal)
        else:
            tell(request, "erasing.done", number=number, erased=erased)
            return redirect("case", number)
    context["mistyped"] = request.method == "POST" and typed != number
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "web/cases/erasing.html", context, status=status)
