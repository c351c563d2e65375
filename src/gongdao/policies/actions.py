"""Publishing policies: the only writers of this room."""

import logging
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from gongdao.policies import queries
from gongdao.policies.document import Document
from gongdao.policies.linter import Finding, lint
from gongdao.policies.loading import load_document, read_bytes, shipped
from gongdao.policies.models import PolicyVersion
from gongdao.policies.permissions import may_publish
from gongdao.policies.plain_yaml import decoded
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.policy import Policy

logger = logging.getLogger(__name__)


class NotPublished(Exception):
    """A policy was not published; nothing changed.

    `code`: not_permitted, bad_law (see `findings` and their `lines`), changed_after_publication, overlap,
    notice_too_short.
    A document that cannot even be read raises `BadDocument` instead.
    """

    def __init__(
        self, code: str, findings: tuple[Finding, ...] = (), lines: tuple[int, ...] = (), **params: Any
    ) -> None:
        super().__init__(f"{code} {params or ''} {[finding.code for finding in findings] or ''}".strip())
        self.code = code
        self.findings = findings
        self.lines = lines
        self.params = params


def publish(text: str | bytes, *, actor: Actor, now: datetime, name: str = "policy.yaml") -> PolicyVersion:
    """Publish one version of a policy and give its row; the same text again gives the row there is.

    The document must be readable, pass the linter, and be in force on no day on which another version is;
    a published version's text can never change. Raises BadDocument or NotPublished.
    """
    row = _publishable(text, actor, now, name)
    with transaction.atomic():
        published = _published_already(row) or _inserted(row)
        transaction.on_commit(queries.forget_list)
    queries.forget_list()
    return published


def need_publishable(text: str | bytes, *, actor: Actor, now: datetime, name: str = "policy.yaml") -> None:
    """Raise what `publish` would raise, and change nothing."""
    row = _publishable(text, actor, now, name)
    if _published_already(row) is None:
        _need_free_days(row)


def earliest_of(policy: Policy, now: datetime) -> date | None:
    """The first day a version may take effect if it is published now; None: no notice is owed."""
    before = queries.before(policy.policy, policy.in_force.since)
    if before is None or before.announcing is None:
        return None
    return now.astimezone(ZoneInfo(before.calendar.zone)).date() + timedelta(days=before.announcing.days)


def publish_shipped(now: datetime) -> tuple[PolicyVersion, ...]:
    """Publish the policies that come with the program; those published already stay as they are.

    A shipped text that differs from what was published under its version does not stop the program: the
    published one stands, and the log says so.
    """
    return tuple(_publish_file(path, now) for path in shipped())


def _publish_file(path: Path, now: datetime) -> PolicyVersion:
    try:
        return publish(read_bytes(path), actor=SYSTEM, now=now, name=f"{path.parent.name}/{path.name}")
    except NotPublished as refused:
        if refused.code != "changed_after_publication":
            raise
        logger.warning(
            "%s differs from what was published as this version; that one stands: gongdao policy shipped",
            path,
        )
        return PolicyVersion.objects.get(**refused.params)


def _publishable(text: str | bytes, actor: Actor, now: datetime, name: str) -> PolicyVersion:
    """The row of a document that somebody may publish, that is good law and keeps its notice."""
    if not may_publish(actor):
        raise NotPublished("not_permitted", role="administrator")
    read = load_document(text, name=name)
    _need_good_law(read)
    _need_notice(read.value, actor, now)
    return _row(read.value, decoded(text, name), actor, now)


def _need_good_law(read: Document[Policy]) -> None:
    findings = lint(read.value)
    if findings:
        lines = tuple(read.line_of(finding.where) for finding in findings)
        raise NotPublished("bad_law", findings, lines, file=read.name)


def _need_notice(policy: Policy, actor: Actor, now: datetime) -> None:
    """What the version before promised: so many days between publication and effect, unless it says why not.

    The program itself publishes what it ships as it is first started, and owes nobody a notice then.
    """
    before = queries.before(policy.policy, policy.in_force.since)
    published = PolicyVersion.objects.filter(policy=policy.policy, version=policy.version).exists()
    if before is None or before.announcing is None or published or actor.ref == SYSTEM.ref:
        return
    earliest = earliest_of(policy, now)
    if earliest is not None and policy.in_force.since < earliest and policy.in_force.early is None:
        raise NotPublished(
            "notice_too_short", days=before.announcing.days, earliest=earliest, since=policy.in_force.since,
            cite=before.announcing.cite,
        )  # fmt: skip


def _row(policy: Policy, text: str, actor: Actor, now: datetime) -> PolicyVersion:
    return PolicyVersion(
        policy=policy.policy, version=policy.version, since=policy.in_force.since,
        until=policy.in_force.until, document=text, sha256=sha256(text.encode()).hexdigest(),
        published_at=now, published_by=actor.ref,
    )  # fmt: skip


def _published_already(row: PolicyVersion) -> PolicyVersion | None:
    found = PolicyVersion.objects.filter(policy=row.policy, version=row.version).first()
    if found is not None and found.sha256 != row.sha256:
        raise NotPublished("changed_after_publication", policy=row.policy, version=row.version)
    return found


def _inserted(row: PolicyVersion) -> PolicyVersion:
    """The row, inserted; the database has the last word where two publish at once."""
    _need_free_days(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if (same := _published_already(row)) is not None:
            return same
        raise NotPublished("overlap", policy=row.policy, version=row.version) from error
    return row


def _need_free_days(row: PolicyVersion) -> None:
    """No other version may be in force on a day of this one."""
    for other in PolicyVersion.objects.filter(policy=row.policy).order_by("since"):
        if _overlap((row.since, row.until), (other.since, other.until)):
            raise NotPublished(
                "overlap", policy=row.policy, version=row.version, other=other.version,
                since=other.since, until=other.until,
            )  # fmt: skip


def _overlap(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two periods share a day; a period without end gives way to the one that begins later."""
    (first, until), (second, _) = sorted((one, other), key=lambda period: period[0])
    return first == second or (until is not None and until >= second)
