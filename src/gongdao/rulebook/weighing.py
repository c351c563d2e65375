"""Weighing exhibits 质证与采信: what is said against them, what a decision may rest on (EVI-18)."""

from collections.abc import Iterable
from datetime import datetime

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.deadline.length import DayRule, parse_length
from gongdao.rulebook.deadline.measure import first_due
from gongdao.rulebook.evidence import side_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.money.transfer import COMPANY
from gongdao.rulebook.proving import need_impartial, need_undecided, rule_of
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import State, Submitted


def side_of_exhibit(state: State, key: str) -> str:
    """Which side handed an exhibit in: by who did, else by whom the request asked that it answers; or ""."""
    asked = (item.of for item in state.requests.values() if key in item.exhibits)
    return next((side for ref in (state.exhibits[key].by, *asked) if (side := side_of(state, ref))), "")


def opponents(state: State, key: str) -> tuple[str, ...]:
    """Who may object to an exhibit: the other side; both sides to one that neither handed in."""
    side = side_of_exhibit(state, key)
    parties = (state.complainant.ref, *(party.ref for party in state.respondents))
    return tuple(ref for ref in dict.fromkeys(parties) if side_of(state, ref) != side)


def objections_until(matter: Matter) -> datetime | None:
    """Until when one may object to what is handed in now; None where the policy knows no objections."""
    rule = matter.policy.evidence.objections if matter.policy.evidence is not None else None
    if rule is None:
        return None
    return first_due(parse_length(rule.within), DayRule(), matter.now, matter.calendar)[0]


def excluded(state: State) -> frozenset[str]:
    """The exhibits that were excluded."""
    return frozenset(key for key, item in state.admissions.items() if item.result == "excluded")


def undecided(state: State) -> frozenset[str]:
    """The exhibits with an objection on which nothing has been decided yet."""
    return frozenset(item.exhibit for item in state.objections.values() if item.decided_at is None)


def may_still_object(state: State, key: str, now: datetime) -> tuple[str, ...]:
    """The parties whose time to object to an exhibit still runs, and who have said nothing on it yet.

    Who objected, or has nothing against it, has been heard on it. The company is not waited for: it decides.
    """
    until = state.exhibits[key].objections_until
    if until is None or now > until:
        return ()
    said = {item.of for item in state.objections.values() if item.exhibit == key}
    said.update(state.unopposed.get(key, ()), (COMPANY,))
    return tuple(ref for ref in opponents(state, key) if ref not in said)


def admissible(state: State, now: datetime) -> tuple[str, ...]:
    """The exhibits on which a decision may rest now."""
    barred = excluded(state) | undecided(state)
    return tuple(key for key in state.exhibits if key not in barred and not may_still_object(state, key, now))


def need_admissible(matter: Matter, ids: Iterable[str]) -> None:
    """EVI-18: no decision rests on what was excluded, what is objected to and not decided on, or what the
    other side may still object to: its time is over, or it has objected, or it has nothing against it."""
    cited = tuple(ids)
    if out := [key for key in cited if key in excluded(matter.state)]:
        raise refuse("EVI-18", "exhibit_excluded", exhibits=out)
    if open_ones := [key for key in cited if key in undecided(matter.state)]:
        raise refuse("EVI-18", "objection_undecided", exhibits=open_ones)
    waiting = {key: left for key in cited if (left := may_still_object(matter.state, key, matter.now))}
    if waiting:
        until = max(item for key in waiting if (item := matter.state.exhibits[key].objections_until))
        parties = list(dict.fromkeys(ref for left in waiting.values() for ref in left))
        raise refuse("EVI-18", "objection_time_runs", exhibits=list(waiting), parties=parties, until_at=until)


def object_to(matter: Matter, command: c.ObjectToExhibit) -> tuple[e.Event, ...]:
    """By the other side, once at a time, until the time of the policy is over or the case is decided."""
    party = _opponent(matter, command.id)
    matter.need_reason(command.text, "EVI-18")
    need_undecided(matter)
    _need_time_left(matter, command.id)
    if party in matter.state.unopposed.get(command.id, ()):
        raise refuse("EVI-18", "objection_waived", id=command.id)
    for key, other in matter.state.objections.items():
        if other.exhibit == command.id and other.of == party and other.decided_at is None:
            raise refuse("EVI-18", "already_done", id=key)
    return (
        e.ObjectionRaised(
            id=matter.next_id("K", matter.state.objections), exhibit=command.id, of=party,
            by=matter.actor.ref, ground=command.ground, text=command.text,
        ),
    )  # fmt: skip


def waive(matter: Matter, command: c.WaiveObjection) -> tuple[e.Event, ...]:
    """By the other side, within its time, once; who has objected to the exhibit has something against it."""
    party = _opponent(matter, command.id)
    need_undecided(matter)
    _need_time_left(matter, command.id)
    if party not in may_still_object(matter.state, command.id, matter.now):
        raise refuse("EVI-18", "already_done", id=command.id)
    return (e.ObjectionWaived(id=command.id, of=party, by=matter.actor.ref),)


