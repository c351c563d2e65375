"""How an actor stands towards cases: the one table from which sight and acts are derived."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gongdao.people.permissions.clauses import CaseFacts, Clause
from gongdao.rulebook.actor import Actor, kind_of

# Roles that make somebody a party: they see the case from outside.
PARTY_ROLES: Final = frozenset({"complainant", "respondent", "liable", "heard", "obligor", "technician"})
# Roles that make it one's own matter: nobody works on it for the company then.
_INVOLVED: Final = frozenset({"complainant", "respondent", "liable"})
_IMPERSONAL: Final = frozenset({"department", "company"})
# What waits for whom, by status. A finding can be made until the case ends (`liability.make_finding`).
_TO_BE_FOUND: Final = frozenset({
    "received", "accepted", "negotiating", "platform_review", "awaiting_evidence", "in_mediation",
    "resolved",
})  # fmt: skip
_TO_BE_REVIEWED: Final = frozenset({"under_appeal"})
_TO_BE_PAID: Final = frozenset({"final", "executing"})
_TO_BE_MEDIATED: Final = frozenset({"in_mediation"})
# What waits whatever the status: a machine's decision for a person (APP-8), money to be given (RES-9).
_TO_BE_TAKEN: Final = frozenset({"person_asked"})
_OWED: Final = frozenset({"due"})
WAITING: Final = frozenset({"finding", "appeal", "remedy"})  # refs of `rulebook.state.waits_of`
_WATCHERS: Final = ("analyst", "auditor", "administrator")


@lru_cache(maxsize=4096)
def relations(actor: Actor) -> tuple[Clause, ...]:
    """Every relation the actor can have to a case, as clauses; one relation may have several."""
    return tuple(_as_party(actor)) + tuple(_as_staff(actor) if actor.is_staff else ())


def held(actor: Actor, case: CaseFacts) -> frozenset[str]:
    """The relations the actor has to this case, whether or not they count (see `is_involved`)."""
    return frozenset(clause.relation for clause in relations(actor) if clause.covers(case))


def is_involved(actor: Actor, case: CaseFacts) -> bool:
    """Whether the case is the actor's own matter: complained of, liable or complaining in person.

    Nobody judges or handles what they are party to; such a person sees and does what a party may. The
    department one works for or speaks for does not make it one's own matter.
    """
    own = {ref for ref in actor.refs | {actor.ref} if kind_of(ref) not in _IMPERSONAL}
    return any(ref in own and role in _INVOLVED for ref, role in case.parties)


def _as_party(actor: Actor) -> Iterator[Clause]:
    refs = actor.refs | {actor.ref}
    for role in sorted(PARTY_ROLES):
        yield Clause(role, refs=refs, roles=frozenset({role}))


def _as_staff(actor: Actor) -> Iterator[Clause]:
    refs = actor.refs | {actor.ref}
    yield Clause("handler", columns=(("handler", refs),))
    for role in ("overseer", "reviewer", "decider"):
        yield Clause(role, refs=refs, roles=frozenset({role}))
    # TRI-8: that help was asked of the department does not make the case the city manager's; of oneself, yes.
    departments = actor.departments if actor.roles != {"city_manager"} else frozenset()
    asked = refs | {f"department:{code}" for code in departments}
    yield Clause("collaborator", refs=asked, roles=frozenset({"collaborator"}))
    for role in sorted(actor.roles):
        yield from _by_role(actor, role)


def _by_role(actor: Actor, role: str) -> Iterator[Clause]:
    """What one staff role adds. Someone who sees a part of the cases gets none while no part is given."""
    scope = _scope(actor)
    match role:
        case "agent" if scope:
            yield Clause("agent", columns=(("handler", frozenset({""})), *scope))
        case "supervisor" if actor.departments:
            yield Clause("supervisor", columns=scope)
        case "city_manager" if actor.regions:
            yield Clause("city_manager", columns=(("region", actor.regions),))
        case "adjudicator":
            yield Clause("adjudicator", columns=(("status", _TO_BE_FOUND), *scope))
            yield Clause("adjudicator", columns=scope, refs=frozenset({"finding"}), roles=_TO_BE_TAKEN)
        case "appeal_reviewer":
            yield Clause("appeal_reviewer", columns=(("status", _TO_BE_REVIEWED), *scope))
            yield Clause("appeal_reviewer", columns=scope, refs=frozenset({"appeal"}), roles=_TO_BE_TAKEN)
        case "finance":
            yield Clause("finance", columns=(("status", _TO_BE_PAID),))
            yield Clause("finance", refs=frozenset({"remedy"}), roles=_OWED)
        case "mediator":
            yield Clause("mediator", columns=(("status", _TO_BE_MEDIATED),))
        case "executive":  # RES-7: leads what is major or urgent
            yield Clause("executive", columns=(("priority", frozenset({"urgent"})),))
        case _ if role in _WATCHERS:
            yield Clause(role)


def _scope(actor: Actor) -> tuple[tuple[str, frozenset[str]], ...]:
    """Own departments and regions, where set. A case without department or region is still everybody's."""
    parts = (("department", actor.departments), ("region", actor.regions))
    return tuple((column, values | {""}) for column, values in parts if values)
