"""A finding is reviewed for one appellant at a time: meanwhile the windows of the others stand still.

The second of two liable parties need not race the first, and loses nothing by waiting: what was left of its
time is left when the first appeal has ended. What that decision changes, the second can then appeal against.
"""

from collections.abc import Iterator
from typing import Final

from gongdao.rulebook import deadline as clock
from gongdao.rulebook import events as e
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.state import State, open_deadlines

APPEAL: Final = "appeal"  # why such a window stands
_OPEN: Final = ("filed", "assigned")


def stands_for_appeal(item: Deadline) -> bool:
    """Whether a limit stands because somebody else's appeal is under way."""
    return item.status == "paused" and item.pauses[-1].reason == APPEAL


def under_review(state: State, finding: str) -> str:
    """The appeal under way against a finding, or ""."""
    return next(
        (key for key, item in state.appeals.items() if item.finding == finding and item.status in _OPEN), ""
    )


def halted_windows(matter: Matter, event: e.AppealFiled, ended: set[str]) -> Iterator[e.Event]:
    """The windows that stand from an appeal on. `ended`: the deadlines that the event has ended."""
    for item in _windows(matter, event.finding, ended):
        if item.status == "running":
            calendar = matter.calendar_in(item.zone)
            yield e.DeadlinePaused(clock.pause(item, matter.now, calendar, reason=APPEAL))


def freed_windows(
    matter: Matter, event: e.AppealDecided | e.AppealWithdrawn | e.LatenessJudged, ended: set[str]
) -> Iterator[e.Event]:
    """The windows that run again when an appeal has ended; one whose lateness is excused goes on."""
    if isinstance(event, e.LatenessJudged) and event.accepted:
        return
    for item in _windows(matter, matter.state.appeals[event.id].finding, ended):
        if stands_for_appeal(item):
            yield e.DeadlineResumed(clock.resume(item, matter.now, matter.calendar_in(item.zone)))


def _windows(matter: Matter, finding: str, ended: set[str]) -> Iterator[Deadline]:
    """The windows within which a party may appeal against a finding and that the event has not ended."""
    rule = matter.policy.appeals
    names = {rule.window, *(level.after for level in rule.levels)} if rule is not None else set()
    for item in open_deadlines(matter.state):
        about = item.subject.startswith(f"{finding}:")
        if about and item.rule in names and item.key not in ended:
            yield item
