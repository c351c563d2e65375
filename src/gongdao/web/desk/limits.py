"""What is due in a case, for a line of a list: what, by when, how much is left in its own measure."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.utils import timezone
from msgspec import Struct, structs

from gongdao.letters.wording import format_due, reading_language, say, say_value
from gongdao.rulebook import deadline
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.deadline import Deadline, Remaining

NEAR_SECONDS: Final = 4 * 3600  # of its own measure


class Due(Struct, frozen=True):
    """The first limit of a case. `look`: late, near or calm; `left`: what is left of it, in words.

    `day`: when it is due, in words; `bearer`: who is waited for, empty when that is the handler.
    """

    title: str
    look: str
    left: str
    due_at: datetime
    day: str
    bearer: str


def due_of(
    item: Deadline, calendar: Calendar, titles: Mapping[str, str], language: str, now: datetime
) -> Due:
    """The limit as a line shows it. `titles`: of the policy."""
    if item.status == "lapsed":  # of a case without any clock: it is late by the hour, not since it lapsed
        item = structs.replace(item, status="running", ended_at=None)
    left = deadline.remaining(item, now, calendar)
    look = _look(item, left.seconds, now)
    return Due(
        title=titles.get(f"deadline:{item.rule}", item.rule),
        look=look,
        left=_left(look, left, language),
        due_at=item.due_at,
        day=format_due(item.due_at, reading_language(language), timezone.get_current_timezone()),
        bearer=_bearer(item.bearer, language),
    )


def _look(item: Deadline, left_seconds: int, now: datetime) -> str:
    """Late, or near from the policy's own warning on and in the last hours."""
    if now > item.due_at:
        return "late"
    ahead = sum(at > now for at in item.warn_at)
    return "near" if ahead < len(item.warnings) or left_seconds <= NEAR_SECONDS else "calm"


def _left(look: str, left: Remaining, language: str) -> str:
    """What is left, or by how much it has passed, in the limit's own measure (SLA-8)."""
    if left.seconds == 0:  # outside working time, or in this very second
        return say(f"desk.left.none.{look}", language)
    return say(f"desk.left.{left.measure}.{look}", language, left_seconds=abs(left.seconds))


def _bearer(bearer: str, language: str) -> str:
    if bearer == "handler":
        return ""
    return _waited_for("ref_kind" if ":" in bearer else "bearer", kind_of(bearer), language)


@lru_cache(maxsize=256)
def _waited_for(area: str, code: str, language: str) -> str:
    return say("desk.due_by", language, bearer=say_value(area, code, language, kind=area))
