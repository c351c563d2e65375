"""Who may see and do what: one table of relations, read by lists, pages and acts alike."""

from gongdao.people.permissions.acts import ACTIONS, Verdict, may
from gongdao.people.permissions.clauses import CaseFacts, Clause, facts_of
from gongdao.people.permissions.relations import held, is_involved, relations
from gongdao.people.permissions.sight import (
    audiences_of,
    may_open_exhibit,
    may_see,
    may_see_contact,
    may_see_event,
    sees_as_staff,
    visible_branches,
    visible_q,
)

__all__ = [
    "ACTIONS",
    "CaseFacts",
    "Clause",
    "Verdict",
    "audiences_of",
    "facts_of",
    "held",
    "is_involved",
    "may",
    "may_open_exhibit",
    "may_see",
    "may_see_contact",
    "may_see_event",
    "relations",
    "sees_as_staff",
    "visible_branches",
    "visible_q",
]
