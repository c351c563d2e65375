"""Messages by chat-bot: 企业微信, 钉钉, 飞书 and whatever else apprise knows (MSG-1).

Which bot belongs to whom stands in the file that `GONGDAO_CHATS` names; without it nothing is sent and
nothing asked. A job sends beside the mails, several may run: a row is claimed by moving its time on, so that
a message is never lost and repeated only when a program died between sending and marking. What is older than
an hour is no news any more and waits in the message centre.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from email import charset
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import apprise
import apprise.plugins.email
import msgspec
import yaml
from django.conf import settings

from gongdao.letters.models import Chat, Message
from gongdao.letters.notices import notice_of, refs_in
from gongdao.letters.wording import say
from gongdao.lib.statements import fetch
from gongdao.people.directory import names
from gongdao.people.models import Staff

# apprise's plugin for mail, once imported, changes how Python writes the headers of all mail of the process.
# It is imported here, before apprise does so at its first address, and ours are written as before.
charset.add_charset("utf-8", charset.SHORTEST, charset.BASE64, "utf-8")

logger = logging.getLogger(__name__)

FRESH: Final = timedelta(hours=1)
CLAIM: Final = timedelta(minutes=10)
BACK_OFF: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
_LANGUAGE: Final = "zh-hans"  # of a group's chat
_MOST: Final = 50  # of one recipient in a round

_NOTE: Final = """
INSERT INTO letters_chat (recipient, message_id, due_at)
SELECT m.recipient, m.id, %(now)s FROM unnest(%(refs)s::text[]) AS ref, LATERAL (
    SELECT recipient, id, created_at FROM letters_message WHERE recipient = ref
    ORDER BY id DESC LIMIT %(most)s
) AS m WHERE m.created_at >= %(since)s
ON CONFLICT DO NOTHING RETURNING recipient
"""
_CLAIM: Final = """
UPDATE letters_chat AS c SET due_at = %(until)s, attempts = c.attempts + 1
FROM (
    SELECT recipient, message_id FROM letters_chat
    WHERE state = 'due' AND due_at <= %(now)s AND recipient = ANY(%(refs)s)
    ORDER BY due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
) AS due
WHERE c.recipient = due.recipient AND c.message_id = due.message_id
RETURNING c.recipient, c.message_id, c.attempts
"""


class BadChats(ValueError):
    """The file of chat-bots cannot be used; the text says why and names no address."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """Addresses of bots by staff number and by code of department; one or several each."""

    staff: dict[str, str | list[str]] = {}
    departments: dict[str, str | list[str]] = {}


def bots() -> dict[str, tuple[str, ...]]:
    """The addresses of bots by the reference of who is told; {} without settings. Raises BadChats."""
    if not settings.CHATS_FILE:
        return {}
    try:
        plain = yaml.safe_load(Path(settings.CHATS_FILE).read_text(encoding="utf-8")) or {}
        file = msgspec.convert(plain, _File)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadChats(f"{settings.CHATS_FILE}: {type(error).__name__}") from None
    numbers = Staff.objects.filter(number__in=list(file.staff), is_active=True).values_list("number", "pk")
    found = {f"staff:{key}": file.staff[number] for number, key in numbers} if file.staff else {}
    found |= {f"department:{code}": urls for code, urls in file.departments.items()}
    return {ref: (urls,) if isinstance(urls, str) else tuple(urls) for ref, urls in found.items()}


def deliver_chats(now: datetime) -> int:
    """Send what is new to those who have a bot; return how many messages were sent."""
    known = bots()
    if not known:
        return 0
    refs = sorted(known)
    fetch(_NOTE, {"refs": refs, "now": now, "since": now - FRESH, "most": _MOST})
    claimed = fetch(_CLAIM, {"refs": refs, "now": now, "until": now + CLAIM, "most": _MOST})
    attempts: Mapping[tuple[str, int], int] = {(ref, key): count for ref, key, count in claimed}
    messages = list(Message.objects.filter(pk__in=list(attempts)).order_by("id")) if attempts else []
    called = names(refs_in(messages), _LANGUAGE) if messages else {}
    sent = 0
    for message in messages:
        done = _sent(message, known[message.recipient], called)
        sent += done
        _mark(message, attempts[message.recipient, message.id], now, done=done)
    return sent


def _sent(message: Message, urls: tuple[str, ...], called: Mapping[str, str]) -> bool:
    """Whether at least one of the bots took it: to repeat it to all would tell the others twice."""
    notice = notice_of(message, _LANGUAGE, names=called, zone=ZoneInfo(settings.LOCAL_ZONE))
    title = say("mail.subject", _LANGUAGE, number=notice.number, title=notice.title)
    lines = [notice.text]
    if settings.SITE_URL:
        lines.append(f"{settings.SITE_URL.rstrip('/')}/messages/{message.id}/")
    taken = 0
    for url in urls:
        bot = apprise.Apprise()
        if not bot.add(url):
            logger.error("A chat-bot of %s has an address that is not understood.", message.recipient)
            continue
        taken += bool(bot.notify(title=title if notice.number else notice.title, body="\n".join(lines)))
    return taken > 0


def _mark(message: Message, attempts: int, now: datetime, *, done: bool) -> None:
    row = Chat.objects.filter(recipient=message.recipient, message_id=message.id)
    if done:
        row.update(state="sent")
    elif attempts > len(BACK_OFF):
        logger.warning("Message %s to %s was given up by chat.", message.id, message.recipient)
        row.update(state="failed")
    else:
        row.update(due_at=now + BACK_OFF[attempts - 1])
