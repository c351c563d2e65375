"""The library of precedents 申诉先例: found by words and facts, one of them, its pictures."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import case_for
from gongdao.insight.precedents.queries import Sought, library, picture_copy, precedent
from gongdao.insight.precedents.similar import similar, wanted_for
from gongdao.lib.inert import INERT
from gongdao.lib.numbers import BIGINT, whole
from gongdao.people.permissions import (
    facts_of,
    may_read_experience,
    precedent_sight,
    reviews_precedents,
    sees_as_staff,
)
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.terms import APPEAL_OUTCOMES, EXHIBIT_KINDS
from gongdao.web.desk.choices import categories_of, policies_now, title_of
from gongdao.web.desk.reader import language_now
from gongdao.web.precedents.cards import card, cards, similar_cards
from gongdao.web.shell.access import signed_in

_LONGEST: Final = 100


@require_safe
@never_cache
@signed_in
def library_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show approved precedents, newest first, as narrowed; those that lost only to who works on cases."""
    language = language_now()
    laws = policies_now(timezone.now())
    choices = {
        "policy": {law.policy: title_of(law, language) for law in laws},
        "category": dict(categories_of(laws, language)),
        "kind": dict.fromkeys(EXHIBIT_KINDS, ""),
        "outcome": dict.fromkeys(APPEAL_OUTCOMES, ""),
    }
    asked = {"q": request.GET.get("q", "")[:_LONGEST].replace("\0", "")}
    for name, known in choices.items():
        value = request.GET.get(name, "")
        asked[name] = value if value in known else ""
    sought = Sought(asked["q"], asked["policy"], asked["category"], asked["kind"], asked["outcome"])
    found = library(actor, sought, after=whole(request.GET.get("after", ""), most=BIGINT))
    context: dict[str, Any] = {
        "asked": asked, "choices": choices, "cards": cards(found.items, language),
        "narrowed": any(asked.values()), "sees_all": precedent_sight(actor) == "all",
        "reviews": reviews_precedents(actor),
        "more": urlencode({**asked, "after": found.next}) if found.next else "",
    }  # fmt: skip
    return render(request, "web/precedents/library.html", context)


@require_safe
@never_cache
@signed_in
def show(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Show one precedent with everything it tells."""
    found = precedent(actor, key) if key <= BIGINT else None
    if found is None:
        raise Http404
    return render(request, "web/precedents/precedent.html", {"card": card(found, language_now())})


@require_safe
@signed_in
def picture(request: HttpRequest, actor: Actor, key: int, picture: int) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give out the covered copy of a picture that is shown."""
    copy = picture_copy(actor, key, picture) if max(key, picture) <= BIGINT else None
    if copy is None:
        raise Http404
    return copy_response(copy)


def copy_response(copy: bytes) -> HttpResponse:
    """A copy, which we made ourselves, as a picture of which nothing can run."""
    return HttpResponse(copy, content_type="image/jpeg", headers=INERT)


@require_safe
@never_cache
@signed_in
def of_finding(request: HttpRequest, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Show who works on a case which precedents are like the appeal against one of its findings."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    state = stored.state
    inside = sees_as_staff(actor, facts_of(state)) and may_read_experience(actor)
    if not inside or finding not in state.findings:
        raise Http404
    found = similar(actor, wanted_for(stored.case_id, state, finding), won_only=False)
    context = {"cards": similar_cards(found, language_now()), "sees_all": True}
    return render(request, "web/precedents/similar_part.html", context)
