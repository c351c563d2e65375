"""Replaying a case under another policy: what would have come of it (back-test).

What people did stays as it was; what the clock did is done anew under the other policy. An act that the other
policy refuses, while the case's own policy allowed it, is skipped and reported with rule and code. Pure: no
database, no clock of its own. Under its own policy a case comes out as it is stored.
"""

from gongdao.rulebook.replay.course import Pair, Replayed, Skipped, World, replay
from gongdao.rulebook.replay.difference import Difference, differences

__all__ = ["Difference", "Pair", "Replayed", "Skipped", "World", "differences", "replay"]
