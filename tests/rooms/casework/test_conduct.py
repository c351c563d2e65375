"""Points and sanctions as stored: counted under a lock, reversed everywhere, ended by the clock (PEN-2…9)."""

from datetime import UTC, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from gongdao.casework.actions import handle, rebase
from gongdao.casework.conduct import standing_of
from gongdao.casework.lapses import sweep_until_done
from gongdao.casework.models import Points, Sanction
from gongdao.casework.outcome import CaseNotFound, Outcome
from gongdao.casework.store import case_for
from gongdao.jobs.tasks import rebase_sanctions
from gongdao.ledger.queries import balances
from gongdao.policies import queries as policies
from gongdao.policies.actions import publish
from gongdao.policies.loading import read_bytes, shipped
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import OldPoints, Party

from .company import DAY, HOUR, Company
from .shop import CONDUCT, OTHER_SHOP, SHOP, Bench
from .test_together import together

THE_SHOP = Party(SHOP.ref, name="车品店")
ADMINISTRATOR = Actor(ref="staff:1", roles=frozenset({"administrator"}), refs=frozenset({"staff:1"}))


@pytest.fixture
def bench(company: Company) -> Bench:
    return Bench(company)


@pytest.mark.rule("PEN-1", "PEN-2")
def test_points_of_earlier_cases_are_counted_and_booked(bench: Bench, company: Company) -> None:
    first = bench.judged("a", 8, at=company.now)
    assert first.state.points["D1"].points == 8
    second = bench.judged("a", 4, at=company.now + DAY)
    assert list(second.state.sanctions) == ["X1"]
    assert second.state.sanctions["X1"].threshold == 12
    assert balances(SHOP.ref) == {"points_a:2024": 12}
    rows = Sanction.objects.values_list("shop", "threshold", "status", "measures")
    assert list(rows) == [(SHOP.ref, 12, "running", ["shop_hidden"])]


@pytest.mark.rule("PEN-2")
def test_points_of_another_shop_are_not_counted(bench: Bench, company: Company) -> None:
    bench.judged("a", 8, at=company.now, shop=OTHER_SHOP.ref)
    assert bench.judged("a", 8, at=company.now + DAY).state.sanctions == {}


