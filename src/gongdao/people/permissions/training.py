"""Who takes the training quiz, and whose results one sees (TRN-1)."""

from typing import Final, NamedTuple

from gongdao.lib.numbers import BIGINT, whole
from gongdao.rulebook.actor import Actor, key_of, kind_of

_ALL: Final = ("administrator", "executive", "auditor")


class QuizSight(NamedTuple):
    """Whose results: `own` staff row (0: none), those of `departments`, or `everybody`."""

    own: int
    departments: tuple[str, ...]
    everybody: bool

    @property
    def reaches_others(self) -> bool:
        """Whether there is anybody else to look at."""
        return self.everybody or bool(self.departments)


def quiz_sight(actor: Actor) -> QuizSight:
    """The own results; a supervisor's own departments; all for those who answer for the whole house.

    Lists and single results read the same value, so they cannot disagree.
    """
    departments = tuple(sorted(actor.departments)) if actor.has("supervisor") else ()
    return QuizSight(staff_key(actor), departments, actor.has(*_ALL))


def staff_key(actor: Actor) -> int:
    """The staff row of whoever may take the quiz; 0 for everybody else: parties and machines do not."""
    return (whole(key_of(actor.ref), most=BIGINT) or 0) if kind_of(actor.ref) == "staff" else 0
