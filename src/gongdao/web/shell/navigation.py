"""Which entries the top bar offers to whom."""

from typing import Final

from django.urls import NoReverseMatch, reverse
from msgspec import Struct

from gongdao.rulebook.actor import Actor

EVERY_STAFF: Final = frozenset({"*"})


class Entry(Struct, frozen=True):
    """One entry: the name of its URL, the code of its words, an icon and who is offered it."""

    url_name: str
    icon: str
    roles: frozenset[str] = frozenset()  # staff roles; EVERY_STAFF for all of them
    parties: bool = False
    anonymous: bool = False

    @property
    def code(self) -> str:
        """The code of its words."""
        return f"nav.{self.url_name}"


class Link(Struct, frozen=True):
    """An entry as a page shows it."""

    code: str
    icon: str
    url: str
    current: bool


# An entry appears when its page exists.
ENTRIES: Final = (
    Entry("desk", "inbox", roles=EVERY_STAFF),
    Entry("office", "users", roles=frozenset({"administrator"})),
    Entry("reports", "chart-bar", roles=frozenset({"supervisor", "analyst", "auditor", "executive"})),
    Entry(
        "experience",
        "notes",
        roles=frozenset(
            {"agent", "supervisor", "city_manager", "adjudicator", "appeal_reviewer", "executive", "mediator"}
        ),
    ),
    Entry(
        "precedents",
        "gavel",
        roles=frozenset({"adjudicator", "appeal_reviewer", "administrator"}),
        parties=True,
    ),
    Entry("surveys", "star", roles=frozenset({"supervisor", "executive", "analyst", "auditor"})),
    Entry("finance", "coin", roles=frozenset({"finance", "executive", "auditor", "administrator"})),
    Entry("conduct", "building-store", roles=EVERY_STAFF),
    Entry("policies", "scale", roles=EVERY_STAFF),
    Entry("my", "list-check", parties=True),
    Entry("portal", "home", parties=True, anonymous=True),
    Entry("portal_file", "edit", parties=True, anonymous=True),
    Entry("portal_follow", "search", parties=True, anonymous=True),
)


def links_for(actor: Actor | None, path: str) -> tuple[Link, ...]:
    """Return the links for one reader (None: nobody signed in), with the current page marked."""
    urls = [(entry, url) for entry in ENTRIES if _is_offered(entry, actor) and (url := _url(entry))]
    # The longest address that the path begins with is where the reader is.
    current = max((url for _, url in urls if path.startswith(url)), key=len, default="")
    return tuple(Link(entry.code, entry.icon, url, url == current) for entry, url in urls)


def _is_offered(entry: Entry, actor: Actor | None) -> bool:
    if actor is None:
        return entry.anonymous
    if actor.is_staff:
        return entry.roles == EVERY_STAFF or actor.has(*entry.roles)
    return entry.parties


def _url(entry: Entry) -> str:
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""
