"""Who acts at the terminal.

Whoever can run this program can reach the database, so nobody signs in here; but whoever acts is named, is
written into the log of the case, and is permitted what the same person is permitted on the pages.
"""

from typing import Final

from django.db.models import Q, QuerySet

from gongdao.cli.answers import BAD_VALUE, NOT_FOUND, Told
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.rulebook.actor import SYSTEM, Actor

_ADMINISTRATOR: Final = "administrator"


def actor_named(who: str) -> Actor:
    """The actor of a staff number or user name; empty: of the administrator. Raises Told."""
    return actor_for(account_named(who) if who else _administrator())


def account_named(who: str) -> Account:
    """The account of a staff number or user name. Raises Told when there is none, or it was closed."""
    name = who.strip()
    account = Account.objects.filter(Q(username=name.lower()) | Q(staff__number=name)).first()
    if account is None:
        raise Told("no_such_user", NOT_FOUND, who=who)
    if not account.is_active:
        raise Told("closed_user", BAD_VALUE, who=who)
    return account


def office_actor(who: str) -> Actor:
    """As `actor_named`; while there is no administrator yet, the program itself. For managing people."""
    if not who and not _administrators().exists():
        return SYSTEM
    return actor_named(who)


def _administrator() -> Account:
    """The administrator; of several the one who was first."""
    account = _administrators().order_by("pk").first()
    if account is None:
        raise Told("no_administrator", NOT_FOUND, option="--as")
    return account


def _administrators() -> QuerySet[Account]:
    held = Q(staff__roles__role=_ADMINISTRATOR, staff__roles__revoked_at=None)
    return Account.objects.filter(held, is_active=True)
