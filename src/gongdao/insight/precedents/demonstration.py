"""Precedents of the worked cases, approved as a person would, so that a demonstration has a library."""

from datetime import datetime
from typing import Final

from gongdao.insight.models import Precedent
from gongdao.insight.precedents import reviewing
from gongdao.insight.precedents.drafting import follow, missed
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.rulebook.actor import Actor

APPROVER: Final = "admin"  # of the demonstration, with no part in any case


def approve_worked_cases(*, now: datetime) -> int:
    """Draft what the cases played so far tell, and approve all but the last draft; return how many.

    The last one waits, to be tried. Run again it finds nothing to draft, and approves nothing.
    """
    drafted = [case for case in missed() if follow(case, now=now)]
    drafts = Precedent.objects.filter(case_id__in=drafted, state="draft").order_by("id")
    account = Account.objects.filter(username=APPROVER, is_active=True).first()
    if account is None:
        return 0
    waiting = list(drafts)[:-1]
    for item in waiting:
        _approve(item, actor_for(account), now)
    return len(waiting)


def _approve(item: Precedent, actor: Actor, now: datetime) -> None:
    """Without pictures: nobody has looked at them."""
    version = item.version
    for picture in item.pictures.order_by("id").values_list("pk", flat=True):
        marked = reviewing.mark(item.pk, picture, (), show=False, actor=actor, now=now, version=version)
        version = marked.version
    reviewing.approve(item.pk, actor=actor, now=now, version=version)
