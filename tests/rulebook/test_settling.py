"""Offers, returns, proposals, remedies and the end of a case: what is refused, and to whom."""

import pytest
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook.notices import notices
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Item, Terms

from .courses import POLICIES, Course, opening
from .steps import (
    ADJUDICATOR,
    AGENT,
    BUYER,
    BY_REF,
    HALVES,
    OTHER,
    SHOP,
    SUPERVISOR,
    TECHNICIAN,
    appeal,
    disputed,
    do,
    final,
    finding,
    owed,
    returning,
    told,
    work_order,
)

REFUND = Terms("refund", 60_000)


def state_of(course: Course) -> State:
    assert course.state is not None
    return course.state


def complaint(policy: str = "complaint-desk", **changes: object) -> Course:
    course = Course(POLICIES[policy])
    do(course, replace(opening(course.policy), **changes), BUYER)
    return course


# --- between the two sides -------------------------------------------------------------------------------


@pytest.mark.rule("RES-4", "SLA-4")
def test_platform_is_called_once_by_a_side_and_steps_in_once_as_neither() -> None:
    course = disputed()
    assert told(course, c.AskStepIn("协商不成"), BY_REF[TECHNICIAN]) == ("RES-4", "not_a_party")
    assert told(course, c.StepIn("平台介入"), AGENT) == ("SLA-4", "not_in_this_state")
    do(course, c.AskStepIn("协商不成"), BUYER)
    assert told(course, c.AskStepIn("协商不成"), SHOP) == ("RES-4", "already_done")
    own = replace(AGENT, refs=AGENT.refs | {SHOP.ref})
    assert told(course, c.StepIn("平台介入"), own) == ("SLA-4", "conflict_of_interest")
    do(course, c.StepIn("平台介入"), AGENT)
    assert told(course, c.StepIn("平台介入"), AGENT) in {
        ("SLA-4", "already_done"), ("SLA-4", "not_in_this_state"),
    }  # fmt: skip


@pytest.mark.rule("SLA-12")
@pytest.mark.parametrize(
    "command",
    [c.ShipReturn("SF1"), c.ReceiveGoods(), c.CheckGoods("G1", in_order=True), c.ReportLost("G1", "丢件")],
)
def test_policy_without_goods_knows_no_returns(command: c.Command) -> None:
    assert told(work_order(), command, BUYER) == ("SLA-12", "not_offered_by_policy")


@pytest.mark.rule("SLA-12")
def test_return_names_its_waybill_and_a_remedy_that_is_owed() -> None:
    course = disputed()
    assert told(course, c.ShipReturn("SF1"), SHOP) == ("SLA-12", "not_a_party")
    assert told(course, c.ShipReturn("SF1"), BUYER) == ("SLA-12", "return_not_agreed")
    do(course, c.MakeOffer((Terms("return_refund", 60_000),), "退货退款"), SHOP)
    assert told(course, c.ShipReturn("SF1"), BUYER) == ("SLA-12", "return_not_agreed")
    do(course, c.AnswerOffer("O1", accepted=True), BUYER)
    assert told(course, c.ShipReturn(" "), BUYER) == ("SLA-12", "missing_fields")
    assert told(course, c.ShipReturn("SF1", remedy="R2"), BUYER) == ("SLA-12", "bad_value")
    do(course, c.ShipReturn("SF1", remedy="R1"), BUYER)


@pytest.mark.rule("SLA-12")
def test_nothing_is_sent_back_where_no_shop_is_named() -> None:
    shipped = POLICIES["platform-dispute"]
    course = Course(replace(shipped, intake=replace(shipped.intake, required=())))
    do(course, replace(opening(course.policy), respondents=()), BUYER)
    do(course, c.ProposeRemedies((Terms("return_refund", 60_000),), "退货退款"), AGENT)
    do(course, c.AnswerProposal("P1", accepted=True), BUYER)
    assert told(course, c.ShipReturn("SF1"), BUYER) == ("SLA-12", "missing_fields")


