"""A case as whoever works on it finds it."""

from django.http import Http404

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import Stored, case_for
from gongdao.people.permissions import facts_of, sees_as_staff
from gongdao.rulebook.actor import Actor


def staff_case(actor: Actor, number: str) -> Stored:
    """The case, for those who see it as staff do. Raises Http404, the same for absent and forbidden."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    if not sees_as_staff(actor, facts_of(stored.state)):
        raise Http404
    return stored
