"""Exhibits given out: a marked copy to look at, or the original to those who may take it (EVI-1, INT-8)."""

from datetime import datetime
from typing import BinaryIO, Final

from gongdao.casework.store import Stored
from gongdao.exhibits import actions as contents
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.store import open_bytes
from gongdao.exhibits.viewing import copies
from gongdao.exhibits.viewing.copies import Copy
from gongdao.lib.ids import case_number
from gongdao.people.directory import names
from gongdao.people.permissions import facts_of, may_open_exhibit, may_take_original
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.terms import Exhibit

_TAKERS: Final = ["handler", "reviewer", "adjudicator", "supervisor", "auditor"]


def copy_for(
    actor: Actor,
    stored: Stored,
    key: str,
    *,
    now: datetime,
    origin: Origin,
    page: int = 1,
    small: bool = False,
) -> Copy:
    """A picture of page `page` of an exhibit, marked with who looks; that it was shown is on record.

    Who may look is the caller's question. Raises KeyError, and NoCopy for what cannot be shown as a picture.
    """
    exhibit = stored.state.exhibits[key].exhibit
    zone = policies.version(stored.state.policy, stored.state.policy_version).calendar.zone
    name = names([actor.ref])[actor.ref]
    mark = copies.mark_of(f"{name} {actor.ref}", case_number(stored.case_id), now, zone)
    drawn = copies.copy(
        exhibit.sha256, exhibit.media_type, mark=mark, page=page,
        longest=copies.SMALL if small else copies.LARGE,
    )  # fmt: skip
    contents.note_viewed(
        sha256=exhibit.sha256, actor=actor.ref, at=now, case_id=stored.case_id, origin=origin
    )
    return drawn


def may_take(actor: Actor, stored: Stored, key: str) -> bool:
    """Whether the actor takes the original: by permission, or as there is no other way to look at it.

    What cannot be drawn (sound, video, office documents) is given as it is to those who may open it.
    """
    case, item = facts_of(stored.state), stored.state.exhibits[key]
    if may_take_original(actor, case, item.by):
        return True
    return not copies.has_copies(item.exhibit.media_type) and may_open_exhibit(
        actor, case, item.by, item.exhibit.kind
    )


def is_recording(media_type: str) -> bool:
    """Whether this is sound or film, of which there is no marked copy."""
    return media_type.startswith(("audio/", "video/"))


def recording_for(
    actor: Actor, stored: Stored, key: str, *, now: datetime, origin: Origin
) -> tuple[Exhibit, BinaryIO]:
    """A recording to be played, open; that it was is on record, once for all parts that a player asks for.

    Raises KeyError, FileNotFoundError also for what is no recording, and Refused.
    """
    exhibit = stored.state.exhibits[key].exhibit
    if not is_recording(exhibit.media_type):
        raise FileNotFoundError(key)
    if not may_take(actor, stored, key):
        raise refuse("INT-8", "not_permitted", role=_TAKERS)
    file = open_bytes(exhibit.sha256)
    contents.note_viewed(
        sha256=exhibit.sha256, actor=actor.ref, at=now, case_id=stored.case_id, origin=origin
    )
    return exhibit, file


def original_for(
    actor: Actor, stored: Stored, key: str, *, now: datetime, origin: Origin, note: bool = True
) -> tuple[Exhibit, BinaryIO]:
    """The exhibit and its bytes as they came in, open; that they were taken is on record.

    Raises KeyError, FileNotFoundError, and Refused for who may look at most at a copy.
    """
    exhibit = stored.state.exhibits[key].exhibit
    if not may_take(actor, stored, key):
        raise refuse("INT-8", "not_permitted", role=_TAKERS)
    file = open_bytes(exhibit.sha256)
    if note:
        contents.note(
            sha256=exhibit.sha256, act="downloaded", actor=actor.ref, at=now, case_id=stored.case_id,
            origin=origin,
        )  # fmt: skip
    return exhibit, file
