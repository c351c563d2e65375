"""How findings differ from the decision table: by who decided and by row, with the reasons given (DEC-2)."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gongdao.insight.deviations import MOST, counted, latest
from gongdao.letters.wording import reading_language
from gongdao.people import directory
from gongdao.rulebook.actor import Actor
from gongdao.web.shell.access import staff_only

READERS: Final = ("supervisor", "analyst", "auditor", "executive")
_DAYS: Final = 90


@require_safe
@staff_only
def deviations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the deviations of a time, `?since=` and `?until=` as days (the last included); else of 90 days."""
    if not actor.has(*READERS):
        raise Http404
    language = reading_language(get_language())
    zone = ZoneInfo(settings.LOCAL_ZONE)
    today = timezone.now().astimezone(zone).date()
    until = _day(request.GET.get("until", ""), today)
    since = _day(request.GET.get("since", ""), until - timedelta(days=_DAYS))
    begin, end = (datetime.combine(day, time(), zone) for day in (since, until + timedelta(days=1)))
    rows, found = counted(actor, begin, end), latest(actor, begin, end)
    context = {
        "rows": rows, "found": found, "most": MOST, "since": since, "until": until,
        "findings": sum(row.findings for row in rows), "deviating": sum(row.deviations for row in rows),
        "names": directory.names({row.by for row in rows} | {item.by for item in found}, language),
    }  # fmt: skip
    return render(request, "web/reports/deviations.html", context)


def _day(text: str, otherwise: date) -> date:
    """The day that was asked for; another one for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if date(2000, 1, 1) <= day <= date(2999, 12, 31) else otherwise
