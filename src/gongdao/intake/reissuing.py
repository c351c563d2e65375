"""A lost contact code is replaced by staff: on record in the case, told to the complainant, the old void."""

from datetime import datetime

from django.db import transaction

from gongdao.casework.actions import handle, need_permission
from gongdao.casework.store import case_for
from gongdao.intake import contact_codes
from gongdao.letters.wording import say
from gongdao.people.permissions import CaseFacts, facts_of, may
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.commands import AddNote, TellProgress
from gongdao.rulebook.refusal import refuse

_LANGUAGE = "zh-hans"  # of what is written into the case
# Who works on a case may let its complainant back in: the same who may tell the complainant anything.
_AS = "tell_progress"


def may_reissue(actor: Actor, case: CaseFacts) -> bool:
    """Whether the actor may give the complainant of this case a new code."""
    return may(actor, _AS, case).allowed


def reissue(*, number: str, checked: str, key: str, actor: Actor, now: datetime) -> str:
    """A new contact code for the complainant of a case; the old one opens nothing from now on.

    `checked`: how the caller was recognised, kept as a note (INT-8). `key`: of the form; sent twice it gives
    the same code. While the case is open its complainant gets a message, so that nobody is let in unseen.
    Raises Refused, CaseNotFound, KeyConflict.
    """
    checked = checked.strip()
    if not checked:
        raise refuse("INT-8", "reason_needed")
    told = TellProgress(say("intake.code_told", _LANGUAGE))
    noted = AddNote(say("intake.code_noted", _LANGUAGE, text=checked))
    code = contact_codes.code_from(f"reissue {number} {actor.ref} {key}")
    with transaction.atomic():
        stored = case_for(actor, number, lock=True)
        need_permission(actor, told, facts_of(stored.state))
        done = handle(noted, actor=actor, now=now, number=number, idempotency_key=key)
        if done.replayed:
            return code
        contact_codes.replace(case=stored.case_id, party=stored.state.complainant.ref, code=code, now=now)
        if done.state.is_open:
            handle(told, actor=actor, now=now, number=number)
    return code
