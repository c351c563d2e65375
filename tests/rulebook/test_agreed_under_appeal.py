"""What is agreed on while a finding is under appeal: the review goes on, and so do the remedies."""

import pytest

from gongdao.rulebook import commands as c
from gongdao.rulebook.state import State, waits_of
from gongdao.rulebook.terms import Exhibit, Terms

from .courses import Course
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
    finding,
    reviewer,
    told,
    work_order,
)

APPELLANT = BY_REF[TECHNICIAN]


def state_of(course: Course) -> State:
    assert course.state is not None
    return course.state


def agreed_under_appeal() -> Course:
    """The proposal was open when the finding came; the customer accepts it while an appeal is under way."""
    course = work_order()
    do(course, c.ProposeRemedies((Terms("apology"),), "道歉"), AGENT)
    do(course, finding(*HALVES), ADJUDICATOR)
    do(course, appeal("a"), APPELLANT)
    do(course, c.AnswerProposal("P1", accepted=True), BUYER)
    return course


def carried_out(course: Course) -> None:
    do(course, c.CarryOutRemedy("R1", "录音 0210"), AGENT)


def decided(course: Course, outcome: str) -> None:
    do(course, c.DecideAppeal("A1", outcome, "已复核"), reviewer(course, "A1"))  # type: ignore[arg-type]  # an outcome


@pytest.mark.rule("APP-8", "RES-3", "RES-9")
def test_case_stays_under_review_and_the_remedy_takes_its_course() -> None:
    course = agreed_under_appeal()
    state = state_of(course)
    assert (state.status, state.proposals["P1"].status) == ("under_appeal", "accepted")
    assert (state.remedies["R1"].status, state.deadlines["remedy:R1"].status) == ("due", "running")
    carried_out(course)
    state = state_of(course)
    assert (state.status, state.remedies["R1"].status) == ("under_appeal", "fulfilled")
    assert state.deadlines["remedy:R1"].status == "met"


@pytest.mark.rule("RES-9")
def test_money_agreed_on_waits_with_who_pays_until_it_is_given() -> None:
    course = disputed()
    do(course, c.MakeOffer((Terms("partial_refund", 100),)), BUYER)
    assert waits_of(state_of(course)) == frozenset()
    do(course, c.AnswerOffer("O1", accepted=True), SHOP)
    assert waits_of(state_of(course)) == {("remedy", "due")}
    do(course, c.CarryOutRemedy("R1", "退款流水"), SHOP)
    assert waits_of(state_of(course)) == frozenset()


@pytest.mark.rule("DEC-1", "APP-2", "RES-10")
def test_agreement_neither_judges_anew_nor_closes() -> None:
    course = agreed_under_appeal()
    carried_out(course)
    assert told(course, finding(packaging="broken"), BY_REF["staff:7"]) == ("DEC-1", "not_in_this_state")
    assert told(course, c.CloseCase("安装货损", "已道歉"), AGENT) == ("APP-2", "appeal_still_open")
    decided(course, "uphold")


@pytest.mark.rule("APP-9", "RES-9", "RES-10")
@pytest.mark.parametrize("done", [True, False], ids=["carried out", "due"])
def test_upheld_finding_stands_as_decided_and_the_remedy_is_still_owed(*, done: bool) -> None:
    course = agreed_under_appeal()
    if done:
        carried_out(course)
    decided(course, "uphold")
    assert state_of(course).status == "decided"  # the other technician may still appeal
    do(course, c.AcceptFinding("F1"), BY_REF[OTHER])
    assert state_of(course).status == "final"
    if not done:
        assert told(course, c.CloseCase("安装货损", "已道歉"), AGENT) == ("RES-10", "remedies_open")
        carried_out(course)
    do(course, c.FollowUp(satisfied=True, text="已回访"), AGENT)


@pytest.mark.rule("APP-9", "APP-15", "RES-9")
def test_annulled_finding_leaves_what_was_agreed_to_be_carried_out() -> None:
    course = agreed_under_appeal()
    decided(course, "annul")
    assert state_of(course).status == "executing"
    carried_out(course)
    assert state_of(course).status == "resolved"


@pytest.mark.rule("APP-9", "RES-9")
def test_annulled_finding_leaves_resolved_what_was_carried_out_meanwhile() -> None:
    course = agreed_under_appeal()
    carried_out(course)
    decided(course, "annul")
    assert state_of(course).status == "resolved"


@pytest.mark.rule("APP-9")
def test_remanded_finding_is_made_anew_whatever_was_agreed() -> None:
    course = agreed_under_appeal()
    decided(course, "remand")
    assert state_of(course).status == "accepted"
    do(course, finding(*HALVES, packaging="broken"), BY_REF["staff:7"])


@pytest.mark.rule("APP-1", "RES-9")
def test_withdrawn_appeal_leaves_the_finding_standing() -> None:
    course = agreed_under_appeal()
    do(course, c.WithdrawAppeal("A1", "不再申诉"), APPELLANT)
    assert state_of(course).status == "decided"


@pytest.mark.rule("APP-2", "RES-10")
def test_case_does_not_close_on_an_agreement_while_its_finding_can_be_appealed() -> None:
    course = work_order()
    do(course, c.ProposeRemedies((Terms("apology"),), "道歉"), AGENT)
    do(course, finding(*HALVES), ADJUDICATOR)
    do(course, c.AnswerProposal("P1", accepted=True), BUYER)
    carried_out(course)
    do(course, c.FollowUp(satisfied=True, text="已回访"), AGENT)
    ending = c.CloseCase("安装货损", "已道歉")
    assert told(course, ending, SUPERVISOR) == ("APP-2", "finding_not_final")
    for ref in (TECHNICIAN, OTHER):
        do(course, c.AcceptFinding("F1"), BY_REF[ref])
    assert told(course, ending, SUPERVISOR) in (("", ""), ("DEC-6", "claims_question_open"))


@pytest.mark.rule("RES-4", "APP-8")
def test_offer_taken_up_under_appeal_leaves_the_case_under_review() -> None:
    course = disputed()
    do(course, c.MakeOffer((Terms("partial_refund", 100),)), BUYER)
    facts = {"claim": "not_received", "delivery": "unproven", "goods": "unproven", "returned": "none"}
    do(course, c.MakeFinding(facts=facts, reasons="卖家未举证"), ADJUDICATOR)
    signed = Exhibit("a" * 64, "sign_receipt", "签收底单")
    do(course, c.FileAppeal("F1", "attribution", "已签收", "请撤销", new_exhibits=(signed,)), SHOP)
    do(course, c.AnswerOffer("O1", accepted=True), SHOP)
    state = state_of(course)
    assert (state.status, state.offers["O1"].status, state.remedies["R1"].status) == (
        "under_appeal",
        "accepted",
        "due",
    )
