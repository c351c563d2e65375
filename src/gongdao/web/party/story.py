"""The course of a case as a party may see it, in words, newest first, without mere bookkeeping."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from gongdao.casework.course import BY_ITSELF, title_of, told, who_did
from gongdao.casework.dossier.receipts import is_own
from gongdao.casework.outcome import Entry
from gongdao.letters.wording import has, reading_language
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.state import State

# What somebody said or wrote to the party, or the party itself: shown in full under the heading.
_SPOKEN: Final[dict[type[e.Event], str]] = {
    e.CaseOpened: "description", e.DetailsSupplied: "description", e.FirstResponseGiven: "text",
    e.ProgressTold: "text", e.PromiseMade: "text", e.PromiseKept: "text", e.StatementAsked: "question",
    e.StatementGiven: "text", e.ProposalMade: "explanation", e.ProposalAnswered: "text",
    e.SurveyAnswered: "text", e.MediationEnded: "text", e.FollowUpMade: "text", e.AfterSaleDone: "text",
    e.CaseClosed: "solution",
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
    "order_changed": "list-check", "complexity_marked": "hourglass", "survey_asked": "help-circle",
    "survey_answered": "message",
    "after_sale_ordered": "tool", "after_sale_dispatched": "truck", "after_sale_done": "tool",
    "money_held": "lock", "money_released": "coin", "advance_asked": "coin", "advance_paid": "coin",
    "advance_denied": "ban", "advance_return_missed": "hourglass", "advance_freed": "coin",
    "advance_taken_back": "arrow-back-up", "advance_recovered": "coin",
}  # fmt: skip


class Chapter(Struct, frozen=True):
    """One thing that happened. `said`: the words of whoever wrote them; `own`: the reader did it.

    `receipt`: the number of the event where the reader may have a receipt of it, else 0.
    """

    at: datetime
    who: str
    title: str
    said: str
    icon: str
    own: bool
    receipt: int = 0


def story_of(
    actor: Actor, state: State, log: Iterable[Entry], *, names: Mapping[str, str], language: str
) -> tuple[Chapter, ...]:
    """The chapters the actor may see, newest first."""
    entries = told(actor, state, log)
    return tuple(chapter(actor, state, entry, names, language) for entry in reversed(entries))


def chapter(actor: Actor, state: State, entry: Entry, names: Mapping[str, str], language: str) -> Chapter:
    """One event in words: for parties where there is such a sentence, else as staff read it."""
    event = entry.event
    kind = e.type_of(event)
    by_itself = isinstance(event, BY_ITSELF)
    said = _SPOKEN.get(type(event), "") if has(f"party.event.{kind}", reading_language(language)) else ""
    return Chapter(
        at=entry.at,
        who=who_did(entry, language, names),
        title=title_of(state, entry, names, language),
        said=str(getattr(event, said)) if said else "",
        icon=_ICONS.get(kind, "circle-check"),
        own=not by_itself and actor.acts_for(entry.actor),
        receipt=entry.seq if is_own(actor, entry) else 0,
    )
