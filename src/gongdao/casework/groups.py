"""Groups of appeals across cases (APP-16): who leads, who belongs, one answer for all.

Joining and answering wait in line for the group, so that nobody joins one that is just being answered. The
answer itself is on record in the lead; a job then decides each member with the same words (`answering`). It
may be killed and run again: what was decided stays so.
"""

from typing import Final

from gongdao.casework.store import decoded
from gongdao.lib.ids import case_id, case_number
from gongdao.lib.statements import fetch
from gongdao.rulebook.appeal.group import amount_of
from gongdao.rulebook.facts import Lead, Member

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('group:' || %s, 0))"
_LEAD: Final = "SELECT state::text FROM casework_case WHERE id = %s"
_MEMBERS: Final = """
SELECT c.id, c.state::text FROM casework_party p JOIN casework_case c ON c.id = p.case_id
WHERE p.ref = %s AND p.role = 'member' ORDER BY c.id
"""


def lead_of(number: str) -> Lead | None:
    """The case that leads a group, as one that would join needs to know it, or None. Waits in line."""
    try:
        key = case_id(number)
    except ValueError:
        return None
    fetch(_LOCK, [case_number(key)])
    rows = fetch(_LEAD, [key])
    if not rows:
        return None
    state = decoded(rows[0][0])
    group = state.group
    leads = group is not None and not group.lead
    return Lead(
        number=case_number(key), title=group.title if group is not None else "", policy=state.policy,
        leads=leads, answered=group is not None and group.answered_at is not None,
    )  # fmt: skip


def members_of(lead: int, *, lock: bool = False) -> tuple[Member, ...]:
    """The members of the group that a case leads, in the order of their numbers. One query."""
    number = case_number(lead)
    if lock:
        fetch(_LOCK, [number])
    found = ((case_number(key), decoded(text)) for key, text in fetch(_MEMBERS, [f"case:{number}"]))
    return tuple(
        Member(number, state.group.group_class if state.group is not None else "", amount_of(state))
        for number, state in found
    )
