"""What the policy says of appeals: levels, variants, and which levels are open to whom (APP-11, APP-12)."""

from typing import Any, Final

from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealLevel, AppealRule, AppealVariant
from gongdao.rulebook.policy.base import Title
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Appeal, State

OPEN: Final = ("filed", "assigned")
# Only a rejection, or a relief that leaves something, can be answered by another appeal.
_ANSWERABLE: Final = ("upheld", "modified", "overturned", "dismissed")
_ONLY: Final = Title(zh="申诉", en="Appeal")


def rule_of(matter: Matter) -> AppealRule:
    """The policy's appeal rule; refuses where the policy has none."""
    if matter.policy.appeals is None:
        raise refuse("APP-1", "not_offered_by_policy")
    return matter.policy.appeals


def levels_of(rule: AppealRule) -> tuple[AppealLevel, ...]:
    """The levels; a rule that names none has one, with its own reviewer and limit."""
    if rule.levels:
        return rule.levels
    return (AppealLevel(id="", title=_ONLY, cite=rule.cite, reviewer=rule.reviewer, limit=rule.limit),)


def level_of(rule: AppealRule, appeal: Appeal) -> AppealLevel:
    """The level at which an appeal was filed."""
    levels = levels_of(rule)
    return next((level for level in levels if level.id == appeal.level), levels[0])


def variant_of(rule: AppealRule, key: str) -> AppealVariant | None:
    """The variant of this name, or None."""
    return next((item for item in rule.variants if item.id == key), None)


def filed_by(state: State, appellant: str, finding: str = "") -> tuple[Appeal, ...]:
    """The appeals of a party in this case, or against one finding, in their order."""
    return tuple(
        item
        for item in state.appeals.values()
        if item.appellant == appellant and finding in ("", item.finding)
    )


def chances(rule: AppealRule, state: State, finding: str, appellant: str) -> tuple[AppealLevel, ...]:
    """The levels inside the house at which a party may now appeal against a finding, the nearest first.

    First the first one. After a decision there: the same level while its limit is not used up (APP-11), and
    the next one (APP-12). Whoever went up does not come down again. A rule without levels counts the appeals
    of a party on the whole case (APP-3), one with levels those on this finding.
    """
    levels = tuple(level for level in levels_of(rule) if level.reviewer)
    mine = filed_by(state, appellant, finding if rule.levels else "")
    if len(mine) >= rule.limit:
        return ()
    if not mine:
        return levels[:1]
    last = mine[-1]
    if not rule.levels:
        return levels[:1]
    if last.status not in _ANSWERABLE:
        return ()
    place = next((n for n, level in enumerate(levels) if level.id == last.level), 0)
    used = sum(item.level == last.level for item in mine)
    again = levels[place : place + 1] if used < levels[place].limit and last.status == "upheld" else ()
    return (*again, *levels[place + 1 : place + 2])


def window_of(rule: AppealRule, state: State, finding: str, appellant: str) -> str:
    """The id of the deadline within which a party may appeal now: the window, or what a decision opened."""
    mine = filed_by(state, appellant, finding)
    if rule.levels and mine:
        return level_of(rule, mine[-1]).after
    return rule.window


def appeal_facts(level: str, variant: str, scope: str, appellant: str) -> dict[str, Any]:
    """The facts of an appeal that conditions of the policy may ask for."""
    return {"level": level, "variant": variant, "scope": scope, "appellant_kind": kind_of(appellant)}
