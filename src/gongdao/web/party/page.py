"""The case as one of its parties sees it: what is asked of them, what was decided, what happened."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

from msgspec import Struct

from gongdao.casework.course import told
from gongdao.casework.naming import named
from gongdao.casework.outcome import Entry
from gongdao.casework.store import case_for, events_of
from gongdao.lib.ids import case_number
from gongdao.people.contact import mask_contact
from gongdao.people.permissions import facts_of, held
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.events import StatementAsked, WaitingStarted
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.remedy import NOT_OFFERED
from gongdao.rulebook.state import Parcel, Proposal, Remedy, State, Statement, Submitted
from gongdao.rulebook.terms import IDENTITY
from gongdao.web.party.acts import Failed, Offer, offers_for
from gongdao.web.party.dispute import (
    MEETS,
    AskedOf,
    Dealt,
    Side,
    limit_for,
    offers_between,
    parcels_for,
    requests_for,
)
from gongdao.web.party.evidence import is_open_to
from gongdao.web.party.face import Face
from gongdao.web.party.judgement import Judgement, Seen, judgements_of
from gongdao.web.party.limits import Limit, limits_of
from gongdao.web.party.progress import Stage, progress_of
from gongdao.web.party.story import Chapter, story_of
from gongdao.web.party.story import chapter as chapter_of
from gongdao.web.party.weighing import Chained, Weighed, chained, weighed

# What somebody is asked to do, rather than merely allowed to.
_ASKED: Final[dict[str, tuple[str, ...]]] = {
    "give_statement": ("statement",), "report_correction": ("correction",),
    "supply_details": ("details",), "answer_survey": (), "carry_out_remedy": ("remedy",),
    "finish_after_sale": ("after_sale",),
    "file_appeal": ("appeal_window", "resubmission"), "give_supplement": ("supplement",),
}  # fmt: skip
_BRINGING: Final = frozenset({"submit_exhibit", "supply_details"})
# Acts with a place of their own on the page; the rest is offered as further acts.
_PLACED: Final = frozenset({
    "answer_offer", "answer_proposal", "file_appeal", "accept_finding", "withdraw_appeal", "ask_for_person",
    "go_outside", "object_to_exhibit", "waive_objection", "answer_objection", "arrange_chain",
})  # fmt: skip


class Task(Struct, frozen=True):
    """Something asked of the reader, with the limit for it."""

    command: str
    subject: str
    url: str
    limit: Limit | None


class Act(Struct, frozen=True):
    """Something the reader may do."""

    command: str
    subject: str
    url: str


class Shown(Struct, frozen=True):
    """An exhibit. `url` is empty where the reader may not open it."""

    key: str
    item: Submitted
    url: str
    own: bool
    custody: str
    weighed: Weighed = Weighed()

    @property
    def masked(self) -> bool:
        """EVI-16: whether it is an identity paper of somebody else, of which nothing is told."""
        return self.item.exhibit.kind in IDENTITY and not self.url and not self.own


class Hearing(Struct, frozen=True):
    """What the reader was asked, and the answer."""

    key: str
    question: str
    given: Statement


class PartyPage(Struct, frozen=True):
    """Everything the page shows."""

    face: Face
    number: str
    version: int
    state: State
    policy: Policy
    policy_title: str
    names: Mapping[str, str]
    category: str
    is_complainant: bool
    contact: str
    stages: tuple[Stage, ...]
    tasks: tuple[Task, ...]
    acts: tuple[Act, ...]
    proposals: tuple[tuple[str, Proposal, bool], ...]
    remedies: tuple[tuple[str, Remedy, bool], ...]
    judgements: tuple[Judgement, ...]
    hearings: tuple[Hearing, ...]
    exhibits: tuple[Shown, ...]
    limits: tuple[Limit, ...]
    story: tuple[Chapter, ...]
    requests: tuple[AskedOf, ...] = ()
    dealing: tuple[Dealt, ...] = ()
    counter_url: str = ""
    parcels: dict[str, Parcel] = {}
    chained: Chained | None = None
    awaited: str = ""  # what the case waits for from the reader, in the words of whoever asked

    @property
    def answers(self) -> tuple[Act, ...]:
        """The acts by which the reader brings what the case waits for."""
        return tuple(act for act in self.acts if act.command in _BRINGING and not act.subject)

    @property
    def case_url(self) -> str:
        """The address of this page."""
        return self.face.case_url(self.number)

    @property
    def todo(self) -> tuple[Task, ...]:
        """The tasks that have no place of their own on the page."""
        placed = {("submit_exhibit", one.shown.key) for one in self.requests}
        return tuple(
            task
            for task in self.tasks
            if task.command not in _PLACED and (task.command, task.subject) not in placed
        )

    @property
    def other_limits(self) -> tuple[Limit, ...]:
        """The limits that are not shown with a task."""
        shown = {task.limit.item.key for task in self.tasks if task.limit is not None}
        shown |= {one.limit.item.key for one in self.requests if one.limit is not None}
        shown |= {one.limit.item.key for one in self.dealing if one.limit is not None}
        return tuple(limit for limit in self.limits if limit.item.key not in shown)

    @property
    def further(self) -> tuple[Act, ...]:
        """What one may do without being asked."""
        asked = {(task.command, task.subject) for task in self.tasks}
        asked |= {("submit_exhibit", one.shown.key) for one in self.requests}
        return tuple(act for act in self.acts if (act.command, act.subject) not in asked)


def party_page(face: Face, actor: Actor, number: str, *, language: str, now: datetime) -> PartyPage:
    """The page of one case for one of its parties. Raises CaseNotFound, also for who is no party of it."""
    stored = case_for(actor, number, lock=False)
    state, log = stored.state, events_of(stored.case_id)
    policy = policies.version(state.policy, state.policy_version)
    relations = held(actor, facts_of(state))
    names = names_for(actor, state, log, language)
    offers = offers_for(actor, state, policy, now=now)
    limits = limits_of(actor, state, policy, language=language, now=now)
    is_complainant = "complainant" in relations
    shown = case_number(stored.case_id)
    side = Side(face, shown, actor, state, policy, offers, limits, names, language)
    return PartyPage(
        face=face, number=shown, version=state.version, state=state, policy=policy,
        policy_title=policy.title.en if language == "en" else policy.title.zh,
        names=names, category=names.get(f"category:{state.category}", state.category),
        is_complainant=is_complainant,
        contact=mask_contact(state.complainant.contact) if is_complainant else "",
        stages=progress_of(state) if is_complainant else (),
        tasks=_tasks(face, shown, state, policy, offers, limits), acts=_acts(face, shown, offers),
        proposals=_proposals(actor, state, offers),
        remedies=_remedies(actor, state, is_complainant=is_complainant),
        judgements=judgements_of(
            Seen(actor, state, policy, offers, names, language, now, partial(face.act_url, shown))
        ),
        hearings=hearings_of(actor, state, log),
        exhibits=_exhibits(side), chained=chained(side), limits=limits,
        story=story_of(actor, state, log, names=names, language=language),
        requests=requests_for(side), dealing=offers_between(side), counter_url=side.url("make_offer"),
        parcels=parcels_for(actor, state),
        awaited=awaited_of(state, log) if is_complainant and state.waiting_on == "customer" else "",
    )  # fmt: skip


def awaited_of(state: State, log: Iterable[Entry]) -> str:
    """Why the case waits (SLA-9); "" where it does not."""
    asked = [one.event.reason for one in log if isinstance(one.event, WaitingStarted)]
    return asked[-1] if asked and state.waiting_on else ""


def hearings_of(actor: Actor, state: State, log: Iterable[Entry]) -> tuple[Hearing, ...]:
    """The statements that the actor was asked for, each with its question."""
    questions = {one.event.id: one.event.question for one in log if isinstance(one.event, StatementAsked)}
    return tuple(
        Hearing(key, questions.get(key, ""), item)
        for key, item in state.statements.items()
        if actor.acts_for(item.of)
    )


def names_for(actor: Actor, state: State, log: Iterable[Entry], language: str) -> dict[str, str]:
    """Names of people and of what the policy calls its things; the complainant's is masked for others."""
    masked = not actor.acts_for(state.complainant.ref)
    words = titles(state.policy, state.policy_version, language)
    return dict(words) | named(state, log, language, masked=masked)


