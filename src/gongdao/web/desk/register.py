"""Registering a complaint for a caller, visitor or writer: the form, what it would become, the receipt."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec import Struct

from gongdao.casework.actions import handle
from gongdao.casework.checking import LONGEST_KEY
from gongdao.casework.outcome import KeyConflict, Outcome
from gongdao.casework.queries.details import among
from gongdao.casework.store import case_for, request_of
from gongdao.intake import contact_codes
from gongdao.letters.wording import Language, say, say_value
from gongdao.lib.ids import case_number
from gongdao.people import directory
from gongdao.people.actions import Person, find_or_create_customer
from gongdao.people.finding import (
    FoundParty,
    beyond_doubt,
    carriers,
    customer_by_contact,
    parties_like,
    parties_named,
)
from gongdao.people.permissions import CaseFacts, may
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import SYSTEM, Actor, kind_of
from gongdao.rulebook.hours import calendar_in
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.state import running
from gongdao.rulebook.terms import Party
from gongdao.web.desk.choices import in_force_now, title_of
from gongdao.web.desk.limits import due_of
from gongdao.web.desk.preview import look_up, newcomer, preview
from gongdao.web.desk.reader import language_now
from gongdao.web.desk.register_form import Offer, RegisterForm
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE, refusal_toast


class PartyShown(Struct, frozen=True):
    """Somebody who can be complained of. `about`: kind, number and place, in words."""

    ref: str
    name: str
    about: tuple[str, ...]


USUAL: Final = "dispute-mediation"
MOST_RESPONDENTS: Final = 20
CONFLICT: Final = 409


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the form; sent, register the complaint once, however often it is sent."""
    _need_intake(actor)
    language, now = language_now(), timezone.now()
    offer = _offer(request, language, now)
    respondents = parties_named(request.POST.getlist("respondent")[:MOST_RESPONDENTS])
    context: dict[str, Any] = {"key": _key(request)}
    if request.method != "POST" or "draft" in request.POST or "find" in request.POST:
        # Not sent yet: what was typed is shown again without remarks.
        form = RegisterForm(offer, initial=_typed(request.POST))
        return _rendered(request, actor, form, respondents, context, now)
    form = RegisterForm(offer, request.POST)
    respondents, problem = _with_typed(request.POST, respondents, language)
    context["problem"] = problem
    if not form.is_valid() or problem:
        return _rendered(request, actor, form, respondents, context, now, status=UNPROCESSABLE)
    try:
        _filed(form, respondents, actor, context["key"], now)
    except Refused as refused:
        context["refusal"] = refusal_toast(refused.refusal)
        return _rendered(request, actor, form, respondents, context, now, status=UNPROCESSABLE)
    except KeyConflict:
        earlier = request_of(actor.ref, context["key"])
        context |= {"earlier": case_number(earlier.case_id) if earlier else "", "key": uuid4().hex}
        return _rendered(request, actor, form, respondents, context, now, status=CONFLICT)
    return redirect("desk-registered", context["key"])


