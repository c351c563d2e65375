"""Acts on many cases at once: choose, confirm, and one result for each case.

The first post of the list shows the question, the second carries it out. Each case has an idempotency key of
its own under that of the form, so a page sent twice does nothing twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from msgspec import Struct

from gongdao.casework.bulk import Failure, Item, handle_many
from gongdao.casework.bulk import Result as Outcomes
from gongdao.casework.outcome import CaseNotFound, KeyConflict, Outcome, StaleCase
from gongdao.casework.queries.details import among
from gongdao.letters.wording import Language, say, say_value
from gongdao.lib.ids import case_id
from gongdao.people import directory
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.refusal import Refused
from gongdao.web.desk.bulk_forms import ACTS, ActForm, form_for
from gongdao.web.desk.reader import language_now
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE

MOST: Final = 200  # cases in one act
_ROLES: Final = ("agent", "supervisor", "city_manager", "executive")


class Result(Struct, frozen=True):
    """What became of one case. `text`: what was done, or why not; `rule` and `help` where it was refused."""

    number: str
    done: bool
    text: str
    rule: str = ""
    help: str = ""


def may_act(actor: Actor) -> bool:
    """Whether these acts are offered at all: to those who handle cases. Each case is judged on its own."""
    return actor.has(*_ROLES)


@require_POST
@staff_only
def bulk(request: HttpRequest, actor: Actor, act: str) -> HttpResponse:
    """Ask before an act on the chosen cases; confirmed, carry it out and show what became of each."""
    if act not in ACTS or not may_act(actor):
        raise Http404
    numbers = chosen_numbers(request)
    if not numbers:
        return _nothing_chosen(request)
    language, now = language_now(), timezone.now()
    seen = {case.number: case for case in among(actor, [case_id(number) for number in numbers])}
    cases = [seen[number] for number in numbers if number in seen]
    confirmed = "confirm" in request.POST
    form = form_for(act, actor, cases, language, request.POST if confirmed else None)
    context: dict[str, Any] = {
        "act": act, "form": form, "cases": cases, "numbers": numbers, "back": back_url(request),
        "missing": len(numbers) - len(cases), "key": request.POST.get("key") or uuid4().hex,
    }  # fmt: skip
    if not confirmed:
        return _rendered(request, "confirm", context)
    if not form.is_valid():
        return _rendered(request, "confirm", context, status=UNPROCESSABLE)
    results = carried_out(form, numbers, context["key"], actor, language, now)
    context |= {"results": results, "done": sum(item.done for item in results)}
    context["refused"] = len(results) - context["done"]
    return _rendered(request, "results", context)


def carried_out(
    form: ActForm, numbers: Sequence[str], key: str, actor: Actor, language: Language, now: datetime
) -> tuple[Result, ...]:
    """Give the form's command for each case, and say what became of it."""
    items = [Item(form.command(), number=number, idempotency_key=f"{key}:{number}") for number in numbers]
    outcomes = tuple(handle_many(items, actor=actor, now=now))
    return in_words(numbers, outcomes, language)


def in_words(numbers: Sequence[str], outcomes: Sequence[Outcomes], language: Language) -> tuple[Result, ...]:
    """The results of commands in words, those refused first. One statement for each kind of name in them."""
    refs: set[str] = set()
    for outcome in outcomes:
        if isinstance(outcome, Outcome):
            refs |= {outcome.state.handler} - {""}
        elif isinstance(outcome, Refused):
            refs |= _refs_in(outcome.refusal.params)
    names = directory.names(refs, language)
    results = [
        _in_words(number, outcome, names, language) for number, outcome in zip(numbers, outcomes, strict=True)
    ]
    return tuple(sorted(results, key=lambda item: item.done))


def chosen_numbers(request: HttpRequest) -> tuple[str, ...]:
    """The cases chosen in a list, each once, at most MOST."""
    return tuple(dict.fromkeys(number for number in request.POST.getlist("case") if _id(number)))[:MOST]


def back_url(request: HttpRequest) -> str:
    """Where the list is that the reader came from."""
    url = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    # A word without a slash would be looked up as the name of a page.
    return url if fits and url.startswith("/") else reverse("desk")


def _in_words(number: str, outcome: Outcome | Failure, names: dict[str, str], language: Language) -> Result:
    if isinstance(outcome, Outcome):
        state = outcome.state
        handler = names.get(state.handler, "") or say("desk.nobody", language)
        priority = say_value("priority", state.priority, language, kind="priority")
        text = say("desk.bulk.now", language, handler=handler, priority=priority)
        return Result(number, done=True, text=text)
    return _failure_in_words(number, outcome, names, language)


def _failure_in_words(number: str, failure: Failure, names: dict[str, str], language: Language) -> Result:
    match failure:
        case Refused():
            refusal = failure.refusal
            zone, params = timezone.get_current_timezone(), refusal.params
            text = say(f"refusal.{refusal.code}", language, zone=zone, names=names, **params)
            remedy = (
                say(f"remedy.{refusal.remedy}", language, zone=zone, names=names, **params)
                if refusal.remedy
                else ""
            )
            return Result(number, done=False, text=text, rule=refusal.rule, help=remedy)
        case CaseNotFound():
            return Result(number, done=False, text=say("desk.bulk.not_found", language))
        case KeyConflict():
            return Result(number, done=False, text=say("desk.bulk.sent_before", language))
        case StaleCase():
            return Result(number, done=False, text=say("error.409.text", language))


def _refs_in(params: dict[str, Any]) -> set[str]:
    """The references that a refusal mentions."""
    found: set[str] = set()
    for name in ("ref", "passed_over", "parties"):
        value = params.get(name, ())
        found |= {value} if isinstance(value, str) else set(value)
    return {ref for ref in found if ":" in ref}


def _nothing_chosen(request: HttpRequest) -> HttpResponse:
    text = say("desk.bulk.choose_first", language_now())
    if request.headers.get("HX-Request"):
        context = {"level": "warning", "text": text}
        response = render(request, "web/partials/toast.html", context, status=UNPROCESSABLE)
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    messages.warning(request, text)
    return redirect(back_url(request))


def _rendered(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    part = request.headers.get("HX-Request")
    template = f"web/desk/bulk_{name}_part.html" if part else f"web/desk/bulk_{name}.html"
    return render(request, template, context | {"part": bool(part)}, status=status)


def _id(number: str) -> int | None:
    try:
        return case_id(number)
    except ValueError:
        return None
