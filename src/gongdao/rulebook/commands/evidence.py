"""Commands: asking for evidence and judging it."""

from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.bounds import Id, Name, Note
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import Defect

Defects = Annotated[tuple[Defect, ...], Meta(max_length=50)]


class AskEvidence(Command, frozen=True, tag="ask_evidence"):
    """EVI-2: `requirement` is a cell of the policy's matrix; it says who must prove what."""

    requirement: Name
    question: Note = ""


class JudgeEvidence(Command, frozen=True, tag="judge_evidence"):
    """EVI-11…13: satisfied, deficient with all its defects at once, or invalid: treated as no evidence."""

    id: Id
    result: Literal["satisfied", "deficient", "invalid"]
    defects: Defects = ()
    reason: Note = ""


class WaiveEvidence(Command, frozen=True, tag="waive_evidence"):
    """What was asked is needed no longer."""

    id: Id
    reason: Note


class ExcuseEvidence(Command, frozen=True, tag="excuse_evidence"):
    """EVI-12: silence with good cause; the limit runs anew."""

    id: Id
    reason: Note
