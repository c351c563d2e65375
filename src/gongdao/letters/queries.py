"""Named reads of messages. Every read is for the refs of one account, and sees nothing else."""

from collections.abc import Collection
from typing import Final

from gongdao.letters.models import Message
from gongdao.lib.statements import fetch

PAGE: Final = 30
MOST_COUNTED: Final = 100  # the bell shows `99+` from here on, so counting stops
_UNREAD: Final = f"""
SELECT count(*) FROM (
    SELECT FROM letters_message WHERE recipient = ANY(%s) AND read_at IS NULL LIMIT {MOST_COUNTED}
) AS few
"""  # noqa: S608  # a constant


def inbox(refs: Collection[str], *, before: int | None = None, limit: int = PAGE) -> list[Message]:
    """Return the newest messages to any of `refs`, newest first.

    The next page begins `before` the id of the last message. One short walk along the primary key per ref,
    however many messages a ref has.
    """
    walks = []
    for ref in sorted(refs):
        walk = Message.objects.filter(recipient=ref).order_by("-id")
        walks.append((walk.filter(id__lt=before) if before is not None else walk)[:limit])
    if not walks:
        return []
    if len(walks) == 1:
        return list(walks[0])
    return list(walks[0].union(*walks[1:], all=True).order_by("-id")[:limit])


def unread_count(refs: Collection[str]) -> int:
    """Return how many messages to `refs` are unread, counting no further than MOST_COUNTED."""
    ((count,),) = fetch(_UNREAD, [sorted(refs)])
    return int(count)


def message(refs: Collection[str], message_id: int) -> Message | None:
    """Return one of the own messages; None when it is absent or another's."""
    return Message.objects.filter(recipient__in=refs, id=message_id).first()
