"""The page that tells what was done with an exhibit: for staff of the case, and for who handed it in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongdao.casework.custody import STAFF, course
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import Stored, case_for
from gongdao.lib.ids import case_number
from gongdao.lib.numbers import BIGINT, whole
from gongdao.people.directory import names
from gongdao.rulebook.actor import Actor
from gongdao.web.shell.access import signed_in


@require_safe
@never_cache
@signed_in
def show(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show it to staff of the case."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    return custody_page(
        request, actor, stored, key, frame="web/base.html", back=reverse("case", args=[number])
    )


def custody_page(
    request: HttpRequest, actor: Actor, stored: Stored, key: str, *, frame: str, back: str
) -> HttpResponse:
    """The page. `?before=` is where the page before ended. Raises Http404 for who may not know."""
    try:
        found = course(actor, stored, key, before=whole(request.GET.get("before", ""), most=BIGINT) or 0)
    except CaseNotFound:
        raise Http404 from None
    refs = {step.actor for step in found.steps if step.actor not in (STAFF, "visitor")}
    language = get_language() or ""
    context = {
        "frame": frame, "back": back, "number": case_number(stored.case_id), "key": key, "course": found,
        "names": names(refs, language, masked=True) | names(filter(actor.acts_for, refs), language),
        "item": stored.state.exhibits[key],
    }  # fmt: skip
    return render(request, "web/cases/custody.html", context)
