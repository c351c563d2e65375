"""What was solved before 案例经验 (RES-10): found by words and category, without persons."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from gongdao.casework.queries import BadCursor
from gongdao.casework.queries.details import among
from gongdao.casework.queries.experience import Lessons, Solved, experience
from gongdao.letters.wording import Language
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.web.desk.choices import categories_of, policies_now
from gongdao.web.desk.reader import language_now
from gongdao.web.shell.access import staff_only

_LONGEST: Final = 100


class Lesson(Struct, frozen=True):
    """One solved case. `number` is empty where the reader may not open it.

    `cause`: as it was told, or the time that closed the case by itself.
    """

    item: Solved
    category: str
    cause: str
    number: str


@require_safe
@staff_only
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show solved cases; without words the newest of a category."""
    language = language_now()
    categories = dict(categories_of(policies_now(timezone.now()), language))
    asked = {name: request.GET.get(name, "")[:_LONGEST] for name in ("q", "category", "policy")}
    if asked["category"] not in categories:
        asked["category"] = ""
    try:
        found = experience(
            actor, asked["q"], category=asked["category"], policy=asked["policy"],
            after=request.GET.get("after", ""),
        )  # fmt: skip
    except BadCursor:
        raise Http404 from None
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        "asked": asked, "categories": categories.items(), "lessons": _lessons(found, actor, language),
        "more": urlencode({**asked, "after": found.next}) if found.next else "",
    }  # fmt: skip
    return render(request, "web/desk/experience.html", context)


def _lessons(found: Lessons, actor: Actor, language: Language) -> list[Lesson]:
    open_to = {case.id for case in among(actor, [item.id for item in found.cases])}
    return [_lesson(item, item.id in open_to, language) for item in found.cases]


def _lesson(item: Solved, may_open: bool, language: Language) -> Lesson:
    words = titles(item.policy, item.policy_version, language)
    return Lesson(
        item, words.get(f"category:{item.category}", item.category),
        words.get(f"deadline:{item.cause}", item.cause), item.number if may_open else "",
    )  # fmt: skip
