"""Random courses of appeals at every level: what holds whatever people do, and whenever."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rulebook.courses import PEOPLE, POLICIES, Course, party, staff

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.evolve import fold
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import bearers
from gongdao.rulebook.terms import Exhibit, Liability, Order, Particulars, Party

POLICY = POLICIES["user-appeal"]
KINDS = ("bank_statement", "video", "payment_platform", "call_record", "escalation_form")
WHO = Particulars("刘先生", "21", "客服部", "5月5日", "手机", "本人")
ORIGINS = ("user_error", "staff_error", "system_error", "unproven")
EVERYBODY = (*PEOPLE, staff(12, "appeal_reviewer"), party("staff:21"))


def opened(dice: Random) -> Course:
    course = Course(POLICY)
    order = Order("CZ1", paid_fen=20_000, service_log=("扣款",))
    opening = c.OpenCase(
        channel="web", complainant=Party("customer:1", contact="13800000000"),
        respondents=(Party("staff:21"),), description="被扣款", category="charge", amount_fen=20_000,
        order=order,
    )  # fmt: skip
    course.attempt(opening, SYSTEM)
    by = SYSTEM if dice.random() < 0.5 else EVERYBODY[5]
    course.attempt(c.MakeFinding({"origin": dice.choice(ORIGINS[:2])}, "判定"), by)
    return course


def command(course: Course, dice: Random) -> c.Command:
    """Anything that bears on appeals, with words that often fit and sometimes do not."""
    state = course.state
    assert state is not None
    finding = dice.choice(list(state.findings) or ["F1"])
    appeal = dice.choice(list(state.appeals) or ["A1"])
    exhibits = tuple(
        Exhibit(f"{dice.getrandbits(256):064x}", kind, "证据")
        for kind in dice.sample(KINDS, dice.randint(1, 5))
    )
    lighter = (Liability("customer:1", 5_000, 5_000), Liability("company", 5_000, 0))
    heavier = (Liability("customer:1", 10_000, 30_000),)
    outcome = dice.choice(["uphold", "uphold", "reduce", "annul", "remand"])
    choices: list[c.Command] = [
        c.FileAppeal(
            finding, dice.choice(["amount", "attribution"]), "经过", "诉求", new_exhibits=exhibits,
            late_reason=dice.choice(["", "住院"]), particulars=WHO, level=dice.choice(["", "", "rights"]),
        ),
        c.DecideAppeal(
            appeal, outcome, "理由", dice.choice([lighter, heavier]) if outcome == "reduce" else (),
            missing=dice.choice([(), ("call_record",)]),
        ),
        c.AssignReviewer(appeal, dice.choice(["", *(item.ref for item in EVERYBODY)])),
        c.JudgeLateness(appeal, accepted=dice.random() < 0.5, reason="核实"),
        c.AskSupplement(appeal, ("call_record",)),
        c.GiveSupplement(appeal, new_exhibits=exhibits),
        c.AskForPerson(dice.choice([finding, appeal])),
        c.DecideAsPerson(dice.choice([finding, appeal]), confirmed=dice.random() < 0.5, reasons="核实"),
        c.MakeFinding({"origin": dice.choice(ORIGINS)}, "重新判定"),
        c.AcceptFinding(finding),
        c.GoOutside(finding, "消费者协会"),
        c.WithdrawAppeal(appeal, "撤回"),
    ]  # fmt: skip
    return dice.choice(choices)


def likely(course: Course, asked: c.Command, dice: Random) -> Actor:
    """Whoever would do it, mostly; anybody at times."""
    state = course.state
    assert state is not None
    if dice.random() < 0.25:
        return dice.choice(EVERYBODY)
    key = getattr(asked, "id", "")
    if isinstance(asked, c.DecideAppeal | c.JudgeLateness | c.AskSupplement) and key in state.appeals:
        ref = state.appeals[key].reviewer or "staff:8"
        return next((item for item in EVERYBODY if item.ref == ref), staff(8, "appeal_reviewer"))
    if isinstance(asked, c.MakeFinding | c.DecideAsPerson):
        return dice.choice([EVERYBODY[5], EVERYBODY[7], SYSTEM])
    finding = state.findings.get(getattr(asked, "finding", "") or "F1")
    ref = next(iter(bearers(finding)), "customer:1") if finding is not None else "customer:1"
    return party(ref)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    dice = Random(draw(st.integers(0, 2**32)))
    course = opened(dice)
    for _ in range(draw(st.integers(5, 45))):
        course.now += timedelta(hours=dice.choice([0, 1, 1, 5, 20, 49, 24 * 8]))
        asked = command(course, dice)
        course.attempt(asked, likely(course, asked, dice))
    return course


@pytest.mark.rule("APP-12")
@given(courses())
@settings(max_examples=150, deadline=None)
def test_nobody_acts_twice_at_different_levels(course: Course) -> None:
    state = course.state
    assert state is not None
    found_by = {
        event.by for event, _, _ in course.log if isinstance(event, e.FindingMade) and not event.automatic
    }
    acted: dict[str, set[str]] = {}
    for event, _, _ in course.log:
        if isinstance(event, e.AppealDecided) and not event.automatic:
            acted.setdefault(event.by, set()).add(state.appeals[event.id].level)
    assert all(len(levels) == 1 for levels in acted.values())
    made_before = {by for by in found_by if by in acted}
    # One who reviewed may not have made any finding of the case before.
    for by in made_before:
        first = next(n for n, (event, _, _) in enumerate(course.log) if getattr(event, "by", "") == by)
        assert isinstance(course.log[first][0], e.AppealDecided)


@pytest.mark.rule("APP-8")
@given(courses())
@settings(max_examples=150, deadline=None)
def test_whoever_asks_for_a_person_is_decided_on_by_one(course: Course) -> None:
    asked: set[str] = set()
    for event, _, by in course.log:
        if isinstance(event, e.PersonAsked):
            asked.add(event.id)
        if isinstance(event, e.PersonDecided):
            assert by not in ("system", "clock")
        if isinstance(event, e.FindingMade) and asked:
            assert not event.automatic


@pytest.mark.rule("APP-9")
@given(courses())
@settings(max_examples=150, deadline=None)
def test_a_sole_appellant_is_never_worse_off(course: Course) -> None:
    state = course.state
    assert state is not None
    borne: dict[tuple[str, str], int] = {}
    for event, _, _ in course.log:
        if isinstance(event, e.FindingMade):
            borne |= {(event.id, item.party): item.amount_fen for item in event.liabilities}
        if isinstance(event, e.AppealDecided):
            appeal = state.appeals[event.id]
            after = sum(item.amount_fen for item in event.liabilities if item.party == appeal.appellant)
            assert after <= borne.get((appeal.finding, appeal.appellant), 0)
    assert sum(item.outcome == "remand" for item in state.appeals.values()) <= 1


@given(courses())
@settings(max_examples=100, deadline=None)
def test_a_course_of_appeals_folds_to_its_state(course: Course) -> None:
    assert fold((event, at) for event, at, _ in course.log) == course.state
    assert course.state is not None
    own = ("appeal_window", "resubmission")  # each is some party's own, about one finding
    assert all(":" in item.subject for item in course.state.deadlines.values() if item.rule in own)


def test_courses_reach_every_level_and_a_person() -> None:
    """The random courses are no empty talk: together they come to the ends of the law."""
    seen: set[str] = set()
    for seed in range(400):
        dice = Random(seed)
        course = opened(dice)
        for _ in range(40):
            course.now += timedelta(hours=dice.choice([0, 1, 1, 5, 20, 49, 24 * 8]))
            asked = command(course, dice)
            result = course.attempt(asked, likely(course, asked, dice))
            if not isinstance(result, Refusal):
                seen |= {e.type_of(event) for event in result}
                seen |= {f"level {event.level}" for event in result if isinstance(event, e.AppealFiled)}
                seen |= {"late" for event in result if isinstance(event, e.AppealFiled) and event.late}
    assert {
        "level first", "level rights", "late", "lateness_judged", "supplement_asked", "supplement_given",
        "person_asked", "person_decided", "taken_outside", "appeal_decided",
    } <= seen  # fmt: skip
