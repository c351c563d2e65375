"""Copies of the pictures of a precedent, with what is personal covered; made by a worker (INT-8)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from django.db import transaction

from gongdao.casework.store import case_for
from gongdao.exhibits.actions import note
from gongdao.exhibits.copies import Copy
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.queries import erased
from gongdao.exhibits.queries import known as contents
from gongdao.exhibits.readings import reader
from gongdao.exhibits.store import local
from gongdao.insight.models import Precedent, PrecedentPicture
from gongdao.insight.precedents.knowing import Case
from gongdao.lib.ids import case_number
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.anonymous.known import Known
from gongdao.rulebook.anonymous.pictures import Cover, cover_for
from gongdao.rulebook.reading.report import SCALE, Box, Report

Found = TypeVar("Found")

MOST_BOXES: Final = 60  # that a person may add to one picture
MOST_PAGES: Final = 3  # of one document
_DOCUMENT: Final = "application/pdf"


class NotRead(Exception):
    """The exhibit has not been read yet: to be tried again."""


def cover(picture: int, *, now: datetime) -> str:
    """Make the copy of a picture; return why it is left out, "" if it is not. Raises NotRead.

    What a person left out, and what a person marked, stays.
    """
    found = PrecedentPicture.objects.select_related("precedent").filter(pk=picture).first()
    if found is None or found.precedent.state not in ("draft", "approved"):
        return ""
    about = Case(case_for(SYSTEM, case_number(found.precedent.case_id), lock=False).state)
    report = about.reports.get(found.sha256)
    if found.sha256 in about.reports and report is None:
        raise NotRead
    if report is not None and report.media_type == _DOCUMENT:
        wanted = _cover_of_leaf(found, report, about.known)
    else:
        wanted = cover_for(report, found.kind, about.known)
    copy = None
    if wanted.left_out not in ("kind", "no_picture"):
        copy = _copy(found, (*wanted.boxes, *boxes_of(found.own)))
        if copy.jpeg:
            note(
                sha256=found.sha256, act="copied", actor=SYSTEM.ref, at=now,
                case_id=found.precedent.case_id, origin=Origin("worker"),
            )  # fmt: skip
    return _keep(found.pk, found.own, wanted, copy)


def pages_of(report: Report | None) -> range:
    """Which pages of an exhibit a precedent shows, from 1: the first of a document, else the one picture.

    Only pages of which the text is known: a page that was not read may hold anything.
    """
    if report is None or report.media_type != _DOCUMENT:
        return range(1, 2)
    return range(1, max(1, min(len(report.pages), MOST_PAGES)) + 1)


def _cover_of_leaf(found: PrecedentPicture, report: Report, known: Sequence[Known]) -> Cover:
    """What to cover on a page of a document: what its picture shows, and what its text layer says."""
    if not report.readable or found.page > len(report.pages):
        return Cover(left_out="unread")
    leaf = _with_content(found.sha256, lambda path, kind: reader().read_leaf(path, kind, found.page))
    return cover_for(leaf, found.kind, known, report.pages[found.page - 1].lines)


def boxes_of(kept: list[dict[str, int]]) -> tuple[Box, ...]:
    """Boxes as they are kept."""
    return tuple(msgspec.convert(kept, list[Box]))


def box_at(left: int, top: int, right: int, bottom: int) -> Box:
    """A box that a person marked, in parts of 10,000. Raises ValueError for one that covers nothing."""
    if not (0 <= left < right <= SCALE and 0 <= top < bottom <= SCALE):
        raise ValueError("not a box")
    return Box(0, left, top, right, bottom)


def _copy(found: PrecedentPicture, boxes: tuple[Box, ...]) -> Copy:
    copy = _with_content(found.sha256, lambda path, kind: reader().cover(path, kind, boxes, page=found.page))
    return copy or Copy(problem="broken")


def _with_content(sha256: str, look: Callable[[Path, str], Found]) -> Found | None:
    """What `look` finds in a content, told its path and media type; None where the content is gone."""
    content = contents({sha256}).get(sha256)
    if content is None:
        return None
    try:
        with local(sha256) as path:
            return look(path, content.media_type)
    except FileNotFoundError:
        return None


@transaction.atomic
def _keep(picture: int, own: list[dict[str, int]], wanted: Cover, copy: Copy | None) -> str:
    """Keep the copy, unless somebody marked more in the meantime: then another job is on its way."""
    precedent = Precedent.objects.select_for_update().get(pictures__pk=picture)
    row = PrecedentPicture.objects.get(pk=picture)
    if row.own != own:
        return row.left_out
    if erased([row.sha256]):  # while the copy was drawn
        copy = Copy(problem="broken")
    covered = (*copy.codes, *copy.faces) if copy is not None else ()
    row.boxes = msgspec.to_builtins([*wanted.boxes, *covered])
    row.copy = copy.jpeg or None if copy is not None else None
    if row.left_out != "person" or row.copy is None:
        row.left_out = _left_out(wanted, copy, was=row.left_out)
    row.save(update_fields=["boxes", "copy", "left_out"])
    Precedent.objects.filter(pk=precedent.pk).update(version=precedent.version + 1)
    return row.left_out


def _left_out(wanted: Cover, copy: Copy | None, *, was: str) -> str:
    if copy is None:
        return wanted.left_out
    if copy.problem or not copy.jpeg:
        return "broken"
    if was == "":  # a person decided to show it
        return ""
    return wanted.left_out or ("maybe_face" if copy.maybe_faces else "")
