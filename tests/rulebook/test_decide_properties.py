"""What holds for every case under every shipped policy, whatever people do (promises of ARCHITECTURE.md)."""

from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.decide import decide, due_command, next_due_at
from gongdao.rulebook.evolve import evolve, fold
from gongdao.rulebook.money import postings
from gongdao.rulebook.notices import notices
from gongdao.rulebook.refusal import REMEDIES, Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Liability

from .courses import FACTS, PEOPLE, Course, any_command, courses, stored

many = settings(max_examples=150, deadline=None)


@many
@given(courses())
def test_fold_of_stored_events_equals_state(course: Course) -> None:
    assert course.state is not None
    folded = fold(stored(course.log))
    assert folded == course.state
    assert msgspec.json.decode(msgspec.json.encode(folded), type=State) == folded


@many
@given(courses(), st.randoms(use_true_random=False), st.sampled_from(PEOPLE))
def test_decide_gives_the_same_answer_to_the_same_question(
    course: Course, dice: Random, actor: Actor
) -> None:
    command = any_command(course.policy, dice)
    before = msgspec.json.encode(course.state)
    first = decide(course.policy, course.state, command, FACTS, actor, course.now)
    second = decide(course.policy, course.state, command, FACTS, actor, course.now)
    assert first == second
    assert msgspec.json.encode(course.state) == before


@many
@given(courses())
def test_refusals_name_a_rule_and_a_known_remedy(course: Course) -> None:
    for refusal in course.refusals:
        assert isinstance(refusal, Refusal)
        assert refusal.rule.split("-")[0].isalpha()
        assert REMEDIES[refusal.code] == refusal.remedy


@pytest.mark.rule("DEC-1")
@many
@given(courses())
def test_shares_of_every_finding_sum_to_the_whole(course: Course) -> None:
    assert course.state is not None
    for finding in course.state.findings.values():
        if finding.refused:  # a refused claim burdens nobody
            assert finding.made == ()
            continue
        assert sum(item.share_bp for item in finding.made) == 10_000
        if finding.status not in ("remanded", "annulled"):
            assert sum(item.share_bp for item in finding.liabilities) == 10_000


@pytest.mark.rule("APP-8")
@many
@given(courses())
def test_who_decided_does_not_review_and_no_party_judges(course: Course) -> None:
    made_by: set[str] = set()
    for event, _, by in course.log:
        if isinstance(event, e.FindingMade):
            made_by.add(by)
            assert by not in {item.party for item in event.liabilities}
        if isinstance(event, e.AppealDecided):
            assert by not in made_by
            made_by.add(by)
        if isinstance(event, e.AppealReviewerAssigned):
            assert event.reviewer not in made_by


@pytest.mark.rule("APP-3")
@many
@given(courses())
def test_nobody_appeals_twice_and_no_case_is_remanded_twice(course: Course) -> None:
    assert course.state is not None
    rule = course.policy.appeals
    appellants = [item.appellant for item in course.state.appeals.values()]
    assert rule is not None or not appellants
    if rule is not None:
        assert all(appellants.count(ref) <= rule.limit for ref in appellants)
        outcomes = [item.outcome for item in course.state.appeals.values()]
        assert outcomes.count("remand") <= rule.remands


@many
@given(courses())
def test_appellant_is_never_worse_off_by_the_own_appeal(course: Course) -> None:
    state: State | None = None
    for event, at, _ in course.log:
        if isinstance(event, e.AppealDecided):
            assert state is not None
            appeal = state.appeals[event.id]
            before = _borne(state.findings[appeal.finding].liabilities, appeal.appellant)
            assert _borne(event.liabilities, appeal.appellant) <= before
        state = evolve(state, event, at)


def _borne(liabilities: tuple[Liability, ...], ref: str) -> tuple[int, int]:
    return next(((item.share_bp, item.amount_fen) for item in liabilities if item.party == ref), (0, 0))


@pytest.mark.rule("SLA-10")
@many
@given(courses())
def test_clock_leaves_nothing_overdue_and_applies_each_lapse_once(course: Course) -> None:
    course.clock()
    assert course.state is not None
    assert due_command(course.state, course.now) is None
    due = next_due_at(course.state)
    assert due is None or due > course.now
    lapses = [
        (event.deadline.key, event.deadline.starts_count)
        for event, _, _ in course.log
        if isinstance(event, e.DeadlineLapsed)
    ]
    assert len(lapses) == len(set(lapses))


@many
@given(courses())
def test_time_never_runs_backwards_in_a_log(course: Course) -> None:
    instants = [at for _, at, _ in course.log]
    assert all(earlier <= later for earlier, later in pairwise(instants))


@pytest.mark.rule("FND-4")
@many
@given(courses())
def test_postings_of_every_event_balance(course: Course) -> None:
    state: State | None = None
    for event, at, _ in course.log:
        before = state
        state = evolve(before, event, at)
        sums: dict[str, int] = {}
        for posting in postings(before, state):
            sums[posting.unit] = sums.get(posting.unit, 0) + posting.amount
        assert all(total == 0 for total in sums.values())


@pytest.mark.rule("MSG-1")
@many
@given(courses())
def test_parties_are_told_of_every_deadline_they_bear_and_what_silence_means(course: Course) -> None:
    state: State | None = None
    for event, at, _ in course.log:
        state = evolve(state, event, at)
        if isinstance(event, e.DeadlineStarted) and ":" in event.deadline.bearer:
            told = {item.recipient: item.params for item in notices(event, state)}
            assert told[event.deadline.bearer]["consequences"]


@many
@given(courses())
def test_ended_case_has_no_running_deadline(course: Course) -> None:
    assert course.state is not None
    if not course.state.is_open:
        assert not [item.key for item in course.state.deadlines.values() if item.status == "running"]


@pytest.mark.rule("APP-10")
@many
@given(courses())
def test_nobody_bears_more_without_hearing_or_appeal(course: Course) -> None:
    """Whoever became liable by another's appeal was asked before, where no appeal is open to them."""
    assert course.state is not None
    rule = course.policy.appeals
    heard = {item.of for item in course.state.statements.values()}
    for finding in course.state.findings.values():
        for ref in finding.shifted_to:
            if rule is not None and not rule.shifted_may_appeal and kind_of(ref) == "technician":
                assert ref in heard
