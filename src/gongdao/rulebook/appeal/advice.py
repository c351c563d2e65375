"""Which way of handing in an appeal is advised when (APP-14). Advice only: every way is open."""

from msgspec import Struct

from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealChannel


class Advised(Struct, frozen=True):
    """One way, and whether it is the one advised in this case."""

    way: AppealChannel
    advised: bool


def advised_channels(matter: Matter) -> tuple[Advised, ...]:
    """The policy's ways, the advised one first; the first whose condition holds is advised."""
    if matter.policy.appeals is None:
        return ()
    ways = matter.policy.appeals.channels
    best = next((way for way in ways if matter.holds(way.when)), None)
    ordered = sorted(ways, key=lambda way: way is not best)
    return tuple(Advised(way, way is best) for way in ordered)
