"""A finding as the party it burdens reads it: what was found, on what it rests, until when to appeal."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from gongdao.people.permissions import facts_of, held
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.appeal import chances, window_of
from gongdao.rulebook.policy import FindingRow, Policy
from gongdao.rulebook.state import Appeal, Finding, PointsEntry, State, bearers
from gongdao.rulebook.terms import Liability
from gongdao.web.party.acts import Offer
from gongdao.web.party.limits import Limit, limit_of

_CONCERNED: Final = frozenset({"liable", "respondent"})


class Judgement(Struct, frozen=True):
    """One finding. `own`: what the reader bears now, `made`: at first; None where nothing.

    `facts`: titles and values as found; `row`: the line of the decision table with its reason; `window`: the
    time left to appeal, while it runs; `file`: the appeal, open or refused; the addresses of acts are empty
    where an act is not open. `level`: at which one would appeal next, `levels`: what each is called.
    `points`: what a finding of conduct gave in the place of money.
    """

    key: str
    finding: Finding
    own: Liability | None
    made: Liability | None
    facts: tuple[tuple[str, str], ...]
    row: FindingRow | None
    reason: str
    window: Limit | None
    is_final: bool
    appeals: tuple[tuple[str, Appeal], ...]
    under_way: bool
    file: Offer | None
    file_url: str
    accept_url: str
    withdraw_url: str
    supplement_url: str
    person_url: str
    outside_url: str
    level: str
    levels: Mapping[str, str]
    points: PointsEntry | None


class Seen(Struct, frozen=True):
    """A case in the eyes of one actor, with what it takes to show its findings. `act_url`: of an open act."""

    actor: Actor
    state: State
    policy: Policy
    offers: tuple[Offer, ...]
    names: Mapping[str, str]
    language: str
    now: datetime
    act_url: Callable[[str, str], str]


def judgements_of(seen: Seen) -> tuple[Judgement, ...]:
    """The findings that concern the actor as a judged party, the latest first."""
    if _CONCERNED.isdisjoint(held(seen.actor, facts_of(seen.state))):
        return ()
    return tuple(_judgement(seen, key, finding) for key, finding in reversed(seen.state.findings.items()))


def _judgement(seen: Seen, key: str, finding: Finding) -> Judgement:
    actor, state, policy, names = seen.actor, seen.state, seen.policy, seen.names
    own, made = _own(actor, finding.liabilities), _own(actor, finding.made)
    row = next((item for item in policy.finding.table if item.cite == finding.row), None)
    appeals = tuple(
        (name, item) for name, item in state.appeals.items()
        if item.finding == key and actor.acts_for(item.appellant)
    )  # fmt: skip
    open_appeal = next((name for name, item in appeals if item.decided_at is None), "")
    party = next((ref for ref in bearers(finding) if actor.acts_for(ref)), "")
    automatic = next((name for name, item in reversed(appeals) if item.automatic), key)
    return Judgement(
        key=key,
        finding=finding,
        own=own,
        made=made,
        facts=tuple(
            (names.get(f"fact:{name}", name), names.get(f"fact:{name}={value}", str(value)))
            for name, value in finding.facts.items()
        ),
        row=row,
        reason=(row.reason.en if seen.language == "en" else row.reason.zh) if row is not None else "",
        window=_window(seen, key, party),
        is_final=party in finding.final_for,
        appeals=appeals,
        under_way=bool(open_appeal),
        file=_offer(seen, "file_appeal", key),
        file_url=_open(seen, "file_appeal", key),
        accept_url=_open(seen, "accept_finding", key),
        withdraw_url=_open(seen, "withdraw_appeal", open_appeal),
        supplement_url=_open(seen, "give_supplement", open_appeal),
        person_url=_open(seen, "ask_for_person", automatic),
        outside_url=_open(seen, "go_outside", key),
        level=_next_level(seen, key, party),
        levels=level_titles(policy, seen.language),
        points=next((item for item in state.points.values() if item.finding == key), None),
    )


def level_titles(policy: Policy, language: str) -> dict[str, str]:
    """What the policy calls its levels of appeal."""
    levels = policy.appeals.levels if policy.appeals is not None else ()
    return {level.id: level.title.en if language == "en" else level.title.zh for level in levels}


def _next_level(seen: Seen, key: str, party: str) -> str:
    rule = seen.policy.appeals
    if rule is None or not rule.levels or not party:
        return ""
    found = chances(rule, seen.state, key, party)
    return level_titles(seen.policy, seen.language)[found[0].id] if found else ""


def _own(actor: Actor, liabilities: tuple[Liability, ...]) -> Liability | None:
    return next((item for item in liabilities if actor.acts_for(item.party)), None)


def _window(seen: Seen, key: str, party: str) -> Limit | None:
    """The time to appeal, or to go on after a decision."""
    if not party or seen.policy.appeals is None:
        return None
    rule = window_of(seen.policy.appeals, seen.state, key, party)
    item = seen.state.deadlines.get(f"{rule}:{key}:{party}")
    if item is None or not item.is_open:
        return None
    return limit_of(seen.actor, item, seen.state, seen.policy, language=seen.language, now=seen.now)


def _offer(seen: Seen, command: str, subject: str) -> Offer | None:
    return next((item for item in seen.offers if (item.command, item.subject) == (command, subject)), None)


def _open(seen: Seen, command: str, subject: str) -> str:
    found = _offer(seen, command, subject)
    return seen.act_url(command, subject) if found is not None and found.refused is None else ""
