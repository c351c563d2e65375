"""Several deliverers at once: each message is mailed once."""

import threading
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection

from gongdao.letters.delivery import deliver_due
from gongdao.people.models import Customer

from .telling import tell


@pytest.mark.usefixtures("transactional_db")
def test_deliverers_side_by_side_mail_each_message_once(now: datetime) -> None:
    customer = Customer.objects.create(name="王女士", email="wang@example.com", created_at=now)
    for number in range(60):
        tell(f"customer:{customer.pk}", case_id=202405 * 10**7 + number + 1)
    instant = datetime.now(UTC).replace(year=2099)

    def deliver() -> None:
        while deliver_due(limit=7, now=instant).total:
            pass
        connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = Counter(sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert len(times) == 60
    assert set(times.values()) == {1}
