"""Carrying the one answer of a group into each of its members (APP-16 统一答复)."""

import logging
from datetime import datetime

from gongdao.casework.actions import handle
from gongdao.casework.store import case_for
from gongdao.lib.ids import case_number
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.commands import AssignReviewer, DecideAppeal, LeaveGroup
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.state import Group, open_appeal

logger = logging.getLogger(__name__)


def answer_members(lead: int, now: datetime) -> int:
    """Decide the appeal of every member as the lead's reviewer answered its class; return how many were.

    Each member is decided under a key of its own: run again, it decides nothing twice. A member that cannot
    be decided so, as where that person decided there before, leaves the group and goes on alone.
    """
    number = case_number(lead)
    group = case_for(SYSTEM, number, lock=False).state.group
    if group is None or group.answered_at is None:
        return 0
    decided = 0
    for member in group.members:
        try:
            decided += _answered(member, number, group, now)
        except Refused as refused:
            logger.warning("Case %s leaves its group and goes on alone: %s", member, refused)
            handle(LeaveGroup(reason=refused.refusal.code), actor=SYSTEM, now=now, number=member)
    return decided


def _answered(member: str, lead: str, group: Group, now: datetime) -> bool:
    """Decide one member; False where it has left, or was decided already. Raises Refused."""
    state = case_for(SYSTEM, member, lock=False).state
    key = open_appeal(state)
    if state.group is None or state.group.lead != lead or not key:
        return False
    own = state.group.group_class
    answer = next(item for item in group.answers if item.group_class == own)
    if state.appeals[key].reviewer != group.answered_by:
        handle(AssignReviewer(key, group.answered_by), actor=SYSTEM, now=now, number=member)
    reviewer = Actor(
        ref=group.answered_by,
        refs=frozenset({group.answered_by}),
        roles=frozenset({"appeal_reviewer"}),
        verified=True,
    )
    handle(
        DecideAppeal(key, answer.outcome, answer.reasons, missing=answer.missing),
        actor=reviewer, now=now, number=member, idempotency_key=f"group:{lead}:{member}",
    )  # fmt: skip
    return True
