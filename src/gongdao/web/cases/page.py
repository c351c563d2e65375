"""What the case page shows: the case as one reader may see it, sorted into what the eye looks for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from msgspec import Struct

from gongdao.casework import learning
from gongdao.casework.groups import members_of
from gongdao.casework.naming import named
from gongdao.casework.outcome import Entry
from gongdao.casework.showing import Showing
from gongdao.casework.store import case_for, events_of
from gongdao.intake.reissuing import may_reissue
from gongdao.letters.wording import describe_ref
from gongdao.lib.ids import case_number
from gongdao.people.contact import mask_contact
from gongdao.people.permissions import facts_of, may_open_exhibit, may_see_contact
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.appeal.group import amount_of
from gongdao.rulebook.deadline import Deadline, Remaining, is_late, remaining, standing
from gongdao.rulebook.facts import Facts, Member
from gongdao.rulebook.hours import calendar_in, calendar_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Policy, deadline_rule
from gongdao.rulebook.state import State, people_of
from gongdao.rulebook.terms import Party
from gongdao.web.cases.acts import Act, acts_of, grouped
from gongdao.web.cases.care import Care, care_of
from gongdao.web.cases.dispute import SideShown, sides_of
from gongdao.web.cases.money import MoneyShown, money_shown
from gongdao.web.cases.timeline import Happening, happening
from gongdao.web.shell import suggested as suggestions

_NEAR: Final = 3600 * 4  # seconds left from which a limit is shown as near
# What is waited for from the reader stands out before anything else they could do.
_FIRST: Final = (
    "respond_first", "answer_collaboration", "decide_as_person", "decide_appeal", "approve_proposal",
    "sign_waybill_void", "check_correction", "carry_out_remedy", "close_case", "follow_up",
)  # fmt: skip

_LAST: Final = frozenset({"erase_exhibit", "withdraw_case"})


class Limit(Struct, frozen=True):
    """One deadline: what is left of it, and how it looks."""

    item: Deadline
    title: str
    bearer: str
    consequences: tuple[str, ...]
    left: Remaining
    look: str  # late, near, running, paused, done

    @property
    def standing(self) -> str:
        """How it stands, as a code of `deadline_status`."""
        return standing(self.item, self.consequences)


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
    sides: tuple[SideShown, ...]
    members: tuple[Member, ...]
    group_amount_fen: int
    care: Care
    may_reissue: bool  # give the complainant a new contact code
    money: MoneyShown | None = None
    suggested: tuple[suggestions.Line, ...] = ()
    masked: frozenset[str] = frozenset()  # identity papers that are not for this reader (EVI-16)

    @property
    def offered(self) -> frozenset[str]:
        """The commands that the reader may give now."""
        return frozenset(act.command for _, acts in self.open_acts for act in acts)

    @property
    def first(self) -> str:
        """The act that is most likely next: what is waited for from the reader, else the first one open."""
        offered = self.offered
        judges = "make_finding" in offered and "hand_over_case" not in offered  # and does not handle it
        # What cannot be taken back never stands out.
        others = (act.command for _, acts in self.open_acts for act in acts)
        first = next((command for command in others if command not in _LAST), "")
        return next((one for one in _FIRST if one in offered), "make_finding" if judges else first)

    @property
    def may_pull_order(self) -> bool:
        """Whether the reader may have the order looked up that the case names, where that is possible."""
        offered = (act.command for _, acts in self.open_acts for act in acts)
        return bool(settings.ORDERS and self.state.order_no) and "attach_order" in offered


def case_page(actor: Actor, number: str, *, language: str, now: datetime) -> CasePage:
    """The page of one case. Raises CaseNotFound for absent and forbidden alike."""
    stored = case_for(actor, number, lock=False)
    state = stored.state
    policy = policies.version(state.policy, state.policy_version)
    showing = Showing(actor, state)
    entries = tuple(entry for entry in events_of(stored.case_id) if showing.event(entry.event))
    words = titles(state.policy, state.policy_version, language)
    reach = may_see_contact(actor, showing.case, state.complainant.ref)
    names = dict(words) | named(state, entries, language, masked=not reach)
    seen = showing.seen()
    limits = [_limit(item, policy, state, names, language, now) for item in seen.deadlines.values()]
    leads = state.group is not None and not state.group.lead and showing.inside
    members = members_of(stored.case_id) if leads else ()
    acts = acts_of(actor, stored, policy, names, language, now)
    acts = tuple(item for item in acts if showing.subject(item.subject))
    return CasePage(
        number=case_number(stored.case_id), version=state.version, state=seen, policy=policy,
        titles=words, names=names,
        category=words.get(f"category:{state.category}", state.category),
        policy_title=policy.title.en if language == "en" else policy.title.zh,
        cause=words.get(f"deadline:{state.cause}", state.cause),
        facts=_facts(state, words), related=tuple(map(case_number, state.related)),
        complainant=_shown(state.complainant, ("complainant",), names, reach=reach),
        people=_people(actor, state, names),
        limits=tuple(sorted((one for one in limits if one.item.is_open), key=lambda one: one.item.due_at)),
        ended_limits=tuple(item for item in limits if not item.item.is_open),
        timeline=tuple(happening(entry, names, language) for entry in reversed(entries)),
        open_acts=grouped(item for item in acts if not item.rule),
        closed_acts=tuple(item for item in acts if item.rule),
        inside=showing.inside, members=members, may_reissue=may_reissue(actor, facts_of(state)),
        sides=sides_of(seen, policy, names, language),
        group_amount_fen=amount_of(state) + sum(item.amount_fen for item in members),
        care=care_of(
            actor, showing.case, stored.case_id,
            Matter(policy, calendar_of(policy), seen, Facts(), actor, now), {**words, "language": language},
        ),
        money=money_shown(stored, names, language) if showing.inside else None,
        masked=frozenset(
            key for key, item in state.exhibits.items()
            if not may_open_exhibit(actor, showing.case, item.by, item.exhibit.kind)
        ),
        suggested=_suggested(policy, state, language) if showing.inside and state.is_open else (),
    )  # fmt: skip


def _suggested(policy: Policy, state: State, language: str) -> tuple[suggestions.Line, ...]:
    """What the program would make of the complaint as it reads now; it asks nobody to follow it."""
    now = {
        "category": state.category, "nature": state.nature, "department": state.department,
        "mood": state.mood, "motive": state.motive, "wish": state.wish,
    }  # fmt: skip
    demands = [demand.kind for demand in state.demands]
    return suggestions.lines(
        policy,
        state.description,
        now,
        language,
        order=state.order,
        demands=demands,
        repeats=state.repeats,
        weights=learning.current(),
    )


def changes(changed: Iterable[Entry], actor: Actor, number: str, language: str) -> tuple[Happening, ...]:
    """What happened since a page was made, in words."""
    state = case_for(actor, number, lock=False).state
    entries = tuple(changed)
    names = masked_names(state, entries, language)
    return tuple(happening(entry, names, language) for entry in entries)


def masked_names(state: State, entries: Iterable[Entry], language: str) -> dict[str, str]:
    """Names of people, the complainant's masked, and of what the policy calls its things."""
    words = dict(titles(state.policy, state.policy_version, language))
    return words | named(state, entries, language, masked=True)


def _facts(state: State, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (words.get(f"fact:{name}", name), words.get(f"fact:{name}={value}", str(value)))
        for name, value in state.facts.items()
    )


def _limit(
    item: Deadline, policy: Policy, state: State, names: Mapping[str, str], language: str, now: datetime
) -> Limit:
    calendar = calendar_in(policy, item.zone)
    left = remaining(item, now, calendar)
    rule = deadline_rule(policy, item.rule)
    bearer = {"handler": state.handler, "overseer": state.overseer}.get(item.bearer) or item.bearer
    return Limit(
        item=item,
        title=names.get(f"deadline:{item.rule}", item.rule),
        bearer=describe_ref(bearer, language, names),
        consequences=rule.consequences,
        left=left,
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
