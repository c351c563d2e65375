"""Who sees which case, which of its events, and whose contact data."""

from typing import Final

from django.db.models import Q

from gongdao.people.permissions.clauses import CaseFacts, as_q, covers
from gongdao.people.permissions.relations import PARTY_ROLES, held, is_involved, relations
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.terms import IDENTITY

_AUDIENCES: Final[dict[str, frozenset[str]]] = {
    "all": PARTY_ROLES,
    "staff": frozenset(),
    "complainant": frozenset({"complainant"}),
    "judged": frozenset({"respondent", "liable", "heard"}),
    "negotiators": frozenset({"complainant", "respondent"}),
}
_EVERY_AUDIENCE: Final = frozenset(_AUDIENCES)
# INT-8: those whose work needs to reach the people of the case.
_MAY_REACH: Final = frozenset({"handler", "overseer", "reviewer", "supervisor", "city_manager"})
_MAY_TRACE: Final = _MAY_REACH | {"auditor", "administrator"}
# EVI-16: those whose work is to see whether somebody is who they say.
_CHECKS_IDENTITY: Final = _MAY_REACH | {"adjudicator", "appeal_reviewer"}
# EVI-1: those who judge or answer for the case need the very bytes; everybody else sees a marked copy.
_ORIGINALS: Final = frozenset({
    "handler", "overseer", "reviewer", "decider", "adjudicator", "supervisor", "city_manager", "executive",
    "auditor",
})  # fmt: skip
# INT-4: who handles cases of a customer, and their supervisors, see the dossier of the customer.
DOSSIER: Final = frozenset({"handler", "overseer", "reviewer", "supervisor", "city_manager"})
# RES-10: who works on cases may learn how others were solved, without learning whose they were.
_LEARNS: Final = (
    "agent",
    "supervisor",
    "city_manager",
    "adjudicator",
    "appeal_reviewer",
    "executive",
    "mediator",
)
# RES-12, RES-14: who looks at the desk as a whole.
_OVERSEES: Final = ("supervisor", "executive", "analyst", "auditor")
DECIDING: Final = ("adjudicator", "appeal_reviewer")
_DECIDED: Final = frozenset({"decider", "reviewer"})
_MACHINES: Final = frozenset({"system", "clock"})


def visible_q(actor: Actor) -> Q:
    """The cases the actor may read, as a condition on the model of cases. Needs no `distinct()`."""
    return Q() if actor.ref in _MACHINES else as_q(relations(actor))


def may_see(actor: Actor, case: CaseFacts) -> bool:
    """Whether the actor may read the case; agrees with `visible_q` on every case."""
    return actor.ref in _MACHINES or covers(relations(actor), case)


def sees_as_staff(actor: Actor, case: CaseFacts) -> bool:
    """Whether the actor sees the case from inside, with notes and handover; else at most as a party."""
    if actor.ref in _MACHINES:
        return True
    return bool(held(actor, case) - PARTY_ROLES) and not is_involved(actor, case)


def audiences_of(actor: Actor, case: CaseFacts) -> frozenset[str]:
    """Every audience that the actor belongs to: it may see the events for them (`Event.audience`).

    Internal notes are for staff; an offer is for the one it is made to; what concerns the judged is not
    shown to the other side.
    """
    if sees_as_staff(actor, case):
        return _EVERY_AUDIENCE - {"negotiators"} if decides(actor, case) else _EVERY_AUDIENCE
    relations_held = held(actor, case)
    return frozenset(name for name, roles in _AUDIENCES.items() if not roles.isdisjoint(relations_held))


def decides(actor: Actor, case: CaseFacts) -> bool:
    """Whether the actor makes or reviews findings, here or at all: offers to settle are not for such eyes.

    Offers and refused concessions are without prejudice (RES-4): nobody may decide with them in mind.
    """
    return actor.has(*DECIDING) or not _DECIDED.isdisjoint(held(actor, case))


def may_see_contact(actor: Actor, case: CaseFacts, ref: str) -> bool:
    """Whether phone and e-mail of `ref` are shown in full to the actor in this case; else masked (INT-8)."""
    if actor.ref in _MACHINES or actor.acts_for(ref):
        return True
    return not is_involved(actor, case) and not _MAY_REACH.isdisjoint(held(actor, case))


def may_open_identity(actor: Actor, case: CaseFacts, by: str) -> bool:
    """EVI-16: whether the actor may see an identity paper that `by` handed in: those who check who it is.

    Whoever handed it in, those who reach the people of the case, and those who decide it; nobody else, also
    of staff: who only helps, pays, counts or audits has no need of it.
    """
    if actor.ref in _MACHINES or actor.acts_for(by):
        return True
    return not is_involved(actor, case) and not _CHECKS_IDENTITY.isdisjoint(held(actor, case))


def may_read_experience(actor: Actor) -> bool:
    """Whether the actor may search what was solved before (RES-10); it is shown without persons."""
    return actor.has(*_LEARNS)


def may_oversee(actor: Actor) -> bool:
    """Whether the actor may see surveys and filed waybills; see `overseen_departments` for which."""
    return actor.has(*_OVERSEES)


def overseen_departments(actor: Actor) -> frozenset[str] | None:
    """The departments to which `may_oversee` reaches; None for all."""
    whole = actor.has(*(role for role in _OVERSEES if role != "supervisor"))
    return None if whole else actor.departments


def may_open_exhibit(actor: Actor, case: CaseFacts, by: str, kind: str) -> bool:
    """Whether the actor may read the bytes of an exhibit that `by` handed in: staff of the case, and `by`.

    That it exists and what it is said to show, every party sees (EVI-1); the content may hold what is nobody
    else's business (INT-8). An identity paper is for those who check it (EVI-16).
    """
    if kind in IDENTITY:
        return may_open_identity(actor, case, by)
    return sees_as_staff(actor, case) or actor.acts_for(by)


def may_take_original(actor: Actor, case: CaseFacts, by: str) -> bool:
    """Whether the actor may take an exhibit as it came in: `by`, and who judges or answers for the case.

    Others who may open it (`may_open_exhibit`) see a copy with a mark of who looks.
    """
    if actor.ref in _MACHINES or actor.acts_for(by):
        return True
    return not is_involved(actor, case) and not _ORIGINALS.isdisjoint(held(actor, case))


def may_read_custody(actor: Actor, case: CaseFacts, by: str, kind: str) -> bool:
    """Whether the actor may read who did what with an exhibit: staff of the case, and `by`, who handed it in.

    Whose data it is may know who looked at it (个人信息保护法 44); of staff they learn that it was staff.
    """
    return may_open_exhibit(actor, case, by, kind)


def may_read_addresses(actor: Actor, case: CaseFacts) -> bool:
    """Whether the actor reads from which addresses people came (INT-8): who may reach them, who audits."""
    if actor.ref in _MACHINES:
        return True
    return not is_involved(actor, case) and not _MAY_TRACE.isdisjoint(held(actor, case))
