"""The fund at work: locked, counted, paid out with the event, undone when an appeal wins."""

from datetime import timedelta

import pytest
from django.db import connection

from gongdao.casework.actions import handle
from gongdao.casework.lapses import sweep_until_done
from gongdao.casework.outcome import CaseNotFound, Outcome
from gongdao.casework.verify import verify_all
from gongdao.ledger import actions as ledger
from gongdao.ledger import queries
from gongdao.ledger.models import Payout
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Exhibit, Order, Party

from .company import Company, party, stored
from .test_together import together

DISPUTE = "platform-dispute"
SHOP = "shop:5"
pytestmark = [pytest.mark.rule("FND-4")]


def dispute(company: Company, order: str = "N-1", amount_fen: int = 10_000, buyer: str = "customer:1") -> str:
    """A case between buyer and shop whose order money is held and whose advance is asked for."""
    opened = company.open(
        policy=DISPUTE, now=company.now, order_no=order, amount_fen=amount_fen,
        complainant=Party(buyer, "王女士", "13812345678"), respondents=(Party(SHOP, "佳艺灯饰"),),
        order=Order(order, paid_fen=amount_fen, shop=SHOP),
        description="台灯收到后灯罩开裂，质量问题，要求退款。",
    )  # fmt: skip
    do(company, opened.number, c.HoldMoney("交易有争议"), company.supervisor)
    do(company, opened.number, c.AskAdvance("卖家不理会", amount_fen), company.agent)
    return opened.number


def do(company: Company, number: str, command: c.Command, actor: Actor, *, hours: float = 0) -> Outcome:
    return handle(command, actor=actor, number=number, now=company.now + timedelta(hours=hours))


def fill(company: Company, fen: int) -> None:
    ledger.book(kind="fund_in", amount_fen=fen, reason="充值", by="staff:1", now=company.now, key=f"in-{fen}")


def proof(company: Company) -> Exhibit:
    """A purchase invoice whose bytes are stored here."""
    return Exhibit(stored("进货发票", company.now), "purchase_invoice", "进货发票")


def fund() -> int:
    return queries.balances("fund").get("fen", 0)


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'key' FROM procrastinate_jobs WHERE task_name = 'ledger.pay' ORDER BY id"
        )
        return [key for (key,) in cursor.fetchall()]


@pytest.mark.rule("FND-1")
@pytest.mark.django_db
def test_advance_orders_a_payout_and_its_job_with_the_event(company: Company) -> None:
    fill(company, 50_000)
    number = dispute(company)
    do(company, number, c.PayAdvance("D1"), company.supervisor)
    (payout,) = Payout.objects.all()
    assert (payout.payee, payout.amount_fen, payout.state) == ("customer:1", 10_000, "ordered")
    assert jobs() == [payout.key]
    assert (fund(), queries.balances("held:N-1")) == (40_000, {"fen": 10_000})
    assert verify_all().differences == ()


@pytest.mark.django_db
def test_empty_fund_refuses_and_changes_nothing(company: Company) -> None:
    fill(company, 9_999)
    number = dispute(company)
    with pytest.raises(Refused) as caught:
        do(company, number, c.PayAdvance("D1"), company.supervisor)
    assert (caught.value.refusal.code, caught.value.refusal.params) == (
        "fund_exhausted",
        {"amount_fen": 9_999},
    )
    assert (Payout.objects.count(), jobs(), fund()) == (0, [], 9_999)


@pytest.mark.django_db
def test_money_of_an_order_is_held_by_one_case(company: Company) -> None:
    dispute(company)
    with pytest.raises(Refused) as caught:
        dispute(company)
    assert caught.value.refusal.code == "already_done"
    assert queries.balances("held:N-1") == {"fen": 10_000}


@pytest.mark.rule("FND-1")
@pytest.mark.django_db
def test_daily_cap_counts_every_case_of_the_local_day(company: Company) -> None:
    fill(company, 100_000_000)
    for n in range(40):
        number = dispute(company, f"N-{n}", 500_000)
        do(company, number, c.PayAdvance("D1"), company.supervisor)
    number = dispute(company, "N-last", 1)
    with pytest.raises(Refused) as caught:
        do(company, number, c.PayAdvance("D1"), company.supervisor, hours=13.9)  # 23:54 in Shanghai
    assert caught.value.refusal.code == "advance_over_daily_cap"
    do(company, number, c.PayAdvance("D1"), company.supervisor, hours=14)  # the next day


@pytest.mark.rule("FND-3")
@pytest.mark.django_db
def test_buyer_who_returned_nothing_is_not_trusted_again(company: Company) -> None:
    fill(company, 50_000)
    number = dispute(company)
    do(company, number, c.DenyAdvance("D1", "须退货"), company.supervisor)
    do(company, number, c.AskAdvance("退货", 10_000, with_return=True), company.agent)
    do(company, number, c.PayAdvance("D2"), company.supervisor)
    sweep_until_done(company.now + timedelta(days=20))
    assert (fund(), queries.balances(SHOP)["fen"]) == (50_000, 10_000)
    assert queries.balances("customer:1")["unreturned_advance"] == 1
    again = dispute(company, "N-2")
    with pytest.raises(Refused) as caught:
        do(company, again, c.PayAdvance("D1"), company.supervisor)
    assert caught.value.refusal.params == {"condition": "trustworthy"}
    other = dispute(company, "N-3", buyer="customer:3")
    do(company, other, c.PayAdvance("D1"), company.supervisor)
    assert verify_all().differences == ()


