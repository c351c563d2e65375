"""Work in the background, found by procrastinate. Each task calls one action and decides nothing.

Every program of ours reads this file as it starts. What takes long to load and only one task needs, the
programs for chat-bots and papers, that task loads itself.
"""

import logging
from datetime import timedelta
from typing import Final

from django.db import close_old_connections, connection
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gongdao.casework.actions import PRECEDENTS, REBASE, rebase
from gongdao.casework.answering import answer_members
from gongdao.casework.erasing import FORGET_CASE, erase_elsewhere
from gongdao.casework.housekeeping import forget_requests, tidy_search
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits import readings, uploads
from gongdao.insight.precedents import drafting, pictures, reviewing
from gongdao.intake.orders.pulling import pull
from gongdao.ledger import paying
from gongdao.letters.delivery import deliver_due
from gongdao.rulebook.actor import SYSTEM

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


@app.periodic(cron="* * * * * */5")
@app.task(name="letters.chat", queueing_lock="letters.chat", pass_context=False)
def chat(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Tell by chat-bot what is new, where there are bots."""
    from gongdao.letters.chat import BadChats, deliver_chats

    _drop_lost_connection()
    try:
        deliver_chats(timezone.now())
    except BadChats as bad:
        logger.error("The file of chat-bots cannot be used: %s", bad)


@app.periodic(cron="* * * * * */5")
@app.task(name="letters.post", queueing_lock="letters.post", pass_context=False)
def post_letters(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Send the letters of appeals to the boxes of the company."""
    from gongdao.casework.papers.sending import post_due

    _drop_lost_connection()
    post_due(now=timezone.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="casework.tidy_search", queueing_lock="casework.tidy_search", pass_context=False)
def tidy(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Sort the words of new cases into the index, so that no request has to."""
    _drop_lost_connection()
    tidy_search()


@app.task(name="casework.answer_group", retry=5, pass_context=False)
def answer_group(lead: int) -> None:
    """Carry the answer of a group into each of its members."""
    _drop_lost_connection()
    decided = answer_members(lead, timezone.now())
    logger.info("Answered %s members of the group led by case %s.", decided, lead)


@app.task(name="ledger.pay", pass_context=False)
def pay(key: str) -> None:
    """Pay what an event ordered."""
    _drop_lost_connection()
    paying.pay(key, now=timezone.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="ledger.pay_due", queueing_lock="ledger.pay_due", pass_context=False)
def pay_due(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Try again what a gateway did not answer, and what a killed worker left."""
    _drop_lost_connection()
    paying.pay_due(now=timezone.now())


@app.task(name=REBASE, pass_context=False)
def rebase_sanctions(shop: str) -> None:
    """Lift the sanctions of a shop that points taken back by an appeal have left without ground."""
    _drop_lost_connection()
    lifted = rebase(shop, timezone.now())
    logger.info("Lifted %s sanctions of %s.", lifted, shop)


@app.periodic(cron="17 3 * * *")
@app.task(name="casework.forget_requests", queueing_lock="casework.forget_requests", pass_context=False)
def forget(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Forget idempotency keys that nobody will send again."""
    _drop_lost_connection()
    forgotten = forget_requests(before=timezone.now() - KEPT_REQUESTS)
    logger.info("Forgot %s idempotency keys.", forgotten)


@app.task(name="exhibits.read", retry=RetryStrategy(max_attempts=3, wait=30), pass_context=False)
def read_exhibit(sha256: str) -> None:
    """Read a content that came in."""
    _drop_lost_connection()
    readings.read(sha256, now=timezone.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="exhibits.fill_digests", queueing_lock="exhibits.fill_digests", pass_context=False)
def fill_digests(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Compute the second digest of contents that came in before it was computed."""
    _drop_lost_connection()
    if filled := exhibits.fill_digests():
        logger.info("Computed SM3 of %s contents.", filled)


@app.task(name=PRECEDENTS, retry=5, pass_context=False)
def follow_precedents(case: int) -> None:
    """Draft what a closed case tells others, or withdraw it where the case is open again."""
    _drop_lost_connection()
    changed = drafting.follow(case, now=timezone.now())
    logger.info("Case %s: %s precedents changed.", case, changed)


@app.task(name=drafting.COVER, retry=RetryStrategy(max_attempts=20, wait=15), pass_context=False)
def cover_picture(picture: int) -> None:
    """Make a copy of a picture for others, once it has been read."""
    _drop_lost_connection()
    pictures.cover(picture, now=timezone.now())


@app.task(name=reviewing.FORGET, retry=5, pass_context=False)
def forget_copies(sha256: str) -> None:
    """Forget the copies that were made of a content which was erased."""
    _drop_lost_connection()
    reviewing.forget_content(sha256, by=SYSTEM.ref, now=timezone.now())


@app.task(name=FORGET_CASE, retry=RetryStrategy(max_attempts=20, wait=15), pass_context=False)
def forget_case(case: int, by: str) -> None:
    """Leave nothing of what was told of a case whose data were erased."""
    _drop_lost_connection()
    logger.info("Erased %s precedents of an erased case.", reviewing.erase(case, by=by, now=timezone.now()))


@app.task(name="exhibits.erase_elsewhere", retry=RetryStrategy(max_attempts=5, wait=30), pass_context=False)
def tell_erased(sha256: str) -> None:
    """Say in every other case that a content is gone."""
    _drop_lost_connection()
    logger.info("Erased in %s further exhibits.", erase_elsewhere(sha256, timezone.now()))


@app.periodic(cron="*/10 * * * *")
@app.task(name="exhibits.finish_erasing", queueing_lock="exhibits.finish_erasing", pass_context=False)
def finish_erasing(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Take away bytes that were ordered to go while a program was killed."""
    _drop_lost_connection()
    if gone := exhibits.finish_erasing(timezone.now()):
        logger.info("Erased the bytes of %s contents.", gone)


@app.periodic(cron="23 * * * *")
@app.task(name="exhibits.tidy_uploads", queueing_lock="exhibits.tidy_uploads", pass_context=False)
def tidy_uploads(timestamp: int) -> None:  # noqa: ARG001  # procrastinate gives the time it was due
    """Forget uploads that nobody went on with."""
    _drop_lost_connection()
    if gone := uploads.tidy(timezone.now()):
        logger.info("Forgot %s uploads.", gone)


@app.task(name="orders.pull", retry=RetryStrategy(max_attempts=8, exponential_wait=4), pass_context=False)
def pull_order(number: str) -> None:
    """Attach the order that a case names; where orders are kept may be out of reach for a while."""
    _drop_lost_connection()
    logger.info("The order of case %s: %s.", number, pull(number, now=timezone.now()))


def _drop_lost_connection() -> None:
    """A thread that ran a task before may hold a connection that the database has closed since."""
    if not connection.in_atomic_block:
        close_old_connections()
