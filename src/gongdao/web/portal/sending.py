"""From the draft of a complaint to a case: the command, the photos, the contact code, all or nothing."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.db import transaction

from gongdao.casework.actions import handle
from gongdao.intake import contact_codes
from gongdao.letters.wording import say
from gongdao.people.actions import Person, find_or_create_customer
from gongdao.people.finding import meant_by_customer
from gongdao.people.models import Customer
from gongdao.people.queries import party_actor
from gongdao.rulebook.actor import Actor, key_of, kind_of
from gongdao.rulebook.commands import OpenCase, SubmitExhibit
from gongdao.rulebook.terms import UNIDENTIFIED, Demand, Exhibit, Party
from gongdao.web.portal.draft import Draft

_GOODS_BACK: Final = frozenset({"refund", "return_refund"})  # what is asked back is the value in dispute
_DETAILS: Final = ("when", "place", "people")

Answers = dict[str, Any]
"""The cleaned answers of all steps, by field."""


class Filed(NamedTuple):
    """A complaint that is now a case; `code` in full, for this once."""

    case_id: int
    number: str
    party: str
    code: str


def file(draft: Draft, answers: Answers, *, reader: Actor | None, language: str, now: datetime) -> Filed:
    """File a draft as a case. However often it is sent, it is one case with one code.

    `reader`: who is signed in, if anybody: the own customer complains then, else whoever has this contact.
    Raises Refused; then nothing has changed.
    """
    key = "portal-" + sha256(draft.secret.encode()).hexdigest()[:32]
    code = contact_codes.code_from(draft.secret)
    with transaction.atomic():
        party = _complainant(answers, reader, now)
        actor = party_actor(party.ref)
        opened = handle(opening(answers, party, language), actor=actor, now=now, idempotency_key=key)
        for n, exhibit in enumerate(exhibits(draft, language)):
            handle(
                SubmitExhibit(exhibit), actor=actor, now=now, number=opened.number,
                idempotency_key=f"{key}-{n}",
            )  # fmt: skip
        contact_codes.issue(case=opened.case_id, party=party.ref, code=code, now=now)
    return Filed(opened.case_id, opened.number, party.ref, code)


def opening(answers: Answers, party: Party, language: str) -> OpenCase:
    """The command that opens the case, from the answers of all steps."""
    demands = _demands(answers)
    back = [item.amount_fen for item in demands if item.kind in _GOODS_BACK]
    return OpenCase(
        channel="web",
        complainant=party,
        description=description(answers, language),
        respondents=_respondents(answers),
        category=answers.get("category") or "",
        demands=demands,
        mood=answers.get("mood") or None,
        order_no=answers.get("order_no") or "",
        amount_fen=max(back, default=0),
    )


def description(answers: Answers, language: str) -> str:
    """The course of events, then time, place and people as far as they were told (INT-2)."""
    details = [
        say(f"portal.told.{name}", language, text=answers[name]) for name in _DETAILS if answers.get(name)
    ]
    if answers.get("wish") and not answers.get("demands"):
        details.append(say("portal.told.wish", language, text=answers["wish"]))
    return "\n".join([str(answers["course"]), *([""] if details else []), *details])


def exhibits(draft: Draft, language: str) -> tuple[Exhibit, ...]:
    """The photos as evidence; the same photo twice is one."""
    found = {
        photo.sha256: Exhibit(
            sha256=photo.sha256, kind=photo.kind, name=photo.name, media_type=photo.media_type,
            explanation=photo.caption or say("portal.photo_shows", language), size_bytes=photo.size_bytes,
        )
        for photo in draft.photos
    }  # fmt: skip
    return tuple(found.values())


def _demands(answers: Answers) -> tuple[Demand, ...]:
    kinds = answers.get("demands") or []
    wish = answers.get("wish") or ""
    return tuple(
        Demand(kind, answers.get(f"amount_{kind}") or 0, wish if n == 0 else "")
        for n, kind in enumerate(kinds)
    )


def _complainant(answers: Answers, reader: Actor | None, now: datetime) -> Party:
    """The customer with this contact, found or made.

    Nothing of what is on record of a customer is shown or changed here: anybody can type a phone number.
    """
    name, contact = str(answers["name"]), str(answers["contact"])
    if reader is not None and not reader.is_staff:
        own = sorted(ref for ref in reader.refs if kind_of(ref) == "customer")
        if own:
            level = Customer.objects.filter(pk=key_of(own[0])).values_list("level", flat=True).first()
            return Party(own[0], name, contact, level or "normal")
    phone = "" if "@" in contact else contact
    known = find_or_create_customer(now=now, person=Person(name, phone, "" if phone else contact))
    return Party(known.ref, name, contact, known.level)


def _respondents(answers: Answers) -> tuple[Party, ...]:
    """Whom it is against: a shop or technician that is meant beyond doubt, else just the name as told."""
    name = str(answers.get("against") or "")
    if not name:
        return ()
    kind = str(answers.get("against_kind") or "")
    return (Party(meant_by_customer(name, (kind,)) or UNIDENTIFIED, name),)