def changes_of(actor: Actor, state: State, log: Iterable[Entry], language: str) -> tuple[Chapter, ...]:
    """What happened since a page was made, in words, oldest first."""
    entries = told(actor, state, log)
    names = names_for(actor, state, entries, language)
    return tuple(chapter_of(actor, state, entry, names, language) for entry in entries)


def tasks_of(
    face: Face, actor: Actor, number: str, state: State, policy: Policy, *, language: str, now: datetime,
    failed: Failed,
) -> tuple[Task, ...]:  # fmt: skip
    """What is asked of the actor in this case. `failed`: as for `offers_for`."""
    offers = offers_for(actor, state, policy, now=now, failed=failed)
    return _tasks(
        face, number, state, policy, offers, limits_of(actor, state, policy, language=language, now=now)
    )


def _tasks(
    face: Face, number: str, state: State, policy: Policy, offers: Iterable[Offer], limits: tuple[Limit, ...]
) -> tuple[Task, ...]:
    by_rule = {(limit.item.rule, limit.item.subject.split(":")[0]): limit for limit in limits if limit.own}
    found = []
    for offer in offers:
        if offer.refused is None and offer.command in MEETS:
            own = limit_for(policy, limits, offer.command, offer.subject)
            if own is not None and (offer.subject or offer.command != "submit_exhibit"):
                url = face.act_url(number, offer.command, offer.subject)
                found.append(Task(offer.command, offer.subject, url, own))
        if offer.refused is not None or offer.command not in _ASKED:
            continue
        limit = next(
            (
                by_rule[rule, offer.subject]
                for rule in _ASKED[offer.command]
                if (rule, offer.subject) in by_rule
            ),
            None,
        )
        if offer.command == "supply_details" and not state.missing:
            continue
        if limit is None and offer.command in ("file_appeal", "report_correction"):
            continue
        url = face.act_url(number, offer.command, offer.subject)
        found.append(Task(offer.command, offer.subject, url, limit))
    return tuple(found)


