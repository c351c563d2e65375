"""The lines of which the page of a policy is made, each with its citation."""

from msgspec import Struct


class Cited(Struct, frozen=True):
    """A citation: the rule, and where the source says so, in the source's language."""

    rule: str
    place: str


class When(Struct, frozen=True):
    """A condition: in words, or as it stands in the policy where no words were found. Both empty: always."""

    words: str = ""
    raw: str = ""


class CategoryLine(Struct, frozen=True):
    """A category; `within` its parent."""

    title: str
    within: str
    department: str
    consults: str
    words: tuple[str, ...]
    cite: Cited


class PriorityLine(Struct, frozen=True):
    """One rule of priority; the first that holds decides."""

    priority: str
    when: When
    cite: Cited


class DeadlineLine(Struct, frozen=True):
    """One time limit. `lengths`: by priority ("" for all), in words; `notes`: what else is to be known."""

    id: str
    title: str
    bearer: str
    lengths: tuple[tuple[str, str], ...]
    starts: str
    when: When
    stops: str
    consequences: tuple[str, ...]
    notes: tuple[str, ...]
    cite: Cited
    cites: tuple[Cited, ...]


class FindingLine(Struct, frozen=True):
    """One row of the decision table: who is liable when, and why. `shares`: party and percent."""

    when: When
    shares: tuple[tuple[str, int], ...]
    reason: str
    cite: Cited


class Line(Struct, frozen=True):
    """A title with what is said about it, and the citation."""

    title: str
    text: str
    cite: Cited


def cited(text: str) -> Cited:
    """A citation taken apart: `SLA-1 M二(二) …`."""
    rule, _, place = text.partition(" ")
    return Cited(rule, place)
