"""When and how often one may appeal (APP-2…4, APP-10…13)."""

from datetime import timedelta
from typing import Final, NamedTuple

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.appeal.rule import OPEN, chances, filed_by, window_of
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.evidence import defaulted
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.one_at_a_time import under_review
from gongdao.rulebook.policy import AppealLevel, AppealRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Finding

_STANDS: Final = ("issued", "contested")
_CODES: Final = {"month": "monthly_quota_used_up", "year": "yearly_quota_used_up"}


class Chance(NamedTuple):
    """The level at which the appeal is taken, and whether it is late."""

    level: AppealLevel
    late: bool


def chance_for(
    matter: Matter, rule: AppealRule, finding: Finding, command: c.FileAppeal, appellant: str
) -> Chance:
    """APP-10, APP-3, APP-12, APP-2, so that the reader learns the reason that will not go away."""
    if appellant in finding.shifted_to and not rule.shifted_may_appeal:
        raise refuse("APP-10", "shift_not_appealable")
    level = _level_for(matter, rule, command, appellant)
    if under_review(matter.state, command.finding):
        raise refuse("APP-3", "appeal_still_open")
    if command.scope == "attribution" and _rests_on_default(matter, finding, appellant):
        raise refuse("EVI-12", "point_defaulted", party=appellant)
    if finding.person == "asked" and finding.person_for == appellant:
        raise refuse("APP-8", "person_pending", id=command.finding)
    return Chance(level, _is_late(matter, rule, finding, command, appellant))


def _rests_on_default(matter: Matter, finding: Finding, appellant: str) -> bool:
    """EVI-12: whether the finding stands on a point that the appellant did not prove in time."""
    facts = defaulted(matter.state, appellant)
    return any(finding.facts.get(name) == value for name, value in facts.items())


def _level_for(matter: Matter, rule: AppealRule, command: c.FileAppeal, appellant: str) -> AppealLevel:
    """APP-3, APP-11, APP-12: the next level, or the one named where it is open."""
    mine = filed_by(matter.state, appellant, command.finding)
    found = chances(rule, matter.state, command.finding, appellant)
    if rule.levels and mine and mine[-1].status in OPEN:
        raise refuse("APP-3", "appeal_still_open")
    if mine and mine[-1].person == "asked":
        raise refuse("APP-8", "person_pending", id=command.finding)
    if not found:
        used = len(filed_by(matter.state, appellant, command.finding if rule.levels else ""))
        raise refuse("APP-3", "appeal_used_up", used=used, limit=rule.limit)
    if not command.level:
        return found[0]
    named = next((level for level in found if level.id == command.level), None)
    if named is None:
        raise refuse("APP-12", "level_not_open", level=command.level, open=[level.id for level in found])
    return named


def _is_late(
    matter: Matter, rule: AppealRule, finding: Finding, command: c.FileAppeal, appellant: str
) -> bool:
    """APP-2, APP-13: in time; late with a reason, taken provisionally; or too late."""
    key = window_of(rule, matter.state, command.finding, appellant)
    window = matter.state.deadlines.get(f"{key}:{command.finding}:{appellant}")
    if finding.status in _STANDS and window is not None and not _over(matter, window, finding, appellant):
        if key == rule.window:
            _need_reason_near_the_end(matter, rule, window, command)
        return False
    if window is None or window.status != "lapsed" or finding.status not in (*_STANDS, "final"):
        # Whoever accepted the finding, or was decided on, let no time pass.
        due = window.due_at.isoformat() if window and matter.now >= window.due_at else ""
        raise refuse("APP-2", "window_closed", due_at=due, status=finding.status)
    if matter.now >= window.due_at + timedelta(days=rule.late_reason_days):
        raise refuse("APP-2", "window_closed", due_at=window.due_at.isoformat())
    if not command.late_reason.strip():
        raise refuse("APP-13", "late_reason_needed", due_at=window.due_at.isoformat())
    return True


def _over(matter: Matter, window: Deadline, finding: Finding, appellant: str) -> bool:
    return appellant in finding.final_for or matter.now >= window.due_at


def _need_reason_near_the_end(
    matter: Matter, rule: AppealRule, window: Deadline, command: c.FileAppeal
) -> None:
    """APP-13: close to the end the delay is explained, though the appeal is in time."""
    near = window.due_at - timedelta(days=rule.reason_before_days)
    if matter.now >= near and not command.late_reason.strip():
        raise refuse("APP-13", "late_reason_needed", due_at=window.due_at.isoformat())


def need_quota(matter: Matter, rule: AppealRule, appellant: str) -> None:
    """APP-4: more than so many failed appeals of the party in the period → none until the next one."""
    failed = {"month": matter.facts.failed_in_month, "year": matter.facts.failed_in_year}
    for quota in rule.quotas:
        if quota.kinds and kind_of(appellant) not in quota.kinds:
            continue
        count = failed[quota.period]
        if count > quota.failed:
            raise refuse("APP-4", _CODES[quota.period], failed=count, allowed=quota.failed)
        under_way = matter.facts.appeals_under_way if quota.holds_place else 0
        if count + under_way > quota.failed:
            raise refuse(
                "APP-4", "quota_places_taken", failed=count, under_way=under_way, allowed=quota.failed
            )
