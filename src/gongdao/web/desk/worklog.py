"""The daily work log 工作日志: what a member of staff did, for that person and the supervisor (INS-5)."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from gongdao.casework.queries.doings import Doings, done_by
from gongdao.letters.wording import Language, has, say
from gongdao.people.queries import Colleague, team_of
from gongdao.rulebook.actor import Actor
from gongdao.web.desk.reader import language_now
from gongdao.web.desk.sheet import csv_file
from gongdao.web.shell.access import staff_only

_COLUMNS: Final = ("day", "time", "who", "number", "act", "subject")
_EARLIEST: Final = date(2000, 1, 1)


class Line(Struct, frozen=True):
    """One thing done, in words."""

    time: str
    number: str
    act: str
    subject: str
    visible: bool


class Log(Struct, frozen=True):
    """The log of one person and day."""

    day: date
    who: Colleague
    lines: tuple[Line, ...]
    counts: tuple[tuple[str, int], ...]  # acts in words, the most frequent first
    cases: int
    more: bool


@require_safe
@staff_only
def worklog(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the log of a day, the own or that of one of the team."""
    team = team_of(actor)
    log = _log(request, actor, team)
    today, one = _today(), timedelta(days=1)
    context: dict[str, Any] = {
        "log": log, "team": team, "today": today,
        "before": log.day - one, "after": log.day + one if log.day < today else None,
    }  # fmt: skip
    return render(request, "web/desk/worklog.html", context)


@require_safe
@staff_only
def worklog_csv(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the same out as a file for a spreadsheet."""
    log, language = _log(request, actor, team_of(actor)), language_now()
    header = (say(f"worklog.column.{name}", language) for name in _COLUMNS)
    day, who = log.day.isoformat(), log.who
    rows = ((day, line.time, who.name, line.number, line.act, line.subject) for line in log.lines)
    return csv_file(f"worklog-{who.number}-{day}.csv", header, rows)


def _log(request: HttpRequest, actor: Actor, team: tuple[Colleague, ...]) -> Log:
    """The log asked for; that of somebody outside the team is not there."""
    wanted = request.GET.get("who") or actor.ref
    who = next((one for one in team if one.ref == wanted), None)
    if who is None:
        raise Http404
    day = _day(request.GET.get("day", ""))
    zone = ZoneInfo(settings.LOCAL_ZONE)
    since, until = (
        datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1))
    )
    return _told(done_by(who.ref, reader=actor, since=since, until=until), day, who, zone)


def _told(doings: Doings, day: date, who: Colleague, zone: ZoneInfo) -> Log:
    language = language_now()
    words = {item.type: _act(item.type, language) for item in doings.items}
    lines = tuple(
        Line(f"{item.at.astimezone(zone):%H:%M}", item.number, words[item.type], item.subject, item.visible)
        for item in doings.items
    )
    counts = Counter(line.act for line in lines).most_common()
    return Log(day, who, lines, tuple(counts), len({item.case_id for item in doings.items}), doings.more)


def _act(kind: str, language: Language) -> str:
    code = f"happening.{kind}"
    return say(code if has(code, language) else "worklog.other", language)


def _today() -> date:
    return timezone.localtime(timezone.now(), ZoneInfo(settings.LOCAL_ZONE)).date()


def _day(text: str) -> date:
    """The day asked for; today where it is none, lies ahead or before all reason."""
    today = _today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if _EARLIEST <= day <= today else today
