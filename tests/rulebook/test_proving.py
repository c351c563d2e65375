"""Asking for evidence, judging it and objecting to it: what is refused, and to whom."""

import pytest
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import EXHIBIT_KINDS, Defect

from .courses import POLICIES, Course, opening
from .steps import ADJUDICATOR, AGENT, BUYER, SHOP, disputed, do, proof, told, work_order

ASK = c.AskEvidence("delivery")


def state_of(course: Course) -> State:
    assert course.state is not None
    return course.state


def asked() -> Course:
    """A dispute in which the shop is to prove the delivery."""
    course = disputed()
    do(course, ASK, AGENT)
    return course


def handed_in(course: Course, *kinds: str) -> None:
    for n, kind in enumerate(kinds, len(state_of(course).exhibits) + 1):
        do(course, c.SubmitExhibit(proof(str(n), kind), request="Q1"), SHOP)


@pytest.mark.rule("EVI-2")
def test_evidence_is_asked_where_the_policy_knows_it_and_of_somebody() -> None:
    assert told(work_order(), ASK, AGENT) == ("EVI-2", "not_offered_by_policy")
    assert told(disputed(), c.AskEvidence("weather"), AGENT) == ("EVI-2", "bad_value")
    course = Course(POLICIES["platform-dispute"])
    do(course, replace(opening(course.policy), respondents=()), BUYER)
    assert told(course, ASK, AGENT) == ("EVI-2", "missing_fields")


@pytest.mark.rule("EVI-2")
def test_same_thing_is_not_asked_twice_at_once_but_another_is() -> None:
    course = asked()
    assert told(course, ASK, AGENT) == ("EVI-2", "already_done")
    do(course, c.AskEvidence("contacted"), AGENT)
    do(course, c.WaiveEvidence("Q1", "已查明"), AGENT)
    do(course, ASK, AGENT)
    course.now = max(item.due_at for item in state_of(course).deadlines.values())
    course.clock()
    assert state_of(course).requests["Q3"].status == "overdue"
    assert told(course, ASK, AGENT) == ("EVI-2", "already_done")  # it is excused, or the default stands


@pytest.mark.rule("EVI-2")
def test_finding_that_binds_nobody_leaves_things_to_prove() -> None:
    course = disputed()
    shipped = course.policy
    course.policy = replace(shipped, finding=replace(shipped.finding, binding=False))
    facts = {fact.id: fact.values[0] for fact in course.policy.finding.facts}
    do(course, c.MakeFinding(facts, "初步判断"), ADJUDICATOR)
    do(course, ASK, AGENT)
    assert state_of(course).requests["Q1"].status == "issued"


@pytest.mark.rule("EVI-2", "EVI-12")
def test_request_is_judged_once_something_came_and_then_no_more() -> None:
    course = asked()
    met = c.JudgeEvidence("Q1", "satisfied", reason="已核对")
    assert told(course, replace(met, id="Q2"), AGENT) == ("EVI-2", "unknown_item")
    assert told(course, met, AGENT) == ("EVI-2", "not_in_this_state")
    assert told(course, c.ExcuseEvidence("Q1", "停电"), AGENT) == ("EVI-12", "not_in_this_state")
    handed_in(course, "waybill", "sign_receipt")
    do(course, met, AGENT)
    for again in (met, c.WaiveEvidence("Q1", "已查明")):
        assert told(course, again, AGENT) == ("EVI-2", "already_done")
    more = c.SubmitExhibit(proof("9", "weighing"), request="Q1")
    assert told(course, more, SHOP) == ("EVI-12", "already_done")


@pytest.mark.rule("EVI-13")
def test_defects_are_of_the_known_kinds_and_named_where_something_is_to_be_mended() -> None:
    course = asked()
    handed_in(course, "waybill")
    short = c.JudgeEvidence("Q1", "deficient")
    assert told(course, short, AGENT) == ("EVI-13", "missing_fields")
    unknown = replace(short, defects=(Defect("boring"),))  # type: ignore[arg-type]  # none of its words
    assert told(course, unknown, AGENT) == ("EVI-13", "bad_value")
    assert told(course, c.JudgeEvidence("Q1", "invalid"), AGENT) == ("EVI-11", "reason_needed")
    do(course, replace(short, defects=(Defect("unreadable"),)), AGENT)  # of the whole, not of one exhibit


@pytest.mark.rule("EVI-11")
def test_evidence_without_worth_needs_a_reason_and_no_list_of_defects() -> None:
    course = asked()
    handed_in(course, "waybill")
    do(course, c.JudgeEvidence("Q1", "invalid", reason="与本单无关"), AGENT)
    request = state_of(course).requests["Q1"]
    assert (request.status, request.defects) == ("overdue", ())


@pytest.mark.rule("EVI-1")
def test_exhibit_is_explained_of_a_known_kind_and_handed_in_once() -> None:
    course = disputed()
    for wrong, code in (
        (replace(proof("a"), explanation=" "), "missing_fields"),
        (proof("a", "smell"), "bad_value"),
    ):
        assert told(course, c.SubmitExhibit(wrong), BUYER) == ("EVI-1", code)
    assert "smell" not in EXHIBIT_KINDS
    do(course, c.SubmitExhibit(proof("a")), BUYER)


