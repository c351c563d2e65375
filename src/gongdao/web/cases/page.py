"""What the case page shows: the case as one reader may see it, sorted into what the eye looks for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct, structs

from gongdao.casework.facts import candidates
from gongdao.casework.outcome import Entry
from gongdao.casework.store import Stored, case_for, events_of
from gongdao.letters.wording import describe_ref, say
from gongdao.lib.ids import case_number
from gongdao.people import directory
from gongdao.people.contact import mask_contact, mask_name
from gongdao.people.permissions import facts_of, may, may_see_contact, may_see_event, sees_as_staff
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.deadline import Deadline, is_late, remaining
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.policy import Policy, deadline_rule
from gongdao.rulebook.possible import possibilities
from gongdao.rulebook.state import State, people_of
from gongdao.rulebook.terms import Party

# Acts are offered in these groups, in this order.
GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("talk", ("respond_first", "tell_progress", "record_contact", "make_promise", "keep_promise",
              "supply_details", "add_note")),
    ("sort", ("classify_case", "change_priority", "judge_establishment", "attach_order")),
    ("staff", ("assign_handler", "hand_over_case", "transfer_case", "ask_collaboration",
               "answer_collaboration", "urge_collaborator", "start_waiting", "end_waiting",
               "extend_deadline")),
    ("judge", ("submit_exhibit", "record_facts", "ask_statement", "give_statement", "make_finding")),
    ("settle", ("propose_remedies", "approve_proposal", "reject_proposal", "answer_proposal", "order_remedy",
                "carry_out_remedy", "fail_remedy", "escalate_case", "open_mediation", "end_mediation",
                "refer_outside")),
    ("work", ("order_after_sale", "dispatch_after_sale", "finish_after_sale", "decide_claims")),
    ("appeal", ("file_appeal", "assign_reviewer", "decide_appeal", "withdraw_appeal", "accept_finding")),
    ("end", ("follow_up", "close_case", "reopen_case", "withdraw_case")),
)  # fmt: skip
_NEAR: Final = 3600 * 4  # seconds left from which a limit is shown as near


class Act(Struct, frozen=True):
    """One act: open, or with the reason why not in words. `label`: on what, where there is more than one."""

    command: str
    subject: str
    label: str = ""
    why: str = ""
    rule: str = ""


class Limit(Struct, frozen=True):
    """One deadline: what is left of it, and how it looks."""

    item: Deadline
    title: str
    bearer: str
    consequences: tuple[str, ...]
    left_seconds: int
    measure: str
    look: str  # late, near, running, paused, done


class Happening(Struct, frozen=True):
    """One line of the timeline, in words."""

    seq: int
    at: datetime
    actor: str
    type: str
    text: str
    internal: bool

    @property
    def clock(self) -> bool:
        """Whether it only tells of a clock that was started or stopped in time."""
        return self.type.startswith("deadline_") and self.type != "deadline_lapsed"


class Shown(Struct, frozen=True):
    """A party as the reader may see it."""

    ref: str
    name: str
    contact: str
    level: str
    roles: tuple[str, ...]


class CasePage(Struct, frozen=True):
    """Everything the page shows."""

    number: str
    version: int
    state: State
    policy: Policy
    titles: Mapping[str, str]
    names: Mapping[str, str]
    category: str
    policy_title: str
    cause: str
    facts: tuple[tuple[str, str], ...]
    related: tuple[str, ...]
    complainant: Shown
    people: tuple[Shown, ...]
    limits: tuple[Limit, ...]
    ended_limits: tuple[Limit, ...]
    timeline: tuple[Happening, ...]
    open_acts: tuple[tuple[str, tuple[Act, ...]], ...]
    closed_acts: tuple[Act, ...]
    inside: bool

    @property
    def first(self) -> str:
        """The act that is most likely next: the first one open."""
        return self.open_acts[0][1][0].command if self.open_acts else ""


def case_page(actor: Actor, number: str, *, language: str, now: datetime) -> CasePage:
    """The page of one case. Raises CaseNotFound for absent and forbidden alike."""
    stored = case_for(actor, number, lock=False)
    state = stored.state
    policy = policies.version(state.policy, state.policy_version)
    case = facts_of(state)
    inside = sees_as_staff(actor, case)
    entries = tuple(
        entry for entry in events_of(stored.case_id) if may_see_event(actor, case, type(entry.event).audience)
    )
    words = titles(state.policy, state.policy_version, language)
    reach = may_see_contact(actor, case, state.complainant.ref)
    names = dict(words) | named(state, entries, language, masked=not reach)
    limits = [_limit(item, policy, state, names, language, now) for item in state.deadlines.values()]
    acts = _acts(actor, stored, policy, names, language, now)
    return CasePage(
        number=case_number(stored.case_id), version=state.version, state=state, policy=policy,
        titles=words, names=names,
        category=words.get(f"category:{state.category}", state.category),
        policy_title=policy.title.en if language == "en" else policy.title.zh,
        cause=words.get(f"deadline:{state.cause}", state.cause),
        facts=_facts(state, words), related=tuple(map(case_number, state.related)),
        complainant=_shown(state.complainant, ("complainant",), names, reach=reach),
        people=_people(actor, state, names),
        limits=tuple(sorted((one for one in limits if one.item.is_open), key=lambda one: one.item.due_at)),
        ended_limits=tuple(item for item in limits if not item.item.is_open),
        timeline=tuple(_happening(entry, names, language) for entry in reversed(entries)),
        open_acts=_grouped(item for item in acts if not item.rule),
        closed_acts=tuple(item for item in acts if item.rule),
        inside=inside,
    )  # fmt: skip


def changes(changed: Iterable[Entry], actor: Actor, number: str, language: str) -> tuple[Happening, ...]:
    """What happened since a page was made, in words."""
    state = case_for(actor, number, lock=False).state
    words = dict(titles(state.policy, state.policy_version, language))
    entries = tuple(changed)
    names = words | named(state, entries, language, masked=True)
    return tuple(_happening(entry, names, language) for entry in entries)


def _acts(
    actor: Actor, stored: Stored, policy: Policy, names: Mapping[str, str], language: str, now: datetime
) -> tuple[Act, ...]:
    """Every act on the case: what the actor may do now, and for the rest the reason why not."""
    case = facts_of(stored.state)
    tried = possibilities(policy, stored.state, Facts(candidates=candidates()), actor, now)
    several = {item.command for item in tried if sum(one.command == item.command for one in tried) > 1}
    found: list[Act] = []
    for item in tried:
        verdict = may(actor, item.command, case)
        label = _label(item.command, item.subject, names) if item.command in several else ""
        if not verdict.allowed:
            why = say(
                f"refusal.{verdict.code}", language, names=names, role=list(verdict.needs), ref=actor.ref
            )
            found.append(Act(item.command, item.subject, label, why, "TRI-7"))
        elif item.refusal is not None:
            why = say(f"refusal.{item.refusal.code}", language, names=names, **item.refusal.params)
            found.append(Act(item.command, item.subject, label, why, item.refusal.rule))
        else:
            found.append(Act(item.command, item.subject, label))
    return tuple(found)


def _label(command: str, subject: str, names: Mapping[str, str]) -> str:
    """On what an act is done: a deadline by its title, a party by its name, an item by its number."""
    if command == "extend_deadline":
        rule, _, rest = subject.partition(":")
        return f"{names.get(f'deadline:{rule}', rule)} {names.get(rest, rest)}".strip()
    return names.get(subject, subject)


def _facts(state: State, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (words.get(f"fact:{name}", name), words.get(f"fact:{name}={value}", str(value)))
        for name, value in state.facts.items()
    )


def named(state: State, entries: Iterable[Entry], language: str, *, masked: bool) -> dict[str, str]:
    """Names of everybody who appears in the case."""
    refs = {ref for ref, _ in people_of(state)} | {entry.actor for entry in entries}
    refs |= {item.bearer for item in state.deadlines.values() if ":" in item.bearer}
    refs |= {state.order.carrier} if state.order and state.order.carrier else set()
    found = directory.names(refs, language, masked=masked)
    for party in (state.complainant, *state.respondents):
        if party.name:
            hidden = masked and kind_of(party.ref) == "customer"
            found[party.ref] = mask_name(party.name) if hidden else party.name
    return found


def _grouped(acts: Iterable[Act]) -> tuple[tuple[str, tuple[Act, ...]], ...]:
    by_command: dict[str, list[Act]] = {}
    for act in acts:
        by_command.setdefault(act.command, []).append(act)
    groups = ((code, tuple(a for name in group for a in by_command.get(name, []))) for code, group in GROUPS)
    return tuple((code, found) for code, found in groups if found)


def _limit(
    item: Deadline, policy: Policy, state: State, names: Mapping[str, str], language: str, now: datetime
) -> Limit:
    calendar = calendar_of(policy)
    left = remaining(item, now, calendar)
    rule = deadline_rule(policy, item.rule)
    bearer = {"handler": state.handler, "overseer": state.overseer}.get(item.bearer) or item.bearer
    return Limit(
        item=item,
        title=names.get(f"deadline:{item.rule}", item.rule),
        bearer=describe_ref(bearer, language, names),
        consequences=tuple(part.do for part in rule.lapse),
        left_seconds=left.seconds,
        measure=left.measure,
        look=_look(item, left.seconds),
    )


def _look(item: Deadline, left: int) -> str:
    if item.status == "running":
        return "late" if left <= 0 else "near" if left <= _NEAR else "running"
    if item.status in ("paused", "cancelled"):
        return item.status
    return "late" if is_late(item) else "done"


def _shown(party: Party, roles: tuple[str, ...], names: Mapping[str, str], *, reach: bool) -> Shown:
    contact = party.contact if reach else mask_contact(party.contact)
    return Shown(party.ref, names.get(party.ref, party.ref), contact, party.level, roles)


def _people(actor: Actor, state: State, names: Mapping[str, str]) -> tuple[Shown, ...]:
    case = facts_of(state)
    known = {party.ref: party for party in state.respondents}
    roles: dict[str, list[str]] = {}
    for ref, role in sorted(people_of(state)):
        if role != "complainant":
            roles.setdefault(ref, []).append(role)
    return tuple(
        _shown(known.get(ref, Party(ref)), tuple(held), names, reach=may_see_contact(actor, case, ref))
        for ref, held in roles.items()
    )


def _happening(entry: Entry, names: Mapping[str, str], language: str) -> Happening:
    kind = e.type_of(entry.event)
    return Happening(
        seq=entry.seq,
        at=entry.at,
        actor=describe_ref(entry.actor, language, names),
        type=kind,
        text=say(f"event.{kind}", language, names=names, **structs.asdict(entry.event)),
        internal=type(entry.event).audience == "staff",
    )
