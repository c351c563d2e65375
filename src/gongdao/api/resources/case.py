"""Reading one case: as it stands, its course, what can be done, and why a deadline is due when it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from gongdao.api.answers import Reply
from gongdao.api.call import Call
from gongdao.api.problems import Failure
from gongdao.api.reading import read_query
from gongdao.api.routes import Routes
from gongdao.api.seen import CaseSeen, DeadlineSeen, Reader, case_seen
from gongdao.api.words import event_text, known_names, refs_in
from gongdao.casework.facts import facts_seen
from gongdao.casework.models import Event
from gongdao.casework.outcome import Entry
from gongdao.casework.store import case_for
from gongdao.letters.wording import Language, say
from gongdao.people.directory import names
from gongdao.people.permissions import may
from gongdao.policies import queries as policies
from gongdao.rulebook import deadline
from gongdao.rulebook.deadline import Counted
from gongdao.rulebook.events import read, type_of
from gongdao.rulebook.hours import calendar_in
from gongdao.rulebook.policy import deadline_rule
from gongdao.rulebook.possible import Possibility, possibilities
from gongdao.rulebook.refusal import REMEDIES
from gongdao.rulebook.state import people_of

MOST: Final = 1000
routes = Routes("cases")


@routes.add("GET", "/cases/{number}", scope="cases:read", answer=CaseSeen, etag=True)
def case(call: Call, number: str) -> Reply:
    """Read a case as the caller may see it."""
    stored = case_for(call.actor, number, lock=False)
    reader = Reader(call.actor, stored)
    refs = {ref for ref, _ in people_of(stored.state)}
    known = names(refs, call.language, masked=reader.masks)
    return Reply(case_seen(reader, known), headers={"ETag": f'"{stored.state.version}"'})


class Since(Struct, frozen=True, forbid_unknown_fields=True):
    """`after`: the `seq` of the last event already known."""

    after: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, Meta(ge=1, le=MOST)] = 200


class EventSeen(Struct, frozen=True):
    """One event. `digest` and `chain` (hexadecimal) are given to those from whom nothing is hidden.

    `digest` is the SHA-256 of the canonical JSON (sorted keys, no blanks, UTF-8) of `{actor, at, event,
    seq}`; `chain` that of the chain before and the digest, beginning with SHA-256 of `gongdao:case:` and the
    case's id.
    """

    seq: int
    at: datetime
    actor: str
    type: str
    text: str
    event: dict[str, Any]
    digest: str
    chain: str


class Course(Struct, frozen=True):
    """The events after `after`. `next`: `after` of the following page, null at the end."""

    number: str
    events: tuple[EventSeen, ...]
    next: int | None


@routes.add("GET", "/cases/{number}/events", scope="cases:read", query=Since, answer=Course)
def case_events(call: Call, number: str) -> Course:
    """Read what happened in a case, oldest first, as far as the caller may see it."""
    since = read_query(call.request.GET, Since)
    stored = case_for(call.actor, number, lock=False)
    reader = Reader(call.actor, stored)
    log = Event.objects.filter(case_id=stored.case_id, seq__gt=since.after).order_by("seq")
    rows = list(log.values_list("seq", "at", "actor", "body", "digest", "chain")[: since.limit + 1])
    more = len(rows) > since.limit
    entries = [(Entry(*row[:3], read(row[3])), row) for row in rows[: since.limit]]
    shown = [(entry, row) for entry, row in entries if reader.may_see(entry.event)]
    state = stored.state
    known = known_names(
        refs_in(entry for entry, _ in shown), state.policy, state.policy_version, call.language,
        masked=reader.masks,
    )  # fmt: skip
    events = tuple(_event(entry, row, reader, call.language, known) for entry, row in shown)
    return Course(reader.number, events, rows[since.limit - 1][0] if more else None)


def _event(
    entry: Entry, row: tuple[Any, ...], reader: Reader, language: Language, known: Mapping[str, str]
) -> EventSeen:
    whole = reader.sees_all()
    body, digest, chain = row[3:]
    return EventSeen(
        seq=entry.seq, at=entry.at, actor=entry.actor, type=type_of(entry.event),
        text=event_text(entry.event, language, known), event=body if whole else reader.masked(body),
        digest=bytes(digest).hex() if whole else "", chain=bytes(chain).hex() if whole else "",
    )  # fmt: skip


class Action(Struct, frozen=True):
    """A command, on a subject such as `P1` where there is one: allowed, or why not and what would help."""

    command: str
    subject: str
    allowed: bool
    rule: str = ""
    code: str = ""
    reason: str = ""
    remedy: str = ""
    remedy_text: str = ""


class Actions(Struct, frozen=True):
    """Every command of a person on this case, at this version."""

    number: str
    version: int
    actions: tuple[Action, ...]


@routes.add("GET", "/cases/{number}/actions", scope="cases:read", answer=Actions)
def case_actions(call: Call, number: str) -> Actions:
    """Tell what the caller can do with a case now, and for everything else the reason why not."""
    stored = case_for(call.actor, number, lock=False)
    state = stored.state
    reader = Reader(call.actor, stored)
    policy = policies.version(state.policy, state.policy_version)
    refs = {ref for ref, _ in people_of(state)} | {call.actor.ref}
    known = known_names(refs, state.policy, state.policy_version, call.language, masked=reader.masks)
    facts = facts_seen(policy, state, call.now, stored.case_id)
    tried = possibilities(policy, state, facts, call.actor, call.now)
    shown = [item for item in tried if _may_know(reader, item.subject)]
    return Actions(reader.number, state.version, tuple(_action(call, reader, item, known) for item in shown))


def _may_know(reader: Reader, subject: str) -> bool:
    """Whether the reader may know of what a command would act on: an item, or a deadline by its key."""
    item = reader.state.deadlines.get(subject)
    return reader.showing.subject(subject) if item is None else reader.showing.deadline(item)


def _action(call: Call, reader: Reader, item: Possibility, known: Any) -> Action:
    verdict = may(call.actor, item.command, reader.case)
    params: dict[str, Any]
    if not verdict.allowed:
        rule, code, params = "TRI-7", verdict.code, {"role": list(verdict.needs), "ref": call.actor.ref}
    elif item.refusal is not None:
        rule, code, params = item.refusal.rule, item.refusal.code, item.refusal.params
    else:
        return Action(item.command, item.subject, allowed=True)
    remedy = REMEDIES[code]
    return Action(
        item.command, item.subject, allowed=False, rule=rule, code=code,
        reason=say(f"refusal.{code}", call.language, names=known, **params), remedy=remedy,
        remedy_text=say(f"remedy.{remedy}", call.language, names=known, **params),
    )  # fmt: skip


class Explanation(Struct, frozen=True):
    """Why a deadline is due when it is (SLA-11): the rows that count add up to the length with extensions.

    `remaining_seconds` are counted in the deadline's own `measure` (clock, working_day or working), negative
    when overdue. `consequences`: what happens when it lapses.
    """

    deadline: DeadlineSeen
    title: str
    consequences: tuple[str, ...]
    measure: str
    counted_seconds: int
    remaining_seconds: int
    rows: tuple[Counted, ...]


@routes.add("GET", "/cases/{number}/deadlines/{key}/explanation", scope="cases:read", answer=Explanation)
def explain_deadline(call: Call, number: str, key: str) -> Explanation:
    """Explain a deadline day by day: what counted, what did not, and why."""
    stored = case_for(call.actor, number, lock=False)
    reader = Reader(call.actor, stored)
    item = stored.state.deadlines.get(key)
    if item is None or not reader.showing.deadline(item):
        raise Failure("not_found")
    policy = policies.version(stored.state.policy, stored.state.policy_version)
    calendar, rule = calendar_in(policy, item.zone), deadline_rule(policy, item.rule)
    rows = deadline.explain(item, calendar, call.now)
    left = deadline.remaining(item, call.now, calendar)
    return Explanation(
        deadline=reader.deadline(item),
        title=rule.title.en if call.language == "en" else rule.title.zh,
        consequences=tuple(say(f"consequence.{part.do}", call.language) for part in rule.lapse),
        measure=left.measure, counted_seconds=deadline.counted_seconds(rows), remaining_seconds=left.seconds,
        rows=rows,
    )  # fmt: skip
