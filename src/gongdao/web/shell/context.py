"""What every template of ours may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gongdao.letters.queries import MOST_COUNTED, unread_count
from gongdao.people.queries import actor_for
from gongdao.rulebook.actor import Actor
from gongdao.web.shell.navigation import Link, links_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the reader, the entries of the top bar and the bell. Asked only when drawn."""
    return {
        "reader": SimpleLazyObject(lambda: _reader(request)),
        "links": SimpleLazyObject(lambda: _links(request)),
        "unread": SimpleLazyObject(lambda: _unread(request)),
    }


def actor_of(request: HttpRequest) -> Actor | None:
    """Return who acts in this request, or None when nobody is signed in."""
    user = getattr(request, "user", None)
    return actor_for(user) if user is not None and user.is_authenticated else None


def _reader(request: HttpRequest) -> Actor | None:
    return actor_of(request)


def _links(request: HttpRequest) -> tuple[Link, ...]:
    return links_for(actor_of(request), request.path)


def _unread(request: HttpRequest) -> str:
    """The number on the bell: empty without unread messages, `99+` when there are very many."""
    actor = actor_of(request)
    count = unread_count(actor.refs) if actor is not None else 0
    if count >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return str(count) if count else ""
