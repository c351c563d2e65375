"""Hearing, findings, appeals and groups: what is refused, and to whom."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import ClassAnswer, Exhibit, Liability, OldPoints, Party

from .courses import FACTS, POLICIES, Course, opening
from .steps import (
    ADJUDICATOR,
    AGENT,
    BUYER,
    BY_REF,
    HALVES,
    OTHER,
    SUPERVISOR,
    TECHNICIAN,
    appeal,
    do,
    finding,
    proof,
    reviewer,
    told,
    work_order,
)

FIRST, SECOND = BY_REF[TECHNICIAN], BY_REF[OTHER]
SPARE = BY_REF["staff:7"]


def state_of(course: Course) -> State:
    assert course.state is not None
    return course.state


def decided(course: Course, key: str, outcome: str, *after: Liability) -> None:
    ruling = c.DecideAppeal(key, outcome, "已复核", liabilities=after)  # type: ignore[arg-type]  # an outcome
    do(course, ruling, reviewer(course, key))


# --- hearing ---------------------------------------------------------------------------------------------


@pytest.mark.rule("DEC-5")
def test_party_is_asked_once_at_a_time_and_answers_once() -> None:
    course = work_order()
    ask = c.AskStatement(TECHNICIAN, "请说明")
    do(course, ask, AGENT)
    assert told(course, ask, AGENT) == ("DEC-5", "already_done")
    do(course, replace(ask, of=OTHER), AGENT)
    assert told(course, c.GiveStatement("S3", "说明"), FIRST) == ("DEC-5", "unknown_item")
    assert told(course, c.GiveStatement("S1", "说明"), SECOND) == ("DEC-5", "not_a_party")
    do(course, c.GiveStatement("S1", "说明"), FIRST)
    assert told(course, c.GiveStatement("S1", "又说明"), FIRST) == ("DEC-5", "already_done")
    do(course, ask, AGENT)  # answered: one may ask on


@pytest.mark.rule("DEC-5", "DEC-4")
def test_party_that_let_the_limit_pass_answers_no_more_but_may_be_asked_again() -> None:
    course = work_order()
    ask = c.AskStatement(TECHNICIAN, "请说明")
    do(course, ask, AGENT)
    course.now = state_of(course).deadlines["statement:S1"].due_at + timedelta(seconds=1)
    assert told(course, c.GiveStatement("S1", "说明"), FIRST) == ("DEC-5", "already_done")
    do(course, ask, AGENT)


# --- findings --------------------------------------------------------------------------------------------


@pytest.mark.rule("DEC-1")
def test_machine_judges_only_where_the_policy_lets_it() -> None:
    course = work_order()
    assert told(course, finding(), SYSTEM) == ("DEC-1", "not_permitted")
    shipped = course.policy
    course.policy = replace(shipped, finding=replace(shipped.finding, automatic=True))
    do(course, finding(), SYSTEM)


@pytest.mark.rule("APP-8")
def test_reviewer_of_an_appeal_that_was_withdrawn_has_decided_nothing() -> None:
    course = work_order(judged=finding(*HALVES))
    do(course, appeal("a"), FIRST)
    both = Actor(reviewer(course, "A1").ref, BY_REF["staff:9"].roles, reviewer(course, "A1").refs)
    do(course, c.WithdrawAppeal("A1", "不再申诉"), FIRST)
    rule = course.policy.appeals
    assert rule is not None
    others = tuple(person for person in FACTS.candidates if person.ref != both.ref)
    course.facts = replace(FACTS, candidates=others)
    do(course, appeal("b"), SECOND)
    second = reviewer(course, "A2")
    decided(course, "A2", "remand")
    again = finding(*HALVES, packaging="broken")
    judge = replace(second, roles=second.roles | {"adjudicator"})
    assert told(course, again, judge) == ("APP-8", "decided_on_appeal")
    do(course, again, both)


@pytest.mark.rule("APP-9")
@pytest.mark.parametrize("first", [(5_001, 30_000), (5_000, 30_001)], ids=["share", "amount"])
def test_new_finding_raises_neither_share_nor_amount(first: tuple[int, int]) -> None:
    course = work_order(judged=finding(*HALVES))
    do(course, appeal("a"), FIRST)
    decided(course, "A1", "remand")
    share, fen = first
    again = (Liability(TECHNICIAN, share, fen), Liability(OTHER, 10_000 - share, 60_000 - fen))
    worse = finding(*again, packaging="broken")
    assert told(course, worse, SPARE) == ("APP-9", "worse_than_before")


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize(
    ("facts", "code"),
    [({}, "missing_fields"), ({"weather": "rain"}, "bad_value"), ({"work": "rain"}, "bad_value")],
)
def test_only_facts_of_the_table_are_recorded(facts: dict[str, str | int | bool], code: str) -> None:
    assert told(work_order(), c.RecordFacts(facts), ADJUDICATOR) == ("DEC-2", code)


@pytest.mark.rule("PEN-1")
def test_no_points_where_nobody_keeps_them() -> None:
    assert told(work_order(), replace(finding(), points=1), ADJUDICATOR) == ("PEN-1", "not_offered_by_policy")


# --- appeals ---------------------------------------------------------------------------------------------


@pytest.mark.rule("APP-9")
@pytest.mark.parametrize(
    ("outcome", "first", "code"),
    [
        ("reduce", (5_001, 30_000), "worse_than_before"),
        ("reduce", (5_000, 30_000), "nothing_to_change"),
        ("reduce", (4_999, 30_000), ""),
        ("reduce", (5_000, 29_999), ""),
        ("shift", (4_000, 24_000), "bad_value"),
    ],
)
def test_reduction_takes_something_off_and_a_shift_names_another(
    outcome: str, first: tuple[int, int], code: str
) -> None:
    course = work_order(judged=finding(*HALVES))
    do(course, appeal("a"), FIRST)
    share, fen = first
    after = (Liability(TECHNICIAN, share, fen), Liability("company", 10_000 - share, 60_000 - fen))
    ruling = c.DecideAppeal("A1", outcome, "已复核", liabilities=after)  # type: ignore[arg-type]  # an outcome
    assert told(course, ruling, reviewer(course, "A1")) == (("APP-9", code) if code else ("", ""))


@pytest.mark.rule("APP-1", "APP-7", "EVI-1")
def test_appeal_is_of_the_judged_about_what_the_policy_names_with_each_exhibit_once() -> None:
    course = work_order(judged=finding())
    filed = appeal("a")
    assert told(course, replace(filed, finding="F2"), FIRST) == ("APP-1", "unknown_item")
    assert told(course, replace(filed, appellant=OTHER), SUPERVISOR) == ("APP-1", "not_liable")
    assert told(course, replace(filed, scope="sanction"), FIRST) == ("APP-7", "bad_value")
    twice = replace(filed, new_exhibits=(proof("a"), proof("a")))
    assert told(course, twice, FIRST) == ("EVI-1", "bad_value")
    do(course, filed, FIRST)


@pytest.mark.rule("APP-2")
def test_finding_is_accepted_once_and_not_while_it_is_contested() -> None:
    course = work_order(judged=finding(*HALVES))
    accept = c.AcceptFinding("F1")
    do(course, accept, FIRST)
    assert told(course, accept, FIRST) == ("APP-2", "already_done")
    do(course, appeal("a"), SECOND)
    assert told(course, accept, SECOND) == ("APP-2", "already_done")


@pytest.mark.rule("APP-12", "EVI-13")
def test_policy_without_bodies_outside_or_a_limit_for_supplements_offers_neither() -> None:
    course = work_order(judged=finding())
    assert told(course, c.GoOutside("F1", "消费者协会"), FIRST) == ("APP-12", "not_offered_by_policy")
    do(course, appeal("a"), FIRST)
    ask = c.AskSupplement("A1", ("video",))
    assert told(course, ask, reviewer(course, "A1")) == ("EVI-13", "not_offered_by_policy")


@pytest.mark.rule("APP-4")
@pytest.mark.parametrize(
    ("failed", "under_way", "code"), [(0, 0, ""), (0, 1, "quota_places_taken"), (-1, 1, "")]
)
def test_appeal_under_way_holds_a_place_until_it_is_decided(failed: int, under_way: int, code: str) -> None:
    """`failed`: beside those that the quota allows."""
    course = work_order(judged=finding())
    rule = course.policy.appeals
    assert rule is not None
    quota = replace(rule.quotas[0], period="month", failed=2, kinds=(), holds_place=True)
    course.policy = replace(course.policy, appeals=replace(rule, quotas=(quota,)))
    course.facts = replace(FACTS, failed_in_month=2 + failed, appeals_under_way=under_way)
    assert told(course, appeal("a"), FIRST) == (("APP-4", code) if code else ("", ""))


@pytest.mark.rule("APP-1", "APP-13")
def test_excuse_for_being_late_does_not_bring_back_what_was_remanded() -> None:
    course = work_order(judged=finding(*HALVES))
    rule = course.policy.appeals
    assert rule is not None
    course.policy = replace(course.policy, appeals=replace(rule, late_reason_days=30))
    do(course, appeal("a"), SECOND)
    course.now = state_of(course).deadlines[f"appeal_window:F1:{TECHNICIAN}"].due_at
    late = replace(appeal("b"), late_reason="住院")
    decided(course, "A1", "remand")
    assert told(course, late, FIRST) == ("APP-1", "not_liable")


# --- a person in place of a machine ----------------------------------------------------------------------


def by_machine(*liabilities: Liability) -> Course:
    """A work order that a machine judged."""
    course = work_order()
    course.policy = replace(course.policy, finding=replace(course.policy.finding, automatic=True))
    do(course, finding(*liabilities), SYSTEM)
    return course


@pytest.mark.rule("APP-8")
def test_who_did_not_ask_for_a_person_may_appeal_meanwhile() -> None:
    course = by_machine(*HALVES)
    do(course, c.AskForPerson("F1"), FIRST)
    assert told(course, appeal("a"), FIRST) == ("APP-8", "person_pending")
    do(course, appeal("a"), SECOND)


@pytest.mark.rule("APP-8")
def test_person_who_decides_is_no_party_and_no_machine() -> None:
    course = by_machine()
    do(course, c.AskForPerson("F1"), FIRST)
    ruling = c.DecideAsPerson("F1", confirmed=True, reasons="已核对")
    for who, code in (
        (replace(SYSTEM, roles=ADJUDICATOR.roles), "not_permitted"),
        (replace(ADJUDICATOR, refs=ADJUDICATOR.refs | {TECHNICIAN}), "conflict_of_interest"),
        (ADJUDICATOR, ""),
    ):
        assert told(course, ruling, who) == (("APP-8", code) if code else ("", ""))


@pytest.mark.rule("APP-8", "APP-9")
def test_person_in_place_of_a_machine_may_come_to_the_same_result() -> None:
    """What a person sets aside was reviewed by nobody yet; what an appeal annulled was."""
    course = by_machine(*HALVES)
    do(course, c.AskForPerson("F1"), FIRST)
    do(course, c.DecideAsPerson("F1", confirmed=False, reasons="重新核对"), ADJUDICATOR)
    do(course, finding(*HALVES), ADJUDICATOR)
    do(course, appeal("a", "F2"), FIRST)
    decided(course, "A1", "annul")
    assert told(course, finding(*HALVES), SPARE) == ("APP-9", "same_result_after_remand")
    do(course, finding(*HALVES, packaging="broken"), SPARE)


# --- groups ----------------------------------------------------------------------------------------------


def user_appeal(policy: Policy, brings: tuple[Exhibit, ...] = (proof("a"),)) -> Course:
    """A user's appeal against a finding, under this policy."""
    course = Course(policy)
    do(course, replace(opening(policy), respondents=(Party(TECHNICIAN),)), BUYER)
    facts = {fact.id: fact.values[0] for fact in policy.finding.facts}
    mine = (Liability(BUYER.ref, 10_000, 60_000),)
    judged = c.MakeFinding(facts, "已查明", mine, deviation="另有原因")
    do(course, judged, ADJUDICATOR)
    do(course, replace(appeal("a"), new_exhibits=brings), BUYER)
    return course


