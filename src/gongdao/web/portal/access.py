"""Who may follow which case in this browser: remembered for some hours after number and code were shown."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest

from gongdao.people.queries import party_actor
from gongdao.rulebook.actor import Actor

HOURS: Final = 4
_KEY: Final = "followed"  # number -> [ref of the party, last second]
_MOST: Final = 20  # cases remembered at once


def grant(request: HttpRequest, *, number: str, party: str, now: datetime) -> None:
    """Let this browser follow one case for some hours."""
    request.session.cycle_key()  # whoever planted a session before learns nothing
    held = _held(request, now)
    held.pop(number, None)
    held[number] = [party, int(now.timestamp()) + HOURS * 3600]
    request.session[_KEY] = dict(list(held.items())[-_MOST:])


def granted(request: HttpRequest, number: str, now: datetime) -> Actor | None:
    """Who acts on this case from this browser, or None. It is a party of this case and of no other here."""
    found = _held(request, now).get(number)
    return party_actor(found[0]) if found is not None else None


def follows_any(request: HttpRequest, now: datetime) -> bool:
    """Whether this browser follows any case."""
    return bool(_held(request, now))


def leave(request: HttpRequest, number: str, now: datetime) -> None:
    """Forget the access to one case."""
    held = _held(request, now)
    held.pop(number, None)
    request.session[_KEY] = held


def _held(request: HttpRequest, now: datetime) -> dict[str, Any]:
    kept = request.session.get(_KEY) or {}
    return {number: entry for number, entry in kept.items() if entry[1] > now.timestamp()}