@pytest.mark.rule("SLA-12")
def test_return_is_received_once_by_the_shop_or_by_staff_with_proof() -> None:
    course = returning()
    do(course, c.ShipReturn("SF1"), BUYER)
    check = c.CheckGoods("G1", in_order=True)
    assert told(course, check, SHOP) == ("SLA-12", "not_in_this_state")
    for who, proven, code in ((BUYER, "签收", "not_a_party"), (AGENT, " ", "proof_needed")):
        assert told(course, c.ReceiveGoods("G1", proven), who) == ("SLA-12", code)
    assert told(course, c.ReceiveGoods("G2"), SHOP) == ("SLA-12", "unknown_item")
    do(course, c.ReceiveGoods("G1", "物流签收记录"), AGENT)
    assert told(course, c.ReceiveGoods("G1"), SHOP) == ("SLA-12", "already_done")
    assert told(course, c.ReportLost("G1", "丢件"), AGENT) == ("SLA-12", "not_in_this_state")
    assert told(course, check, BUYER) == ("SLA-12", "not_a_party")
    do(course, check, SHOP)


@pytest.mark.rule("SLA-12")
def test_goods_of_the_order_are_received_once_and_then_may_be_returned() -> None:
    course = returning()
    do(course, c.ReceiveGoods(), BUYER)
    assert told(course, c.ReceiveGoods(), BUYER) == ("SLA-12", "already_done")
    bad = c.CheckGoods("G1", in_order=False, note="灯罩开裂")
    assert told(course, bad, BUYER) == ("SLA-12", "proof_needed")
    do(course, c.ShipReturn("SF1"), BUYER)


# --- proposals and remedies ------------------------------------------------------------------------------


@pytest.mark.rule("RES-2")
@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms("refund", -1), "bad_value"),
        (Terms("refund", 1, units=-1), "bad_value"),
        (Terms("refund", 1, valid_days=-1), "bad_value"),
        (Terms("refund", 1, within="三天"), "bad_value"),
        (Terms("refund", 0), "amount_needed"),
        (Terms("gold", 1), "not_offered_by_policy"),
        (Terms("refund", 1), ""),
    ],
)
def test_what_is_offered_can_be_given(terms: Terms, code: str) -> None:
    given = told(disputed(), c.MakeOffer((terms,), "协商"), SHOP)
    assert given == (("RES-2", code) if code else ("", ""))


@pytest.mark.rule("RES-12")
def test_first_steps_are_those_the_policy_names_for_the_category() -> None:
    course = complaint(category="wrong_goods")
    cash = c.ProposeRemedies((Terms("compensation", 1_000),), "补偿")
    assert told(course, cash, AGENT) == ("RES-12", "respond_first_needed")
    (rule,) = course.policy.remedies.first
    for first, code in (
        (replace(rule, respond=False), "exhibits_needed"),
        (replace(rule, respond=False, exhibits=(), kinds=("apology",)), "not_offered_by_policy"),
        (replace(rule, respond=False, exhibits=(), kinds=()), ""),
    ):
        remedies = replace(course.policy.remedies, first=(first,))
        course.policy = replace(course.policy, remedies=remedies)
        assert told(course, cash, AGENT) == (("RES-12", code) if code else ("", ""))


@pytest.mark.rule("RES-3", "RES-8")
def test_customer_answers_what_was_offered_and_not_what_waits_for_approval() -> None:
    course = complaint("dispute-mediation")
    do(course, c.RespondFirst("您好"), AGENT)
    do(course, c.ProposeRemedies((Terms("compensation", 20_000),), "补偿"), AGENT)
    yes = c.AnswerProposal("P1", accepted=True)
    assert told(course, yes, BUYER) == ("RES-3", "unknown_item")
    assert told(course, replace(yes, proof="录音"), AGENT) == ("RES-3", "not_in_this_state")
    do(course, c.RejectProposal("P1", "过高"), SUPERVISOR)
    for again in (c.ApproveProposal("P1"), c.RejectProposal("P1", "过高")):
        assert told(course, again, SUPERVISOR) == ("RES-8", "already_done")
    assert told(course, c.ApproveProposal("P2"), SUPERVISOR) == ("RES-8", "unknown_item")
    assert told(course, yes, BUYER) == ("RES-3", "unknown_item")
    do(course, c.ProposeRemedies((Terms("apology"),), "道歉"), AGENT)
    other = c.ProposeRemedies((Terms("apology"),), "道歉")
    assert told(course, other, AGENT) == ("RES-3", "proposal_open")
    second = replace(yes, id="P2")
    assert told(course, second, AGENT) == ("RES-3", "proof_needed")
    assert told(course, second, BY_REF[TECHNICIAN]) == ("RES-3", "unknown_item")
    do(course, second, BUYER)
    assert told(course, second, BUYER) == ("RES-3", "already_done")


