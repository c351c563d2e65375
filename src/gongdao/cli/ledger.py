"""`gongdao ledger`: vouchers, statements of account, and reconciliation with the payment gateway."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongdao.cli.options import As, Json, Lang

if TYPE_CHECKING:
    from gongdao.ledger.payout import Line

app = typer.Typer(help="Accounts, payouts and reconciliation. 账户、付款与对账。")

Since = Annotated[str, typer.Option(help="First day, as 2024-05-01. 起始日期。")]
Until = Annotated[str, typer.Option(help="Last day, as 2024-05-31. 截止日期（含）。")]


@app.command()
def reconcile(
    file: Annotated[
        Path | None,
        typer.Argument(help="The gateway's statement (CSV); without it the gateway is asked. 渠道对账单。"),
    ] = None,
    since: Since = "",
    until: Until = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Compare what was paid with what the gateway says it paid. 与支付渠道对账。

    Without days: the last thirty. The exit code is 1 if anything differs. 有出入时返回 1。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.ledger.reconcile import reconcile as compare

        first, end = _span(since, until)
        report = compare(_lines(file, first, end), since=first, until=end)
        if as_json:
            answers.json({
                "since": first, "until": end, "matched": report.matched, "matched_fen": report.matched_fen,
                "differences": [one._asdict() for one in report.differences],
            })  # fmt: skip
        for one in report.differences:
            answers.text(f"ledger.found.{one.what}", **one._asdict())
        answers.text(
            "ledger.reconciled", matched=report.matched, matched_fen=report.matched_fen,
            differences=len(report.differences),
        )  # fmt: skip
        if not report.agrees:
            raise typer.Exit(FAILED)


@app.command()
def book(
    kind: Annotated[str, typer.Argument(help="fund_in, fund_out, deposit_in or deposit_out. 种类。")],
    yuan: Annotated[str, typer.Argument(help="Amount in yuan, as 1000.00. 金额（元）。")],
    reason: Annotated[str, typer.Option(help="What for. 事由。")],
    key: Annotated[str, typer.Option(help="The receipt's number; the same again books nothing. 凭证号。")],
    shop: Annotated[str, typer.Option(help="Whose deposit, as shop:5. 保证金所属店铺。")] = "",
    who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Book money paid into or out of the fund or a shop's deposit. 登记基金或保证金收付。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.casework.accounts import account_text
        from gongdao.cli.acting import actor_named
        from gongdao.ledger import actions, queries
        from gongdao.people.permissions import keeps_accounts
        from gongdao.rulebook.refusal import refuse

        actor = actor_named(who)
        if not keeps_accounts(actor):
            raise refuse("FND-4", "not_permitted", role=["finance"])
        voucher = actions.book(
            kind=kind, amount_fen=_fen(yuan), reason=reason, by=actor.ref, now=timezone.now(), key=key,
            shop=shop,
        )  # fmt: skip
        balance = queries.balances(voucher.account).get("fen", 0)
        if as_json:
            answers.json({"id": voucher.pk, "account": voucher.account, "balance_fen": balance})
        answers.text(
            "ledger.booked",
            account=account_text(voucher.account, answers.language),
            amount_fen=voucher.amount,
            balance_fen=balance,
        )


@app.command()
def statement(
    account: Annotated[str, typer.Argument(help="As fund, held:ORDER, deposit:shop-5, shop:5. 账户。")],
    since: Since = "",
    until: Until = "",
    unit: Annotated[str, typer.Option(help="fen, points, coupon_fen … 单位。")] = "fen",
    who: As = "",
    lang: Lang = "",
) -> None:
    """Print an account's lines as CSV, with the balance after each. 账户明细（CSV）。"""
    from gongdao.cli.answers import answering

    with answering(lang) as answers:
        from gongdao.casework.accounts import as_csv
        from gongdao.cli.acting import actor_named
        from gongdao.people.permissions import may_read_account
        from gongdao.rulebook.refusal import refuse

        if not may_read_account(actor_named(who), account):
            raise refuse("FND-4", "not_permitted", role=["finance"])
        first, end = _span(since, until)
        for text in as_csv(account, unit=unit, since=first, until=end, language=answers.language):
            typer.echo(text, nl=False)


def _lines(file: Path | None, since: datetime, until: datetime) -> "tuple[Line, ...]":
    from gongdao.cli.answers import FAILED, Told
    from gongdao.ledger.paying import gateway
    from gongdao.ledger.payout import GatewayUnavailable
    from gongdao.ledger.reconcile import BadStatement, read_statement

    try:
        if file is None:
            return tuple(gateway().statement(since, until))
        with file.open(encoding="utf-8-sig", newline="") as text:
            return read_statement(text)
    except GatewayUnavailable as error:
        raise Told("gateway_silent", FAILED, why=str(error)) from None
    except BadStatement as bad:
        raise Told("bad_statement", line=bad.line, column=bad.column) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Told("no_such_statement", file=str(file), why=str(error)) from None


def _span(since: str, until: str) -> tuple[datetime, datetime]:
    from gongdao.cli.answers import Told
    from gongdao.ledger.statements import days

    try:
        return days(since, until)
    except ValueError:
        raise Told("bad_days", since=since, until=until) from None


def _fen(yuan: str) -> int:
    from decimal import Decimal, InvalidOperation

    from gongdao.cli.answers import Told

    try:
        fen = Decimal(yuan) * 100
    except InvalidOperation:
        raise Told("bad_yuan", value=yuan) from None
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 < fen <= 10**12:
        raise Told("bad_yuan", value=yuan)
    return int(fen)
