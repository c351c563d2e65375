"""Notices: who is told what when an event happens (MSG-1, MSG-2, DEC-5, SLA-10). Data only, no sentences.

The message of an event is written with it, in the same transaction. One small function per event.
"""

from typing import Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices import (
    appealing,
    clock,
    conduct,
    desk,
    evidence,
    fund,
    intake,
    judging,
    negotiating,
    settling,
    talking,
    weighing,
)
from gongdao.rulebook.notices.base import Notice, Tellers, holders
from gongdao.rulebook.state import State

__all__ = ["Notice", "holders", "notices"]


def notices(event: e.Event, after: State) -> tuple[Notice, ...]:
    """The messages an event causes; nobody is told the same twice. `after`: the state with the event."""
    teller = _TELLERS.get(type(event))
    if teller is None:
        return ()
    told = {(item.recipient, item.code): item for item in teller(event, after) if ":" in item.recipient}
    return tuple(told.values())


_TELLERS: Final[Tellers] = {
    **appealing.TELLERS,
    **clock.TELLERS,
    **desk.TELLERS,
    **conduct.TELLERS,
    **fund.TELLERS,
    **evidence.TELLERS,
    **intake.TELLERS,
    **judging.TELLERS,
    **negotiating.TELLERS,
    **settling.TELLERS,
    **talking.TELLERS,
    **weighing.TELLERS,
}
