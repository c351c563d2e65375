"""`gongdao ledger`: books vouchers, prints statements, reconciles, and says what it cannot."""

import csv
from io import StringIO
from pathlib import Path

import pytest

pytestmark = [pytest.mark.rule("FND-4"), pytest.mark.xdist_group("cli")]


@pytest.fixture
def cashier(house) -> str:
    """A member of staff who keeps the books."""
    if "cashier" not in {row["username"] for row in house.json("user", "list")}:
        house.json(
            "user", "create", "cashier", "--name", "钱会计", "--number", "F1", "--role", "finance",
            "--generate",
        )  # fmt: skip
    return "cashier"


def test_voucher_is_booked_once_and_shows_in_the_statement(house, cashier):
    book = ("ledger", "book", "fund_in", "1000.00", "--reason", "充值", "--key", "PZ-1", "--as", cashier)
    before = house.json(*book)
    assert before["account"] == "fund"
    assert house.json(*book) == before
    done = house.run("ledger", "statement", "fund", "--as", cashier)
    assert done.returncode == 0, done.stderr
    rows = list(csv.reader(StringIO(done.stdout)))
    assert rows[0] == ["时间", "案件编号", "事件", "事由", "依据", "发生额", "余额"]
    assert rows[-1][3:] == ["基金充值", "FND-4", "1000.00", f"{before['balance_fen'] // 100}.00"]


def test_only_finance_books_and_reads(house, cashier):
    book = ("ledger", "book", "fund_in", "1", "--reason", "x", "--key", "PZ-2", "--as", "zhoumin")
    assert house.json(*book, code=3)["error"]["code"] == "not_permitted"
    assert house.run("ledger", "statement", "fund", "--as", "zhoumin").returncode == 3
    assert house.run("ledger", "statement", "fund").returncode == 0  # the administrator may read


@pytest.mark.parametrize("yuan", ["0", "-1", "1.005", "much", "NaN", "1e99"])
def test_amount_that_is_none_is_refused(house, cashier, yuan):
    done = house.run(
        "ledger", "book", "--reason", "x", "--key", "PZ-3", "--as", cashier, "--json", "fund_in", "--", yuan
    )
    assert done.returncode == 2, done.stdout


def test_reconciliation_tells_what_differs_and_ends_with_one(house, cashier, tmp_path: Path):
    good = tmp_path / "good.csv"
    good.write_text("key,payee,amount_fen,reference,at\n", encoding="utf-8")
    days = ("--since", "2020-01-01", "--until", "2020-01-31")
    assert house.json("ledger", "reconcile", str(good), *days)["differences"] == []
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "key,payee,amount_fen,reference,at\n202001-001-3-2,customer:1,500,SB1,2020-01-03T10:00:00+08:00\n",
        encoding="utf-8",
    )
    report = house.json("ledger", "reconcile", str(bad), *days, code=1)
    assert [(one["what"], one["theirs_fen"]) for one in report["differences"]] == [("missing_here", 500)]
    assert "渠道已付 ¥5.00" in house.run("ledger", "reconcile", str(bad), *days).stdout


def test_statement_of_the_gateway_that_cannot_be_read_says_where(house, tmp_path: Path):
    file = tmp_path / "bad.csv"
    file.write_text("key,payee,amount_fen,reference,at\na,b,x,c,2020-01-03\n", encoding="utf-8")
    assert "第2行" in house.run("ledger", "reconcile", str(file)).stderr
    assert house.run("ledger", "reconcile", str(tmp_path / "none.csv")).returncode == 2
    assert house.run("ledger", "reconcile", "--since", "2024-05-02", "--until", "2024-05-01").returncode == 2
