"""The page of whoever decides, one exhibit large, and deciding whether to admit it."""

from uuid import uuid4

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongdao.casework.actions import handle
from gongdao.casework.examining import examine, used_before
from gongdao.casework.naming import named
from gongdao.casework.outcome import CaseNotFound, KeyConflict, StaleCase
from gongdao.casework.store import Stored, case_for
from gongdao.letters.wording import Language, reading_language
from gongdao.lib.numbers import INTEGER, whole
from gongdao.people.permissions import facts_of, may_see_contact, sees_as_staff
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.commands import AdmitExhibit
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import ADMITTED
from gongdao.web.cases.bench.cards import has_picture, is_hidden
from gongdao.web.cases.bench.comparison import comparison
from gongdao.web.cases.bench.viewing import drawing_of
from gongdao.web.shell.access import signed_in
from gongdao.web.shell.telling import tell, tell_refusal, warn


@require_safe
@never_cache
@signed_in
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Both sides' evidence beside each other, to staff of the case; a party is led to its own page."""
    try:
        showing, page = comparison(
            actor, number, party=request.GET.get("party", ""), language=_language(), now=timezone.now()
        )
    except CaseNotFound:
        raise Http404 from None
    if not showing.inside:
        return redirect(f"/my/cases/{number}/")
    context = {"page": page, "names": page.names, "key": uuid4().hex, "results": ADMITTED}
    return render(request, "web/cases/bench.html", context)


@require_safe
@never_cache
@signed_in
def enlarge(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """One exhibit large with what was read marked, to whom the comparison shows its picture."""
    stored = _case(actor, number)
    state, case = stored.state, facts_of(stored.state)
    keys = [name for name, item in state.exhibits.items() if not is_hidden(actor, case, item)]
    if not sees_as_staff(actor, case) or key not in keys:
        raise Http404
    position, item, language = keys.index(key), state.exhibits[key], _language()
    masked = not may_see_contact(actor, case, state.complainant.ref)
    context = {
        "number": number, "key": key, "item": item, "picture": has_picture(item),
        "names": named(state, (), language, masked=masked),
        "drawing": drawing_of(examine(state, key), language),
        "used": used_before(actor, stored.case_id, item.exhibit.sha256),
        "before": keys[position - 1] if position else "",
        "after": keys[position + 1] if position + 1 < len(keys) else "",
    }  # fmt: skip
    return render(request, "web/cases/viewer.html", context)


@require_POST
@signed_in
def admit(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Admit an exhibit, admit it in part or exclude it; told on the page of both sides."""
    stored = _case(actor, number)
    if not sees_as_staff(actor, facts_of(stored.state)) or key not in stored.state.exhibits:
        raise Http404
    data = request.POST
    plain = {
        "id": key, "result": data.get("result", ""), "extent": data.get("extent", "").strip(),
        "reason": data.get("reason", "").strip(),
    }  # fmt: skip
    try:
        handle(
            msgspec.convert(plain, AdmitExhibit), actor=actor, now=timezone.now(), number=number,
            idempotency_key=data.get("key") or None,
            expected_version=whole(data.get("version", ""), most=INTEGER),
        )  # fmt: skip
    except Refused as refused:
        tell_refusal(request, refused.refusal)
    except msgspec.ValidationError:
        warn(request, "bench.bad_input")
    except (StaleCase, KeyConflict):
        warn(request, "bench.stale")
    except CaseNotFound:
        raise Http404 from None
    else:
        tell(request, "case.done", action="admit_exhibit")
    party = data.get("party", "")
    query = f"?party={party}" if party in {item.ref for item in stored.state.respondents} else ""
    return redirect(f"{reverse('case-bench', args=[number])}{query}#{key}")


def _case(actor: Actor, number: str) -> Stored:
    try:
        return case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None


def _language() -> Language:
    return reading_language(get_language())
