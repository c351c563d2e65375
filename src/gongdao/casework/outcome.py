"""What comes back from the door: the outcome, or why there is none."""

from datetime import datetime

from msgspec import Struct

from gongdao.lib.ids import case_number
from gongdao.rulebook.events import Event
from gongdao.rulebook.state import State


class Outcome(Struct, frozen=True):
    """What a command did. `events` are those that it wrote, with what the clock had left to do before.

    `replayed`: the idempotency key was used before; this is the first answer again.
    """

    case_id: int
    version: int
    state: State
    events: tuple[Event, ...]
    replayed: bool = False

    @property
    def number(self) -> str:
        """The number people see."""
        return case_number(self.case_id)


class Entry(Struct, frozen=True):
    """One event of a case as it stands in the log."""

    seq: int
    at: datetime
    actor: str
    event: Event


class CaseNotFound(LookupError):
    """There is no such case, or the actor may not see it: nobody learns which."""

    def __init__(self, number: str) -> None:
        super().__init__(f"no case {number}")
        self.number = number


class StaleCase(Exception):
    """The case moved on since the page was made. `changed`: what happened, as far as the actor may see it."""

    def __init__(self, number: str, version: int, changed: tuple[Entry, ...]) -> None:
        super().__init__(f"{number} is at version {version}")
        self.number = number
        self.version = version
        self.changed = changed


class KeyConflict(Exception):
    """The idempotency key already stands for another command of the same actor."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the idempotency key {key!r} stands for another command")
        self.key = key
