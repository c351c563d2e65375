"""Erasing (INT-8): a content in every case in which it stands, or all that a case holds and tells others.

What happened in a case, its parties and its decisions stay: events are chained, and the law has them kept.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from gongdao.casework.actions import handle, need_permission
from gongdao.casework.store import case_for
from gongdao.exhibits import queries as contents
from gongdao.exhibits.actions import NOWHERE
from gongdao.exhibits.origin import Origin
from gongdao.lib.ids import case_number
from gongdao.lib.queue import defer
from gongdao.lib.statements import fetch
from gongdao.people.permissions import facts_of
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.commands import EraseExhibit
from gongdao.rulebook.refusal import refuse

FORGET_CASE: Final = "insight.forget_case"  # the job
_IN: Final = """
SELECT DISTINCT case_id FROM exhibits_custody
WHERE sha256 = %s AND act = 'received' AND case_id IS NOT NULL ORDER BY case_id
"""


def erase_case(number: str, reason: str, *, actor: Actor, now: datetime, origin: Origin = NOWHERE) -> int:
    """Erase the content of every exhibit of a case, and what is told of it to others; return how many.

    All or nothing, by whoever may erase an exhibit. The rooms above are told by a job. Raises Refused and
    CaseNotFound.
    """
    with transaction.atomic():
        stored = case_for(actor, number, lock=True)
        need_permission(actor, EraseExhibit("E1", reason), facts_of(stored.state))
        if not reason.strip():
            raise refuse("INT-8", "missing_fields", fields=["reason"])
        keys = [key for key, item in stored.state.exhibits.items() if item.erased_at is None]
        for key in keys:
            handle(EraseExhibit(key, reason), actor=actor, now=now, number=number, origin=origin)
        defer(FORGET_CASE, case=stored.case_id, by=actor.ref)
    return len(keys)


def erase_elsewhere(sha256: str, now: datetime) -> int:
    """Say in each other case that the content is gone, through the one door; return in how many exhibits.

    Run again, it finds those that are left. The reason is the one that was given in the first case.
    """
    erasure = contents.erased([sha256]).get(sha256)
    if erasure is None:
        return 0
    told = 0
    for (case_id,) in fetch(_IN, [sha256]):
        number = case_number(case_id)
        for key, item in case_for(SYSTEM, number, lock=False).state.exhibits.items():
            if item.exhibit.sha256 == sha256 and item.erased_at is None:
                handle(EraseExhibit(key, erasure.reason), actor=SYSTEM, now=now, number=number)
                told += 1
    return told
