"""Letters to a box of the company (AST-3): ordered with the event that calls for one, sent once by a job.

A row is claimed by moving its time on: whoever's update changes it sends the letter, and a program that dies
meanwhile leaves it to the next one. Rows are claimed one at a time, so that one that cannot be made holds up
no other. A letter sent again has the same Message-ID.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPException
from typing import Final, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage

from gongdao.letters.delivery import BACK_OFF, CLAIM
from gongdao.letters.models import Post
from gongdao.lib.statements import fetch

logger = logging.getLogger(__name__)

_CLAIM: Final = """
    UPDATE letters_post AS p
    SET due_at = %(until)s, attempts = p.attempts + 1
    FROM (
        SELECT case_id, event_seq FROM letters_post
        WHERE state = 'due' AND due_at <= %(now)s
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE p.case_id = due.case_id AND p.event_seq = due.event_seq
    RETURNING p.case_id, p.event_seq
"""


class Attachment(NamedTuple):
    """A file that goes with a letter."""

    name: str
    content: bytes
    media_type: str


def box_for(policy: str) -> str:
    """The box for appeals under a policy; empty where there is none."""
    boxes: dict[str, str] = settings.APPEAL_BOXES
    return boxes.get(policy) or boxes.get("*", "")


def order(*, case_id: int, event_seq: int, item: str, address: str, now: datetime) -> None:
    """Have a letter sent. Belongs into the transaction that writes the event."""
    Post.objects.create(case_id=case_id, event_seq=event_seq, item=item, address=address, due_at=now)


def posts_of(case_id: int) -> list[Post]:
    """The letters of a case, oldest first. One query."""
    return list(Post.objects.filter(case_id=case_id).order_by("event_seq"))


def claim(now: datetime) -> Post | None:
    """Claim the next letter that is due; None if there is none."""
    keys = fetch(_CLAIM, {"now": now, "until": now + CLAIM})
    return Post.objects.get(pk=keys[0]) if keys else None


def send(post: Post, *, subject: str, body: str, attachments: Sequence[Attachment], now: datetime) -> bool:
    """Send a claimed letter and mark it; return whether the server took it. Else it is tried again later."""
    mail = EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[post.address],
        headers={"Message-ID": message_id(post), "Auto-Submitted": "auto-generated"},
    )
    for one in attachments:
        mail.attach(one.name, one.content, one.media_type)
    row = Post.objects.filter(pk=post.pk)
    try:
        mail.send()
    except (OSError, SMTPException, ValueError) as error:
        logger.warning("The letter %s of case %s failed: %s", post.item, post.case_id, error)
        if post.attempts > len(BACK_OFF):
            row.update(state="failed")
        else:
            row.update(due_at=now + BACK_OFF[post.attempts - 1])
        return False
    row.update(state="sent", sent_at=now)
    return True


def message_id(post: Post) -> str:
    """The Message-ID: the same for the same letter to the same box, however often it is sent."""
    key = f"post\n{post.case_id}\n{post.event_seq}\n{post.address}".encode()
    return f"<{hashlib.sha256(key).hexdigest()[:40]}@{settings.MAIL_DOMAIN}>"