def plain() -> Policy:
    """The policy of user appeals without form, papers or proof."""
    shipped = POLICIES["user-appeal"]
    rule = shipped.appeals
    assert rule is not None
    assert rule.group is not None
    appeals = replace(
        rule, group=replace(rule.group, evidence=None, at_least=1), log_required=False, form=(),
        levels=tuple(replace(level, name_missing=False, evidence=None) for level in rule.levels),
        evidence=replace(rule.evidence, at_least=0, each=()),
    )  # fmt: skip
    return replace(shipped, appeals=appeals)


@pytest.mark.rule("APP-9", "TRI-3")
def test_complaint_is_refused_on_the_same_facts_where_the_finding_sent_back_was_no_refusal() -> None:
    course = user_appeal(plain(), brings=())
    decided(course, "A1", "remand")
    do(course, c.RecordFacts(state_of(course).findings["F1"].facts), AGENT)
    do(course, c.JudgeEstablishment(established=False, reason="不属实"), AGENT)
    assert (
        state_of(course).findings["F1"].status == "remanded"
    )  # it stays sent back: that was no repeat of it


@pytest.mark.rule("APP-16", "APP-11")
def test_group_asks_for_no_papers_and_no_list_of_what_is_missing_where_the_policy_does_not() -> None:
    course = user_appeal(plain())
    do(course, c.FormGroup("充值误扣", "同一时段多名用户被误扣"), SUPERVISOR)
    do(course, c.ClassifyMember("confirmed"), SUPERVISOR)
    rejected = c.AnswerGroup((ClassAnswer("confirmed", "uphold", "不在故障时段"),))
    do(course, rejected, reviewer(course, "A1"))
    assert state_of(course).appeals["A1"].outcome == "uphold"


