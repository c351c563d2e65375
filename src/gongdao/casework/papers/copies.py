"""Copies of evidence for the case on paper: drawn apart from this program, marked with who has it made."""

import time
from datetime import datetime
from typing import Final

from gongdao.casework.papers.case_file import Pictures
from gongdao.exhibits import actions as contents
from gongdao.exhibits.actions import NOWHERE
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.viewing.copies import NoCopy, copy, has_copies, mark_of
from gongdao.lib.ids import case_id
from gongdao.people.directory import names
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.state import Submitted

LONGEST: Final = 1400  # pixels of the longer side: half a page at 200 dots an inch
SECONDS: Final = 25.0  # for all copies of one paper; what is not drawn by then is told to be missing


def copies_for(actor: Actor, number: str, *, zone: str, now: datetime, origin: Origin = NOWHERE) -> Pictures:
    """What makes the copies for `actor`. Each content that it draws is looked at, and that is on record."""
    mark = mark_of(f"{names([actor.ref])[actor.ref]} {actor.ref}", number, now, zone)
    until = time.monotonic() + SECONDS

    def drawn(item: Submitted, page: int) -> bytes | None:
        exhibit = item.exhibit
        if not has_copies(exhibit.media_type) or time.monotonic() > until:
            return None
        try:
            made = copy(exhibit.sha256, exhibit.media_type, mark=mark, page=page, longest=LONGEST)
        except NoCopy:
            return None
        contents.note_viewed(
            sha256=exhibit.sha256, actor=actor.ref, at=now, case_id=case_id(number), origin=origin
        )
        return made.jpeg

    return drawn