@require_POST
@staff_only
def live(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Tell beside the form, while it is being filled in, what it would become and what is known already."""
    _need_intake(actor)
    language, now = language_now(), timezone.now()
    form = RegisterForm(_offer(request, language, now), request.POST)
    form.is_valid()
    respondents = parties_named(request.POST.getlist("respondent")[:MOST_RESPONDENTS])
    return render(request, "web/desk/live.html", _live(form, respondents, actor, now))


@require_POST
@staff_only
def parties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List who could be meant by what was typed, after those already chosen."""
    _need_intake(actor)
    chosen = parties_named(request.POST.getlist("respondent")[:MOST_RESPONDENTS])
    context = _parties(request.POST, chosen, directory.region_names(language_now()), language_now())
    return render(request, "web/desk/parties.html", context)


@require_safe
@staff_only
def registered(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show whoever registered a complaint what to tell the customer: number, code, who will call, when."""
    earlier = request_of(actor.ref, key) if len(key) <= LONGEST_KEY else None
    if earlier is None:
        raise Http404
    language, now = language_now(), timezone.now()
    number = case_number(earlier.case_id)
    state = case_for(SYSTEM, number, lock=False).state
    policy = policies.version(state.policy, state.policy_version)
    words = titles(state.policy, state.policy_version, language)
    own = [item for item in running(state) if item.bearer == "handler"]
    first = min(own, key=lambda item: item.due_at, default=None)
    context = {
        "number": number, "state": state, "code": contact_codes.code_from(_secret(actor, key)),
        "category": words[f"category:{state.category}"],
        "handler": directory.names([state.handler], language)[state.handler] if state.handler else "",
        "due": due_of(first, calendar_in(policy, first.zone), words, language, now) if first else None,
        "may_open": bool(among(actor, [earlier.case_id])),
    }  # fmt: skip
    return render(request, "web/desk/registered.html", context)


def _filed(
    form: RegisterForm, respondents: tuple[FoundParty, ...], actor: Actor, key: str, now: datetime
) -> Outcome:
    """Make the customer, the case and its contact code, all or nothing. Raises Refused, KeyConflict."""
    with transaction.atomic():
        party = _complainant(form, actor, key, now)
        command = form.command(party, tuple(Party(item.ref, item.name) for item in respondents))
        policy = form.offer.policy.policy
        outcome = handle(command, actor=actor, now=now, policy=policy, idempotency_key=key)
        code = contact_codes.code_from(_secret(actor, key))
        contact_codes.issue(case=outcome.case_id, party=party.ref, code=code, now=now)
    return outcome


def _complainant(form: RegisterForm, actor: Actor, key: str, now: datetime) -> Party:
    """The customer with this contact, found or made.

    Somebody without any contact is made anew each time; a form sent twice must mean the same one, or it
    would be another complaint.
    """
    data = form.cleaned_data
    name, phone, email, level = data["name"], data["phone"], data["email"], data["level"]
    if not phone and not email and (earlier := request_of(actor.ref, key)) is not None:
        before = case_for(SYSTEM, case_number(earlier.case_id), lock=False).state.complainant
        if (before.name, before.contact) == (name, ""):
            return before
    known = find_or_create_customer(now=now, person=Person(name, phone, email, level))
    if not name and (found := customer_by_contact(phone, email)) is not None:
        name = found.name
    return Party(known.ref, name, phone or email, "vip" if level == "vip" else known.level)


def _with_typed(
    post: QueryDict, chosen: tuple[FoundParty, ...], language: Language
) -> tuple[tuple[FoundParty, ...], str]:
    """The respondents with the one typed but not chosen, if beyond doubt; else what is wrong, in words."""
    text = " ".join(post.get("respondent_q", "").split())
    if not text or any(text in (item.name + " " + item.number) for item in chosen):
        return chosen, ""
    found = beyond_doubt(text)
    if found is None:
        return chosen, say("desk.error.respondent", language)
    return (chosen if found in chosen else (*chosen, found)), ""


def _parties(
    post: QueryDict, chosen: tuple[FoundParty, ...], regions: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """Whom it is against, and who else could be meant by what was typed."""
    text = " ".join(post.get("respondent_q", "").split())
    found = [item for item in parties_like(text) if item not in chosen]
    return {
        "searched": text,
        "respondents": [_shown(item, regions, language) for item in chosen],
        "found": [_shown(item, regions, language) for item in found],
    }


def _shown(item: FoundParty, regions: Mapping[str, str], language: Language) -> PartyShown:
    kind = say_value("ref_kind", kind_of(item.ref), language, kind="ref_kind")
    about = (kind, item.number, regions.get(item.place, ""))
    return PartyShown(item.ref, item.name, tuple(part for part in about if part))


def _rendered(
    request: HttpRequest,
    actor: Actor,
    form: RegisterForm,
    respondents: tuple[FoundParty, ...],
    context: dict[str, Any],
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    """The page of the form; after a post with what it would become beside it."""
    offer = form.offer
    more = {"form": form} | _parties(request.POST, respondents, offer.regions, offer.language)
    if request.method == "POST":
        tried = RegisterForm(offer, request.POST)
        tried.is_valid()
        more |= _live(tried, respondents, actor, now)
    return render(request, "web/desk/register.html", context | more, status=status)


def _live(
    form: RegisterForm, respondents: tuple[FoundParty, ...], actor: Actor, now: datetime
) -> dict[str, Any]:
    """What is known already, and what the complaint would become."""
    data, offer = form.cleaned_data, form.offer
    phone, email = data.get("phone") or "", data.get("email") or ""
    party = newcomer(data.get("name") or "", phone or email, data.get("level") or "")
    command = form.command(party, tuple(Party(item.ref, item.name) for item in respondents))
    known, facts, command = look_up(actor, command, phone, email, language=offer.language, now=now)
    found = preview(offer.policy, command, facts, actor, language=offer.language, now=now)
    named = [ref for ref in (found.handler, found.consults) if ref] if found else []
    names = directory.names(named, offer.language)
    return {
        "known": known, "preview": found, "names": names,
        "department": offer.departments.get(found.department, "") if found else "",
        "preview_refusal": refusal_toast(found.refusal) if found and found.refusal else None,
    }  # fmt: skip


def _offer(request: HttpRequest, language: Language, now: datetime) -> Offer:
    """The form's choices, under the policy that was chosen, else the usual one."""
    current = in_force_now(now)
    if not current:
        raise Http404
    given = request.POST.get("policy") or request.GET.get("policy") or USUAL
    policy = next((item for item in current if item.policy == given), current[0])
    return Offer(
        policy,
        language,
        policies=[(item.policy, title_of(item, language)) for item in current],
        carriers=carriers(language),
        regions=directory.region_names(language),
        departments=directory.department_names(language),
    )


def _typed(post: QueryDict) -> dict[str, Any]:
    """What was typed so far, by field; boxes may have several values."""
    return {name: post.getlist(name) if name == "risks" else post[name] for name in post}


def _key(request: HttpRequest) -> str:
    """The idempotency key of the form: it stays while the form is corrected."""
    given = request.POST.get("key", "")
    fits = given.isascii() and given.isalnum() and len(given) <= LONGEST_KEY
    return given if fits else uuid4().hex


def _secret(actor: Actor, key: str) -> str:
    return f"desk {actor.ref} {key}"


def _need_intake(actor: Actor) -> None:
    """Whoever may register nothing finds no such page."""
    if not may(actor, "open_case", CaseFacts()).allowed:
        raise Http404
