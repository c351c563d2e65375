"""Payouts over signed HTTP, with a gateway that answers late, twice, wrongly or never (FND-4)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from gongdao.config.payouts import BadPayoutSettings, payout_settings
from gongdao.ledger import paying, queries
from gongdao.ledger.http_gateway import HttpGateway
from gongdao.ledger.models import Payout
from gongdao.ledger.payout import GatewayUnavailable, Order
from gongdao.ledger.reconcile import reconcile
from gongdao.lib import signed_http

from .gateway_server import CLIENT, SECRET, Bank, bank

KEY = "202405-001-7-2"
pytestmark = [pytest.mark.rule("FND-4")]


def gateway(server: Bank, *, secret: str = SECRET, longest_seconds: float = 10) -> HttpGateway:
    return HttpGateway(server.address, client=CLIENT, secret=secret, longest_seconds=longest_seconds)


def ordered(now: datetime, key: str = KEY, amount_fen: int = 19_900) -> str:
    paying.order(key=key, case_id=2024050000001, payee="customer:1", amount_fen=amount_fen, at=now)
    return key


def what(key: str) -> list[str]:
    return [step.what for step in queries.steps_of(key)]


@pytest.mark.django_db
def test_payout_is_paid_once_with_the_reference_of_the_gateway(now: datetime) -> None:
    with bank() as server:
        assert paying.pay(ordered(now), now=now, by=gateway(server)) == "paid"
        assert paying.pay(KEY, now=now + timedelta(days=1), by=gateway(server)) == ""
    assert [(one["key"], one["payee"], one["amount_fen"]) for one in server.paid] == [
        (KEY, "customer:1", 19_900)
    ]
    assert Payout.objects.values_list("state", "reference").get() == ("paid", "B1")
    assert what(KEY) == ["ordered", "sent", "paid"]
    assert server.seen == ["POST /gongdao/payouts"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "asked_again"),
    [
        ("lost", "found"), ("never", "found"), ("drip", "found"), ("unsigned", "found"), ("forged", "found"),
        ("replayed", "found"), ("elsewhere", "found"), ("moved", "found"), ("unavailable", "sent"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_asked_for_and_paid_once(now: datetime, how: str, asked_again: str) -> None:
    with bank(how) as server:
        # What never ends is waited for no longer than it takes a busy machine to begin.
        one = gateway(server, longest_seconds=1.5 if how in ("never", "drip") else 10)
        assert one.find("another-1") is None  # an answer of ours that can be played again
        assert paying.pay(ordered(now), now=now, by=one) == "ordered"
        payout = Payout.objects.get()
        assert (payout.state, payout.reference, payout.due_at) == ("ordered", "", now + timedelta(seconds=10))
        assert payout.error
        assert len(server.paid) == (how != "unavailable")
        assert paying.pay_due(now=now + timedelta(seconds=10), by=gateway(server)) == 1
    assert len(server.paid) == 1
    assert Payout.objects.get().state == "paid"
    assert what(KEY) == ["ordered", "unavailable", asked_again, "paid"]


@pytest.mark.django_db
def test_answer_that_comes_late_is_asked_for_until_it_is_there(now: datetime) -> None:
    with bank("pending") as server:
        one = gateway(server)
        assert paying.pay(ordered(now), now=now, by=one) == "ordered"
        assert paying.pay_due(now=now + timedelta(seconds=10), by=one) == 1
        assert Payout.objects.get().state == "ordered"
        server.pay({"key": KEY, "payee": "customer:1", "amount_fen": 19_900})
        assert paying.pay_due(now=now + timedelta(seconds=40), by=one) == 1
    assert Payout.objects.get().state == "paid"
    assert len(server.paid) == 1
    assert server.seen.count("POST /gongdao/payouts") == 1


@pytest.mark.django_db
def test_refusal_of_the_gateway_waits_for_finance(now: datetime) -> None:
    with bank("refuse") as server:
        assert paying.pay(ordered(now), now=now, by=gateway(server)) == "refused"
        assert Payout.objects.get().error == "closed"
        assert paying.retry(KEY, actor="staff:5", now=now + timedelta(days=1))
        assert paying.pay_due(now=now + timedelta(days=1), by=gateway(server)) == 1
    assert [one["key"] for one in server.paid] == [f"{KEY}.2"]


@pytest.mark.django_db
def test_nobody_there_is_not_known_either(now: datetime) -> None:
    with bank() as server:
        pass
    assert paying.pay(ordered(now), now=now, by=gateway(server)) == "ordered"
    assert Payout.objects.get().error


@pytest.mark.django_db
def test_a_wrong_secret_pays_nothing(now: datetime) -> None:
    with bank() as server:
        wrong = gateway(server, secret="another secret, of enough characters")
        assert paying.pay(ordered(now), now=now, by=wrong) == "ordered"
        assert server.paid == []
        assert paying.pay_due(now=now + timedelta(seconds=10), by=gateway(server)) == 1
    assert [one["key"] for one in server.paid] == [KEY]


def test_a_key_for_two_orders_pays_the_first_alone() -> None:
    with bank() as server:
        one = gateway(server)
        assert one.send(Order(KEY, "customer:1", 5)).state == "paid"
        assert one.send(Order(KEY, "customer:1", 5)).reference == "B1"
        with pytest.raises(GatewayUnavailable, match="409"):
            one.send(Order(KEY, "customer:1", 6))
    assert len(server.paid) == 1


@pytest.mark.django_db
def test_statement_of_several_pages_is_reconciled(now: datetime) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)
    with bank("", "double") as server:
        one = gateway(server, longest_seconds=5)
        for number in range(5):
            paying.pay(ordered(began, f"202405-00{number}-1-2"), now=datetime.now(UTC), by=one)
        server.take(
            {"key": "unknown-1", "payee": "customer:9", "amount_fen": 3}, refused=False, pending=False
        )
        lines = tuple(one.statement(began, began + timedelta(hours=1)))
        assert tuple(one.statement(began - timedelta(hours=1), began)) == ()
    assert len(lines) == 7
    report = reconcile(lines, since=began, until=began + timedelta(hours=1))
    assert report.matched == 4
    assert [(item.what, item.key) for item in report.differences] == [
        ("double", "202405-001-1-2"), ("missing_here", "unknown-1"),
    ]  # fmt: skip


def test_statement_of_a_silent_gateway_is_no_empty_one() -> None:
    with bank() as server:
        wrong = gateway(server, secret="another secret, of enough characters")
        with pytest.raises(GatewayUnavailable, match="401"):
            wrong.statement(datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 2, tzinfo=UTC))


@pytest.mark.django_db
def test_the_settings_name_the_gateway(now: datetime, settings: Any) -> None:
    with bank() as server:
        settings.PAYOUT_HTTP = {"address": server.address, "client": CLIENT, "secret": SECRET}
        assert paying.pay(ordered(now), now=now) == "paid"
    assert len(server.paid) == 1


def test_without_an_address_no_money_moves() -> None:
    assert payout_settings()["address"] == ""
    assert settings.PAYOUT_HTTP["address"] == ""


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("http://pay.example.com", SECRET), ("ftp://127.0.0.1", SECRET), ("https://", SECRET),
        ("https://user:word@pay.example.com", SECRET), ("https://pay.example.com?a=1", SECRET),
        ("https://pay.example.com", "short"), ("https://pay.example.com", ""),
    ],
)  # fmt: skip
def test_a_gateway_that_cannot_be_trusted_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, address: str, secret: str
) -> None:
    monkeypatch.setenv("GONGDAO_PAYOUT_URL", address)
    monkeypatch.setenv("GONGDAO_PAYOUT_SECRET", secret)
    with pytest.raises(BadPayoutSettings, match="GONGDAO_PAYOUT"):
        payout_settings()


def test_the_document_tells_how_it_is_signed() -> None:
    """The example of docs/payouts.md, computed by hand from its lines."""
    import hmac
    from hashlib import sha256

    body = b'{"key": "202405-001-7-2"}'
    lines = [
        "gongdao-1",
        "request",
        "POST",
        "/gongdao/payouts",
        "1714960800",
        "0f3a",
        KEY,
        sha256(body).hexdigest(),
    ]
    guide = Path(__file__).parents[3].joinpath("docs", "payouts.md").read_text(encoding="utf-8")
    assert all(line in guide for line in lines[:6])
    wanted = hmac.new(SECRET.encode(), "\n".join(lines).encode(), sha256).hexdigest()
    assert wanted == signed_http.request_signature(
        SECRET, method="POST", target="/gongdao/payouts", time="1714960800", nonce="0f3a", key=KEY, body=body
    )