@pytest.mark.rule("PEN-2", "PEN-4")
@pytest.mark.parametrize("points", [(6, 6), (8, 8), (12, 12)])
def test_two_findings_at_once_cross_each_threshold_once(
    open_company: Company, points: tuple[int, int]
) -> None:
    bench = Bench(open_company)
    at = open_company.now + 7 * DAY
    cases = [bench.charged("a", at=open_company.now) for _ in points]
    judges = (open_company.adjudicator, bench.other_judge)
    outcomes = together(
        *(
            lambda case=case, judge=judge, amount=amount: open_company.act(  # type: ignore[misc]  # bound early
                bench.finding(amount), judge, case, at
            )
            for case, judge, amount in zip(cases, judges, points, strict=True)
        )
    )
    assert all(isinstance(outcome, Outcome) for outcome in outcomes), outcomes
    wanted = [12 * n for n in range(1, sum(points) // 12 + 1)]
    assert sorted(Sanction.objects.values_list("threshold", flat=True)) == wanted
    totals = sorted(entry.points for entry in Points.objects.all())
    assert totals == sorted(points)


@pytest.mark.rule("PEN-2", "PEN-9")
def test_finding_and_reversal_at_once_agree_on_the_points(open_company: Company) -> None:
    """Eight points are reversed while four more are given: no sanction stands without its ground."""
    bench = Bench(open_company)
    first = bench.judged("a", 8, at=open_company.now)
    bench.appealed(first, at=open_company.now + HOUR)
    second = bench.charged("a", at=open_company.now)
    at = open_company.now + 7 * DAY
    decision = c.DecideAppeal("A1", "annul", "聊天记录属实")
    together(
        lambda: open_company.act(decision, open_company.reviewer, first, at),
        lambda: open_company.act(bench.finding(4), open_company.adjudicator, second, at),
    )
    rebase(SHOP.ref, at + HOUR)
    assert list(Sanction.objects.exclude(status="lifted")) == []
    assert balances(SHOP.ref)["points_a:2024"] == 4


@pytest.mark.rule("PEN-9", "APP-15")
def test_won_appeal_lifts_its_sanction_and_that_of_another_case(bench: Bench, company: Company) -> None:
    first = bench.judged("a", 8, at=company.now)
    second = bench.judged("a", 4, at=company.now + DAY)
    assert second.state.sanctions["X1"].status == "running"
    bench.won(first, at=company.now + 2 * DAY)
    assert ProcrastinateJob.objects.filter(task_name="casework.rebase_sanctions").count() == 1
    assert rebase(SHOP.ref, company.now + 2 * DAY) == 1
    assert rebase(SHOP.ref, company.now + 2 * DAY) == 0
    state = case_for(SYSTEM, second.number, lock=False).state
    assert (state.points["D1"].points, state.sanctions["X1"].status) == (4, "lifted")
    assert balances(SHOP.ref) == {"points_a:2024": 4}


@pytest.mark.rule("PEN-9", "APP-15")
def test_job_lifts_what_lost_its_ground(bench: Bench, company: Company) -> None:
    first = bench.judged("a", 8, at=company.now)
    bench.judged("a", 4, at=company.now + DAY)
    bench.won(first, at=company.now + 2 * DAY)
    rebase_sanctions(SHOP.ref)
    assert Sanction.objects.get().status == "lifted"


@pytest.mark.rule("PEN-9")
def test_sanction_with_its_ground_is_not_lifted_by_anybody(bench: Bench, company: Company) -> None:
    case = bench.judged("a", 12, at=company.now)
    with pytest.raises(Refused) as refused:
        company.act(c.LiftSanction("X1"), company.supervisor, case, company.now + HOUR)
    assert refused.value.refusal.code == "still_reached"
    assert Sanction.objects.get().status == "running"


@pytest.mark.rule("PEN-4")
def test_sanctions_end_by_themselves_and_the_case_closes(bench: Bench, company: Company) -> None:
    case = bench.judged("b", 24, at=company.now)
    assert [item.step for item in case.state.sanctions.values()] == ["b_12", "b_24"]
    sweep_until_done(company.now + 7 * DAY - HOUR)
    assert sorted(Sanction.objects.values_list("step", "status")) == [
        ("b_12", "running"),
        ("b_24", "running"),
    ]
    sweep_until_done(company.now + 7 * DAY)
    assert sorted(Sanction.objects.values_list("step", "status")) == [("b_12", "ended"), ("b_24", "running")]
    sweep_until_done(company.now + 30 * DAY)
    state = case_for(SYSTEM, case.number, lock=False).state
    assert state.status == "closed"
    assert {item.ended_at for item in state.sanctions.values()} == {
        company.now + 7 * DAY, company.now + 14 * DAY
    }  # fmt: skip


@pytest.mark.rule("PEN-6")
def test_second_violation_of_its_kind_is_not_corrected_again(bench: Bench, company: Company) -> None:
    for number in range(2):
        at = company.now + number * DAY
        case = company.open(
            policy=CONDUCT, now=at, respondents=(THE_SHOP,), category="listing", department="orders"
        )
        company.act(c.ChargeViolation("duplicate_listing", "重复铺货"), company.supervisor, case, at)
        order = c.OrderCorrection("下架重复的商品")
        if number:
            with pytest.raises(Refused) as refused:
                company.act(order, company.supervisor, case, at)
            assert refused.value.refusal.code == "not_the_first"
            continue
        company.act(order, company.supervisor, case, at)
        company.act(c.ReportCorrection("已下架"), SHOP, case, at)
        company.act(c.CheckCorrection(accepted=True, reason="已核对"), company.supervisor, case, at)
    assert list(Points.objects.values_list("entry", "points")) == [("correction", 0)]
    assert standing_of(SHOP.ref).held[0].violation == "duplicate_listing"


@pytest.mark.rule("PEN-1")
def test_violation_is_judged_by_the_law_of_its_day_or_a_lighter_one(bench: Bench, company: Company) -> None:
    path = next(path for path in shipped() if path.parent.name == "merchant_conduct")
    text = read_bytes(path).decode()
    for old, new in (
        ("version: 2024-01", "version: 2024-05"),
        (
            "since: 2024-01-01",
            "since: 2024-05-10, early: {because: lighter, reason: {zh: 扣分减轻, en: Fewer points}}",
        ),
        ("points: 4\n      least: 2\n      most: 12\n", "points: 2\n      least: 1\n      most: 3\n"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    publish(text.encode(), actor=ADMINISTRATOR, now=company.now)
    policies.forget_list()
    case = bench.charged("a", at=company.now)
    assert case.state.policy_version == "2024-01"
    finding = c.MakeFinding({"severity": "ordinary"}, "属实")
    judged = company.act(finding, company.adjudicator, case, company.now + 7 * DAY)
    assert (judged.state.points["D1"].points, judged.state.points["D1"].law) == (2, "2024-05")
    late = company.open(
        policy=CONDUCT, now=company.now + 7 * DAY, respondents=(THE_SHOP,), category="listing",
        department="orders", acted_at=company.now,
    )  # fmt: skip
    assert late.state.policy_version == "2024-01"
    wrong = company.open(
        policy=CONDUCT,
        now=company.now + 7 * DAY,
        respondents=(THE_SHOP,),
        category="listing",
        department="orders",
    )
    charge = c.ChargeViolation("duplicate_listing", "旧案", acted_at=company.now)
    with pytest.raises(Refused) as refused:
        company.act(charge, company.supervisor, wrong, company.now + 7 * DAY)
    assert refused.value.refusal.code == "other_law_at_the_act"


@pytest.mark.rule("PEN-9", "INT-8")
def test_case_of_a_shop_is_nobody_elses(bench: Bench, company: Company) -> None:
    case = bench.judged("a", 12, at=company.now)
    with pytest.raises(CaseNotFound):
        handle(c.AcceptFinding("F1"), actor=OTHER_SHOP, now=company.now, number=case.number)
    with pytest.raises(Refused) as refused:
        company.act(c.CheckCorrection(accepted=True, reason="我自己看过"), SHOP, case, company.now)
    assert refused.value.refusal.code == "not_permitted"


@pytest.mark.rule("PEN-5")
def test_old_points_are_converted_once_for_a_shop(bench: Bench, company: Company) -> None:
    old = c.ConvertPoints((OldPoints(24, datetime(2010, 3, 1, tzinfo=UTC)),))
    first, second = (
        company.open(
            policy=CONDUCT,
            now=company.now,
            respondents=(THE_SHOP,),
            category="old_points",
            department="orders",
        )
        for _ in "12"
    )
    company.act(old, company.adjudicator, first)
    assert balances(SHOP.ref) == {"points_a:2024": 24, "points_b:2024": 6}
    with pytest.raises(Refused) as refused:
        company.act(old, company.adjudicator, second)
    assert refused.value.refusal.code == "already_done"
    assert bench.judged("a", 4, at=company.now + DAY).state.sanctions == {}
