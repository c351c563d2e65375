"""Held money and advances: what is refused, to the fen, and who may not."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Borne, Demand, Item, Liability, Order, Party

from .courses import POLICIES, Course, staff
from .steps import ADJUDICATOR, AGENT, BUYER, SHOP, SUPERVISOR, disputed, do, told, work_order

CHIEF = staff(12, "executive", "adjudicator")
HOLD = c.HoldMoney("交易有争议")


def state_of(course: Course) -> State:
    assert course.state is not None
    return course.state


def advanced(amount_fen: int = 60_000, *, with_return: bool = False, by: object = ADJUDICATOR) -> Course:
    """A dispute in which the fund has paid."""
    course = disputed()
    do(course, HOLD, AGENT)
    do(course, c.AskAdvance("卖家不理会", amount_fen, with_return=with_return), AGENT)
    do(course, c.PayAdvance("D1"), by)  # type: ignore[arg-type]  # one of the people
    return course


def judged(course: Course, *shares: Liability) -> None:
    facts = {fact.id: fact.values[0] for fact in course.policy.finding.facts}
    do(course, c.MakeFinding(facts, "已查明", shares, deviation="另有原因"), ADJUDICATOR)


@pytest.mark.rule("FND-1")
@pytest.mark.parametrize("command", [HOLD, c.AskAdvance("卖家不理会", 1), c.PayAdvance("D1")])
def test_policy_without_a_fund_moves_no_money(command: c.Command) -> None:
    assert told(work_order(), command, ADJUDICATOR) == ("FND-1", "not_offered_by_policy")


@pytest.mark.rule("FND-1")
@pytest.mark.parametrize("without", ["order", "shop"])
def test_money_is_held_of_an_order_with_a_shop(without: str) -> None:
    course = Course(POLICIES["platform-dispute"])
    number = "" if without == "order" else "2024042800123"
    opened = c.OpenCase(
        channel="web", complainant=Party(BUYER.ref, "王女士", "13800000000"), description="没有收到货。",
        respondents=() if without == "shop" else (Party(SHOP.ref),), order_no=number, amount_fen=60_000,
        demands=(Demand("refund", 60_000),),
    )  # fmt: skip
    do(course, opened, BUYER)
    assert told(course, HOLD, AGENT) == ("FND-1", "missing_fields")


@pytest.mark.rule("FND-1")
@pytest.mark.parametrize(("amount_fen", "code"), [(-1, "bad_value"), (60_001, "bad_value"), (60_000, "")])
def test_no_more_is_held_than_was_paid(amount_fen: int, code: str) -> None:
    given = told(disputed(), c.HoldMoney("交易有争议", amount_fen), AGENT)
    assert given == (("FND-1", code) if code else ("", ""))


@pytest.mark.rule("FND-1")
def test_nothing_is_held_where_nothing_was_paid_and_nothing_twice() -> None:
    assert told(disputed(0, paid_fen=0), HOLD, AGENT) == ("FND-1", "bad_value")
    course = disputed()
    do(course, HOLD, AGENT)
    assert told(course, HOLD, AGENT) == ("FND-1", "already_done")
    elsewhere = disputed()
    elsewhere.facts = replace(elsewhere.facts, order_held_fen=1)
    assert told(elsewhere, HOLD, AGENT) == ("FND-1", "already_done")


@pytest.mark.rule("FND-1")
@pytest.mark.parametrize(("amount_fen", "code"), [(-1, "bad_value"), (0, "bad_value"), (1, "")])
def test_advance_is_asked_from_one_fen_on(amount_fen: int, code: str) -> None:
    course = disputed()
    do(course, HOLD, AGENT)
    given = told(course, c.AskAdvance("卖家不理会", amount_fen), AGENT)
    assert given == (("FND-1", code) if code else ("", ""))


@pytest.mark.rule("FND-1", "FND-2")
def test_one_advance_at_a_time_and_the_held_money_waits_for_it() -> None:
    course = disputed()
    do(course, HOLD, AGENT)
    do(course, c.AskAdvance("卖家不理会", 10_000, with_return=True), AGENT)
    release = c.ReleaseMoney("交易完成")
    assert told(course, c.AskAdvance("再要", 10_000), AGENT) == ("FND-1", "advance_open")
    assert told(course, release, AGENT) == ("FND-2", "advance_open")
    do(course, c.PayAdvance("D1"), ADJUDICATOR)
    assert told(course, c.AskAdvance("再要", 10_000), AGENT) == ("FND-1", "advance_open")
    assert told(course, release, AGENT) == ("FND-2", "advance_open")


@pytest.mark.rule("FND-1", "INT-2")
def test_nothing_is_advanced_while_the_case_lacks_something() -> None:
    course = Course(POLICIES["platform-dispute"])
    order = Order("2024042800123", items=(Item("吊灯", 1, 60_000),), paid_fen=60_000, shop=SHOP.ref)
    opened = c.OpenCase(
        channel="web", complainant=Party(BUYER.ref, "王女士", "13800000000"), order=order,
        respondents=(Party(SHOP.ref),), description="没有收到货。",
    )  # fmt: skip
    do(course, opened, BUYER)
    assert state_of(course).missing == ("demands",)
    do(course, HOLD, AGENT)
    do(course, c.AskAdvance("卖家不理会", 60_000), AGENT)
    assert told(course, c.PayAdvance("D1"), ADJUDICATOR) == ("FND-1", "missing_fields")
    do(course, c.SupplyDetails(demands=(Demand("refund", 60_000),)), BUYER)
    do(course, c.PayAdvance("D1"), ADJUDICATOR)


@pytest.mark.rule("FND-1")
def test_condition_on_a_fact_asks_for_the_fact_while_it_is_open() -> None:
    course = disputed()
    fund = course.policy.fund
    assert fund is not None
    fact = course.policy.finding.facts[0]
    condition = replace(fund.conditions[0], when=f"{fact.id} == '{fact.values[0]}'")
    course.policy = _with_conditions(course.policy, condition)
    do(course, HOLD, AGENT)
    do(course, c.AskAdvance("卖家不理会", 60_000), AGENT)
    assert told(course, c.PayAdvance("D1"), ADJUDICATOR) == ("FND-1", "missing_fields")
    do(course, c.RecordFacts({fact.id: fact.values[1]}), AGENT)
    assert told(course, c.PayAdvance("D1"), ADJUDICATOR) == ("FND-1", "advance_condition_fails")
    do(course, c.RecordFacts({fact.id: fact.values[0]}), AGENT)
    do(course, c.PayAdvance("D1"), ADJUDICATOR)


def _with_conditions(policy: Policy, *conditions: object) -> Policy:
    assert policy.fund is not None
    return replace(policy, fund=replace(policy.fund, conditions=conditions))


@pytest.mark.rule("FND-3")
def test_advance_is_taken_back_only_once_the_return_is_missed() -> None:
    course = advanced(with_return=True)
    back = c.TakeBackAdvance("D1", "未退货")
    assert told(course, back, SUPERVISOR) == ("FND-3", "return_still_possible")
    while not state_of(course).advances["D1"].missed:
        course.now += timedelta(hours=1)
        course.clock()
    do(course, back, SUPERVISOR)


@pytest.mark.rule("FND-2")
@pytest.mark.parametrize(
    "borne",
    [
        (Borne(SHOP.ref, 60_001),),
        (Borne(SHOP.ref, 30_000), Borne(SHOP.ref, 30_000)),
    ],
    ids=["more_than_was_paid", "one_party_twice"],
)
def test_advance_comes_back_once_and_whole(borne: tuple[Borne, ...]) -> None:
    course = advanced()
    wrong = c.RecoverAdvance("D1", "卖家承担", borne)
    assert told(course, wrong, SUPERVISOR) == ("FND-2", "bad_value")
    half = c.RecoverAdvance("D1", "各担一半", (Borne(SHOP.ref, 30_000), Borne("carrier:yunda", 30_000)))
    do(course, half, SUPERVISOR)
    assert told(course, half, SUPERVISOR) != ("", "")


@pytest.mark.rule("FND-2")
def test_part_is_recovered_and_the_same_part_not_again() -> None:
    course = advanced()
    part = c.RecoverAdvance("D1", "卖家先承担一部分", (Borne("carrier:yunda", 20_000),))
    do(course, part, SUPERVISOR)
    assert state_of(course).advances["D1"].status == "paid"
    assert told(course, part, SUPERVISOR) == ("FND-2", "nothing_to_change")


@pytest.mark.rule("FND-2")
def test_with_a_finding_the_advance_comes_back_as_it_says_and_once_it_is_final() -> None:
    course = advanced()
    judged(course, Liability(SHOP.ref, 5_000, 30_000), Liability("carrier:yunda", 5_000, 30_000))
    recover = c.RecoverAdvance("D1", "按判责")
    assert told(course, recover, SUPERVISOR) == ("FND-2", "bad_value")  # final for nobody yet
    do(course, c.AcceptFinding("F1"), SHOP)  # the fund follows by itself
    mine = (Borne(SHOP.ref, 30_000),)
    assert [item.party for item in state_of(course).advances["D1"].borne] == [SHOP.ref]
    other = c.RecoverAdvance("D1", "按判责", (Borne(SHOP.ref, 29_999),))
    assert told(course, other, SUPERVISOR) == ("FND-2", "bad_value")
    for same in (recover, replace(recover, borne=mine)):
        assert told(course, same, SUPERVISOR) == ("FND-2", "nothing_to_change")


@pytest.mark.rule("FND-4")
def test_who_paid_an_advance_does_not_write_it_off() -> None:
    course = advanced(by=CHIEF)
    assert told(course, c.WriteOffAdvance("D1", "店铺已注销"), SUPERVISOR) == ("FND-4", "not_permitted")
    assert told(course, c.WriteOffAdvance("D1", "店铺已注销"), CHIEF) == ("FND-4", "own_approval")
    do(course, c.WriteOffAdvance("D1", "店铺已注销"), staff(13, "executive"))


@pytest.mark.rule("FND-4", "INT-1")
def test_case_is_not_withdrawn_while_an_advance_is_asked_for() -> None:
    course = disputed()
    do(course, HOLD, AGENT)
    do(course, c.AskAdvance("卖家不理会", 10_000), AGENT)
    assert told(course, c.WithdrawCase("已和解"), BUYER) == ("FND-4", "money_open")
    do(course, c.DenyAdvance("D1", "尚在协商"), ADJUDICATOR)
    do(course, c.WithdrawCase("已和解"), BUYER)


@pytest.mark.rule("FND-4", "INT-1")
def test_case_with_money_of_the_fund_in_it_is_not_withdrawn() -> None:
    course = advanced()
    assert told(course, c.WithdrawCase("已和解"), BUYER) == ("FND-4", "money_open")
    do(course, c.RecoverAdvance("D1", "卖家承担"), SUPERVISOR)
    do(course, c.WithdrawCase("已和解"), BUYER)
