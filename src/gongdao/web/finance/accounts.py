"""Accounts 账户: balances that must not run out, vouchers, and statements of account 账户明细."""

from datetime import datetime
from itertools import chain
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongdao.casework.accounts import account_text, as_csv, item_words, unit_text
from gongdao.ledger import actions, queries
from gongdao.ledger.queries import Cursor
from gongdao.ledger.statements import day_texts, days, page
from gongdao.letters.wording import Language, format_money, say
from gongdao.people import directory
from gongdao.people.models import Shop
from gongdao.people.permissions import keeps_accounts, may_read_account
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.bounds import wrong_with
from gongdao.rulebook.money.transfer import owner_of
from gongdao.rulebook.refusal import Refused
from gongdao.web.cases.fields import YuanField
from gongdao.web.finance.reader import TABS, language_now, readers_only
from gongdao.web.shell.access import signed_in

MOST_SHOPS = 1000  # offered to choose from


class VoucherForm(forms.Form):
    """What is booked, how much, what for. `key` keeps a form sent twice from booking twice."""

    kind = forms.ChoiceField()
    shop = forms.ChoiceField(required=False)
    amount_fen = YuanField()
    reason = forms.CharField(max_length=200)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, language: Language, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = [(kind, say(f"ledger.item.{kind}", language)) for kind in actions.KINDS]
        shops = Shop.objects.order_by("name").values_list("pk", "name")[:MOST_SHOPS]
        for name, choices in (("kind", words), ("shop", [("", "—"), *((f"shop:{k}", n) for k, n in shops)])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        for name in ("kind", "shop", "amount_fen", "reason"):
            self.fields[name].label = say(f"finance.field.{name}", language)


@require_safe
@never_cache
@signed_in
@readers_only
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the fund, what is held and frozen, deposits and what shops owe; book vouchers."""
    return _overview(request, actor, VoucherForm(language_now(), initial={"key": uuid4().hex}))


@require_POST
@signed_in
@readers_only
def book(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Book a voucher."""
    if not keeps_accounts(actor):
        raise Http404
    language = language_now()
    form = VoucherForm(language, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            voucher = actions.book(
                kind=data["kind"], amount_fen=data["amount_fen"], reason=data["reason"], by=actor.ref,
                now=timezone.now(), key=f"page:{data['key']}", shop=data["shop"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, say(f"refusal.{refused.refusal.code}", language, **refused.refusal.params))
        else:
            messages.success(request, say("finance.booked", language, amount_fen=voucher.amount))
            return redirect("finance_accounts")
    return _overview(request, actor, form, status=422)


def _overview(request: HttpRequest, actor: Actor, form: VoucherForm, status: int = 200) -> HttpResponse:
    language = language_now()
    kinds = ("held", "frozen", "deposit")
    found = {kind: [row for row in queries.watched(kind) if row[1]] for kind in kinds}
    owed = queries.overdrawn()
    refs = {owner_of(account) for rows in (*found.values(), owed) for account, _ in rows} - {""}
    names = directory.names(refs, language, masked=True)
    groups = [
        (kind, [(account, account_text(account, language, names), fen) for account, fen in rows])
        for kind, rows in found.items()
    ]
    context = {
        "tabs": TABS, "tab": "accounts", "form": form, "may_book": keeps_accounts(actor),
        "fund_fen": queries.balances("fund").get("fen", 0), "groups": groups,
        "held_fen": sum(fen for _, fen in found["held"]), "owed_fen": -sum(fen for _, fen in owed),
        "owed": [(account, account_text(account, language, names), fen) for account, fen in owed],
    }  # fmt: skip
    return render(request, "web/finance/accounts.html", context, status=status)


@require_safe
@never_cache
@signed_in
def statement(request: HttpRequest, actor: Actor, account: str) -> HttpResponse:
    """Show an account's lines: `?since=` and `?until=` days, `?unit=`, `?after=` for the next page.

    For finance every account, for others their own; what one may not read is not there.
    """
    since, until, shown = _asked(request, actor, account)
    language = language_now()
    units = queries.balances(account)
    unit = request.GET.get("unit", "fen")
    after, before = _after(request.GET.get("after", ""))
    part = page(account, unit=unit, since=since, until=until, after=after, before=before)
    owner = owner_of(account)
    names = directory.names({owner} - {""}, language, masked=not actor.acts_for(owner))
    last = part.lines[-1].balance if part.lines else 0
    query = {"since": shown[0], "until": shown[1], "unit": unit}
    context = {
        "account": account, "title": account_text(account, language, names), "unit": unit,
        "units": [(one, unit_text(one, language)) for one in sorted({*units, "fen"})],
        "balance": _shown(units.get(unit, 0), unit),
        "before": _shown(part.before, unit), "since": shown[0], "until": shown[1],
        "lines": [
            (one, item_words(one.line, language), _shown(one.line.amount, unit),
             _shown(one.balance, unit))
            for one in part.lines
        ],
        "csv_query": urlencode(query), "inside": actor.is_staff,
        "more": f"?{urlencode(query | {'after': _mark(part.more, last)})}" if part.more else "",
    }  # fmt: skip
    return render(request, "web/finance/statement.html", context)


@require_safe
@never_cache
@signed_in
def download(request: HttpRequest, actor: Actor, account: str) -> HttpResponse:
    """Give out the same lines as CSV, however many."""
    since, until, shown = _asked(request, actor, account)
    unit = request.GET.get("unit", "fen")
    text = as_csv(account, unit=unit, since=since, until=until, language=language_now())
    response = StreamingHttpResponse(
        (part.encode() for part in chain((chr(0xFEFF),), text)), content_type="text/csv; charset=utf-8"
    )
    name = f"statement-{shown[0]}-{shown[1]}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]  # streamed, as the statement may be long


def _asked(request: HttpRequest, actor: Actor, account: str) -> tuple[datetime, datetime, tuple[str, str]]:
    """The time asked for, as instants and as days. Raises Http404 where the reader may not read it."""
    if not may_read_account(actor, account):
        raise Http404
    try:
        since, until = days(request.GET.get("since", ""), request.GET.get("until", ""))
    except ValueError:
        since, until = days("", "")
    return since, until, day_texts(since, until)


def _shown(amount: int, unit: str) -> str:
    return format_money(amount) if unit.endswith("fen") else str(amount)


def _mark(cursor: Cursor, balance: int) -> str:
    return f"{cursor.at.isoformat()}~{cursor.case_id}~{cursor.event_seq}~{cursor.line}~{balance}"


def _after(text: str) -> tuple[Cursor | None, int | None]:
    parts = text.split("~")
    try:
        at = datetime.fromisoformat(parts[0])
        numbers = [int(part) for part in parts[1:]]
    except ValueError:
        return None, None
    if len(numbers) != 4 or any(abs(number) > 10**15 for number in numbers) or at.tzinfo is None:
        return None, None
    if wrong_with(at):
        return None, None
    return Cursor(at, *numbers[:3]), numbers[3]
