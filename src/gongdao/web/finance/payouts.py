"""Payouts 待付款: what waits, what is paid, what the gateway refused, and what happened to each."""

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongdao.ledger import paying, queries
from gongdao.ledger.models import Payout
from gongdao.letters.wording import say
from gongdao.people import directory
from gongdao.people.permissions import keeps_accounts
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.bounds import wrong_with
from gongdao.web.finance.reader import TABS, language_now, readers_only
from gongdao.web.shell.access import signed_in

SHOWN: Final = {"waiting": ("ordered", "sending"), "refused": ("refused",), "paid": ("paid",)}


@require_safe
@never_cache
@signed_in
@readers_only
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001  # views take one
    """List payouts: `?show=` waiting, refused or paid, `?after=` for the next page."""
    shown = request.GET.get("show", "waiting")
    if shown not in SHOWN:
        raise Http404
    found = queries.payouts(states=SHOWN[shown], after=_cursor(request.GET.get("after", "")))
    last = found[-1] if len(found) == queries.PAGE else None
    after = urlencode({"show": shown, "after": f"{last.ordered_at.isoformat()}~{last.key}"}) if last else ""
    context = {
        "tabs": TABS, "tab": "payouts", "payouts": found, "shown": shown, "choices": tuple(SHOWN),
        "more": f"?{after}" if after else "",
        "names": directory.names({one.payee for one in found}, language_now(), masked=True),
    }  # fmt: skip
    return render(request, "web/finance/payouts.html", context)


@require_safe
@never_cache
@signed_in
@readers_only
def one(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show one payout and every attempt."""
    payout = _payout(key)
    context = {
        "tabs": TABS, "tab": "payouts", "payout": payout, "steps": queries.steps_of(key),
        "may_retry": keeps_accounts(actor) and payout.state == "refused",
        "names": directory.names({payout.payee}, language_now(), masked=True),
    }  # fmt: skip
    return render(request, "web/finance/payout.html", context)


@require_POST
@signed_in
@readers_only
def again(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Send a refused payout again."""
    _payout(key)
    if not keeps_accounts(actor):
        raise Http404
    done = paying.retry(key, actor=actor.ref, now=timezone.now())
    code = "finance.retried" if done else "finance.not_refused"
    (messages.success if done else messages.warning)(request, say(code, language_now()))
    return redirect("payout", key)


def _payout(key: str) -> Payout:
    found = Payout.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _cursor(text: str) -> tuple[datetime, str] | None:
    at, _, key = text.partition("~")
    if not key:
        return None
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    return None if instant.tzinfo is None or wrong_with(instant) else (instant, key)