@pytest.mark.rule("RES-8", "MSG-1")
def test_who_must_approve_gets_one_message_for_one_request() -> None:
    course = complaint()
    do(course, c.RespondFirst("您好"), AGENT)
    length = len(course.log)
    do(course, c.ProposeRemedies((Terms("compensation", 60_000),), "全额补偿"), AGENT)
    state = state_of(course)
    assert (state.overseer, state.proposals["P1"].status) == ("staff:10", "awaiting_approval")
    told_of = [
        notice.code
        for event, _, _ in course.log[length:]
        for notice in notices(event, state)
        if notice.recipient == state.overseer
    ]
    assert told_of == ["approval_asked"]


@pytest.mark.rule("RES-6")
def test_case_stays_on_its_rung_rather_than_being_lifted_to_it() -> None:
    course = complaint("dispute-mediation")
    do(course, c.EscalateCase("不满意"), AGENT)
    same = c.EscalateCase("不满意", rung="supervisor")
    assert told(course, same, AGENT) == ("RES-6", "nothing_to_change")
    assert told(course, replace(same, rung="moon"), AGENT) == ("RES-6", "bad_value")
    assert told(course, replace(same, rung="mediation"), AGENT) == ("RES-6", "top_of_ladder")
    course.policy = replace(course.policy, ladder=course.policy.ladder[:2])
    assert told(course, c.EscalateCase("不满意"), AGENT) == ("RES-6", "top_of_ladder")


@pytest.mark.rule("RES-8", "RES-13")
def test_no_money_is_ordered_without_a_finding() -> None:
    course = work_order()
    for terms in (Terms("refund", 1), Terms("compensation", 1)):
        order = c.OrderRemedy(terms, "须赔付")
        assert told(course, order, SUPERVISOR) == ("RES-8", "not_offered_by_policy")
    do(course, c.OrderRemedy(Terms("apology"), "须道歉"), SUPERVISOR)
    points = c.OrderRemedy(Terms("points", units=10), "须补偿")
    assert told(complaint(), points, SUPERVISOR) == ("RES-8", "not_offered_by_policy")


@pytest.mark.rule("APP-2")
def test_who_accepted_is_not_told_that_time_ran_out() -> None:
    refused = final().attempt(appeal("a"), BY_REF[TECHNICIAN])
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["due_at"]) == ("window_closed", "")


@pytest.mark.rule("RES-9")
def test_remedy_of_a_finding_is_owed_by_whom_it_binds() -> None:
    course = work_order()
    assert told(course, owed(1), SUPERVISOR) == ("RES-9", "unknown_item")
    do(course, finding(*HALVES), ADJUDICATOR)
    assert told(course, owed(1), SUPERVISOR) == ("RES-9", "not_in_this_state")
    assert told(course, owed(1, "shop:1"), SUPERVISOR) == ("RES-9", "not_liable")
    assert told(course, owed(1, ""), SUPERVISOR) == ("RES-9", "not_liable")
    do(course, c.AcceptFinding("F1"), BY_REF[TECHNICIAN])
    do(course, owed(30_000), SUPERVISOR)
    assert told(course, owed(30_000, OTHER), SUPERVISOR) == ("RES-9", "not_in_this_state")


@pytest.mark.rule("RES-9", "FND-3")
def test_what_was_ordered_and_fell_away_can_be_ordered_again() -> None:
    """The buyer sent nothing back, so that the return was given up: the finding still obliges the shop."""
    course = disputed()
    facts = {"claim": "received", "delivery": "proven", "goods": "not_conforming", "returned": "none"}
    do(course, c.MakeFinding(facts, "照片显示灯罩开裂"), ADJUDICATOR)
    do(course, c.AcceptFinding("F1"), SHOP)
    back = c.OrderRemedy(Terms("return_refund", 60_000, obligor=SHOP.ref), "判责已生效", finding="F1")
    do(course, back, SUPERVISOR)
    assert told(course, back, SUPERVISOR) == ("RES-9", "amount_over_loss")
    course.now = state_of(course).deadlines["return_shipping:R1"].due_at
    course.clock()
    assert state_of(course).remedies["R1"].status == "cancelled"
    do(course, back, SUPERVISOR)
    assert told(course, replace(back, terms=Terms("refund", 1, obligor=SHOP.ref)), SUPERVISOR) == (
        "RES-9",
        "amount_over_loss",
    )


