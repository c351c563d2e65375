"""What customers answered 满意度分析 (RES-14), and the filed waybills (RES-12), of a span of days."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from gongdao.casework.queries.details import among
from gongdao.casework.queries.surveys import SCORES, Answered, Opinions, Voice, opinions, voided
from gongdao.letters.wording import Language
from gongdao.people import directory
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.web.desk.choices import policies_now, title_of
from gongdao.web.desk.reader import language_now
from gongdao.web.shell.access import staff_only

USUAL_DAYS: Final = 90
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


class Span(NamedTuple):
    """Two days, both of them included."""

    first: date
    last: date

    def instants(self) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last, where the company is."""
        zone = ZoneInfo(settings.LOCAL_ZONE)
        since = datetime.combine(self.first, datetime.min.time(), zone)
        return since, datetime.combine(self.last, datetime.min.time(), zone) + timedelta(days=1)


class Question(Struct, frozen=True):
    """One question as the page shows it. `bars`: score, count and share in percent."""

    title: str
    answered: Answered
    bars: tuple[tuple[int, int, int], ...]


class Heard(Struct, frozen=True):
    """One answer in words. `number` is empty where the reader may not open the case."""

    voice: Voice
    category: str
    number: str
    scores: tuple[tuple[str, int], ...]


@require_safe
@staff_only
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how customers rated what they were asked, question by question."""
    span, language = _span(request), language_now()
    found = opinions(actor, *span.instants())
    if found is None:
        raise Http404
    context = {
        "span": span, "found": found, "policies": _by_policy(found, language),
        "voices": _voices(found, actor, language),
    }  # fmt: skip
    return render(request, "web/desk/surveys.html", context)


@require_safe
@staff_only
def waybills(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the waybills that were signed for as void."""
    span, language = _span(request), language_now()
    filed = voided(actor, *span.instants())
    if filed is None:
        raise Http404
    names = directory.names({ref for item in filed for ref in (item.by, item.signed_by) if ref}, language)
    return render(request, "web/desk/waybills.html", {"span": span, "filed": filed, "names": names})


def _span(request: HttpRequest) -> Span:
    """The days asked for; the last three months where none are, or none that can be read."""
    today = timezone.now().astimezone(ZoneInfo(settings.LOCAL_ZONE)).date()
    last = _day(request.GET.get("to", "")) or today
    first = _day(request.GET.get("from", "")) or last - timedelta(days=USUAL_DAYS)
    return Span(min(first, last), max(first, last))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _by_policy(found: Opinions, language: Language) -> list[tuple[str, list[Question]]]:
    """The questions of each policy in its own order; those of an older version come last."""
    current = {item.policy: item for item in policies_now(timezone.now())}
    shown: dict[str, list[Question]] = {}
    for name in dict.fromkeys(item.policy for item in found.answered):
        policy = current.get(name)
        words = titles(policy.policy, policy.version, language) if policy else {}
        asked = [item.id for item in policy.survey.questions] if policy and policy.survey else []
        own = (item for item in found.answered if item.policy == name)
        shown_in_order = sorted(own, key=partial(_in_order, asked))
        title = title_of(policy, language) if policy else name
        shown[title] = [_question(item, words) for item in shown_in_order]
    return list(shown.items())


def _in_order(asked: list[str], item: Answered) -> int:
    return asked.index(item.question) if item.question in asked else len(asked)


def _question(item: Answered, words: Mapping[str, str]) -> Question:
    bars = tuple(
        (score, count, round(100 * count / item.total))
        for score, count in zip(SCORES, item.counts, strict=True)
    )
    return Question(words.get(f"question:{item.question}", item.question), item, bars)


def _voices(found: Opinions, actor: Actor, language: Language) -> list[Heard]:
    open_to = {case.id for case in among(actor, [voice.case_id for voice in found.voices])}
    heard = []
    for voice in found.voices:
        words = titles(voice.policy, voice.policy_version, language)
        survey = policies.version(voice.policy, voice.policy_version).survey
        asked = [question.id for question in survey.questions] if survey else []
        scores = tuple(
            (words[f"question:{name}"], voice.answers[name]) for name in asked if name in voice.answers
        )
        category = words.get(f"category:{voice.category}", voice.category)
        heard.append(Heard(voice, category, voice.number if voice.case_id in open_to else "", scores))
    return heard
