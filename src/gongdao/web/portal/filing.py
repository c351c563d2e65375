"""The guided complaint, step by step: works without script, keeps what was typed, files once."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final, ParamSpec, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongdao.casework.actions import DEFAULT_POLICY
from gongdao.casework.outcome import KeyConflict
from gongdao.casework.store import case_for
from gongdao.exhibits.origin import origin_of
from gongdao.exhibits.store import Unfit
from gongdao.exhibits.viewing.copies import SMALL, NoCopy, copy
from gongdao.intake import attempts
from gongdao.letters.wording import Language, reading_language, say
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.expression import holds
from gongdao.rulebook.policy import CASE_FACTS, Policy
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.triage import suggest
from gongdao.web.cases.evidence import INLINE, drawn_response, exhibit_response
from gongdao.web.party.limits import limits_of
from gongdao.web.party.page import names_for
from gongdao.web.party.resuming import owner_of
from gongdao.web.party.uploading import bounded
from gongdao.web.portal import access, photos
from gongdao.web.portal.draft import STEPS, Draft, draft_of, forget, is_begun, keep
from gongdao.web.portal.forms import FORMS, StepForm, TopicForm
from gongdao.web.portal.sending import Filed, file
from gongdao.web.portal.visitor import filing_limit, photo_limit, too_many
from gongdao.web.shell.context import actor_of
from gongdao.web.shell.errors import error_page
from gongdao.web.shell.files import file_limits
from gongdao.web.shell.parts import files_in, settle
from gongdao.web.shell.telling import UNPROCESSABLE, refusal_toast

P = ParamSpec("P")
_RECEIPT: Final = "filed"  # in the session: the number of the last complaint, whose it is
_CODE: Final = "gongdao_code"  # a signed cookie: only the browser keeps the code, and not for long
_CODE_SECONDS: Final = 1800
_SALT: Final = "gongdao.portal.code"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what one can do here without an account."""
    return render(request, "web/portal/start.html")


