"""What an approver does: edits, covers more, approves, rejects, withdraws. Each act is on record (APP-17)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.db import transaction

from gongdao.casework.store import case_for
from gongdao.insight.models import Precedent, PrecedentPicture
from gongdao.insight.precedents.drafting import COVER, note, withdraw
from gongdao.insight.precedents.facts import TEXTS, texts_of
from gongdao.insight.precedents.finding import words_for
from gongdao.insight.precedents.knowing import Case
from gongdao.insight.precedents.pictures import MOST_BOXES, boxes_of
from gongdao.lib.ids import case_number
from gongdao.lib.queue import defer
from gongdao.lib.statements import fetch
from gongdao.people.permissions import may_review_precedent
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.anonymous import anonymous
from gongdao.rulebook.reading.report import Box
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.terms import Exhibit

FORGET: Final = "insight.forget_content"  # the job, for whoever erases a content
LONGEST: Final = 4_000  # characters of a text
LONGEST_REASON: Final = 500
_APPROVE: Final = """
UPDATE insight_precedent SET state = 'approved', words = array_to_tsvector(%s), decided_by = %s,
    decided_at = %s, version = version + 1
WHERE id = %s
"""
# What no person can make safe.
_NEVER_SHOWN: Final = frozenset({"kind", "no_picture", "broken"})


class NoSuchPrecedent(LookupError):
    """There is none, or none that this actor may review: the same error for both."""


class Stale(Exception):
    """Somebody, or the program, changed it since the actor looked at it. Nothing was done."""


def edit(key: int, texts: Mapping[str, str], *, actor: Actor, now: datetime, version: int) -> Precedent:
    """Put better words in a draft. What looks personal in them is taken out again. See `_for_review`."""
    with transaction.atomic():
        item = _for_review(key, actor, version, states=("draft",))
        known = Case(case_for(SYSTEM, case_number(item.case_id), lock=False).state).known
        wanted = {name: texts.get(name, item.texts.get(name, ""))[:LONGEST].strip() for name in TEXTS}
        cleaned = anonymous(wanted, known)
        changed = [name for name in TEXTS if cleaned[name] != item.texts.get(name, "")]
        if changed:
            item.texts = cleaned
            _moved(item, "texts")
            note(item, "edited", by=actor.ref, now=now, what=" ".join(changed))
        return item


def mark(
    key: int, picture: int, boxes: Sequence[Box], *, show: bool, actor: Actor, now: datetime, version: int
) -> Precedent:
    """Cover these boxes of a picture too, in place of those marked before; show it or leave it out.

    Raises Refused for what cannot be made safe, and for too many boxes. See `_for_review`.
    """
    with transaction.atomic():
        item = _for_review(key, actor, version, states=("draft",))
        row = PrecedentPicture.objects.filter(precedent=item, pk=picture).first()
        if row is None:
            raise NoSuchPrecedent
        if len(boxes) > MOST_BOXES:
            raise refuse("APP-17", "too_many_boxes", most=MOST_BOXES)
        if show and row.left_out in _NEVER_SHOWN:
            raise refuse("INT-8", "picture_never_shown")
        changed = tuple(boxes) != boxes_of(row.own)
        if show and row.copy is None and not changed:
            raise refuse("APP-17", "picture_due")
        row.own = msgspec.to_builtins(list(boxes))
        if row.left_out not in _NEVER_SHOWN:
            row.left_out = "" if show else "person"
        if changed and row.left_out not in _NEVER_SHOWN:
            # Until the new copy is there, the old one, with less covered, must not be taken for it.
            row.copy, row.left_out = None, "due" if show else "person"
            defer(COVER, picture=row.pk)
        row.save(update_fields=["own", "copy", "left_out"])
        _moved(item)
        note(item, "covered", by=actor.ref, now=now, what=row.exhibit)
        return item


def approve(key: int, *, actor: Actor, now: datetime, version: int) -> Precedent:
    """Let others find a draft. Raises Refused while a copy of a picture is being made. See `_for_review`."""
    with transaction.atomic():
        item = _for_review(key, actor, version, states=("draft",))
        if item.pictures.filter(left_out="due").exists():
            raise refuse("APP-17", "picture_due")
        fetch(_APPROVE, [words_for(item), actor.ref, now, item.pk])
        note(item, "approved", by=actor.ref, now=now)
        item.refresh_from_db()
        return item


def original(item: Precedent) -> tuple[dict[str, str], dict[str, Exhibit]]:
    """What an approver compares with: the texts as they were written, and the exhibits by key.

    For whoever `may_review_precedent`; who else has no part in the case has no business with it.
    """
    state = case_for(SYSTEM, case_number(item.case_id), lock=False).state
    return texts_of(state, item.appeal), {key: one.exhibit for key, one in state.exhibits.items()}


def reject(key: int, reason: str, *, actor: Actor, now: datetime, version: int) -> Precedent:
    """Keep a draft from others, or take an approved one back, with a reason. See `_for_review`."""
    with transaction.atomic():
        item = _for_review(key, actor, version, states=("draft", "approved"))
        why = reason.strip()[:LONGEST_REASON]
        if not why:
            raise refuse("APP-17", "reason_needed")
        if item.state == "approved":
            withdraw(item, by=actor.ref, now=now, reason=why)
            return item
        item.state, item.reason, item.decided_by, item.decided_at = "rejected", why, actor.ref, now
        _moved(item, "state", "reason", "decided_by", "decided_at")
        note(item, "rejected", by=actor.ref, now=now)
        return item


def erase(case: int, *, by: str, now: datetime) -> int:
    """Where the data of a case are erased, nothing that was told of it is left; that it was, is on record.

    Nor will its appeals be told later: each has its row, erased before it was ever drafted.
    """
    with transaction.atomic():
        state = case_for(SYSTEM, case_number(case), lock=True).state
        found = Precedent.objects.select_for_update().filter(case_id=case).exclude(state="erased")
        for item in found:
            item.pictures.all().delete()
            item.state, item.texts, item.facts, item.words = "erased", {}, {}, None
            item.reason, item.concerned = "", []
            _moved(item, "state", "texts", "facts", "words", "reason", "concerned")
            note(item, "erased", by=by, now=now)
        kept = set(Precedent.objects.filter(case_id=case).values_list("appeal", flat=True))
        never = [key for key in state.appeals if key not in kept]
        for key in never:
            item = Precedent.objects.create(
                case_id=case, appeal=key, state="erased", won=False, policy=state.policy,
                category=state.category, ground="", outcome="", facts={}, texts={}, concerned=[],
                drafted_at=now,
            )  # fmt: skip
            note(item, "erased", by=by, now=now)
        return len(found) + len(never)


def forget_content(sha256: str, *, by: str, now: datetime) -> int:
    """Where a content is erased, no copy of it is left; return how many there were."""
    with transaction.atomic():
        rows = PrecedentPicture.objects.filter(sha256=sha256)
        found = Precedent.objects.select_for_update().filter(pk__in=rows.values("precedent"))
        for item in found:
            item.pictures.filter(sha256=sha256).update(copy=None, boxes=[], own=[], left_out="broken")
            _moved(item)
            note(item, "covered", by=by, now=now)
        return len(found)


def _for_review(key: int, actor: Actor, version: int, *, states: tuple[str, ...]) -> Precedent:
    """The precedent, locked. Raises NoSuchPrecedent, Refused (APP-8 for who decided in the case), Stale."""
    item = Precedent.objects.select_for_update().filter(pk=key).first()
    verdict = may_review_precedent(actor, item.concerned if item is not None else ())
    if item is None or verdict.code == "not_permitted" or item.state == "erased":
        raise NoSuchPrecedent
    if not verdict.allowed:
        raise refuse("APP-8", verdict.code)
    if item.version != version or item.state not in states:
        raise Stale
    return item


def _moved(item: Precedent, *fields: str) -> None:
    item.version += 1
    item.save(update_fields=[*fields, "version"])
