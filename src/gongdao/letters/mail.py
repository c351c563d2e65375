"""Mails: a message in the reader's language, with a Message-ID that stays the same when it is sent again."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, tzinfo

from django.conf import settings
from django.core.mail import EmailMessage

from gongdao.letters.models import Message
from gongdao.letters.notices import notice_of
from gongdao.letters.survey_links import survey_path
from gongdao.letters.wording import say
from gongdao.people.addresses import Address


def mail_of(
    message: Message,
    address: Address,
    *,
    names: Mapping[str, str] | None = None,
    zone: tzinfo | None = None,
) -> EmailMessage:
    """Return the mail that tells `message` to the person at `address`."""
    language = address.language
    notice = notice_of(message, language, names=names, zone=zone)
    subject = notice.title
    if notice.number:
        subject = say("mail.subject", language, number=notice.number, title=notice.title)
    greeting = "mail.greeting" if address.name else "mail.greeting_nobody"
    lines = [say(greeting, language, name=address.name), "", notice.text, ""]
    if settings.SITE_URL:
        url = f"{settings.SITE_URL.rstrip('/')}/messages/{message.id}/"
        lines += [say("mail.see_case", language, url=url), ""]
        if message.code == "survey_asked" and "until" in message.params:
            path = survey_path(notice.number, datetime.fromisoformat(message.params["until"]))
            lines += [say("mail.survey", language, url=settings.SITE_URL.rstrip("/") + path), ""]
    lines += ["--", say("mail.signature", language), say("mail.no_reply", language)]
    return EmailMessage(
        subject=" ".join(subject.split()),  # a line break in a subject would be refused
        body="\n".join(lines),
        to=[address.email],
        headers={"Message-ID": message_id(message, address), "Auto-Submitted": "auto-generated"},
    )


def message_id(message: Message, address: Address) -> str:
    """Return the Message-ID: the same for the same message to the same person, however often it is sent.

    A mail server may drop a repetition by it. The recipient's ref stays out of it.
    """
    key = f"{message.recipient}\n{message.id}\n{address.email}".encode()
    return f"<{hashlib.sha256(key).hexdigest()[:40]}@{settings.MAIL_DOMAIN}>"
