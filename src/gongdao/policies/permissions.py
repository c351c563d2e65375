"""Who may do what with policies."""

from gongdao.rulebook.actor import SYSTEM, Actor


def may_publish(actor: Actor) -> bool:
    """Administrators, and the program itself with the policies it ships."""
    return actor.has("administrator") or actor.ref == SYSTEM.ref