def _acts(face: Face, number: str, offers: Iterable[Offer]) -> tuple[Act, ...]:
    return tuple(
        Act(offer.command, offer.subject, face.act_url(number, offer.command, offer.subject))
        for offer in offers
        if offer.refused is None and offer.command not in _PLACED
    )


def _proposals(actor: Actor, state: State, offers: Iterable[Offer]) -> tuple[tuple[str, Proposal, bool], ...]:
    """The proposals put to the reader, the latest first; True: it can be answered now."""
    complaining = actor.acts_for(state.complainant.ref)
    open_now = {item.subject for item in offers if item.command == "answer_proposal" and not item.refused}
    return tuple(
        (key, item, key in open_now)
        for key, item in reversed(state.proposals.items())
        if item.status not in NOT_OFFERED and (complaining or any(map(actor.acts_for, item.confirmers)))
    )


def _remedies(actor: Actor, state: State, *, is_complainant: bool) -> tuple[tuple[str, Remedy, bool], ...]:
    return tuple(
        (key, item, actor.acts_for(item.terms.obligor))
        for key, item in state.remedies.items()
        if is_complainant or actor.acts_for(item.terms.obligor)
    )


def _exhibits(side: Side) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            key=key, item=item, own=side.actor.acts_for(item.by), weighed=weighed(side, key),
            custody=side.face.custody_url(side.number, key),
            url=side.face.exhibit_url(side.number, key) if is_open_to(side.actor, side.state, key) else "",
        )
        for key, item in side.state.exhibits.items()
    )  # fmt: skip
