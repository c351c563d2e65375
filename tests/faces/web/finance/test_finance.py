"""The pages of finance: who opens them, what they show, what is booked and sent again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.ledger import actions, paying, queries
from gongdao.ledger.models import Payout
from gongdao.ledger.sandbox import SandboxGateway

pytestmark = [pytest.mark.rule("FND-4"), pytest.mark.django_db]
KEY = "202405-001-7-2"
PAGES = ["/finance/", "/finance/accounts/", "/finance/reconcile/", f"/finance/payouts/{KEY}/"]


@pytest.fixture
def refused(scene: Company, settings: Any, tmp_path: Path) -> str:
    """A payout that the gateway refused; the sandbox writes into a folder of the test."""
    settings.PAYOUT_SANDBOX = str(tmp_path)
    now = timezone.now() - timedelta(minutes=5)
    paying.order(key=KEY, case_id=2024050000001, payee="customer:1", amount_fen=19_900, at=now)
    paying.pay(KEY, now=now, by=SandboxGateway(tmp_path, ["refuse"], at=now))
    return KEY


@pytest.mark.parametrize("page", PAGES)
def test_finance_reads_and_others_find_nothing(refused: str, as_: As, page: str) -> None:
    for reader in ("dengfang", "yuanli", "liangdong"):  # finance, auditor, executive
        assert as_(reader).get(page).status_code == 200
    for other in ("zhoumin", "chenjing", "jiayi", "liushifu"):
        assert as_(other).get(page).status_code == 404


def test_stranger_is_led_to_sign_in(client, refused: str) -> None:
    for page in PAGES:
        assert client.get(page).status_code == 302


def test_only_finance_sends_a_refused_payout_again(refused: str, as_: As) -> None:
    assert "重新付款" in as_("dengfang").get(f"/finance/payouts/{KEY}/").content.decode()
    assert "重新付款" not in as_("yuanli").get(f"/finance/payouts/{KEY}/").content.decode()
    for other in ("yuanli", "zhoumin", "jiayi"):
        assert as_(other).post(f"/finance/payouts/{KEY}/retry/").status_code == 404
    assert as_("dengfang").post(f"/finance/payouts/{KEY}/retry/").status_code == 302
    assert (Payout.objects.get().state, Payout.objects.get().round) == ("ordered", 2)
    as_("dengfang").post(f"/finance/payouts/{KEY}/retry/")
    assert Payout.objects.get().round == 2


def test_payouts_are_listed_by_state_with_few_statements(
    refused: str, as_: As, django_assert_max_num_queries
) -> None:
    client = as_("dengfang")
    for n in range(60):
        at = timezone.now()
        paying.order(key=f"202405-{n + 100}-1-2", case_id=1, payee="customer:2", amount_fen=100, at=at)
    client.get("/finance/")
    with django_assert_max_num_queries(12):
        html = client.get("/finance/").content.decode()
    assert html.count("202405-") >= 50
    assert KEY not in html
    assert KEY in client.get("/finance/?show=refused").content.decode()
    assert "下一页" in html
    assert client.get("/finance/?show=all").status_code == 404
    assert client.get("/finance/?after=nonsense~x").status_code == 200


def test_voucher_is_booked_once_from_the_page(scene: Company, as_: As) -> None:
    client = as_("dengfang")
    data = {"kind": "fund_in", "amount_fen": "1000.00", "reason": "充值", "key": "k1"}
    assert client.post("/finance/accounts/book/", data).status_code == 302
    assert client.post("/finance/accounts/book/", data).status_code == 302
    assert queries.balances("fund") == {"fen": 100_000}
    assert "¥1,000.00" in client.get("/finance/accounts/").content.decode()
    wrong = client.post(
        "/finance/accounts/book/", data | {"kind": "fund_out", "amount_fen": "1000.01", "key": "k2"}
    )
    assert wrong.status_code == 422
    assert "基金余额不足" in wrong.content.decode()
    assert client.post("/finance/accounts/book/", data | {"amount_fen": "-1", "key": "k3"}).status_code == 422
    for other in ("yuanli", "zhoumin", "jiayi"):
        assert as_(other).post("/finance/accounts/book/", data | {"key": "k4"}).status_code == 404
    assert queries.balances("fund") == {"fen": 100_000}


@pytest.mark.parametrize(
    "query",
    [
        "until=0001-01-05", "until=9999-12-31", "since=0001-01-01&until=0001-01-02", "since=2026-02-30",
        "after=2024-05-06T10:00:00%2B23:59~1~1~1~1", "after=0001-01-01T00:00:00%2B14:00~1~1~1~1",
        "after=2024-05-06T10:00:00~1~1~1~1", "after=2024-05-06~" + "9" * 5000, "unit=dragons",
        "unit=" + "9" * 5000,
    ],
)  # fmt: skip
def test_statement_of_impossible_days_shows_the_usual_ones(scene: Company, as_: As, query: str) -> None:
    client = as_("dengfang")
    for place in ("", "csv/"):
        assert client.get(f"/finance/statement/fund/{place}?{query}").status_code == 200, place
    assert client.get(f"/finance/?{query}".replace("~1~1~1~1", "~x")).status_code == 200


def test_statement_of_a_deposit_is_for_finance_and_its_shop(scene: Company, as_: As) -> None:
    shop = scene.refs["jiayi"]
    account = f"deposit:{shop.replace(':', '-')}"
    now = timezone.now()
    for n in range(60):
        actions.book(
            kind="deposit_in", amount_fen=100, reason="保证金", by="staff:1", now=now, key=f"d{n}", shop=shop
        )
    url = f"/finance/statement/{account}/"
    for reader in ("dengfang", "jiayi"):
        html = as_(reader).get(url).content.decode()
        assert html.count("缴纳保证金") == 50
        assert "¥60.00" in html
    for other in ("muyuan", "zhoumin", "liushifu"):
        assert as_(other).get(url).status_code == 404
        assert as_(other).get(f"{url}csv/").status_code == 404
    more = (
        as_("jiayi")
        .get(url)
        .content.decode()
        .split('rel="next" href="')[1]
        .split('"')[0]
        .replace("&amp;", "&")
    )
    second = as_("jiayi").get(url + more).content.decode()
    assert (second.count("缴纳保证金"), "¥50.00" in second) == (10, True)
    rows = b"".join(as_("jiayi").get(f"{url}csv/").streaming_content).decode().splitlines()
    assert (len(rows), rows[-1].split(",")[-2:]) == (61, ["1.00", "60.00"])


@pytest.mark.parametrize(
    "query",
    ["?since=x", "?until=2024-13-01", "?since=2024-05-02&until=2024-05-01", "?after=1~2", "?unit=none"],
)
def test_statement_bears_any_question(scene: Company, as_: As, query: str) -> None:
    assert as_("dengfang").get(f"/finance/statement/fund/{query}").status_code == 200


def test_reconciliation_of_a_file_shows_what_differs(refused: str, as_: As) -> None:
    client = as_("dengfang")
    text = f"key,payee,amount_fen,reference,at\n{KEY},customer:1,19900,SB1,{timezone.now().isoformat()}\n"
    file = SimpleUploadedFile("statement.csv", text.encode(), content_type="text/csv")
    html = client.post("/finance/reconcile/", {"since": "", "until": "", "file": file}).content.decode()
    assert "账上未记已付" in html
    assert "出入1处" in html
    bad = SimpleUploadedFile("statement.csv", b"key\n1\n", content_type="text/csv")
    assert client.post("/finance/reconcile/", {"file": bad}).status_code == 422
    broken = SimpleUploadedFile("statement.csv", b"\xff\xfe\x00", content_type="text/csv")
    assert client.post("/finance/reconcile/", {"file": broken}).status_code == 422
    assert (
        client.post("/finance/reconcile/", {"since": "2024-05-02", "until": "2024-05-01"}).status_code == 422
    )
    assert "出入0处" in client.post("/finance/reconcile/", {}).content.decode()
    assert as_("yuanli").post("/finance/reconcile/", {}).status_code == 404


def test_shop_and_technician_find_their_own_statements(scene: Company, as_: As) -> None:
    shop, technician = scene.refs["jiayi"], scene.refs["liushifu"]
    html = as_("jiayi").get("/my/").content.decode()
    assert f"/finance/statement/{shop}/" in html
    assert f"/finance/statement/deposit:{shop.replace(':', '-')}/" in html
    assert f"/finance/statement/{technician}/" in as_("liushifu").get("/my/").content.decode()
    assert as_("liushifu").get(f"/finance/statement/{technician}/").status_code == 200
    assert as_("liushifu").get(f"/finance/statement/{shop}/").status_code == 404
