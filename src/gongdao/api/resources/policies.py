"""The law in force: every published version, and each in full."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from django.conf import settings
from msgspec import Meta, Struct

from gongdao.api.call import Call
from gongdao.api.problems import Failure, invalid
from gongdao.api.reading import read_query
from gongdao.api.routes import Routes
from gongdao.insight.announcements import Announcement, announcements
from gongdao.policies import queries
from gongdao.rulebook.policy import Policy

routes = Routes("policies")


class Policies(Struct, frozen=True):
    """Every published version, by policy and first day."""

    policies: tuple[queries.Published, ...]


@routes.add("GET", "/policies", scope="policies:read", answer=Policies)
def policies(call: Call) -> Policies:  # noqa: ARG001  # every view takes the call
    """List the published policies."""
    return Policies(queries.all_versions())


class Announcements(Struct, frozen=True):
    """Every version that is published and not yet in force, the nearest first."""

    announcements: tuple[Announcement, ...]


@routes.add("GET", "/policies/announcements", scope="policies:read", answer=Announcements)
def policy_announcements(call: Call) -> Announcements:
    """List the coming versions: from when they count and, in the caller's language, what changes."""
    today = call.now.astimezone(ZoneInfo(settings.LOCAL_ZONE)).date()
    return Announcements(announcements(today, call.language))


Version = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}(\.[0-9]+)?$(?!\n)", max_length=20)]


class Which(Struct, frozen=True, forbid_unknown_fields=True):
    """A `version`, or the one in force `on` a day; by default today's."""

    version: Version | None = None
    on: date | None = None


@routes.add("GET", "/policies/{policy}", scope="policies:read", query=Which, answer=Policy)
def policy(call: Call, policy: str) -> Policy:
    """Read a policy in full: categories, deadlines, tables, remedies, appeals, each with its citation."""
    which = read_query(call.request.GET, Which)
    if which.version is not None and which.on is not None:
        raise invalid("on", "given_twice")
    try:
        if which.version is not None:
            return queries.version(policy, which.version)
        return queries.in_force(policy, which.on or call.now)
    except queries.NoSuchPolicy:
        raise Failure("not_found") from None
