"""Before whom (APP-8): a reviewer of the level who decided nothing here; and whether a late one is heard."""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.appeal.rule import OPEN, level_of, rule_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealLevel
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Appeal


def reviewer_for(matter: Matter, level: AppealLevel, key: str) -> tuple[e.Event, ...]:
    """The fairest suitable reviewer of a level; nothing while there is none."""
    choice = matter.choose(level.reviewer, excluded=acted_before(matter, key), department=level.department)
    if choice.candidate is None:
        return ()
    return (e.AppealReviewerAssigned(id=key, reviewer=choice.candidate.ref, because=choice.because),)


def acted_before(matter: Matter, key: str) -> frozenset[str]:
    """APP-8: whoever decided or handled here, or was to review another appeal of the case.

    So nobody acts twice at different levels.
    """
    state = matter.state
    reviewers = {item.reviewer for other, item in state.appeals.items() if other != key and item.level}
    return frozenset({*state.deciders, state.handler, state.overseer, *reviewers} - {""})


def assign_reviewer(matter: Matter, command: c.AssignReviewer) -> tuple[e.Event, ...]:
    """APP-8: by hand or by fairness."""
    rule = rule_of(matter)
    appeal = open_appeal_of(matter, command.id)
    level = level_of(rule, appeal)
    if not command.reviewer:
        chosen = reviewer_for(matter, level, command.id)
        if not chosen:
            raise refuse("APP-8", "no_suitable_person", passed_over=[])
        return chosen
    person = next((item for item in matter.facts.candidates if item.ref == command.reviewer), None)
    serves = person is not None and (
        not level.department or not person.departments or level.department in person.departments
    )
    if person is None or level.reviewer not in person.roles or not serves:
        raise refuse("APP-8", "no_suitable_person", passed_over=[command.reviewer])
    if not acted_before(matter, command.id).isdisjoint(person.refs | {person.ref}):
        raise refuse("APP-8", "reviewer_decided_before", ref=command.reviewer)
    if appeal.reviewer == command.reviewer:
        raise refuse("APP-8", "nothing_to_change")
    return (e.AppealReviewerAssigned(id=command.id, reviewer=command.reviewer, because=("by_hand",)),)


def open_appeal_of(matter: Matter, key: str) -> Appeal:
    """The appeal of this id while it is under way."""
    matter.need_open("APP-9")
    appeal = matter.state.appeals.get(key)
    if appeal is None:
        raise refuse("APP-9", "unknown_item", id=key)
    if appeal.status not in OPEN:
        raise refuse("APP-9", "already_done", id=key, status=appeal.status)
    return appeal


def need_reviewer(matter: Matter, key: str, appeal: Appeal) -> None:
    """APP-8: the reviewer of this very appeal, who decided nothing else here."""
    if not matter.actor.acts_for(appeal.reviewer):
        raise refuse("APP-8", "not_permitted", role=[level_of(rule_of(matter), appeal).reviewer])
    own = appeal.excused is not None or appeal.person == "decided"  # the lateness was theirs to judge, too
    before = acted_before(matter, key) - ({appeal.reviewer} if own else frozenset())
    if not matter.actor.refs.isdisjoint(before):
        raise refuse("APP-8", "reviewer_decided_before", ref=matter.actor.ref)


def judge_lateness(matter: Matter, command: c.JudgeLateness) -> tuple[e.Event, ...]:
    """APP-13: by the reviewer; an excuse that does not hold ends the appeal, and it counts as none."""
    appeal = open_appeal_of(matter, command.id)
    need_reviewer(matter, command.id, appeal)
    if not appeal.late or appeal.excused is not None:
        raise refuse("APP-13", "already_done", id=command.id)
    matter.need_reason(command.reason, "APP-13")
    return (
        e.LatenessJudged(
            id=command.id, by=matter.actor.ref, accepted=command.accepted, reason=command.reason
        ),
    )
