"""The form of the training quiz: statements in an order of chance, each true or false (TRN-1)."""

from collections.abc import Mapping
from random import SystemRandom
from uuid import UUID, uuid4

from msgspec import Struct

from gongdao.letters.wording import Language
from gongdao.lib.numbers import whole
from gongdao.rulebook.policy import Policy

_chance = SystemRandom()
_ANSWERS = {"true": True, "false": False}


class Asked(Struct, frozen=True):
    """A statement as the form shows it: `name` of its field, `given` "true", "false" or "" so far."""

    name: str
    text: str
    given: str
    missing: bool


class QuizForm:
    """What was sent, read against the version in force; what is right never travels with the form.

    The order travels, so that a form that comes back incomplete looks as it did. Fields are named after the
    place of the statement in the policy.
    """

    def __init__(self, law: Policy, data: Mapping[str, str] | None = None) -> None:
        self.law = law
        self.is_bound = data is not None
        data = data or {}
        self.version = data.get("version", law.version)
        self.key = _key(data.get("key", ""))
        self.order = _order(data.get("order", ""), len(law.statements))
        self._given = tuple(_ANSWERS.get(data.get(f"s{place}", "")) for place in range(len(law.statements)))

    def is_valid(self) -> bool:
        """Whether every statement is answered, or the rules changed meanwhile and it does not matter."""
        return self.version != self.law.version or not self.unanswered

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The places that have no answer yet."""
        return tuple(place for place, given in enumerate(self._given) if given is None)

    @property
    def answers(self) -> tuple[bool, ...]:
        """The answers in the order of the policy; of a valid form."""
        return tuple(given is True for given in self._given)

    @property
    def order_text(self) -> str:
        """The order as it travels."""
        return ",".join(map(str, self.order))

    def questions(self, language: Language) -> tuple[Asked, ...]:
        """The statements in the order shown."""
        return tuple(self._asked(place, language) for place in self.order)

    def _asked(self, place: int, language: Language) -> Asked:
        text, given = self.law.statements[place].text, self._given[place]
        return Asked(
            f"s{place}",
            text.en if language == "en" else text.zh,
            "" if given is None else "true" if given else "false",
            self.is_bound and given is None,
        )


def _order(text: str, count: int) -> tuple[int, ...]:
    """The order that came with the form; a new one by chance where it is none of these statements."""
    parts = text.split(",") if len(text) < 10 * count else []
    places = [place for part in parts if (place := whole(part, most=count)) is not None]
    if sorted(places) == list(range(count)):
        return tuple(places)
    return tuple(_chance.sample(range(count), count))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
