"""Who reads precedents of appeals and who approves them (APP-17)."""

from collections.abc import Collection
from typing import Final, Literal

from gongdao.people.permissions.acts import Verdict
from gongdao.people.permissions.sight import may_read_experience
from gongdao.rulebook.actor import Actor

_APPROVERS: Final = ("appeal_reviewer", "administrator")
PrecedentSight = Literal["", "won", "all"]


def precedent_sight(actor: Actor) -> PrecedentSight:
    """Which approved precedents the actor finds: who works on cases all, everybody else those that won.

    They hold no persons; an appellant learns what helped, a reviewer also what did not.
    """
    return "all" if may_read_experience(actor) or reviews_precedents(actor) else "won"


def reviews_precedents(actor: Actor) -> bool:
    """Whether the actor approves precedents at all, and sees the drafts."""
    return actor.has(*_APPROVERS)


def may_review_precedent(actor: Actor, concerned: Collection[str]) -> Verdict:
    """Whether the actor may approve this one: nobody who decided in the case or had part in it (APP-8)."""
    if not reviews_precedents(actor):
        return Verdict(allowed=False, code="not_permitted", needs=_APPROVERS)
    if any(actor.acts_for(ref) for ref in concerned):
        return Verdict(allowed=False, code="precedent_of_own_case", needs=_APPROVERS)
    return Verdict(allowed=True)