@pytest.mark.rule("FND-4")
def test_two_advances_at_once_never_overdraw_the_fund(open_company: Company) -> None:
    fill(open_company, 15_000)
    numbers = [dispute(open_company, f"N-{n}") for n in range(4)]
    results = together(*[
        lambda number=number: do(open_company, number, c.PayAdvance("D1"), open_company.supervisor)
        for number in numbers
    ])  # fmt: skip
    paid = [one for one in results if isinstance(one, Outcome)]
    codes = [one.refusal.code for one in results if isinstance(one, Refused)]
    assert (len(paid), codes) == (1, ["fund_exhausted"] * 3)
    assert (fund(), Payout.objects.count()) == (5_000, 1)


@pytest.mark.rule("APP-15")
@pytest.mark.django_db
def test_won_appeal_undoes_what_was_recovered(company: Company) -> None:
    fill(company, 50_000)
    number = dispute(company)
    do(company, number, c.PayAdvance("D1"), company.supervisor)
    do(company, number, c.RecoverAdvance("D1", "卖家承认"), company.supervisor)
    assert (fund(), queries.balances("held:N-1")["fen"]) == (50_000, 0)
    facts: dict[str, str | int | bool] = {
        "claim": "received", "goods": "unproven", "delivery": "proven", "returned": "none",
    }  # fmt: skip
    do(company, number, c.MakeFinding(facts, "没有提供进货凭证"), company.adjudicator)
    appeal = c.FileAppeal("F1", "attribution", "货物合格", "撤销", new_exhibits=(proof(company),))
    do(company, number, appeal, party(SHOP))
    do(company, number, c.DecideAppeal("A1", "annul", "发票真实"), company.reviewer)
    assert (fund(), queries.balances(SHOP)["fen"], queries.balances("held:N-1")["fen"]) == (40_000, 10_000, 0)
    undone = [one.item for one in queries.entries_of_case(Payout.objects.all()[0].case_id) if one.counter]
    assert undone == ["advance:D1:held"] * 2 + ["advance:D1:counted:shop:5"] * 2
    assert sorted(one.payee for one in Payout.objects.all()) == ["customer:1", SHOP]
    assert verify_all().differences == ()


@pytest.mark.rule("APP-15")
@pytest.mark.django_db
def test_reversal_that_the_fund_cannot_bear_is_refused_whole(company: Company) -> None:
    fill(company, 10_000)
    number = dispute(company)
    do(company, number, c.PayAdvance("D1"), company.supervisor)
    do(company, number, c.RecoverAdvance("D1", "卖家承认"), company.supervisor)
    ledger.book(kind="fund_out", amount_fen=10_000, reason="转出", by="staff:1", now=company.now, key="out")
    facts: dict[str, str | int | bool] = {
        "claim": "received", "goods": "unproven", "delivery": "proven", "returned": "none",
    }  # fmt: skip
    do(company, number, c.MakeFinding(facts, "没有提供进货凭证"), company.adjudicator)
    appeal = c.FileAppeal("F1", "attribution", "货物合格", "撤销", new_exhibits=(proof(company),))
    do(company, number, appeal, party(SHOP))
    with pytest.raises(Refused) as caught:
        do(company, number, c.DecideAppeal("A1", "annul", "发票真实"), company.reviewer)
    assert caught.value.refusal.code == "fund_exhausted"
    fill(company, 10_001)
    do(company, number, c.DecideAppeal("A1", "annul", "发票真实"), company.reviewer)
    assert fund() == 1


@pytest.mark.django_db
def test_colleague_of_the_desk_and_stranger_do_not_touch_the_fund(company: Company) -> None:
    fill(company, 50_000)
    number = dispute(company)
    with pytest.raises(Refused) as caught:
        do(company, number, c.PayAdvance("D1"), company.agent)
    assert caught.value.refusal.code == "not_permitted"
    with pytest.raises(Refused):
        do(company, number, c.PayAdvance("D1"), party(SHOP))
    for stranger in (company.stranger, party("shop:6")):
        with pytest.raises(CaseNotFound):
            do(company, number, c.PayAdvance("D1"), stranger)
    assert Payout.objects.count() == 0


@pytest.mark.django_db
def test_voucher_is_booked_once_and_never_overdraws(company: Company) -> None:
    now = company.now
    first = ledger.book(
        kind="deposit_in", amount_fen=900, reason="保证金", by="staff:1", now=now, key="k", shop=SHOP
    )
    again = ledger.book(
        kind="deposit_in", amount_fen=900, reason="保证金", by="staff:1", now=now, key="k", shop=SHOP
    )
    assert (first.pk, queries.balances("deposit:shop-5")) == (again.pk, {"fen": 900})
    for wanted, values in (
        ("bad_value", {"kind": "deposit_out", "amount_fen": 901, "shop": SHOP}),
        ("bad_value", {"kind": "deposit_in", "amount_fen": 1, "shop": ""}),
        ("bad_value", {"kind": "fund_in", "amount_fen": 0}),
        ("bad_value", {"kind": "gift", "amount_fen": 1}),
        ("fund_exhausted", {"kind": "fund_out", "amount_fen": 1}),
        ("already_done", {"kind": "deposit_in", "amount_fen": 901, "shop": SHOP, "key": "k"}),
    ):
        with pytest.raises(Refused) as caught:
            ledger.book(**({"reason": "试", "by": "staff:1", "now": now, "key": "other"} | values))  # type: ignore[arg-type]  # values are mixed
        assert caught.value.refusal.code == wanted
    assert queries.balances("deposit:shop-5") == {"fen": 900}