@pytest.mark.rule("RES-9")
def test_finding_that_binds_nobody_obliges_to_nothing() -> None:
    course = complaint("dispute-mediation")
    do(course, c.AskStatement(TECHNICIAN, "请说明"), AGENT)
    do(course, c.GiveStatement("S1", "到货时已破损"), BY_REF[TECHNICIAN])
    facts = {fact.id: fact.values[0] for fact in course.policy.finding.facts}
    do(course, c.MakeFinding(facts, "初步判断"), ADJUDICATOR)
    assert not state_of(course).findings["F1"].binding
    assert told(course, owed(1), SUPERVISOR) == ("RES-9", "unknown_item")
    assert told(course, c.AcceptFinding("F1"), BY_REF[TECHNICIAN]) == ("APP-2", "unknown_item")
    do(course, c.MakeFinding({**facts}, "复查后仍然如此"), ADJUDICATOR)  # it is not the last word
    do(course, c.WithdrawCase("已和解"), BUYER)


@pytest.mark.rule("RES-9", "RES-13")
def test_remedy_is_carried_out_once_with_its_proof() -> None:
    course = work_order()
    do(course, c.OrderRemedy(Terms("self_review"), "须检讨"), SUPERVISOR)
    assert told(course, c.CarryOutRemedy("R2", "文件"), AGENT) == ("RES-9", "unknown_item")
    assert told(course, c.CarryOutRemedy("R1", " "), AGENT) == ("RES-9", "proof_needed")
    assert told(course, c.CarryOutRemedy("R1", "文件", " "), AGENT) == ("RES-13", "missing_fields")
    do(course, c.CarryOutRemedy("R1", "文件", "检讨书"), AGENT)
    for again in (c.CarryOutRemedy("R1", "文件", "检讨书"), c.FailRemedy("R1", "未交")):
        assert told(course, again, AGENT) == ("RES-9", "already_done")


@pytest.mark.rule("RES-4", "SLA-4", "RES-9")
def test_platform_steps_in_once_in_each_round() -> None:
    course = disputed()
    ask, step_in = c.AskStepIn("协商不成"), c.StepIn("平台介入")
    for _ in range(2):
        assert told(course, step_in, AGENT) == ("SLA-4", "not_in_this_state")
        do(course, ask, BUYER)
        assert told(course, ask, SHOP) == ("RES-4", "already_done")
        do(course, step_in, AGENT)
        assert state_of(course).deadlines["step_in"].status == "met"
        do(course, c.JudgeEstablishment(established=False, reason="不属实"), AGENT)
        do(course, c.ReopenCase("有新的情况"), AGENT)


@pytest.mark.rule("RES-9", "SLA-4")
@pytest.mark.parametrize("answered", [True, False])
def test_unsatisfied_customer_need_not_call_the_platform_twice(*, answered: bool) -> None:
    """Where the platform never came, the request stands; where it did, a new round begins."""
    course = disputed()
    do(course, c.AskStepIn("协商不成"), BUYER)
    if answered:
        do(course, c.StepIn("平台介入"), AGENT)
    do(course, c.ProposeRemedies((Terms("partial_refund", 100, obligor=SHOP.ref),), "退一部分"), AGENT)
    for who in (BUYER, SHOP):
        do(course, c.AnswerProposal("P1", accepted=True), who)
    do(course, c.CarryOutRemedy("R1", "退款流水"), SHOP)
    do(course, c.FollowUp(satisfied=False, text="仍不满意"), AGENT)
    expected = ("SLA-4", "not_in_this_state") if answered else ("", "")
    assert told(course, c.StepIn("平台介入"), AGENT) == expected


# --- the end ---------------------------------------------------------------------------------------------


@pytest.mark.rule("RES-11")
def test_after_sale_order_is_of_a_kind_of_the_policy_and_done_once() -> None:
    assert told(complaint(), c.OrderAfterSale("repair", "补装"), AGENT) == ("RES-11", "not_offered_by_policy")
    course = work_order()
    do(course, c.OrderAfterSale("repair", "补装"), AGENT)
    assert told(course, c.FinishAfterSale("T1", "完成"), AGENT) == ("RES-11", "not_in_this_state")
    assert told(course, c.DispatchAfterSale("T1", "staff:1"), AGENT) == ("RES-11", "bad_value")
    do(course, c.DispatchAfterSale("T1", TECHNICIAN), AGENT)
    do(course, c.DispatchAfterSale("T1", OTHER), AGENT)  # somebody else goes
    do(course, c.FinishAfterSale("T1", "完成"), AGENT)
    assert told(course, c.DispatchAfterSale("T1", OTHER), AGENT) == ("RES-11", "already_done")
    for command in (c.DispatchAfterSale("T2", OTHER), c.FinishAfterSale("T2", "完成")):
        assert told(course, command, AGENT) == ("RES-11", "unknown_item")


