"""With what one appeals (APP-6, APP-11, EVI-13, EVI-17): key evidence, by rule, level and variant."""

from collections.abc import Iterable

from gongdao.rulebook import commands as c
from gongdao.rulebook.appeal.rule import filed_by, level_of, rule_of, variant_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealLevel, AppealRule, AppealVariant, KeyEvidence
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Appeal, State


def wanted(rule: AppealRule, level: AppealLevel, variant: AppealVariant | None) -> tuple[KeyEvidence, ...]:
    """Everything an appeal must bring: by the rule, by its level, by its variant."""
    parts = (rule.evidence, level.evidence, variant.evidence if variant is not None else None)
    return tuple(part for part in parts if part is not None)


def missing_in(needs: Iterable[KeyEvidence], kinds: list[str]) -> tuple[str, ...]:
    """The kinds that are missing: each one that must be there, and those of a list that is too short."""
    found: dict[str, None] = {}
    for need in needs:
        found |= dict.fromkeys(kind for kind in need.each if kind not in kinds)
        if sum(kind in need.kinds for kind in kinds) < need.at_least:
            found |= dict.fromkeys(kind for kind in need.kinds if kind not in kinds)
    return tuple(found)


def short_of(needs: Iterable[KeyEvidence], kinds: list[str]) -> int:
    """How many more exhibits of the missing kinds will do; 0 where each of them is needed."""
    needs = tuple(needs)
    if any(kind not in kinds for need in needs for kind in need.each):
        return 0
    return max((need.at_least - sum(kind in need.kinds for kind in kinds) for need in needs), default=0)


def need_evidence(
    matter: Matter, rule: AppealRule, needs: tuple[KeyEvidence, ...], command: c.FileAppeal
) -> tuple[str, ...]:
    """APP-6: refuse what has no key evidence, and what is incomplete unless the policy asks for the rest.

    Returns the kinds still missing, for which the appellant is then asked (EVI-13).
    """
    kinds = kinds_with(matter, command)
    missing = missing_in(needs, kinds)
    if not missing:
        return ()
    known = {kind for need in needs for kind in (*need.kinds, *need.each)}
    short = next(need for need in needs if missing_in((need,), kinds))
    if rule.incomplete == "refuse" or known.isdisjoint(kinds):
        raise refuse(
            short.cite.split()[0], "key_evidence_missing", kinds=list(missing), at_least=short.at_least
        )
    return missing


def kinds_with(matter: Matter, command: c.FileAppeal) -> list[str]:
    """The kinds of all exhibits that an appeal brings."""
    return kinds_of(matter.state, command.exhibits) + [item.kind for item in command.new_exhibits]


def kinds_of(state: State, ids: Iterable[str]) -> list[str]:
    """The kinds of these exhibits of the case."""
    return [state.exhibits[key].exhibit.kind for key in ids]


def still_missing(matter: Matter, appeal: Appeal, kinds: list[str]) -> tuple[str, ...]:
    """What an appeal lacks, its exhibits being of these kinds."""
    rule = rule_of(matter)
    return missing_in(wanted(rule, level_of(rule, appeal), variant_of(rule, appeal.variant)), kinds)


def need_something_new(matter: Matter, level: AppealLevel, command: c.FileAppeal, appellant: str) -> None:
    """APP-11: what is handed in again at the same level brings an exhibit that was not there before."""
    before = [item for item in filed_by(matter.state, appellant, command.finding) if item.level == level.id]
    if not before or not level.needs_new:
        return
    used = {key for item in before for key in item.exhibits}
    known = {matter.state.exhibits[key].exhibit.sha256 for key in used}
    fresh = [item for item in command.new_exhibits if item.sha256 not in known]
    if not fresh and set(command.exhibits) <= used:
        raise refuse("APP-11", "nothing_new", missing=list(before[-1].missing))
