"""What an appeal needs, told before it is sent: evidence, form, level, the way advised (APP-3…14)."""

from datetime import datetime

from msgspec import Struct

from gongdao.letters.wording import Language, say_value
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.appeal import Advised, advised_channels, chances, window_of
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealRule, KeyEvidence, Policy, Title
from gongdao.rulebook.state import State, bearers


class Way(Struct, frozen=True):
    """One way to hand an appeal in, in the reader's words."""

    title: str
    good: str
    but: str
    advised: bool
    cite: str


class Hints(Struct, frozen=True):
    """`own`: exhibits of the reader that count; `each_names`: kinds that must be there; `left`: chances.

    `reason_needed`: a reason for the delay is asked for now (APP-13). `missing_names`: what the last decision
    or the reviewer named. `asks`: what is incomplete is asked for rather than turned back. `notes`: title,
    papers and note of each variant. `templates`: the official ones that help (EVI-15).
    """

    kinds: tuple[str, ...]
    own: tuple[str, ...]
    kind_names: str
    each_names: str
    at_least: int
    have: int
    limit: int
    left: int
    cite: str
    level: str
    levels_open: int
    is_staff: bool
    asks: bool
    missing_names: str
    reason_needed: bool
    ways: tuple[Way, ...]
    notes: tuple[tuple[str, str, str], ...]
    templates: tuple[str, ...]


def appeal_hints(
    actor: Actor, state: State, policy: Policy, finding: str, *, language: Language, now: datetime
) -> Hints | None:
    """What the reader's appeal against a finding needs and has already; None where there is no appeal."""
    rule = policy.appeals
    if rule is None:
        return None
    found = state.findings.get(finding)
    party = next((ref for ref in bearers(found) if actor.acts_for(ref)), "") if found is not None else ""
    levels = chances(rule, state, finding, party)
    needs = [rule.evidence, *([levels[0].evidence] if levels and levels[0].evidence is not None else [])]
    own = tuple(
        key
        for key, item in state.exhibits.items()
        if actor.acts_for(item.by) and item.exhibit.kind in rule.evidence.kinds
    )
    mine = [item for item in state.appeals.values() if item.finding == finding and item.appellant == party]
    return Hints(
        kinds=rule.evidence.kinds, own=own, kind_names=_names(rule.evidence.kinds, language),
        each_names=_names(tuple(kind for need in needs for kind in need.each), language),
        at_least=rule.evidence.at_least, have=len(own), limit=rule.limit, left=rule.limit - len(mine),
        cite=rule.evidence.cite, level=_words(levels[0].title, language) if rule.levels and levels else "",
        levels_open=len(levels), is_staff=kind_of(party) == "staff", asks=rule.incomplete == "ask",
        missing_names=_names(mine[-1].missing if mine else (), language),
        reason_needed=_near_the_end(rule, state, finding, party, now),
        ways=_ways(policy, state, actor, language, now), notes=_notes(rule, party, language),
        templates=templates_of(rule),
    )  # fmt: skip


def _names(kinds: tuple[str, ...], language: Language) -> str:
    return say_value("kinds", list(kinds), language, kind="exhibit") if kinds else ""


def _words(title: Title, language: str) -> str:
    return title.en if language == "en" else title.zh


def _near_the_end(rule: AppealRule, state: State, finding: str, party: str, now: datetime) -> bool:
    """Whether a reason for the delay is asked for: in the last days of the window, or after it (APP-13)."""
    key = window_of(rule, state, finding, party)
    window = state.deadlines.get(f"{key}:{finding}:{party}")
    if window is None:
        return False
    left = (window.due_at - now).total_seconds()
    near = rule.reason_before_days if key == rule.window else 0
    return left <= near * 86_400 if near or rule.late_reason_days else False


def _ways(policy: Policy, state: State, actor: Actor, language: Language, now: datetime) -> tuple[Way, ...]:
    matter = Matter(policy, calendar_of(policy), state, Facts(), actor, now)
    return tuple(_way(item, language) for item in advised_channels(matter))


def _way(item: Advised, language: str) -> Way:
    way = item.way
    return Way(
        _words(way.title, language),
        _words(way.good, language),
        _words(way.but, language),
        item.advised,
        way.cite,
    )


def _notes(rule: AppealRule, party: str, language: Language) -> tuple[tuple[str, str, str], ...]:
    """Title, papers and note of the variants that this party may choose (EVI-17, APP-16)."""
    return tuple(
        (_words(item.title, language), _papers(item.evidence, language), _words(item.note, language))
        for item in rule.variants
        if item.note is not None and (not item.kinds or kind_of(party) in item.kinds)
    )


def _papers(need: KeyEvidence | None, language: Language) -> str:
    return _names(need.each, language) if need is not None else ""


def templates_of(rule: AppealRule) -> tuple[str, ...]:
    """The official templates that help with appeals under this rule (EVI-15)."""
    asked = {kind for level in rule.levels if level.evidence is not None for kind in level.evidence.each}
    return (
        "appeal_statement",
        *(["escalation_form"] if "escalation_form" in asked else []),
        "authority_proof",
    )
