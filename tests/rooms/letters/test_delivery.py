"""Mails are sent once, later when a server fails, and never lost when a program dies."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from smtplib import SMTPServerDisconnected
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from gongdao.letters import delivery
from gongdao.letters.delivery import BACK_OFF, CLAIM, Delivered, deliver_due
from gongdao.letters.models import Message
from gongdao.people.models import Customer

from .telling import tell

pytestmark = pytest.mark.django_db

CASE = 202405 * 10**7 + 1


@pytest.fixture
def wang(now: datetime) -> str:
    """Return the ref of a customer who can be reached by mail."""
    customer = Customer.objects.create(name="王女士", email="wang@example.com", created_at=now)
    return f"customer:{customer.pk}"


@pytest.fixture
def later() -> datetime:
    """Return an instant at which everything told by now is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp() + interval '1 second'")
        (instant,) = cursor.fetchone()
        assert isinstance(instant, datetime)
        return instant


def test_due_message_is_mailed_once_in_the_readers_language(wang: str, later: datetime) -> None:
    tell(wang, case_id=CASE)
    later += timedelta(seconds=1)
    assert deliver_due(now=later) == Delivered(sent=1, skipped=0, failed=0)
    assert deliver_due(now=later + timedelta(days=1)).total == 0
    [sent] = mail.outbox
    assert sent.to == ["wang@example.com"]
    assert sent.subject == "【202405-001】案件已结案"
    assert sent.body.startswith("王女士，您好：\n\n案件 202405-001 已结案")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_mail_links_to_the_page_when_its_address_is_known(wang: str, later: datetime, settings: Any) -> None:
    settings.SITE_URL = "https://complaints.example.com/"
    number = tell(wang, case_id=CASE)
    deliver_due(now=later + timedelta(seconds=1))
    assert f"https://complaints.example.com/messages/{number}/" in mail.outbox[0].body


def test_recipient_without_an_address_is_skipped(later: datetime) -> None:
    tell("carrier:yunda")
    tell("system")
    assert deliver_due(now=later + timedelta(seconds=1)) == Delivered(sent=0, skipped=2, failed=0)
    assert set(Message.objects.values_list("mail_state", flat=True)) == {"none"}


def test_round_takes_no_more_than_its_limit(wang: str, later: datetime) -> None:
    for _ in range(5):
        tell(wang)
    later += timedelta(seconds=1)
    assert [deliver_due(limit=2, now=later).total for _ in range(4)] == [2, 2, 1, 0]


class Refusing(BaseEmailBackend):
    """A mail server that refuses the first `failures` mails."""

    failures: ClassVar[int] = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Fail, or hand the mails to the test's outbox."""
        if Refusing.failures:
            Refusing.failures -= 1
            raise SMTPServerDisconnected("not today")
        mail.outbox.extend(email_messages)  # type: ignore[arg-type]  # the stub wants no subclass
        return len(email_messages)


def test_failed_mail_waits_longer_each_time_and_is_given_up(
    wang: str, later: datetime, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.failures = len(BACK_OFF) + 1
    tell(wang)
    instant = later + timedelta(seconds=1)
    for wait in BACK_OFF:
        assert deliver_due(now=instant).failed == 1
        assert deliver_due(now=instant + wait - timedelta(seconds=1)).total == 0
        instant += wait
    assert deliver_due(now=instant).failed == 1
    assert Message.objects.get().mail_state == "failed"
    assert deliver_due(now=instant + timedelta(days=30)).total == 0
    assert mail.outbox == []


def test_mail_that_failed_goes_out_when_the_server_is_back(wang: str, later: datetime, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.failures = 1
    tell(wang)
    instant = later + timedelta(seconds=1)
    assert deliver_due(now=instant).failed == 1
    assert deliver_due(now=instant + BACK_OFF[0]).sent == 1
    assert len(mail.outbox) == 1


def test_program_killed_after_sending_repeats_the_mail_under_the_same_id(
    wang: str, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    tell(wang)
    instant = later + timedelta(seconds=1)
    monkeypatch.setattr(delivery, "_mark", die)
    with pytest.raises(Killed):
        deliver_due(now=instant)
    monkeypatch.undo()
    assert deliver_due(now=instant).total == 0  # still claimed by the dead
    assert deliver_due(now=instant + CLAIM).sent == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert "customer" not in first.extra_headers["Message-ID"]


def test_outbox_holds_each_mail_once_as_a_file(
    wang: str, later: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = "gongdao.letters.outbox.OutboxBackend"
    settings.OUTBOX = tmp_path / "outbox"
    tell(wang, case_id=CASE)
    instant = later + timedelta(seconds=1)
    deliver_due(now=instant)
    Message.objects.update(mail_state="due")
    deliver_due(now=instant + CLAIM)
    [file] = settings.OUTBOX.iterdir()
    assert "wang@example.com" in file.name
    parsed = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert parsed["Subject"] == "【202405-001】案件已结案"
    assert "王女士，您好" in parsed.get_content()
