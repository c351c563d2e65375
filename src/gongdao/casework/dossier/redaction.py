"""What a reader of a case file does not see, replaced by a commitment: a salted hash of what stands there.

The salt makes guessing useless. Whoever is given value and salt later can show that this is what was hidden.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final, NamedTuple

from gongdao.casework.outcome import Entry
from gongdao.casework.showing import Showing
from gongdao.lib.canonical import canonical
from gongdao.lib.ids import case_number
from gongdao.lib.signing import Signer
from gongdao.people.permissions import may_see_contact
from gongdao.rulebook.actor import kind_of

# Of the event of opening: other cases of the same complainant, for staff alone (INT-4).
_OF_OTHER_CASES: Final = frozenset({"related", "repeats", "earlier"})


class Hidden(NamedTuple):
    """One place that is hidden. `path`: as "complainant.contact"; "" is the whole event."""

    path: str
    value: Any


class Shown(NamedTuple):
    """An event as its reader may see it. `body` is None where all of it is hidden."""

    actor: str
    body: dict[str, Any] | None
    hidden: tuple[Hidden, ...]


def shown(showing: Showing, entry: Entry, body: dict[str, Any]) -> Shown:
    """One event for one reader; `body` is its stored form."""
    if not showing.event(entry.event):
        return Shown("", None, (Hidden("", {"actor": entry.actor, "event": body}),))
    places = tuple(_places(showing, body, ""))
    return Shown(entry.actor, _without(body, {place.path for place in places}, ""), places)


def commitment(signer: Signer, case_id: int, seq: int, hidden: Hidden) -> str:
    """The commitment to what is hidden at one place of one event."""
    text = canonical({"path": hidden.path, "seq": seq, "value": hidden.value})
    return sha256(salt_of(signer, case_id, seq, hidden.path) + text).hexdigest()


def salt_of(signer: Signer, case_id: int, seq: int, path: str) -> bytes:
    """The salt of one place."""
    return signer.salt(case_number(case_id), str(seq), path)


def _places(showing: Showing, value: Any, path: str) -> Iterator[Hidden]:
    """The places inside an event that the reader must not see (INT-8)."""
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from _places(showing, part, _under(path, str(number)))
    if not isinstance(value, dict):
        return
    owner = value.get("ref", showing.state.complainant.ref)
    reach = may_see_contact(showing.actor, showing.case, owner)
    for name, part in value.items():
        personal = name == "contact" or (name == "name" and kind_of(value.get("ref", "")) == "customer")
        inner = name in _OF_OTHER_CASES and not showing.inside
        content = name == "sha256" and not _opens(showing, value)
        if part and ((personal and not reach) or inner or content):
            yield Hidden(_under(path, name), part)
        else:
            yield from _places(showing, part, _under(path, name))


def _opens(showing: Showing, exhibit: dict[str, Any]) -> bool:
    """Whether the content of an exhibit is the reader's business: staff of the case, and who handed it in."""
    if showing.inside:
        return True
    return any(
        showing.actor.acts_for(item.by)
        for item in showing.state.exhibits.values()
        if item.exhibit.sha256 == exhibit["sha256"]
    )


def _without(value: Any, hidden: set[str], path: str) -> Any:
    if path in hidden:
        return None
    if isinstance(value, list):
        return [_without(part, hidden, _under(path, str(n))) for n, part in enumerate(value)]
    if isinstance(value, dict):
        return {name: _without(part, hidden, _under(path, name)) for name, part in value.items()}
    return value


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
