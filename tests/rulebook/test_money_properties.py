"""Money under random courses: nothing is lost, nothing twice, and what a decision undoes is undone."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rulebook.courses import POLICIES, Course, party, staff

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.money import position, postings
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Borne, Demand, Exhibit, Item, Liability, Order, Party

POLICY = POLICIES["platform-dispute"]
BUYER, SHOP, AMOUNT = "customer:1", "shop:1", 26_800
PEOPLE = (
    staff(1, "agent"), staff(3, "supervisor"), staff(4, "supervisor"), staff(6, "adjudicator"),
    staff(7, "adjudicator"), staff(8, "appeal_reviewer"), staff(9, "appeal_reviewer"),
    staff(10, "executive"), party(BUYER), party(SHOP),
)  # fmt: skip
Ledger = dict[tuple[str, str], int]


def command(dice: Random) -> c.Command:
    """One command that moves money, or decides on what moved."""
    n = dice.choice("1112")
    fen = dice.choice([0, 1, 10_000, AMOUNT, AMOUNT, AMOUNT + 1])
    facts: dict[str, str | int | bool] = {
        fact.id: dice.choice(fact.values) for fact in POLICY.finding.facts
    }  # fmt: skip
    half = dice.choice([5_000, 3_333])
    shares = dice.choice([
        (Liability(SHOP, 10_000, AMOUNT),),
        (Liability(SHOP, half, 9_000), Liability("company", 10_000 - half, 100)),
        (Liability("carrier:yunda", half, 500), Liability(SHOP, 10_000 - half, 1_000)),
        (Liability(BUYER, half, 500), Liability(SHOP, 10_000 - half, 1_000)),
    ])  # fmt: skip
    proof = Exhibit(f"{dice.randrange(10**9):064x}", "sign_receipt", "签收单")
    appeal = c.FileAppeal(
        f"F{n}", dice.choice(["amount", "attribution"]), "不同意", "请求改判", new_exhibits=(proof,)
    )  # fmt: skip
    outcome = dice.choice(["uphold", "reduce", "shift", "annul", "annul", "remand"])
    return dice.choice(
        [
            lambda: c.HoldMoney("有争议", dice.choice([0, 20_000])),
            lambda: c.ReleaseMoney("了结", fen),
            lambda: c.AskAdvance("申请", fen, with_return=dice.random() < 0.6),
            lambda: c.PayAdvance(f"D{n}", dice.choice([0, 0, 10_000])),
            lambda: c.PayAdvance(f"D{n}"),
            lambda: c.DenyAdvance(f"D{n}", "不符合"),
            lambda: c.ConfirmReturn(f"D{n}", "已签收"),
            lambda: c.TakeBackAdvance(f"D{n}", "未退货"),
            lambda: c.RecoverAdvance(f"D{n}", "追偿", dice.choice([(), (), (Borne(SHOP, fen),)])),
            lambda: c.WriteOffAdvance(f"D{n}", "核销"),
            lambda: c.ShipReturn("SF1", "carrier:shunfeng"),
            lambda: c.ReceiveGoods("G1", "签收底单"),
            lambda: c.CheckGoods("G1", in_order=True),
            lambda: c.ReportLost("G1", "丢件"),
            lambda: c.MakeFinding(facts, "查明如上", dice.choice([(), shares]), deviation="另有原因"),
            lambda: appeal,
            lambda: c.DecideAppeal(
                f"A{n}", outcome, "复核如上", shares if outcome in ("reduce", "shift") else ()
            ),
            lambda: c.AcceptFinding(f"F{n}"),
            lambda: c.FollowUp(satisfied=True, text="满意"),
            lambda: c.CloseCase("起因", "处理"),
            lambda: c.ReopenCase("新情况"),
            lambda: c.WithdrawCase("撤回"),
        ]
    )()  # type: ignore[no-any-return]  # choice widens


def somebody(dice: Random, asked: c.Command, state: State | None) -> Actor:
    """Mostly whoever could give such a command, so that courses come far; sometimes anybody."""
    fitting: dict[type[c.Command], tuple[Actor, ...]] = {
        c.FileAppeal: (party(SHOP), party(BUYER)), c.MakeFinding: (PEOPLE[3], PEOPLE[4]),
        c.PayAdvance: (PEOPLE[2], PEOPLE[3]), c.AskAdvance: (PEOPLE[1], party(BUYER)),
        c.WriteOffAdvance: (staff(10, "executive"),), c.ShipReturn: (party(BUYER),),
        c.CheckGoods: (party(SHOP),), c.WithdrawCase: (party(BUYER),),
    }  # fmt: skip
    if isinstance(asked, c.DecideAppeal) and state is not None and asked.id in state.appeals:
        reviewer = state.appeals[asked.id].reviewer
        return next((one for one in PEOPLE if one.ref == reviewer), PEOPLE[5])
    known = fitting.get(type(asked), PEOPLE)
    return dice.choice(known if dice.random() < 0.8 else PEOPLE)


def begin(course: Course) -> None:
    """A dispute about a lamp whose money is held."""
    opening = c.OpenCase(
        channel="web", complainant=Party(BUYER, "张女士", "13800000000"),
        respondents=(Party(SHOP, "店铺"),), description="台灯开裂，质量问题，要求退款",
        demands=(Demand("refund", AMOUNT),), order_no="N-1", amount_fen=AMOUNT,
        order=Order("N-1", (Item("台灯", 1, AMOUNT),), AMOUNT, shop=SHOP, carrier="carrier:yunda"),
    )  # fmt: skip
    course.attempt(opening, party(BUYER))
    course.attempt(c.HoldMoney("有争议"), PEOPLE[1])


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A dispute of some forty attempts, with days going by."""
    dice = Random(draw(st.integers(0, 2**32)))
    course = Course(POLICY)
    begin(course)
    for _ in range(draw(st.integers(5, 60))):
        course.now += timedelta(hours=dice.choice([0, 0, 1, 5, 30, 100, 200]))
        asked = command(dice)
        course.attempt(asked, somebody(dice, asked, course.state))
    course.now += timedelta(days=dice.choice([0, 60]))
    course.clock()
    return course


