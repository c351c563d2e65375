"""The letter of an appeal is ordered with the event that files it (AST-3); `sending` carries it out."""

from gongdao.casework.draft import Draft, Happened
from gongdao.letters import post
from gongdao.rulebook import events as e


def order(draft: Draft, one: Happened) -> None:
    """Have the letter of an appeal sent, where there is a box for appeals under its policy."""
    if not isinstance(one.event, e.AppealFiled) or draft.case_id is None:
        return
    address = post.box_for(one.after.policy)
    if address:
        post.order(case_id=draft.case_id, event_seq=one.seq, item=one.event.id, address=address, now=one.at)
