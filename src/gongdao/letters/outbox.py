"""Where mails go without a mail server: one `.eml` file each in a folder, so that one can look."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")


class OutboxBackend(BaseEmailBackend):
    """Django e-mail backend that writes to `OUTBOX`. The name of a file tells when and to whom.

    The name ends with a digest of the Message-ID, so a mail sent twice lies there once.
    """

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:  # Django's signature
        """Options of other backends (host, user) are passed by Django and of no meaning here."""
        super().__init__(fail_silently=fail_silently, **options)
        self.folder = Path(settings.OUTBOX)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message and return how many were written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        now = datetime.now(UTC)
        recipient = _UNSAFE.sub("_", ",".join(message.recipients()))[:80]
        mark = _UNSAFE.sub("", message.extra_headers.get("Message-ID", ""))[:12] or f"{now:%f}"
        if any(self.folder.glob(f"*-{mark}.eml")):
            return
        path = self.folder / f"{now:%Y%m%dT%H%M%SZ}-{recipient}-{mark}.eml"
        # Written aside and renamed: a program killed meanwhile leaves no half mail.
        part = path.with_suffix(".part")
        part.write_bytes(message.message().as_bytes())
        part.replace(path)
