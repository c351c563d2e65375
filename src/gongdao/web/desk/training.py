"""The training quiz 训练测验 (TRN-1): every statement of a policy in force, the result, and who passed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from msgspec import Struct

from gongdao.letters.wording import Language, say
from gongdao.lib.numbers import BIGINT, whole
from gongdao.people import quizzes
from gongdao.people.actions import NotPermitted, take_quiz
from gongdao.people.permissions import quiz_sight, staff_key
from gongdao.people.quizzes import Result, Tried
from gongdao.policies import queries as policies
from gongdao.policies.queries import NoSuchPolicy
from gongdao.policies.rules import rules
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import Policy, Title
from gongdao.rulebook.quiz import has_quiz
from gongdao.web.desk.quiz_form import QuizForm
from gongdao.web.desk.reader import language_now
from gongdao.web.desk.rules.lines import Cited, cited
from gongdao.web.desk.sheet import csv_file
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE, warn

_COLUMNS: Final = ("taken_at", "name", "number", "policy", "version", "right", "total", "mark", "standing")
_LARGEST_ID: Final = 2**63 - 1


class Offer(Struct, frozen=True):
    """A quiz one can take, and how often and how well one did."""

    policy: Policy
    title: str
    tried: Tried | None


class Answer(Struct, frozen=True):
    """A statement with what was answered, what is right, and where that is written."""

    text: str
    given: bool
    true: bool
    cite: Cited
    rule: str  # the rule in our own words


class Line(Struct, frozen=True):
    """A result as a list shows it."""

    result: Result
    title: str


@require_safe
@staff_only
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show which quizzes there are and how one stands."""
    language, tries = language_now(), quizzes.own_tries(actor)
    offers = [
        Offer(policy, _words(policy.title, language), tries.get((policy.policy, policy.version)))
        for policy in _asked(timezone.now()).values()
    ]
    context = {"offers": offers, "oversees": quiz_sight(actor).reaches_others}
    return render(request, "web/desk/training.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def quiz(request: HttpRequest, actor: Actor, policy: str) -> HttpResponse:
    """Ask every statement of the version in force, in an order of chance; keep and show the result."""
    now = timezone.now()
    law = _asked(now).get(policy)
    if law is None or not staff_key(actor):
        raise Http404
    form = QuizForm(law, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return _asking(request, law, form, status)
    if form.version != law.version:
        warn(request, "training.changed")
        return redirect("training-quiz", policy)
    try:
        result = take_quiz(actor=actor, now=now, policy=law, answers=form.answers, key=form.key)
    except NotPermitted:  # the key is that of somebody else's form
        raise Http404 from None
    return redirect("training-result", result.pk)


@require_safe
@staff_only
def result(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Show a result: what was wrong, what is right, and by which rule."""
    found = quizzes.result(actor, key) if key <= _LARGEST_ID else None
    if found is None:
        raise Http404
    language, now = language_now(), timezone.now()
    law = policies.version(found.policy, found.version)
    answers = [
        Answer(
            _words(item.text, language), given, item.true, cited(item.cite),
            _rule(item.cite, language),
        )
        for item, given in zip(law.statements, found.answers, strict=True)
    ]  # fmt: skip
    context = {
        "found": found, "title": _words(law.title, language),
        "wrong": [item for item in answers if item.given is not item.true],
        "right": [item for item in answers if item.given is item.true],
        "own": actor.acts_for(found.ref), "again": found.policy in _asked(now),
    }  # fmt: skip
    return render(request, "web/desk/training_result.html", context)


@require_safe
@staff_only
def standing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List who passed the version in force of one policy and who has yet to."""
    asked = _overseen(actor)
    wanted = request.GET.get("policy", "")
    if not asked:
        return render(request, "web/desk/training_standing.html", {"law": None})
    law = asked.get(wanted) or next(iter(asked.values()))
    language = language_now()
    after = request.GET.get("after", "")[:40].replace("\0", "")
    people = quizzes.standing(actor, law.policy, law.version, after=after, limit=quizzes.PAGE + 1)
    context: dict[str, Any] = {
        "law": law, "total": len(law.statements), "people": people[: quizzes.PAGE],
        "offered": [(item.policy, _words(item.title, language)) for item in asked.values()],
        "after": people[quizzes.PAGE - 1].number if len(people) > quizzes.PAGE else "",
    }  # fmt: skip
    return render(request, "web/desk/training_standing.html", context)


@require_safe
@staff_only
def records(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List every result one may see, the latest first: one's own, and those of others where one oversees."""
    before = whole(request.GET.get("after", ""), most=BIGINT)
    found = quizzes.results(actor, after=before, limit=quizzes.PAGE + 1)
    titles = _titles(language_now())
    lines = [Line(item, titles.get(item.policy, item.policy)) for item in found[: quizzes.PAGE]]
    context = {
        "lines": lines, "after": lines[-1].result.id if len(found) > quizzes.PAGE else "",
        "oversees": quiz_sight(actor).reaches_others,
    }  # fmt: skip
    return render(request, "web/desk/training_records.html", context)


@require_safe
@staff_only
def records_csv(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001  # all that one may see
    """Give the same out as a file for a spreadsheet."""
    language = language_now()
    titles = _titles(language)
    header = [say(f"training.column.{name}", language) for name in _COLUMNS]
    rows = (
        (
            f"{timezone.localtime(item.taken_at):%Y-%m-%d %H:%M}", item.name, item.number,
            titles.get(item.policy, item.policy), item.version, str(item.right), str(item.total),
            f"{item.pass_percent}%",
            say("training.passed" if item.passed else "training.failed", language),
        )
        for item in quizzes.all_results(actor)
    )  # fmt: skip
    return csv_file(f"training-{timezone.localdate().isoformat()}.csv", header, rows)


def _asking(request: HttpRequest, law: Policy, form: QuizForm, status: int) -> HttpResponse:
    language = language_now()
    context = {
        "law": law, "title": _words(law.title, language), "form": form,
        "questions": form.questions(language),
        "unanswered": len(form.unanswered) if form.is_bound else 0,
    }  # fmt: skip
    return render(request, "web/desk/training_quiz.html", context, status=status)


def _overseen(actor: Actor) -> Mapping[str, Policy]:
    """What there is to oversee; for who oversees nobody the page is not there."""
    if not quiz_sight(actor).reaches_others:
        raise Http404
    return _asked(timezone.now())


def _asked(now: datetime) -> dict[str, Policy]:
    """The policies in force now that have a quiz."""
    found: dict[str, Policy] = {}
    for name in policies.names():
        try:
            law = policies.in_force(name, now)
        except NoSuchPolicy:
            continue
        if has_quiz(law):
            found[name] = law
    return found


def _titles(language: Language) -> dict[str, str]:
    return {item.policy: _words(item.title, language) for item in policies.all_versions()}


def _rule(cite: str, language: Language) -> str:
    rule = rules().get(cited(cite).rule)
    return "" if rule is None else rule.en if language == "en" else rule.zh


def _words(title: Title, language: Language) -> str:
    return title.en if language == "en" else title.zh
