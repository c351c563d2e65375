"""An exhibit as a card: who handed it in, what was read beside the order, what was said and decided on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from gongdao.casework.examining import Examined
from gongdao.exhibits.viewing.copies import has_copies
from gongdao.letters.wording import Language
from gongdao.people.permissions import CaseFacts, may_open_exhibit
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.state import Admission, Objection, State, Submitted
from gongdao.rulebook.weighing import may_still_object, undecided
from gongdao.web.cases.reading import Compared, Said, compared_shown, told

_ORDER: Final = ("contradicts", "agrees", "absent")


class Card(Struct, frozen=True):
    """One exhibit. `hidden`: an identity paper that is not for this reader; then nothing of it is told."""

    key: str
    item: Submitted
    hidden: bool
    picture: bool
    due: bool
    compared: tuple[Compared, ...]
    said: tuple[Said, ...]
    fine: tuple[Said, ...]
    used: int
    step: str
    objections: tuple[tuple[str, Objection], ...]
    admission: Admission | None
    disputed: bool
    awaited: tuple[str, ...]  # who may still object, and has said nothing on it
    unopposed: tuple[str, ...]  # who has nothing against it

    @property
    def found(self) -> tuple[Compared, ...]:
        """What the exhibit shows of the order, contradictions first."""
        return tuple(item for item in self.compared if item.verdict != "absent")

    @property
    def absent(self) -> tuple[Compared, ...]:
        """What of the order it does not show."""
        return tuple(item for item in self.compared if item.verdict == "absent")

    @property
    def contradicts(self) -> int:
        """How many facts contradict the order."""
        return sum(item.verdict == "contradicts" for item in self.compared)

    @property
    def agrees(self) -> int:
        """How many facts agree with it."""
        return sum(item.verdict == "agrees" for item in self.compared)

    @property
    def doubtful(self) -> int:
        """How many checks want a person's eye; a contradiction is counted as one only once."""
        return sum(item.verdict != "ok" for item in self.said)

    @property
    def rank(self) -> tuple[int, int, int]:
        """Contradictions first, then what is doubtful, then by number."""
        number = int(self.key[1:]) if self.key[1:].isdecimal() else 0
        return (-self.contradicts, -self.doubtful, number)


class Reader(Struct, frozen=True):
    """Who looks at the exhibits of a case, in which language, with what was read of them all."""

    actor: Actor
    case: CaseFacts
    state: State
    seen: Mapping[str, Examined]
    used: Mapping[str, int]
    steps: Mapping[str, str]
    language: Language
    now: datetime


def has_picture(item: Submitted) -> bool:
    """Whether it can be shown as a picture, and is still there."""
    return has_copies(item.exhibit.media_type) and item.erased_at is None


def is_hidden(actor: Actor, case: CaseFacts, item: Submitted) -> bool:
    """Whether this reader may not open it: an identity paper of somebody else (EVI-16)."""
    return not may_open_exhibit(actor, case, item.by, item.exhibit.kind)


def card_of(reader: Reader, key: str) -> Card:
    """The card of one exhibit."""
    state, item = reader.state, reader.state.exhibits[key]
    hidden = is_hidden(reader.actor, reader.case, item)
    seen = reader.seen[key]
    said, _marks = told(
        tuple(one for one in seen.remarks if one.code != "contradicts_order"), reader.language
    )
    compared = sorted(
        (compared_shown(match, reader.language) for match in seen.matches),
        key=lambda one: _ORDER.index(one.verdict),
    )
    return Card(
        key=key, item=item, hidden=hidden, picture=not hidden and has_picture(item),
        due=seen.report is None, compared=() if hidden else tuple(compared),
        said=() if hidden else tuple(one for one in said if one.verdict != "ok"),
        fine=() if hidden else tuple(one for one in said if one.verdict == "ok"),
        used=reader.used.get(key, 0), step=reader.steps.get(key, ""),
        objections=tuple((name, one) for name, one in state.objections.items() if one.exhibit == key),
        admission=state.admissions.get(key), disputed=key in undecided(state),
        awaited=may_still_object(state, key, reader.now),
        unopposed=state.unopposed.get(key, ()),
    )  # fmt: skip
