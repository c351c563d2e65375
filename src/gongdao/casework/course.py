"""The course of a case as a party may see it: which events belong to it, and what each is called."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import structs

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
# What follows by itself from somebody's act is nobody's own deed.
BY_ITSELF: Final = (
    e.HandlerAssigned, e.AppealReviewerAssigned, e.FindingFinal, e.RemedyOrdered, e.RemedyCancelled,
    e.ProposalExpired, e.DeadlineExtended, e.DeadlineLapsed, e.SurveyAsked,
    e.AdvanceReturnMissed, e.AdvanceFreed, e.AdvanceTakenBack, e.AdvanceRecovered, e.MoneyReleased,
)  # fmt: skip


def told(actor: Actor, state: State, log: Iterable[Entry]) -> list[Entry]:
    """The events that belong to the course as this party is shown it."""
    showing = Showing(actor, state)
    return [one for one in log if not isinstance(one.event, BOOKKEEPING) and showing.event(one.event)]


def title_of(state: State, entry: Entry, names: Mapping[str, str], language: str) -> str:
    """One event in words: for parties where there is such a sentence, else as staff read it."""
    event = entry.event
    kind = e.told_as(event)
    code = f"party.event.{kind}"
    values: dict[str, Any] = structs.asdict(event)
    if isinstance(event, e.RemedyDone | e.RemedyFailed | e.RemedyCancelled):
        values["terms"] = state.remedies[event.id].terms
    known = has(code, reading_language(language))
    return say(code if known else f"event.{kind}", language, names=names, **values)


def who_did(entry: Entry, language: str, names: Mapping[str, str]) -> str:
    """Whose deed an event is; empty for what follows by itself."""
    if isinstance(entry.event, BY_ITSELF) or kind_of(entry.actor) in ("system", "clock"):
        return ""
    return describe_ref(entry.actor, language, names)