many = settings(max_examples=300, deadline=None)


def balances(state: State | None) -> Ledger:
    """What the accounts of a case must have by its state."""
    found: Ledger = {}
    for item in position(state).values() if state is not None else ():
        for account, amount in ((item.source, -item.amount), (item.target, item.amount)):
            found[account, item.unit] = found.get((account, item.unit), 0) + amount
    return {key: amount for key, amount in found.items() if amount}


@pytest.mark.rule("FND-4")
@pytest.mark.rule("APP-15")
@many
@given(courses())
def test_ledger_follows_the_state_through_every_event(course: Course) -> None:
    state: State | None = None
    ledger: Ledger = {}
    standing: dict[str, int] = {}  # how often each item is booked and not undone
    for event, at, _ in course.log:
        before = state
        state = evolve(before, event, at)
        sums: dict[str, int] = {}
        for side in postings(before, state):
            sums[side.unit] = sums.get(side.unit, 0) + side.amount
            ledger[side.account, side.unit] = ledger.get((side.account, side.unit), 0) + side.amount
            standing[side.item] = standing.get(side.item, 0) + (-1 if side.counter else 1)
        assert not any(sums.values()), (event, sums)
        assert {key: amount for key, amount in ledger.items() if amount} == balances(state)
        assert set(standing.values()) <= {0, 2}, (event, standing)  # two sides, or undone: never twice
        short = {key: amount for key, amount in ledger.items() if key[0].startswith(("held:", "frozen:"))}
        assert min(short.values(), default=0) >= 0, (event, short)


@pytest.mark.rule("FND-4")
@many
@given(courses())
def test_buyer_never_gets_more_than_the_dispute_is_about(course: Course) -> None:
    state: State | None = None
    for event, at, _ in course.log:
        state = evolve(state, event, at)
        received = sum(
            item.amount
            for item in position(state).values()
            if item.target == BUYER and item.unit == "fen"
        )  # fmt: skip
        assert received <= AMOUNT, event


@pytest.mark.rule("FND-4")
@pytest.mark.rule("FND-2")
@many
@given(courses())
def test_ended_case_leaves_the_fund_whole_and_nothing_held(course: Course) -> None:
    assert course.state is not None
    if course.state.status not in ("closed", "withdrawn"):
        return
    money = balances(course.state)
    assert money.get(("fund", "fen"), 0) == 0
    assert not [key for key in money if key[0].startswith(("held:", "frozen:"))]


def test_random_courses_reach_every_end_of_an_advance() -> None:
    """The properties above would prove little if the dice never came so far."""
    seen: set[str] = set()
    for seed in range(300):
        dice = Random(seed)
        course = Course(POLICY)
        begin(course)
        for _ in range(60):
            course.now += timedelta(hours=dice.choice([0, 0, 1, 5, 30, 100, 200]))
            asked = command(dice)
            course.attempt(asked, somebody(dice, asked, course.state))
        seen |= {e.type_of(event) for event, _, _ in course.log}
    assert {
        "money_held", "money_released", "advance_asked", "advance_denied", "advance_paid",
        "advance_return_missed", "advance_freed", "advance_taken_back", "advance_recovered",
        "advance_written_off", "appeal_decided", "finding_final", "case_closed", "case_withdrawn",
    } <= seen  # fmt: skip


@pytest.mark.rule("FND-1")
def test_final_finding_that_recovers_an_advance_releases_held_money_once() -> None:
    facts: dict[str, str | int | bool] = {
        "claim": "received", "delivery": "lost", "goods": "conforming", "returned": "in_order",
    }  # fmt: skip
    against_buyer = (Liability(BUYER, 10_000, AMOUNT),)
    course = Course(POLICY)
    begin(course)
    steps: tuple[tuple[int, c.Command, Actor], ...] = (
        (8, c.AskAdvance("申请", 1), party(BUYER)),
        (20, c.PayAdvance("D1"), PEOPLE[2]),
        (3, c.MakeFinding(facts, "查明如上", against_buyer, deviation="另有原因"), PEOPLE[4]),
    )
    for days, asked, by in steps:
        course.now += timedelta(days=days)
        course.clock()
        assert not isinstance(course.attempt(asked, by), Refusal)
    course.now += timedelta(days=30)
    course.clock()
    released = [event for event, _, _ in course.log if isinstance(event, e.MoneyReleased)]
    assert released == [e.MoneyReleased(buyer_fen=0, seller_fen=AMOUNT, because="advance_recovered")]
