"""What is announced: versions that are published and not yet in force, with what changes, in words."""

from datetime import date, datetime

from msgspec import Struct

from gongdao.insight.changes import said
from gongdao.policies import queries
from gongdao.policies.difference import diff


class Announcement(Struct, frozen=True):
    """A coming version. `follows`: the version it replaces, or "". `early`: why so soon, or ""."""

    policy: str
    version: str
    title: str
    since: date
    announced_at: datetime
    follows: str
    early: str
    differences: tuple[str, ...]


def announcements(today: date, language: str) -> tuple[Announcement, ...]:
    """The versions that are not yet in force on a day, the nearest first, in one language."""
    return tuple(_announcement(item, language) for item in queries.upcoming(today))


def _announcement(item: queries.Published, language: str) -> Announcement:
    coming = queries.version(item.policy, item.version)
    before = queries.before(item.policy, item.since, fresh=False)
    early = coming.in_force.early
    reason = (early.reason.en if language == "en" else early.reason.zh) if early else ""
    return Announcement(
        policy=item.policy, version=item.version, title=item.title.en if language == "en" else item.title.zh,
        since=item.since, announced_at=item.published_at, follows=before.version if before else "",
        early=reason, differences=said(diff(before, coming), before, coming, language) if before else (),
    )  # fmt: skip
