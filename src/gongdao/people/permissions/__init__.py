"""Who may see and do what: one table of relations, read by lists, pages and acts alike."""

from gongdao.people.permissions.accounts import keeps_accounts, may_read_account, reads_accounts
from gongdao.people.permissions.acts import ACTIONS, Verdict, may, verdicts
from gongdao.people.permissions.clauses import CaseFacts, Clause, facts_of
from gongdao.people.permissions.precedents import (
    PrecedentSight,
    may_review_precedent,
    precedent_sight,
    reviews_precedents,
)
from gongdao.people.permissions.relations import WAITING, held, is_involved, relations
from gongdao.people.permissions.sight import (
    DECIDING,
    DOSSIER,
    audiences_of,
    decides,
    may_open_exhibit,
    may_open_identity,
    may_oversee,
    may_read_addresses,
    may_read_custody,
    may_read_experience,
    may_see,
    may_see_contact,
    may_take_original,
    overseen_departments,
    sees_as_staff,
    visible_q,
)
from gongdao.people.permissions.training import QuizSight, quiz_sight, staff_key

__all__ = [
    "ACTIONS",
    "DECIDING",
    "DOSSIER",
    "WAITING",
    "CaseFacts",
    "Clause",
    "PrecedentSight",
    "QuizSight",
    "Verdict",
    "audiences_of",
    "decides",
    "facts_of",
    "held",
    "is_involved",
    "keeps_accounts",
    "may",
    "may_open_exhibit",
    "may_open_identity",
    "may_oversee",
    "may_read_account",
    "may_read_addresses",
    "may_read_custody",
    "may_read_experience",
    "may_review_precedent",
    "may_see",
    "may_see_contact",
    "may_take_original",
    "overseen_departments",
    "precedent_sight",
    "quiz_sight",
    "reads_accounts",
    "relations",
    "reviews_precedents",
    "sees_as_staff",
    "staff_key",
    "verdicts",
    "visible_q",
]
