"""What follows from a decision on an appeal: for whom the finding is final, who may go on (APP-2, 12)."""

from gongdao.rulebook import events as e
from gongdao.rulebook.appeal.rule import chances, levels_of
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.liability import own_liability
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealRule
from gongdao.rulebook.state import Appeal, Finding, State


def now_final(
    matter: Matter, rule: AppealRule, appeal: Appeal, finding: Finding, decided: e.AppealDecided
) -> tuple[e.Event, ...]:
    """APP-2, APP-3: for whom the finding is final with this decision."""
    if decided.outcome in ("annul", "remand"):
        return ()
    if finding.refused:
        done = (finding.refused,) if not goes_on(rule, matter.state, decided, appeal) else ()
        return tuple(
            e.FindingFinal(id=appeal.finding, party=party, because="appeal_decided") for party in done
        )
    after = decided.liabilities
    known = {item.party for item in finding.liabilities}
    done_parties = set() if goes_on(rule, matter.state, decided, appeal) else {appeal.appellant}
    if not rule.shifted_may_appeal:
        done_parties |= {item.party for item in after if item.party not in known}
    parties = [
        item.party for item in after if item.party in done_parties and item.party not in finding.final_for
    ]
    settled = tuple(
        e.FindingFinal(id=appeal.finding, party=party, because="appeal_decided") for party in parties
    )
    own = own_liability(appeal.finding, tuple(item for item in after if item.party not in finding.final_for))
    return (*settled, *(item for item in own if item not in settled))


def goes_on(rule: AppealRule, state: State, decided: e.AppealDecided, appeal: Appeal) -> bool:
    """Whether the appellant has another appeal inside the house after this decision."""
    after = evolve(state, decided, appeal.filed_at)
    return bool(next_window(rule, after, decided.id))


def next_window(rule: AppealRule, state: State, key: str) -> str:
    """The deadline within which the appellant of a decided appeal may go on; "" where nothing follows.

    A rule without levels leaves what is left of the number of appeals to the window itself.
    """
    appeal = state.appeals[key]
    if appeal.outcome in ("annul", "remand") or not chances(rule, state, appeal.finding, appeal.appellant):
        return ""
    if not rule.levels:
        return rule.window
    return next((level.after for level in levels_of(rule) if level.id == appeal.level), "")
