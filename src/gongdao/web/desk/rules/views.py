"""Pages of the policies. Whoever is signed in may read the law they are judged by."""

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from gongdao.insight.announcements import announcements
from gongdao.letters.wording import Language
from gongdao.people import directory
from gongdao.policies import queries as policies
from gongdao.policies.permissions import may_publish
from gongdao.policies.queries import NoSuchPolicy, Published
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import Title
from gongdao.web.desk.reader import language_now
from gongdao.web.desk.rules.page import version_page
from gongdao.web.shell.access import signed_in

SECTIONS: Final = (
    "priorities", "deadlines", "files", "evidence", "negotiation", "findings", "conduct", "remedies",
    "ladder", "desk", "fund", "appeals", "closing", "intake", "categories", "calendar",
)  # fmt: skip


class VersionLine(Struct, frozen=True):
    """A version in the list. `standing`: in_force, coming or past."""

    version: str
    since: date
    until: date | None
    standing: str
    published_by: str
    published: Published


class PolicyLine(Struct, frozen=True):
    """A policy with its versions, the newest first."""

    policy: str
    title: str
    versions: tuple[VersionLine, ...]


@require_safe
@signed_in
def policy_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List what is announced, and every policy with its versions, those in force marked."""
    language, today = language_now(), _today()
    published = policies.all_versions()
    names = directory.names({item.published_by for item in published}, language)
    lines = []
    for policy, group in groupby(published, attrgetter("policy")):
        versions = sorted(group, key=attrgetter("since"), reverse=True)
        shown = next((item for item in versions if item.since <= today), versions[0])
        lines.append(
            PolicyLine(
                policy,
                _title(shown.title, language),
                tuple(_version_line(item, today, names[item.published_by]) for item in versions),
            )
        )
    context = {
        "policies": lines, "announcements": announcements(today, language), "publishes": may_publish(actor),
    }  # fmt: skip
    return render(request, "web/desk/policies.html", context)


@require_safe
@signed_in
def policy_version(request: HttpRequest, actor: Actor, policy: str, version: str) -> HttpResponse:  # noqa: ARG001  # the same
    """Show one version in words."""
    try:
        found = policies.version(policy, version)
    except NoSuchPolicy:
        raise Http404 from None
    language, today = language_now(), _today()
    line = next(
        (item for item in policies.all_versions() if (item.policy, item.version) == (policy, version)), None
    )
    until = line.until if line is not None else found.in_force.until
    page = version_page(found, until, directory.department_names(language), language)
    context = {
        "page": page, "published": line, "standing": standing(page.since, until, today),
        "sections": [name for name in SECTIONS if getattr(page, name)],
    }  # fmt: skip
    return render(request, "web/desk/policy.html", context)


def standing(since: date, until: date | None, today: date) -> str:
    """Whether a version is in_force, coming or past on a day."""
    if since > today:
        return "coming"
    return "past" if until is not None and until < today else "in_force"


def _version_line(item: Published, today: date, by: str) -> VersionLine:
    return VersionLine(
        item.version, item.since, item.until, standing(item.since, item.until, today), by, item
    )


def _title(title: Title, language: Language) -> str:
    return title.en if language == "en" else title.zh


def _today() -> date:
    return timezone.now().astimezone(ZoneInfo(settings.LOCAL_ZONE)).date()