def answer(matter: Matter, command: c.AnswerObjection) -> tuple[e.Event, ...]:
    """By the side of the exhibit, once, while nothing has been decided on it."""
    rule_of(matter)
    matter.need_open("EVI-18")
    item = matter.state.objections.get(command.id)
    if item is None:
        raise refuse("EVI-18", "unknown_item", id=command.id)
    if not speaks_for(matter.actor, matter.state, item.exhibit):
        raise refuse("EVI-18", "not_a_party", of=matter.state.exhibits[item.exhibit].by)
    matter.need_reason(command.text, "EVI-18")
    if item.answered_at is not None or item.decided_at is not None:
        raise refuse("EVI-18", "already_done", id=command.id)
    return (e.ObjectionAnswered(id=command.id, by=matter.actor.ref, text=command.text),)


def admit(matter: Matter, command: c.AdmitExhibit) -> tuple[e.Event, ...]:
    """EVI-18: by somebody impartial, before the finding or under appeal; anything less with a reason."""
    rule_of(matter)
    _exhibit(matter, command.id)
    need_impartial(matter)
    need_undecided(matter)
    disputed = command.id in undecided(matter.state)
    if command.result == "in_part" and not command.extent.strip():
        raise refuse("EVI-18", "missing_fields", fields=["extent"])
    if command.result != "admitted" or disputed:
        matter.need_reason(command.reason, "EVI-18")
    before = matter.state.admissions.get(command.id)
    after = (command.result, command.extent, command.reason)
    if before is not None and not disputed and (before.result, before.extent, before.reason) == after:
        raise refuse("EVI-18", "nothing_to_change")
    return (
        e.AdmissionDecided(
            id=command.id, by=matter.actor.ref, result=command.result,
            extent=command.extent if command.result == "in_part" else "", reason=command.reason,
        ),
    )  # fmt: skip


def arrange(matter: Matter, command: c.ArrangeChain) -> tuple[e.Event, ...]:
    """EVI-3: a party arranges what its own side handed in, each exhibit once."""
    rule_of(matter)
    matter.need_open("EVI-3")
    parties = (matter.state.complainant, *matter.state.respondents)
    of = next((party.ref for party in parties if matter.actor.acts_for(party.ref)), "")
    if not of:
        raise refuse("EVI-3", "not_a_party", of=matter.state.complainant.ref)
    named = (*command.problem, *command.handling, *command.effect)
    if not named:
        raise refuse("EVI-3", "missing_fields", fields=["problem", "handling", "effect"])
    own = {key for key in matter.state.exhibits if _is_of(matter.state, key, of)}
    if len(set(named)) != len(named):
        raise refuse("EVI-3", "bad_value", field="problem", allowed=sorted(own))
    if foreign := sorted(set(named) - own):
        raise refuse("EVI-3", "unknown_exhibit", exhibits=foreign)
    before = matter.state.chains.get(of)
    if before is not None and (before.problem, before.handling, before.effect) == (
        command.problem, command.handling, command.effect,
    ):  # fmt: skip
        raise refuse("EVI-3", "nothing_to_change")
    return (
        e.ChainArranged(
            of=of, by=matter.actor.ref, problem=command.problem, handling=command.handling,
            effect=command.effect,
        ),
    )  # fmt: skip


def _opponent(matter: Matter, key: str) -> str:
    """The party for which the actor may object to an exhibit."""
    if rule_of(matter).objections is None:
        raise refuse("EVI-18", "not_offered_by_policy")
    _exhibit(matter, key)
    may_object = opponents(matter.state, key)
    party = next((ref for ref in may_object if matter.actor.acts_for(ref)), "")
    if not party:
        raise refuse("EVI-18", "not_a_party", of=may_object[0] if may_object else "")
    return party


def _need_time_left(matter: Matter, key: str) -> None:
    until = matter.state.exhibits[key].objections_until
    if until is None or matter.now > until:
        raise refuse("EVI-18", "objection_time_over", until_at=until)


def _exhibit(matter: Matter, key: str) -> Submitted:
    matter.need_open("EVI-18")
    item = matter.state.exhibits.get(key)
    if item is None:
        raise refuse("EVI-18", "unknown_item", id=key)
    return item


def speaks_for(actor: Actor, state: State, key: str) -> bool:
    """Whether the actor handed the exhibit in, or acts for the party that was asked for it."""
    asked = (item.of for item in state.requests.values() if key in item.exhibits)
    return any(map(actor.acts_for, (state.exhibits[key].by, *asked)))


def _is_of(state: State, key: str, party: str) -> bool:
    asked = {item.of for item in state.requests.values() if key in item.exhibits}
    return party == state.exhibits[key].by or party in asked