def _under_a_policy(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Decorate a view that asks what the policy asks: until one is published, the service is not ready."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except policies.NoSuchPolicy:
            return error_page(cast("HttpRequest", args[0]), 503)

    return guarded


@require_safe
@never_cache
@_under_a_policy
def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the first step, or back to the complaint that was begun."""
    draft = draft_of(request, timezone.now())
    if draft.is_empty:
        return redirect("portal_step", "story")
    return _to(_first_open(draft, _policy(), _language()) or "review")


@require_POST
def anew(request: HttpRequest) -> HttpResponse:
    """Forget the draft and begin again."""
    forget(request)
    return redirect("portal_step", "story")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@bounded
@_under_a_policy
def step(request: HttpRequest, step: str) -> HttpResponse:
    """Show one step, or take what was filled in and go on, back, or to the review."""
    if step not in STEPS:
        raise Http404
    now = timezone.now()
    draft = draft_of(request, now)
    if step == "photos":
        return _photos(request, draft, now)
    if step == "review":
        return _review(request, draft)
    policy, language = _policy(), _language()
    if request.method != "POST":
        typed = draft.typed.get(step)
        checked = "check" in request.GET
        form = FORMS[step](policy, language, (typed or {}) if checked else None, shown=typed)
        return _show(request, draft, step, form)
    draft.typed[step] = FORMS[step](policy, language).typed(request.POST)
    keep(request, draft)
    form = FORMS[step](policy, language, draft.typed[step])
    if request.POST.get("go") == "back" or form.is_valid():
        return redirect("portal_step", _next(request, step))
    return _show(request, draft, step, form, status=UNPROCESSABLE)


@require_safe
@never_cache
def photo(request: HttpRequest, digest: str) -> HttpResponse:
    """Show a photo of the own draft; one that browsers cannot show (an iPhone's HEIC) is drawn for them."""
    found = photos.find(draft_of(request, timezone.now()), digest)
    if found is None:
        raise Http404
    if found.media_type in INLINE:
        return exhibit_response(found)
    try:
        return drawn_response(copy(found.sha256, found.media_type, mark=(), longest=SMALL).jpeg)
    except NoCopy:
        raise Http404 from None


@require_POST
@_under_a_policy
def send(request: HttpRequest) -> HttpResponse:
    """File the complaint. Sent twice, it leads to the same case."""
    now = timezone.now()
    draft = draft_of(request, now)
    if request.POST.get("draft") != draft.secret:  # filed before, or another one was begun meanwhile
        return _after_sending(request)
    policy, language = _policy(), _language()
    if missing := _first_open(draft, policy, language):
        return _to(missing, check=True)
    limit = filing_limit(request)
    if until_at := attempts.count([limit], now=now):
        return too_many(request, until_at)
    try:
        answers = _answers(draft, policy, language)
        filed = file(draft, answers, reader=actor_of(request), language=language, now=now)
    except Refused as refused:
        attempts.give_back([limit], now=now)
        return _review(request, draft, toast=refusal_toast(refused.refusal))
    except KeyConflict:
        return redirect("portal_filed")
    forget(request)
    return _receipt(request, filed, now)


def _receipt(request: HttpRequest, filed: Filed, now: datetime) -> HttpResponse:
    access.grant(request, number=filed.number, party=filed.party, now=now)
    request.session[_RECEIPT] = filed.number
    response = redirect("portal_filed")
    response.set_signed_cookie(
        _CODE,
        f"{filed.number} {filed.code}",
        salt=_SALT,
        max_age=_CODE_SECONDS,
        path=reverse("portal_filed"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
@never_cache
def filed(request: HttpRequest) -> HttpResponse:
    """Show number, contact code and what happens next. The code goes with the page after half an hour."""
    now = timezone.now()
    number = str(request.session.get(_RECEIPT, ""))
    actor = access.granted(request, number, now)
    if actor is None:
        return redirect("portal")
    stored = case_for(actor, number, lock=False)
    kept = request.get_signed_cookie(_CODE, default="", salt=_SALT, max_age=_CODE_SECONDS) or ""
    for_number, _, code = kept.partition(" ")
    state, language = stored.state, _language()
    policy = policies.version(state.policy, state.policy_version)
    context = {
        "number": number,
        "code": code if for_number == number else "",
        "state": state,
        "names": names_for(actor, state, (), language),
        "limits": limits_of(actor, state, policy, language=language, now=now),
        "hours": access.HOURS,
    }
    return render(request, "web/portal/filed.html", context)


def _photos(request: HttpRequest, draft: Draft, now: datetime) -> HttpResponse:
    problems: list[str] = []
    rule, language = _policy().files, _language()
    if not is_begun(request):
        keep(request, draft)  # so that files can come in parts to this draft
    if request.method == "POST":
        photos.describe(draft, request.POST)
        go = request.POST.get("go", "")
        if go.startswith("remove:"):
            photos.remove(draft, go.removeprefix("remove:"))
        files, unfinished = _chosen(request)
        if files and (until_at := attempts.count([photo_limit(request)], now=now)):
            return too_many(request, until_at)
        problems = unfinished or photos.add(
            draft, files, rule, language=language, now=now, origin=origin_of(request, "portal")
        )
        settle(files)
        keep(request, draft)
        if not problems:
            return redirect("portal_step", "photos" if go == "add" or ":" in go else _next(request, "photos"))
    most = photos.most_of(rule)
    context = {
        "photos": draft.photos, "problems": problems, "most": most, "kinds": photos.KINDS,
        "limits": file_limits(rule, language, only="picture", most=most - len(draft.photos)),
    }  # fmt: skip
    return _page(request, draft, "photos", context, status=UNPROCESSABLE if problems else 200)


def _chosen(request: HttpRequest) -> "tuple[list[UploadedFile[Any]], list[str]]":
    """The photos of the form, and what is wrong with those that came in parts."""
    try:
        return files_in(request, "photos", owner=owner_of(request)), []
    except Unfit as unfit:
        return [], [say(f"party.file.{unfit.code}", _language())]


def _show(request: HttpRequest, draft: Draft, step: str, form: StepForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form}
    if isinstance(form, TopicForm):
        words = titles(form.policy.policy, form.policy.version, form.language)
        course = "\n".join(draft.typed.get("story", {}).get("course", []))
        found = suggest(form.policy, course)
        chosen = form["category"].value() or ""
        if not chosen and found.words and not form.is_bound:
            context["suggested"] = words[f"category:{found.category}"]
            context["because"] = found.words[:3]
            chosen = found.category
        context["chosen"] = chosen
    return _page(request, draft, step, context, status=status)


def _after_sending(request: HttpRequest) -> HttpResponse:
    """Lead whoever comes back to a complaint that was sent: to its number, else to a new one."""
    return redirect("portal_filed" if _RECEIPT in request.session else "portal_file")


def _review(request: HttpRequest, draft: Draft, toast: Any = None) -> HttpResponse:
    if draft.is_empty:
        return _after_sending(request)
    policy, language = _policy(), _language()
    if missing := _first_open(draft, policy, language):
        return _to(missing, check=True)
    answers = _answers(draft, policy, language)
    words = titles(policy.policy, policy.version, language)
    found = suggest(policy, str(answers["course"])).category
    category = answers["category"] or found
    context = {
        "answers": answers,
        "category": words[f"category:{category}"],
        "guessed": not answers["category"],
        "demands": [
            (say(f"portal.demand.{kind}", language), answers.get(f"amount_{kind}"))
            for kind in answers["demands"]
        ],
        "photos": draft.photos,
        "asked_later": _asked_later(policy, category, answers),
        "draft": draft.secret,
        "toast": toast,
    }
    return _page(request, draft, "review", context, status=UNPROCESSABLE if toast else 200)


def _asked_later(policy: Policy, category: str, answers: dict[str, Any]) -> list[str]:
    """The fields that the policy will ask for because they are empty (INT-2): told before, not refused."""
    given = {
        "order_no": answers["order_no"], "demands": answers["demands"], "respondents": answers["against"],
        "contact": answers["contact"], "description": answers["course"],
    }  # fmt: skip
    facts = CASE_FACTS | {"channel": "web", "category": category, "demands": list(answers["demands"])}
    return [
        rule.field for rule in policy.intake.required if not given[rule.field] and holds(rule.when, facts)
    ]


def _page(
    request: HttpRequest, draft: Draft, step: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    place = STEPS.index(step)
    context |= {
        "step": step,
        "steps": [(name, n < place, n == place) for n, name in enumerate(STEPS)],
        "number": place + 1,
        "count": len(STEPS),
        "back": STEPS[place - 1] if place else "",
        "from_review": request.GET.get("from") == "review",
        "begun": not draft.is_empty,
    }
    return render(request, f"web/portal/file/{step}.html", context, status=status)


def _to(step: str, *, check: bool = False) -> HttpResponse:
    """Lead to a step; `check`: it shows at once what is missing there."""
    return redirect(reverse("portal_step", args=[step]) + ("?check=1" if check else ""))


def _next(request: HttpRequest, step: str) -> str:
    if request.GET.get("from") == "review":
        return "review"
    forward = -1 if request.POST.get("go") == "back" else 1
    return STEPS[max(STEPS.index(step) + forward, 0)]


def _bound(draft: Draft, policy: Policy, language: str) -> list[tuple[str, StepForm]]:
    """The forms of all steps, as they were filled in."""
    return [
        (step, FORMS[step](policy, language, draft.typed.get(step, {}))) for step in STEPS if step in FORMS
    ]


def _first_open(draft: Draft, policy: Policy, language: str) -> str:
    """The first step that is not filled in as it must be; "" when all are."""
    return next((step for step, form in _bound(draft, policy, language) if not form.is_valid()), "")


def _answers(draft: Draft, policy: Policy, language: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for _, form in _bound(draft, policy, language):
        form.is_valid()
        answers |= form.cleaned_data
    return answers


def _policy() -> Policy:
    """The policy under which complaints come in. Raises NoSuchPolicy."""
    return policies.in_force(DEFAULT_POLICY, timezone.now())


def _language() -> Language:
    return reading_language(get_language())