@pytest.mark.rule("INT-8")
def test_exhibit_is_erased_once_and_with_a_reason() -> None:
    course = disputed()
    do(course, c.SubmitExhibit(proof("a")), BUYER)
    erase = c.EraseExhibit("E1", "本人要求删除")
    assert told(course, replace(erase, id="E2"), AGENT) == ("INT-8", "unknown_item")
    assert told(course, replace(erase, reason=" "), AGENT) == ("INT-8", "missing_fields")
    do(course, erase, AGENT)
    assert told(course, erase, AGENT) == ("INT-8", "already_done")


@pytest.mark.rule("EVI-18")
def test_exhibits_are_objected_to_only_where_the_policy_knows_it() -> None:
    course = disputed()
    do(course, c.SubmitExhibit(proof("a")), BUYER)
    evidence = course.policy.evidence
    assert evidence is not None
    course.policy = replace(course.policy, evidence=replace(evidence, objections=None))
    object_ = c.ObjectToExhibit("E1", "relevance", "与本单无关")
    for command in (object_, c.WaiveObjection("E1")):
        assert told(course, command, SHOP) == ("EVI-18", "not_offered_by_policy")


@pytest.mark.rule("EVI-18")
def test_exhibit_from_before_objections_were_known_is_not_objected_to() -> None:
    course = disputed()
    shipped = course.policy
    assert shipped.evidence is not None
    course.policy = replace(shipped, evidence=replace(shipped.evidence, objections=None))
    do(course, c.SubmitExhibit(proof("a")), BUYER)
    course.policy = shipped
    object_ = c.ObjectToExhibit("E1", "relevance", "与本单无关")
    assert told(course, object_, SHOP) == ("EVI-18", "objection_time_over")


@pytest.mark.rule("EVI-18")
def test_side_objects_to_an_exhibit_once_at_a_time_and_is_answered_once() -> None:
    course = disputed()
    for digit in ("a", "b"):
        do(course, c.SubmitExhibit(proof(digit)), BUYER)
    object_ = c.ObjectToExhibit("E1", "relevance", "与本单无关")
    do(course, object_, SHOP)
    assert told(course, replace(object_, ground="legality"), SHOP) == ("EVI-18", "already_done")
    do(course, replace(object_, id="E2"), SHOP)
    answer = c.AnswerObjection("K1", "订单号一致")
    assert told(course, replace(answer, id="K3"), BUYER) == ("EVI-18", "unknown_item")
    assert told(course, answer, SHOP) == ("EVI-18", "not_a_party")
    do(course, answer, BUYER)
    assert told(course, answer, BUYER) == ("EVI-18", "already_done")
    for key in ("E1", "E2"):
        do(course, c.AdmitExhibit(key, "admitted", reason="与本单有关"), ADJUDICATOR)
    late = replace(answer, id="K2")
    assert told(course, late, BUYER) == ("EVI-18", "already_done")  # decided on without an answer
    do(course, object_, SHOP)  # it was decided on; there may be another ground


@pytest.mark.rule("EVI-18")
def test_same_decision_on_an_exhibit_is_taken_again_only_after_an_objection() -> None:
    course = disputed()
    do(course, c.SubmitExhibit(proof("a")), BUYER)
    admit = c.AdmitExhibit("E1", "admitted", reason="与本单有关")
    part = c.AdmitExhibit("E1", "in_part", reason="只看时间")
    assert told(course, part, ADJUDICATOR) == ("EVI-18", "missing_fields")
    do(course, admit, ADJUDICATOR)
    assert told(course, admit, ADJUDICATOR) == ("EVI-18", "nothing_to_change")
    do(course, c.ObjectToExhibit("E1", "relevance", "与本单无关"), SHOP)
    do(course, admit, ADJUDICATOR)


@pytest.mark.rule("EVI-3")
def test_chain_is_arranged_of_own_exhibits_each_once_and_only_to_change_it() -> None:
    course = disputed()
    for digit in ("a", "b"):
        do(course, c.SubmitExhibit(proof(digit)), BUYER)
    do(course, c.SubmitExhibit(proof("c")), SHOP)
    for chain, code in (
        (c.ArrangeChain(), "missing_fields"),
        (c.ArrangeChain(problem=("E1", "E1")), "bad_value"),
        (c.ArrangeChain(problem=("E3",)), "unknown_exhibit"),
        (c.ArrangeChain(problem=("E1",)), ""),
        (c.ArrangeChain(problem=("E1",)), "nothing_to_change"),
        (c.ArrangeChain(effect=("E1",)), ""),
    ):
        assert told(course, chain, BUYER) == (("EVI-3", code) if code else ("", ""))
    assert told(course, c.ArrangeChain(problem=("E1",)), AGENT) == ("EVI-3", "not_a_party")
