"""Where refusals begin: to the fen and to the minute, and for whoever is too near to a case."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Defect, Liability, Terms

from .courses import FACTS, POLICIES, Course, opening
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
    proof,
    returning,
    reviewer,
    told,
    work_order,
)

# --- money -----------------------------------------------------------------------------------------------


@pytest.mark.rule("SLA-12")
def test_buyer_gets_no_more_of_the_held_money_than_is_disputed() -> None:
    course = disputed(20_000)
    do(course, c.HoldMoney("交易有争议"), AGENT)
    assert told(course, c.ReleaseMoney("协商一致", 20_001), AGENT) == ("SLA-12", "bad_value")
    do(course, c.ReleaseMoney("协商一致", 20_000), AGENT)


@pytest.mark.rule("FND-4")
def test_nothing_is_advanced_that_the_buyer_has_got_meanwhile() -> None:
    course = disputed()
    do(course, c.HoldMoney("交易有争议"), AGENT)
    do(course, c.AskAdvance("卖家不理会", 60_000), AGENT)
    do(course, c.MakeOffer((Terms("partial_refund", 10_000),), "先退一部分"), SHOP)
    do(course, c.AnswerOffer("O1", accepted=True), BUYER)
    do(course, c.CarryOutRemedy("R1", "流水号1"), AGENT)
    assert told(course, c.PayAdvance("D1"), ADJUDICATOR) == ("FND-4", "bad_value")
    do(course, c.PayAdvance("D1", 50_000), ADJUDICATOR)


@pytest.mark.rule("FND-1")
def test_cap_of_a_case_counts_what_was_advanced_in_it_before() -> None:
    course = disputed(600_000, paid_fen=600_000)
    do(course, c.HoldMoney("交易有争议"), AGENT)
    do(course, c.AskAdvance("卖家不理会", 300_000), AGENT)
    do(course, c.PayAdvance("D1"), ADJUDICATOR)
    do(course, c.AskAdvance("其余部分", 200_001), AGENT)
    assert told(course, c.PayAdvance("D2"), ADJUDICATOR) == ("FND-1", "advance_over_case_cap")
    do(course, c.PayAdvance("D2", 200_000), ADJUDICATOR)


@pytest.mark.rule("RES-4")
def test_offer_binds_nobody_but_the_two_sides() -> None:
    course = disputed()
    other = c.MakeOffer((Terms("refund", 60_000, obligor="carrier:yunda"),), "由快递公司退款")
    assert told(course, other, SHOP) == ("RES-4", "bad_value")
    do(course, c.MakeOffer((Terms("refund", 60_000, obligor=SHOP.ref),), "由店铺退款"), SHOP)


@pytest.mark.rule("SLA-12")
def test_after_a_lost_return_another_may_be_sent() -> None:
    course = returning()
    do(course, c.ShipReturn("SF1"), BUYER)
    assert told(course, c.ShipReturn("SF2"), BUYER) == ("SLA-12", "already_done")
    do(course, c.ReportLost("G1", "物流公司确认丢件"), AGENT)
    do(course, c.ShipReturn("SF2"), BUYER)


# --- findings --------------------------------------------------------------------------------------------


@pytest.mark.rule("DEC-1")
@pytest.mark.parametrize(
    ("liabilities", "code"),
    [
        ((Liability(TECHNICIAN, 5_000, 30_001), Liability(OTHER, 5_000, 30_000)), "amount_over_loss"),
        ((Liability(TECHNICIAN, 10_000, 60_000), Liability(OTHER, 0, 0)), "bad_value"),
        ((Liability(TECHNICIAN, 5_000, 60_001), Liability(OTHER, 5_000, -1)), "bad_value"),
        ((), ""),
        ((Liability(TECHNICIAN, 5_000, 30_000), Liability(TECHNICIAN, 5_000, 30_000)), "shares_do_not_sum"),
        ((Liability(TECHNICIAN, 9_999, 60_000),), "shares_do_not_sum"),
        (HALVES, ""),
    ],
    ids=["over_the_loss", "no_share", "negative", "as_the_table_says", "one_party_twice", "short", "right"],
)
def test_shares_and_amounts_of_a_finding_fit_the_loss(liabilities: tuple[Liability, ...], code: str) -> None:
    given = told(work_order(), finding(*liabilities), ADJUDICATOR)
    assert given == (("DEC-1", code) if code else ("", ""))


@pytest.mark.rule("DEC-3")
def test_finding_beside_the_table_rests_on_an_exhibit() -> None:
    course = work_order()
    table = replace(course.policy.finding, table=())
    course.policy = replace(course.policy, finding=table)
    beside = finding(*HALVES)
    assert told(course, beside, ADJUDICATOR) == ("DEC-3", "no_basis")
    do(course, c.SubmitExhibit(proof("a")), AGENT)
    do(course, replace(beside, exhibits=("E1",)), ADJUDICATOR)


# --- appeals ---------------------------------------------------------------------------------------------


@pytest.mark.rule("APP-9")
@pytest.mark.parametrize(
    ("liabilities", "code"),
    [
        ((Liability(TECHNICIAN, 5_000, 30_001), Liability(OTHER, 5_000, 29_999)), "worse_than_before"),
        ((Liability(OTHER, 5_000, 30_000), Liability("carrier:yunda", 5_000, 30_000)), "bad_value"),
        ((Liability(TECHNICIAN, 4_000, 24_000), Liability("company", 6_000, 36_000)), ""),
    ],
    ids=["a_fen_more", "moved_to_another", "less"],
)  # fmt: skip
def test_reduction_lessens_and_moves_nothing(liabilities: tuple[Liability, ...], code: str) -> None:
    course = work_order(judged=finding(*HALVES))
    do(course, appeal("a"), BY_REF[TECHNICIAN])
    decided = c.DecideAppeal("A1", "reduce", "已复核", liabilities=liabilities)
    assert told(course, decided, reviewer(course, "A1")) == (("APP-9", code) if code else ("", ""))


def remanded(course: Course, key: str, who: str, digit: str, of: str = "F1") -> None:
    do(course, appeal(digit, of), BY_REF[who])
    do(course, c.DecideAppeal(key, "remand", "事实不清"), reviewer(course, key))


@pytest.mark.rule("APP-9")
def test_new_finding_costs_a_sole_appellant_not_a_fen_more() -> None:
    course = work_order(judged=finding(*HALVES))
    remanded(course, "A1", TECHNICIAN, "a")
    shares = (Liability(TECHNICIAN, 5_000, 30_001), Liability(OTHER, 5_000, 29_999))
    again = finding(*shares, packaging="broken")
    assert told(course, again, BY_REF["staff:7"]) == ("APP-9", "worse_than_before")
    do(course, finding(*HALVES, packaging="broken"), BY_REF["staff:7"])


@pytest.mark.rule("APP-9")
def test_new_finding_may_go_against_one_of_two_who_appealed() -> None:
    course = work_order(judged=finding(*HALVES))
    do(course, appeal("a"), BY_REF[TECHNICIAN])
    do(course, c.DecideAppeal("A1", "uphold", "维持"), reviewer(course, "A1"))
    remanded(course, "A2", OTHER, "b")
    shares = (Liability(TECHNICIAN, 7_000, 42_000), Liability(OTHER, 3_000, 18_000))
    do(course, finding(*shares, packaging="broken"), BY_REF["staff:7"])
    assert course.state is not None
    assert [item.share_bp for item in course.state.findings["F2"].liabilities] == [7_000, 3_000]


@pytest.mark.rule("APP-9")
def test_case_is_remanded_once() -> None:
    course = work_order(judged=finding(*HALVES))
    remanded(course, "A1", TECHNICIAN, "a")
    do(course, finding(*HALVES, packaging="broken"), BY_REF["staff:7"])
    do(course, appeal("b", "F2"), BY_REF[OTHER])
    twice = c.DecideAppeal("A2", "remand", "事实仍不清")
    assert told(course, twice, reviewer(course, "A2")) == ("APP-9", "remanded_before")


@pytest.mark.rule("APP-4")
def test_quota_of_one_kind_of_party_is_nothing_to_another() -> None:
    course = work_order(judged=finding())
    rule = course.policy.appeals
    assert rule is not None
    month = next(quota for quota in rule.quotas if quota.period == "month")
    course.facts = replace(FACTS, failed_in_month=month.failed + 1)
    for kind, expected in (("technician", ("APP-4", "monthly_quota_used_up")), ("shop", ("", ""))):
        only = replace(rule, quotas=(replace(month, kinds=(kind,)),))
        course.policy = replace(course.policy, appeals=only)
        assert told(course, appeal("a"), BY_REF[TECHNICIAN]) == expected


@pytest.mark.rule("APP-8")
def test_who_handles_the_case_under_another_name_does_not_review() -> None:
    course = work_order(judged=finding())
    do(course, appeal("a"), BY_REF[TECHNICIAN])
    named = reviewer(course, "A1")
    both = replace(named, refs=named.refs | {ADJUDICATOR.ref})
    decided = c.DecideAppeal("A1", "uphold", "维持")
    assert told(course, decided, both) == ("APP-8", "reviewer_decided_before")
    spare = next(person for person in FACTS.candidates if person.ref in {"staff:8", "staff:9"} - {named.ref})
    others = tuple(person for person in FACTS.candidates if person != spare)
    course.facts = replace(FACTS, candidates=(*others, replace(spare, refs=spare.refs | {ADJUDICATOR.ref})))
    assign = c.AssignReviewer("A1", spare.ref)
    assert told(course, assign, SUPERVISOR) == ("APP-8", "reviewer_decided_before")
    course.facts = FACTS
    do(course, assign, SUPERVISOR)


# --- what a finding obliges to ---------------------------------------------------------------------------


@pytest.mark.rule("RES-9")
def test_remedies_of_a_finding_stay_together_within_what_is_borne() -> None:
    course = final()
    do(course, owed(20_000), SUPERVISOR)
    assert told(course, owed(10_001), SUPERVISOR) == ("RES-9", "amount_over_loss")
    do(course, owed(30_000, OTHER), SUPERVISOR)  # each for the own half
    do(course, owed(10_000), SUPERVISOR)


@pytest.mark.rule("RES-10")
def test_case_with_after_sale_work_left_does_not_close() -> None:
    course = final()
    do(course, c.OrderAfterSale("repair", "补装"), AGENT)
    close = c.CloseCase("安装货损", "已赔付")
    assert told(course, close, AGENT) == ("RES-10", "remedies_open")


@pytest.mark.rule("RES-9")
def test_customer_is_never_ordered_to_compensate() -> None:
    course = work_order()
    both = (Liability(TECHNICIAN, 5_000, 30_000), Liability(BUYER.ref, 5_000, 30_000))
    do(course, finding(*both), ADJUDICATOR)
    assert told(course, owed(1, BUYER.ref), SUPERVISOR) == ("RES-9", "not_liable")


# --- evidence --------------------------------------------------------------------------------------------


@pytest.mark.rule("EVI-13")
def test_defect_is_of_an_exhibit_that_answers_the_request() -> None:
    course = disputed()
    do(course, c.AskEvidence("delivery"), AGENT)
    do(course, c.SubmitExhibit(proof("a", "chat")), SHOP)
    do(course, c.SubmitExhibit(proof("b", "sign_receipt"), request="Q1"), SHOP)
    for exhibit, expected in (("E1", ("EVI-13", "unknown_exhibit")), ("E2", ("", ""))):
        judged = c.JudgeEvidence("Q1", "deficient", (Defect("unreadable", exhibit),))
        assert told(course, judged, AGENT) == expected


@pytest.mark.rule("EVI-2", "APP-6")
def test_evidence_is_asked_for_again_once_a_finding_is_under_appeal() -> None:
    course = disputed()
    table = course.policy.finding.facts
    do(course, c.MakeFinding({fact.id: fact.values[0] for fact in table}, "没有签收凭证"), ADJUDICATOR)
    assert told(course, c.AskEvidence("delivery"), AGENT) == ("EVI-2", "not_in_this_state")
    assert course.state is not None
    (borne, *_) = course.state.findings["F1"].liabilities
    filed = replace(appeal("a"), new_exhibits=(proof("a", "sign_receipt"),))
    do(course, filed, BY_REF[borne.party])
    do(course, c.AskEvidence("delivery"), AGENT)


# --- survey ----------------------------------------------------------------------------------------------


def solved() -> Course:
    """A complaint whose remedy was carried out a moment ago, so that the customer is asked about it."""
    course = Course(POLICIES["complaint-desk"])
    do(course, opening(course.policy), BUYER)
    do(course, c.RespondFirst("非常抱歉给您带来不便。"), AGENT)
    do(course, c.ProposeRemedies((Terms("apology"),), "向您道歉"), AGENT)
    do(course, c.AnswerProposal("P1", accepted=True), BUYER)
    do(course, c.CarryOutRemedy("R1", "录音 0210"), AGENT)
    return course


@pytest.mark.rule("RES-14")
@pytest.mark.parametrize(
    ("scores", "late_seconds", "code"),
    [
        ((1, 5, 5), 0, ""),
        ((5, 5, 5), 1, "survey_over"),
        ((0, 5, 5), 0, "bad_value"),
        ((5, 6, 5), 0, "bad_value"),
    ],
)
def test_survey_takes_one_to_five_until_the_last_second(
    scores: tuple[int, ...], late_seconds: int, code: str
) -> None:
    course = solved()
    assert course.state is not None
    survey = course.state.survey
    assert survey is not None
    course.now = survey.until + timedelta(seconds=late_seconds)
    answer = c.AnswerSurvey(dict(zip(survey.questions, scores, strict=True)))
    assert told(course, answer, BUYER) == (("RES-14", code) if code else ("", ""))
