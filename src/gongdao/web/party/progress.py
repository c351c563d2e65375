"""How far a complaint has come, as a line of five stages that everybody understands."""

from typing import Final

from msgspec import Struct

from gongdao.rulebook.state import State

STAGES: Final = ("registered", "handling", "settling", "carrying_out", "closed")
_AT: Final[dict[str, int]] = {
    "received": 0, "needs_correction": 0, "accepted": 1, "awaiting_evidence": 1, "platform_review": 1,
    "decided": 1, "under_appeal": 1, "final": 1, "negotiating": 2, "in_mediation": 2, "suspended": 2,
    "executing": 3, "resolved": 3, "closed": 4,
}  # fmt: skip


class Stage(Struct, frozen=True):
    """`look`: done, current or ahead."""

    code: str
    look: str


def progress_of(state: State) -> tuple[Stage, ...]:
    """The stages, or none for a case that ended another way than by being dealt with."""
    place = _AT.get(state.status)
    if place is None:
        return ()
    if place == 0 and state.handler and state.status == "received":
        place = 1
    finished = len(STAGES) - 1
    return tuple(
        Stage(code, "done" if n < place or place == finished else "current" if n == place else "ahead")
        for n, code in enumerate(STAGES)
    )