# --- old points ------------------------------------------------------------------------------------------


@pytest.mark.rule("PEN-5", "DEC-1")
def test_old_points_are_converted_where_the_policy_says_how_and_by_somebody_impartial() -> None:
    course = Course(POLICIES["merchant-conduct"])
    shop = replace(opening(course.policy), complainant=Party("company"), respondents=(Party("shop:1"),))
    do(course, replace(shop, category="old_points"), SUPERVISOR)
    old = c.ConvertPoints((OldPoints(6, course.now.replace(year=2009)),))
    own = replace(ADJUDICATOR, refs=ADJUDICATOR.refs | {"shop:1"})
    assert told(course, old, own) == ("DEC-1", "conflict_of_interest")
    shipped = course.policy
    assert shipped.conduct is not None
    course.policy = replace(shipped, conduct=replace(shipped.conduct, conversion=None))
    assert told(course, old, ADJUDICATOR) == ("PEN-5", "not_offered_by_policy")
    unbound = replace(shipped, finding=replace(shipped.finding, binding=False))
    course.policy = unbound
    do(course, old, ADJUDICATOR)
    assert told(course, old, ADJUDICATOR) == ("PEN-5", "already_done")
    do(course, c.ChargeViolation("duplicate_listing", "另查明重复铺货。"), AGENT)  # nothing binds yet
