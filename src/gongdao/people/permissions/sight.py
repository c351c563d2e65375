"""Who sees which case, which of its events, and whose contact data."""

from typing import Final, Literal

from django.db.models import Q

from gongdao.people.permissions.clauses import CaseFacts, as_q, branches, covers
from gongdao.people.permissions.relations import PARTY_ROLES, held, is_involved, relations
from gongdao.rulebook.actor import Actor

Audience = Literal["all", "staff", "complainant", "judged"]

_AUDIENCES: Final[dict[str, frozenset[str]]] = {
    "all": PARTY_ROLES,
    "staff": frozenset(),
    "complainant": frozenset({"complainant"}),
    "judged": frozenset({"respondent", "liable", "heard"}),
}
_EVERY_AUDIENCE: Final = frozenset(_AUDIENCES)
# INT-8: those whose work needs to reach the people of the case.
_MAY_REACH: Final = frozenset({"handler", "overseer", "reviewer", "supervisor", "city_manager"})
_MACHINES: Final = frozenset({"system", "clock"})


def visible_q(actor: Actor) -> Q:
    """The cases the actor may read, as a condition on the model of cases. Needs no `distinct()`."""
    return Q() if actor.ref in _MACHINES else as_q(relations(actor))


def visible_branches(actor: Actor) -> tuple[Q, ...]:
    """`visible_q` taken apart: the cases of any of these. For long lists in order of an index.

    A page of a long list is fast when each branch is asked for its own first rows and the results are
    merged; one condition with OR may have to walk past everybody else's cases. `Q()` covers every case.
    """
    return (Q(),) if actor.ref in _MACHINES else branches(relations(actor))


def may_see(actor: Actor, case: CaseFacts) -> bool:
    """Whether the actor may read the case; agrees with `visible_q` on every case."""
    return actor.ref in _MACHINES or covers(relations(actor), case)


def sees_as_staff(actor: Actor, case: CaseFacts) -> bool:
    """Whether the actor sees the case from inside, with notes and handover; else at most as a party."""
    if actor.ref in _MACHINES:
        return True
    return bool(held(actor, case) - PARTY_ROLES) and not is_involved(actor, case)


def may_see_event(actor: Actor, case: CaseFacts, audience: Audience) -> bool:
    """Whether the actor may see an event for this audience (`Event.audience` in the rulebook).

    Internal notes are for staff; an offer is for the one it is made to; what concerns the judged is not
    shown to the other side.
    """
    return audience in audiences_of(actor, case)


def audiences_of(actor: Actor, case: CaseFacts) -> frozenset[str]:
    """Every audience that the actor belongs to, see `may_see_event`; for those who look at many events."""
    if sees_as_staff(actor, case):
        return _EVERY_AUDIENCE
    relations_held = held(actor, case)
    return frozenset(name for name, roles in _AUDIENCES.items() if not roles.isdisjoint(relations_held))


def may_see_contact(actor: Actor, case: CaseFacts, ref: str) -> bool:
    """Whether phone and e-mail of `ref` are shown in full to the actor in this case; else masked (INT-8)."""
    if actor.ref in _MACHINES or actor.acts_for(ref):
        return True
    return not is_involved(actor, case) and not _MAY_REACH.isdisjoint(held(actor, case))


def may_open_exhibit(actor: Actor, case: CaseFacts, by: str) -> bool:
    """Whether the actor may read the bytes of an exhibit that `by` handed in: staff of the case, and `by`.

    That it exists and what it is said to show, every party sees (EVI-1); the content may hold what is nobody
    else's business (INT-8).
    """
    return sees_as_staff(actor, case) or actor.acts_for(by)