@pytest.mark.rule("DEC-6")
def test_claims_question_is_answered_once_and_otherwise_only_with_a_reason() -> None:
    course = work_order(judged=finding())
    assert told(course, c.DecideClaims(transfer=True), AGENT) == ("DEC-6", "deviation_without_reason")
    do(course, c.DecideClaims(transfer=True, reason="客户另有保险"), AGENT)
    assert told(course, c.DecideClaims(), AGENT) == ("DEC-6", "already_done")
    assert told(complaint(), c.DecideClaims(), AGENT) == ("DEC-6", "not_offered_by_policy")


@pytest.mark.rule("RES-9")
def test_only_a_closed_case_is_reopened_and_only_where_the_policy_lets() -> None:
    course = complaint("dispute-mediation")
    again = c.ReopenCase("客户仍不满意")
    assert told(course, again, AGENT) == ("RES-9", "not_in_this_state")
    do(course, c.JudgeEstablishment(established=False, reason="不属实"), AGENT)
    assert state_of(course).status == "closed"
    shipped = course.policy
    course.policy = replace(shipped, closing=replace(shipped.closing, reopen=False))
    assert told(course, again, AGENT) == ("RES-9", "not_in_this_state")
    course.policy = shipped
    do(course, again, AGENT)


@pytest.mark.rule("RES-10")
@pytest.mark.parametrize("remedies_done", [True, False])
def test_work_left_holds_a_case_open_where_the_policy_says_so(*, remedies_done: bool) -> None:
    course = final()
    do(course, c.OrderAfterSale("repair", "补装"), AGENT)
    closing = replace(course.policy.closing, remedies_done=remedies_done, follow_up=False, claims=None)
    course.policy = replace(course.policy, closing=closing)
    given = told(course, c.CloseCase("安装货损", "已赔付"), AGENT)
    assert given == (("RES-10", "remedies_open") if remedies_done else ("", ""))


@pytest.mark.rule("INT-1")
def test_complainant_withdraws_until_somebody_is_judged() -> None:
    course = work_order(judged=finding())
    assert told(course, c.WithdrawCase("已和解"), BUYER) == ("INT-1", "not_in_this_state")
    do(work_order(), c.WithdrawCase("已和解"), BUYER)


@pytest.mark.rule("SLA-2")
def test_case_is_marked_complex_once_and_where_the_policy_knows_it() -> None:
    mark = c.MarkComplex(complex=True, reason="涉及多家")
    elsewhere = complaint("dispute-mediation")
    assert told(elsewhere, mark, AGENT) == ("SLA-2", "not_offered_by_policy")
    course = complaint()
    do(course, mark, AGENT)
    assert told(course, mark, AGENT) == ("SLA-2", "nothing_to_change")


@pytest.mark.rule("RES-12")
def test_order_before_shipping_is_changed_within_what_was_paid() -> None:
    course = complaint()
    change = c.ChangeOrder("2024042800123", "refund", "截图", amount_fen=60_001)
    for wrong, code in (
        (replace(change, order_no="1"), "bad_value"),
        (replace(change, proof=" "), "proof_needed"),
        (replace(change, amount_fen=0), "missing_fields"),
        (change, "amount_over_loss"),
    ):
        assert told(course, wrong, AGENT) == ("RES-12", code)
    more = replace(change, kind="add", items=(Item("灯罩", 1, 70_000),), amount_fen=70_000)
    do(course, more, AGENT)  # what is added may cost more than what was paid
    rule = course.policy.ordering
    assert rule is not None
    course.policy = replace(course.policy, ordering=replace(rule, kinds=("exchange",)))
    assert told(course, replace(change, amount_fen=1), AGENT) == ("RES-12", "not_offered_by_policy")
    assert told(course, c.SignWaybillVoid("W1"), SUPERVISOR) == ("RES-12", "unknown_item")
