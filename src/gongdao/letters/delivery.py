"""Sending the mails that are due. Called again and again by a job; several may run side by side.

A row is claimed by moving its time on: whoever's update changes the row sends the mail, and a program that
dies meanwhile leaves it to the next one, when the claim has run out. So a mail is never lost, and repeated
only when a program died between sending and marking; its Message-ID is then the same.
"""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from gongdao.letters.mail import mail_of
from gongdao.letters.models import Message
from gongdao.letters.notices import refs_in
from gongdao.lib.statements import fetch
from gongdao.people.addresses import Address, addresses
from gongdao.people.directory import names

logger = logging.getLogger(__name__)

CLAIM: Final = timedelta(minutes=10)  # longer than a batch takes, or it would be sent twice
# How long to wait after the first, second, … failure; after the last the mail is given up.
BACK_OFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)

_CLAIM: Final = """
    UPDATE letters_message AS m
    SET mail_due_at = %(until)s, mail_attempts = m.mail_attempts + 1
    FROM (
        SELECT recipient, id FROM letters_message
        WHERE mail_state = 'due' AND mail_due_at <= %(now)s
        ORDER BY mail_due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE m.recipient = due.recipient AND m.id = due.id
    RETURNING m.recipient, m.id
"""


class Delivered(NamedTuple):
    """What one round did, in numbers of messages. `skipped` have nobody to mail to."""

    sent: int
    skipped: int
    failed: int

    @property
    def total(self) -> int:
        """How many messages were taken up; fewer than the limit means that none are left."""
        return self.sent + self.skipped + self.failed


def deliver_due(*, limit: int = 100, now: datetime) -> Delivered:
    """Claim at most `limit` messages whose mail is due, send them and mark them."""
    keys = fetch(_CLAIM, {"now": now, "until": now + CLAIM, "limit": limit})
    if not keys:
        return Delivered(0, 0, 0)
    claimed = list(Message.objects.filter(pk__in=keys).order_by("id"))
    reachable = addresses({message.recipient for message in claimed})
    known = {language: _names(claimed, language) for language in _languages(reachable)}
    zone = ZoneInfo(settings.LOCAL_ZONE)
    counts: dict[str, int] = defaultdict(int)
    with get_connection() as connection:
        for message in claimed:
            people = [one for one in reachable.get(message.recipient, ()) if one.email]
            counts[_deliver(message, people, connection, known, zone, now)] += 1
    return Delivered(counts["sent"], counts["none"], counts["failed"])


def _deliver(
    message: Message,
    people: list[Address],
    connection: BaseEmailBackend,
    known: dict[str, dict[str, str]],
    zone: ZoneInfo,
    now: datetime,
) -> str:
    """Send one message to everybody behind its recipient; return what became of it."""
    if not people:
        _mark(message, "none")
        return "none"
    try:
        mails = [mail_of(message, one, names=known[one.language], zone=zone) for one in people]
        connection.send_messages(mails)
    except (OSError, SMTPException, ValueError) as error:
        logger.warning("The mail of message %s to %s failed: %s", message.id, message.recipient, error)
        _postpone(message, now)
        return "failed"
    _mark(message, "sent")
    return "sent"


def _mark(message: Message, state: str) -> None:
    Message.objects.filter(recipient=message.recipient, id=message.id).update(mail_state=state)


def _postpone(message: Message, now: datetime) -> None:
    """Try again later, longer each time, and give up in the end. `mail_attempts` counts this one already."""
    if message.mail_attempts > len(BACK_OFF):
        _mark(message, "failed")
        return
    due_at = now + BACK_OFF[message.mail_attempts - 1]
    Message.objects.filter(recipient=message.recipient, id=message.id).update(mail_due_at=due_at)


def _languages(reachable: dict[str, tuple[Address, ...]]) -> set[str]:
    return {one.language for people in reachable.values() for one in people}


def _names(messages: list[Message], language: str) -> dict[str, str]:
    """The names of every ref that the messages mention."""
    return names(refs_in(messages), language)
