"""Work in the background, found by procrastinate. Each task calls one action and decides nothing."""

import logging
from datetime import timedelta
from typing import Final

from django.db import close_old_connections, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from gongdao.casework.housekeeping import forget_requests, tidy_search
from gongdao.letters.delivery import deliver_due

logger = logging.getLogger(__name__)

KEPT_REQUESTS: Final = timedelta(days=30)
_MAILS: Final = 100


@app.periodic(cron="* * * * * */5")
@app.task(name="letters.deliver", queueing_lock="letters.deliver", pass_context=False)
def deliver_mail(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Send the mails that are due."""
    _drop_lost_connection()
    while deliver_due(limit=_MAILS, now=timezone.now()).total == _MAILS:
        pass


@app.periodic(cron="* * * * * */10")
@app.task(name="casework.tidy_search", queueing_lock="casework.tidy_search", pass_context=False)
def tidy(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Sort the words of new cases into the index, so that no request has to."""
    _drop_lost_connection()
    tidy_search()


@app.periodic(cron="17 3 * * *")
@app.task(name="casework.forget_requests", queueing_lock="casework.forget_requests", pass_context=False)
def forget(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Forget idempotency keys that nobody will send again."""
    _drop_lost_connection()
    forgotten = forget_requests(before=timezone.now() - KEPT_REQUESTS)
    logger.info("Forgot %s idempotency keys.", forgotten)


def _drop_lost_connection() -> None:
    """A thread that ran a task before may hold a connection that the database has closed since."""
    if not connection.in_atomic_block:
        close_old_connections()
