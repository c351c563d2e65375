"""The time limits of a case as a party should know them: who does what by when, why then, and what if not."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone
from msgspec import Struct

from gongdao.casework.showing import Showing
from gongdao.letters.wording import format_date, has, reading_language, say, say_value
from gongdao.people.permissions import held
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.deadline import Counted, Deadline, Remaining, explain, remaining, runs_out
from gongdao.rulebook.holidays import holiday_name
from gongdao.rulebook.hours import calendar_in
from gongdao.rulebook.policy import Policy, deadline_rule
from gongdao.rulebook.state import State

_PLATFORM: Final = frozenset({  # must do this, and both sides wait for it
    "step_in", "conclude", "after_refusal", "return_dispute", "judging", "judging_after_correction",
})  # fmt: skip
# What others must do, and which party waits for it. One's own limits are always shown.
AWAITED: Final[dict[str, frozenset[str]]] = {
    "complainant": frozenset({
        "first_response", "proposal", "new_proposal", "inner_mediation", "major_result", "promise", "remedy",
        "follow_up", "mediation", "handling", "dispatch", "after_sale", "reassessment", "executive_result",
    }) | _PLATFORM,
    "respondent": _PLATFORM | {"correction_check"},
    "liable": frozenset({
        "appeal_review", "rights_review", "enterprise_review", "cross_border_review", "person", "rehandling",
        "new_finding",
    }),
}  # fmt: skip
_NEAR_SECONDS: Final = 24 * 3600
_WAITING: Final = frozenset({"customer", "evidence", "third_party"})


class Day(Struct, frozen=True):
    """One line of an explanation: from when to when in words, what that time was, what of it counts."""

    row: Counted
    span: str
    what: str


class Limit(Struct, frozen=True):
    """One time limit. `own`: it is the reader's; `text`: who does what by when; `meaning`: what if not."""

    item: Deadline
    own: bool
    title: str
    text: str
    meaning: str
    left: Remaining
    look: str  # late, near, running, paused
    days: tuple[Day, ...]

    @property
    def about(self) -> str:
        """The item of the case that it is about, as P1."""
        return self.item.subject.partition(":")[0]


def limits_of(
    actor: Actor, state: State, policy: Policy, *, language: str, now: datetime
) -> tuple[Limit, ...]:
    """The open limits that are the actor's own or that the actor waits for, by when they are due."""
    showing = Showing(actor, state)
    relations = held(actor, showing.case)
    awaited = frozenset[str]().union(*(AWAITED.get(relation, frozenset()) for relation in relations))
    found = [
        limit_of(actor, item, state, policy, language=language, now=now)
        for item in state.deadlines.values()
        if item.is_open and showing.deadline(item) and (actor.acts_for(item.bearer) or item.rule in awaited)
    ]
    return tuple(sorted(found, key=lambda limit: (limit.item.due_at, limit.item.key)))


def limit_of(
    actor: Actor, item: Deadline, state: State, policy: Policy, *, language: str, now: datetime
) -> Limit:
    """One limit in words."""
    own = actor.acts_for(item.bearer)
    calendar = calendar_in(policy, item.zone)
    left = remaining(item, now, calendar)
    title = titles(policy.policy, policy.version, language).get(f"deadline:{item.rule}", item.rule)
    return Limit(
        item=item, own=own, title=title, text=_text(item, state, title, language, own=own),
        meaning=_meaning(item, policy, language, own=own), left=left, look=_look(item, now),
        days=tuple(_day(row, language) for row in explain(item, calendar, now)),
    )  # fmt: skip


def _text(item: Deadline, state: State, title: str, language: str, *, own: bool) -> str:
    side = "own" if own else "other"
    code = f"limit.{side}.{item.rule}"
    code = code if has(code, reading_language(language)) else f"limit.{side}"
    remedy = state.remedies.get(item.subject)
    kind, amount_fen = (remedy.terms.kind, remedy.terms.amount_fen) if remedy else ("", 0)
    return say(code, language, due_at=item.due_at, title=title, kind=kind, amount_fen=amount_fen or None)


def _meaning(item: Deadline, policy: Policy, language: str, *, own: bool) -> str:
    """What follows if the limit passes: said to the bearer as a warning, to who waits as an assurance."""
    deeds = deadline_rule(policy, item.rule).consequences
    code = "limit.when_over" if runs_out(deeds) else "limit.if_late" if own else "limit.if_we_are_late"
    return say(code, language, consequences=deeds)


def _look(item: Deadline, now: datetime) -> str:
    if item.status == "paused":
        return "paused"
    seconds = (item.due_at - now).total_seconds()
    return "late" if seconds <= 0 else "near" if seconds <= _NEAR_SECONDS else "running"


def _day(row: Counted, language: str) -> Day:
    zone = timezone.get_current_timezone()
    began, ended = row.from_at.astimezone(zone), row.to_at.astimezone(zone)
    last = ended.date() - timedelta(days=1) if ended.time() == time.min else ended.date()
    clock = "24:00" if last != ended.date() else f"{ended:%H:%M}"
    ends = clock if last == began.date() else f"{_date(last, language)} {clock}"
    note = _note(row.note, language)
    what = say(f"counted.{row.kind}", language)
    if row.note == "not_yet_counting":
        what = note
    elif note:
        what = say("limit.day", language, what=what, note=note)
    return Day(row, f"{_date(began.date(), language)} {began:%H:%M}–{ends}", what)


def _date(day: date, language: str) -> str:
    return format_date(day, reading_language(language))


def _note(code: str, language: str) -> str:
    """Why a stretch of time is what it is: a holiday by its name, the reason of a pause."""
    if not code:
        return ""
    try:
        return holiday_name(code, reading_language(language))
    except KeyError:
        area = "waiting" if code in _WAITING else "day_note"
        return say_value(area, code, language, kind=area)
