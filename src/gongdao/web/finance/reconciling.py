"""Reconciliation 对账: the gateway's statement, handed in or asked for, against our payouts."""

import io
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongdao.ledger.paying import gateway
from gongdao.ledger.payout import GatewayUnavailable, Line
from gongdao.ledger.reconcile import COLUMNS, BadStatement, read_statement, reconcile
from gongdao.ledger.statements import day_texts, days
from gongdao.letters.wording import say
from gongdao.people import directory
from gongdao.people.permissions import keeps_accounts
from gongdao.rulebook.actor import Actor
from gongdao.web.finance.reader import TABS, language_now, readers_only
from gongdao.web.shell.access import signed_in
from gongdao.web.shell.telling import UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
@readers_only
def reconciliation(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for the days, and for a file where the gateway is not to be asked; show what differs."""
    language = language_now()
    asked = request.POST if request.method == "POST" else request.GET
    since, until = asked.get("since", ""), asked.get("until", "")
    context: dict[str, Any] = {
        "tabs": TABS,
        "tab": "reconcile",
        "may_reconcile": keeps_accounts(actor),
        "columns": COLUMNS,
    }
    try:
        first, end = days(since, until)
    except ValueError:
        first, end = days("", "")
        context["problem"] = say("cli.bad_days", language, since=since, until=until)
    shown = day_texts(first, end)
    context |= {"since": since or shown[0], "until": until or shown[1]}
    if request.method != "POST" or "problem" in context:
        return _page(request, context)
    if not keeps_accounts(actor):
        raise Http404
    try:
        report = reconcile(_lines(request, first, end), since=first, until=end)
    except BadStatement as bad:
        context["problem"] = say("cli.bad_statement", language, line=bad.line, column=bad.column)
    except UnicodeDecodeError:
        context["problem"] = say("cli.bad_statement", language, line=1, column="UTF-8")
    except GatewayUnavailable as silent:
        context["problem"] = say("cli.gateway_silent", language, why=str(silent))
    else:
        refs = {one.payee for one in report.differences}
        context |= {"report": report, "names": directory.names(refs, language, masked=True)}
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = UNPROCESSABLE if "problem" in context else 200
    return render(request, "web/finance/reconcile.html", context, status=status)


def _lines(request: HttpRequest, since: datetime, until: datetime) -> tuple[Line, ...]:
    file = request.FILES.get("file")
    if file is None:
        return tuple(gateway().statement(since, until))
    return read_statement(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
