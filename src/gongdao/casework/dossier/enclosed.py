"""What lies in a case file to be read: the case on paper, and a letter to a body outside."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from gongdao.casework.papers.case_file import case_paper
from gongdao.casework.papers.copies import copies_for
from gongdao.casework.papers.outside import covering_letter
from gongdao.casework.store import Stored, case_for
from gongdao.exhibits.actions import NOWHERE
from gongdao.exhibits.origin import Origin
from gongdao.letters.paper import Paper
from gongdao.letters.paper.docx import docx_of
from gongdao.letters.paper.pdf import pdf_of
from gongdao.lib.ids import case_number
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import Actor

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def case_pdf(actor: Actor, number: str, *, now: datetime, language: str, origin: Origin = NOWHERE) -> bytes:
    """The case as PDF, with copies of the evidence that `actor` may open. Raises CaseNotFound."""
    state = case_for(actor, number, lock=False).state
    zone = policies.version(state.policy, state.policy_version).calendar.zone
    pictures = copies_for(actor, number, zone=zone, now=now, origin=origin)
    return pdf_of(case_paper(actor, number, now=now, language=language, pictures=pictures), at=now)


def papers(
    actor: Actor,
    stored: Stored,
    *,
    now: datetime,
    language: str,
    body: str = "",
    origin: Origin = NOWHERE,
) -> Iterator[tuple[str, bytes, str]]:
    """(path, content, media type) of each paper. `body`: outside, to which it goes (APP-12)."""
    number = case_number(stored.case_id)
    case = case_pdf(actor, number, now=now, language=language, origin=origin)
    yield "case.pdf", case, "application/pdf"
    if body:
        letter: Paper = covering_letter(actor, stored, body, now=now, language=language)
        yield "letter.pdf", pdf_of(letter, at=now), "application/pdf"
        yield "letter.docx", docx_of(letter, at=now), _WORD
