"""The desk: the own queue by what is due first, all other piles, and the search through everything."""

from datetime import datetime
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe
from msgspec import Struct

from gongdao.casework.queries import MOST_COUNTED, BadCursor, Page, counts, newest, queue, search, totals
from gongdao.letters.wording import Language, say, say_value
from gongdao.lib.ids import case_id
from gongdao.people.permissions import CaseFacts, may
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.terms import ENDED, PRIORITIES, STATUSES
from gongdao.web.desk.asked import NAMES, Allowed, Asked, asked
from gongdao.web.desk.bulk import may_act
from gongdao.web.desk.bulk_forms import ACTS
from gongdao.web.desk.choices import allowed_for
from gongdao.web.desk.lines import lines
from gongdao.web.desk.reader import language_now
from gongdao.web.desk.table import drawn
from gongdao.web.shell.access import staff_only

# Who works with people may look for them by phone (INT-8), as casework's search has it.
_BY_PHONE: Final = ("agent", "supervisor", "city_manager", "executive")


class TabShown(Struct, frozen=True):
    """A tab with its bounded count: "99+" beyond that."""

    name: str
    title: str
    count: str
    url: str
    current: bool


class Select(Struct, frozen=True):
    """One filter: its name, label, value and options (value, words)."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]


@require_safe
@staff_only
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a page of the desk. With htmx and a place to go on from, its further lines alone."""
    language, now = language_now(), timezone.now()
    allowed = allowed_for(actor, language, now)
    view = asked(request.GET, actor, allowed)
    page = page_of(actor, view, now)
    if _is_number(view.search) and len(page.cases) == 1:
        return redirect("case", page.cases[0].number)
    shown = lines(actor, page.cases, language=language, now=now, search=view.search)
    acts = ACTS if may_act(actor) else ()
    context = {
        "view": view, "rows": drawn(shown, selectable=bool(acts), language=language), "acts": acts,
        "more": view.query(after=page.next) if page.next else "",
    }  # fmt: skip
    if view.after and request.headers.get("HX-Request"):
        return render(request, "web/desk/more.html", context)
    context |= _around(actor, view, allowed, language, now)
    return render(request, "web/desk/desk.html", context)


@require_safe
@staff_only
def updates(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Tell quietly how many cases of a view changed since its page was made; the page stays as it is."""
    language, now = language_now(), timezone.now()
    view = asked(request.GET, actor, allowed_for(actor, language, now))
    since = _instant(request.GET.get("since", ""))
    page = page_of(actor, view, now)
    count = sum(case.changed_at > since for case in page.cases)
    context = {"count": count, "view": view, "since": since}
    return render(request, "web/desk/updates.html", context)


def page_of(actor: Actor, view: Asked, now: datetime) -> Page:
    """The cases of a view. One statement, two for the search of a rare word."""
    filters = view.filters(now)
    try:
        if view.search:
            return search(actor, view.search, filters, after=view.after)
        if view.newest or view.shows_ended:
            return newest(actor, filters, after=view.after)
        return queue(actor, filters, after=view.after)
    except BadCursor as error:
        raise SuspiciousOperation(f"not a place in a list: {error}") from None


def _around(
    actor: Actor, view: Asked, allowed: Allowed, language: Language, now: datetime
) -> dict[str, object]:
    """What stands around the lines: tabs with counts, filters with their options."""
    by_status = {} if view.search else counts(actor, view.filters(now))
    may_open = may(actor, "open_case", CaseFacts()).allowed
    tabs = _tabs(actor, view, language)
    return {
        "tabs": tabs,
        "elsewhere": _elsewhere(tabs, language),
        "selects": tuple(_selects(view, allowed, by_status, language)),
        "may_open": may_open,
        "may_shift": may_act(actor),
        "by_phone": actor.has(*_BY_PHONE),
        "since": now,
        "clear_url": view.query(**dict.fromkeys(NAMES, ""), overdue=""),
        "sorts": (
            (say("desk.sort_due", language), view.query(sort=""), not view.newest),
            (say("desk.sort_newest", language), view.query(sort="newest"), view.newest),
        ),
    }


def _tabs(actor: Actor, view: Asked, language: Language) -> tuple[TabShown, ...]:
    found = totals(actor, [tab.filters() for tab in view.tabs])
    return tuple(
        TabShown(
            name=tab.name,
            title=say(f"desk_tab.{tab.name}", language),
            count=f"{MOST_COUNTED - 1}+" if total >= MOST_COUNTED else str(total),
            url=reverse("desk") + ("" if tab is view.tabs[0] else f"?tab={tab.name}"),
            current=tab is view.tab and not view.search,
        )
        for tab, total in zip(view.tabs, found, strict=True)
    )


def _elsewhere(tabs: tuple[TabShown, ...], language: Language) -> dict[str, str]:
    """From an empty pile to the next one in which there is something to do."""
    for tab in tabs:
        if tab.count != "0" and not tab.current:
            words = say("desk.elsewhere", language, words=tab.title, count=tab.count)
            return {"url": tab.url, "words": words}
    return {}


def _selects(view: Asked, allowed: Allowed, by_status: dict[str, int], language: Language) -> list[Select]:
    options: dict[str, list[tuple[str, str]]] = {
        "status": [(code, _counted(code, by_status, language)) for code in STATUSES],
        "priority": [(code, say_value("priority", code, language, kind="priority")) for code in PRIORITIES],
    }
    for name in ("category", "handler", "department", "region", "policy"):
        options[name] = list(getattr(allowed, name).items())
    # A tab for one handler leaves nothing to choose; nor does a single option.
    shown = [
        name for name in NAMES if len(options[name]) > 1 and not (name == "handler" and view.tab.handler)
    ]
    return [
        Select(name, say(f"desk.filter.{name}", language), view.values[name], tuple(options[name]))
        for name in shown
    ]


def _counted(status: str, by_status: dict[str, int], language: Language) -> str:
    words = say_value("status", status, language, kind="status")
    count = by_status.get(status, 0)
    if not count or status in ENDED:
        return words
    shown = f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)
    return say("desk.counted", language, words=words, count=shown)


def _is_number(text: str) -> bool:
    try:
        case_id(text)
    except ValueError:
        return False
    return True


def _instant(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise SuspiciousOperation("not an instant")
    return found
