"""The tabs of the desk: which piles of work somebody has, by what they are."""

from typing import Final

from msgspec import Struct

from gongdao.casework.queries import Filters
from gongdao.rulebook.actor import Actor

NOBODY: Final = "nobody"  # as handler in Filters
# What has been put into one's own hands: to handle, to watch, to review.
_OWN: Final = ("handler", "overseer", "reviewer")
# Piles that wait for a role rather than a person; each is a relation of `people.permissions`.
_BY_ROLE: Final = ("adjudicator", "appeal_reviewer", "finance", "mediator", "executive")
_WORKERS: Final = ("agent", "supervisor", "city_manager", *_BY_ROLE)
_GIVERS: Final = ("agent", "supervisor", "city_manager")
_LEADS: Final = ("supervisor", "city_manager")


class Tab(Struct, frozen=True):
    """One pile. `relations`: how the reader stands to its cases, empty for any; `handler`: as in Filters."""

    name: str
    relations: tuple[str, ...] = ()
    handler: str = ""

    def filters(self) -> Filters:
        """The pile as filters."""
        return Filters(relations=self.relations, handler=self.handler)


def tabs_for(actor: Actor) -> tuple[Tab, ...]:
    """The tabs of one reader; the first is where the desk opens."""
    found: list[Tab] = []
    if actor.has(*_WORKERS):
        found.append(Tab("mine", relations=_OWN))
    found += [Tab(role, relations=(role,)) for role in _BY_ROLE if actor.has(role)]
    if actor.has("agent", "supervisor", "city_manager"):
        found.append(Tab("helping", relations=("collaborator",)))
    if actor.has(*_GIVERS):
        found.append(Tab("unassigned", handler=NOBODY))
    if actor.has(*_LEADS):
        found.append(Tab("team", relations=tuple(role for role in _LEADS if actor.has(role))))
    found.append(Tab("all"))
    # Those whose work comes by their role begin there.
    if not actor.has(*_GIVERS) and len(found) > 2:
        found[0], found[1] = found[1], found[0]
    return tuple(found)
