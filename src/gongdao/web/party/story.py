"""The course of a case as a party may see it, in words, newest first, without mere bookkeeping."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct, structs

from gongdao.casework.outcome import Entry
from gongdao.casework.showing import Showing
from gongdao.letters.wording import describe_ref, has, reading_language, say
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.state import State

# Clocks are shown beside the case, not in its course; only a limit that passed or grew is news.
BOOKKEEPING: Final = (
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
# What follows by itself from somebody's act is nobody's own deed.
_BY_ITSELF: Final = (
    e.HandlerAssigned, e.AppealReviewerAssigned, e.FindingFinal, e.RemedyOrdered, e.RemedyCancelled,
    e.ProposalExpired, e.DeadlineExtended, e.DeadlineLapsed,
)  # fmt: skip
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
    entries = told(actor, state, log)
    return tuple(chapter(actor, state, entry, names, language) for entry in reversed(entries))


def told(actor: Actor, state: State, log: Iterable[Entry]) -> list[Entry]:
    """The events that belong to the course as this party is shown it."""
    showing = Showing(actor, state)
    return [one for one in log if not isinstance(one.event, BOOKKEEPING) and showing.event(one.event)]


def chapter(actor: Actor, state: State, entry: Entry, names: Mapping[str, str], language: str) -> Chapter:
    """One event in words: for parties where there is such a sentence, else as staff read it."""
    event = entry.event
    kind = e.type_of(event)
    code = f"party.event.{kind}"
    for_parties = has(code, reading_language(language))
    by_itself = isinstance(event, _BY_ITSELF)
    values: dict[str, Any] = structs.asdict(event)
    if isinstance(event, e.RemedyDone | e.RemedyFailed | e.RemedyCancelled):
        values["terms"] = state.remedies[event.id].terms
    return Chapter(
        at=entry.at,
        who="" if by_itself else _who(entry.actor, language, names),
        title=say(code if for_parties else f"event.{kind}", language, names=names, **values),
        said=str(values.get(_SPOKEN.get(type(event), ""), "")) if for_parties else "",
        icon=_ICONS.get(kind, "circle-check"),
        own=not by_itself and actor.acts_for(entry.actor),
    )


def _who(ref: str, language: str, names: Mapping[str, str]) -> str:
    return "" if kind_of(ref) in ("system", "clock") else describe_ref(ref, language, names)
