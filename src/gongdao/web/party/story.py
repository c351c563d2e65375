"""The course of a case as a party may see it, in words, newest first, without mere bookkeeping."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct, structs

from gongdao.casework.outcome import Entry
from gongdao.letters.wording import describe_ref, has, reading_language, say
from gongdao.people.permissions import facts_of, may_see_event
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.state import State

# Clocks are shown beside the case, not in its course; only a limit that passed or grew is news.
_BOOKKEEPING: Final = (
    e.DeadlineStarted, e.DeadlineMet, e.DeadlinePaused, e.DeadlineResumed, e.DeadlineCancelled,
    e.OrderAttached, e.PriorityChanged,
)  # fmt: skip
# What somebody said or wrote to the party, or the party itself: shown in full under the heading.
_SPOKEN: Final[dict[type[e.Event], str]] = {
    e.CaseOpened: "description", e.DetailsSupplied: "description", e.FirstResponseGiven: "text",
    e.ProgressTold: "text", e.PromiseMade: "text", e.PromiseKept: "text", e.StatementAsked: "question",
    e.StatementGiven: "text", e.ProposalMade: "explanation", e.ProposalAnswered: "text",
    e.MediationEnded: "text", e.FollowUpMade: "text", e.AfterSaleDone: "text", e.CaseClosed: "solution",
    e.EstablishmentJudged: "reason", e.FindingMade: "reasons", e.AppealFiled: "problem",
    e.AppealDecided: "reasons", e.RemedyDone: "text", e.CaseWithdrawn: "reason", e.AppealWithdrawn: "reason",
}  # fmt: skip
_ICONS: Final[dict[str, str]] = {
    "case_opened": "flag", "details_supplied": "pencil", "handler_assigned": "user-check",
    "first_response_given": "message", "progress_told": "message", "promise_made": "heart-handshake",
    "promise_kept": "message", "exhibit_submitted": "paperclip", "statement_asked": "help-circle",
    "statement_given": "message", "finding_made": "gavel", "finding_final": "gavel", "appeal_filed": "scale",
    "appeal_reviewer_assigned": "user-check", "appeal_decided": "scale", "appeal_withdrawn": "arrow-back-up",
    "proposal_made": "heart-handshake", "proposal_answered": "check", "proposal_expired": "hourglass",
    "case_escalated": "arrow-up", "remedy_ordered": "list-check", "remedy_done": "circle-check",
    "remedy_failed": "alert-triangle", "remedy_cancelled": "ban", "deadline_lapsed": "alarm",
    "waiting_started": "player-pause", "waiting_ended": "player-play", "follow_up_made": "phone",
    "case_closed": "archive", "case_reopened": "refresh", "case_withdrawn": "arrow-back-up",
    "mediation_opened": "users-group", "mediation_ended": "users-group", "case_referred": "share",
    "after_sale_ordered": "tool", "after_sale_dispatched": "truck", "after_sale_done": "tool",
}  # fmt: skip


class Chapter(Struct, frozen=True):
    """One thing that happened. `said`: the words of whoever wrote them; `own`: the reader did it."""

    at: datetime
    who: str
    title: str
    said: str
    icon: str
    own: bool


def story_of(
    actor: Actor, state: State, log: Iterable[Entry], *, names: Mapping[str, str], language: str
) -> tuple[Chapter, ...]:
    """The chapters the actor may see, newest first."""
    entries = [entry for entry in log if is_told(actor, state, entry)]
    return tuple(chapter(actor, state, entry, names, language) for entry in reversed(entries))


def is_told(actor: Actor, state: State, entry: Entry) -> bool:
    """Whether an event belongs to the course that this party is shown."""
    event = entry.event
    if isinstance(event, _BOOKKEEPING) or not may_see_event(actor, facts_of(state), type(event).audience):
        return False
    if isinstance(event, e.ProposalMade):  # an offer that still needs approval is none yet
        return state.proposals[event.id].status not in ("awaiting_approval", "rejected")
    return True


def chapter(actor: Actor, state: State, entry: Entry, names: Mapping[str, str], language: str) -> Chapter:
    """One event in words: for parties where there is such a sentence, else as staff read it."""
    event = entry.event
    kind = e.type_of(event)
    code = f"party.event.{kind}"
    told = has(code, reading_language(language))
    values: dict[str, Any] = structs.asdict(event)
    if isinstance(event, e.RemedyDone | e.RemedyFailed | e.RemedyCancelled):
        values["terms"] = state.remedies[event.id].terms
    return Chapter(
        at=entry.at,
        who=_who(entry.actor, language, names),
        title=say(code if told else f"event.{kind}", language, names=names, **values),
        said=str(values.get(_SPOKEN.get(type(event), ""), "")) if told else "",
        icon=_ICONS.get(kind, "circle-check"),
        own=actor.acts_for(entry.actor),
    )


def _who(ref: str, language: str, names: Mapping[str, str]) -> str:
    return "" if kind_of(ref) in ("system", "clock") else describe_ref(ref, language, names)
