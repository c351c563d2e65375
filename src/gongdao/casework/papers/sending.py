"""Sends the letters of appeals that were ordered with their filing, with what goes with them (AST-3, MSG-1).

A letter is in the language of who wrote it, as PDF and DOCX, and the exhibits lie beside it as `enclosing`
allows. What a mailbox was given is on record in the custody of each exhibit.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings

from gongdao.casework.papers.enclosing import Enclosed, enclosures
from gongdao.casework.papers.letter import filing_of, letter_of
from gongdao.exhibits import actions as contents
from gongdao.exhibits.origin import Origin
from gongdao.letters import post
from gongdao.letters.models import Post
from gongdao.letters.paper.docx import docx_of
from gongdao.letters.paper.pdf import pdf_of
from gongdao.letters.wording import Language, reading_language, say
from gongdao.lib.ids import case_number
from gongdao.people.addresses import addresses

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORKER: Final = Origin("worker")


def post_due(*, now: datetime, limit: int = 50) -> int:
    """Send at most `limit` letters that are due; return how many were sent."""
    sent = 0
    for _ in range(limit):
        claimed = post.claim(now)
        if claimed is None:
            break
        sent += _send(claimed, now)
    return sent


def language_of(by: str, appellant: str) -> Language:
    """The language of who filed an appeal, else of who is behind its appellant, else Chinese."""
    found = addresses([by, appellant])
    readers = found.get(by) or found.get(appellant)
    return reading_language(readers[0].language if readers else "")


def _send(claimed: Post, now: datetime) -> bool:
    filing = filing_of(claimed.case_id, claimed.item)
    event = filing.event
    language = language_of(event.by, event.appellant)
    found = letter_of(filing, language)
    letters = [
        post.Attachment(f"{found.name}.pdf", pdf_of(found.paper, at=found.at), "application/pdf"),
        post.Attachment(f"{found.name}.docx", docx_of(found.paper, at=found.at), _WORD),
    ]
    beside = enclosures(
        filing.now, event.exhibits, appellant=event.appellant, by=event.by,
        room_bytes=max(0, settings.APPEAL_MAIL_BYTES - sum(len(one.content) for one in letters)),
    )  # fmt: skip
    went = [one for one in beside if not one.why]
    sent = post.send(
        claimed,
        subject=say("letter.mail.subject", language, number=case_number(claimed.case_id), id=claimed.item),
        body="\n".join(_body(claimed, filing.at, beside, language)),
        attachments=[*letters, *(post.Attachment(one.name, one.content, one.media_type) for one in went)],
        now=now,
    )
    for one in went if sent else ():
        contents.note(
            sha256=one.sha256, act="mailed", actor=event.by, at=now, case_id=claimed.case_id, origin=_WORKER
        )
    return sent


def _body(claimed: Post, at: datetime, beside: Sequence[Enclosed], language: Language) -> Iterator[str]:
    number = case_number(claimed.case_id)
    site = settings.SITE_URL.rstrip("/")
    yield say("letter.mail.text", language, number=number, id=claimed.item, at=at)
    for why in ("went", "stayed"):
        listed = [one for one in beside if bool(one.why) == (why == "stayed")]
        if listed:
            yield from ("", say(f"letter.mail.{why}", language))
        for one in listed:
            yield say(
                "letter.mail.exhibit", language, id=one.key, kind=one.kind, bytes=f"{one.size_bytes:,}",
                why=say(f"letter.mail.why.{one.why}", language) if one.why else one.name,
            )  # fmt: skip
            yield f"  SHA-256 {one.sha256}"
            if one.why and site:
                yield f"  {site}/cases/{number}/exhibits/{one.key}/"
    if site:
        yield from ("", say("mail.see_case", language, url=f"{site}/cases/{number}/"))
    yield from ("", "--", say("mail.signature", language), say("mail.no_reply", language))
