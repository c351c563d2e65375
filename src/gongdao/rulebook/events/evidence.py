"""Events of evidence requests 举证要求: asked, answered, judged, defaulted."""

from typing import Literal

from gongdao.rulebook.events.base import Event
from gongdao.rulebook.terms import Defect


class EvidenceAsked(Event, frozen=True, tag="evidence_asked"):
    """EVI-2: `requirement` is a cell of the policy's matrix, `reason` and `stage` where it stands there."""

    id: str
    of: str
    by: str
    requirement: str
    reason: str
    stage: str
    question: str = ""


class EvidenceSubmitted(Event, frozen=True, tag="evidence_submitted"):
    """Everything asked for has been handed in; it waits for a person's judgement."""

    id: str


class EvidenceJudged(Event, frozen=True, tag="evidence_judged"):
    """EVI-11, EVI-13: `deficient` gives a round to mend the defects, `failed` does not any more."""

    id: str
    by: str
    result: Literal["satisfied", "deficient", "invalid", "failed"]
    defects: tuple[Defect, ...] = ()
    reason: str = ""
    facts: dict[str, str | int | bool] = {}  # that stand with it


class EvidenceDefaulted(Event, frozen=True, tag="evidence_defaulted"):
    """EVI-12, DEC-4: silent, late or invalid: the point is decided against this party."""

    id: str
    of: str
    because: Literal["silent", "invalid", "failed"]
    facts: dict[str, str | int | bool]


class EvidenceWaived(Event, frozen=True, tag="evidence_waived"):
    """It is needed no longer."""

    id: str
    by: str
    reason: str


class EvidenceExcused(Event, frozen=True, tag="evidence_excused"):
    """There was good cause for the silence; the default falls away and the limit runs anew."""

    id: str
    by: str
    reason: str
