"""The official templates, recognised by their printed numbers (EVI-15)."""

from collections.abc import Iterable
from typing import Final

NUMBERS: Final = {
    "appeal_statement": "GD-SQ-01",
    "escalation_form": "GD-SQ-02",
    "authority_proof": "GD-ZM-01",
}
# What a machine mistakes on a scan: letters for digits that look alike, and dashes that it does not see.
_ALIKE: Final = str.maketrans(
    {"O": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "Q": "0", "G": "6"}
)


def template_in(texts: Iterable[str]) -> str:
    """The kind of the template whose number stands in one of these lines; empty for none."""
    lines = [_plain(text) for text in texts]
    for kind, number in NUMBERS.items():
        if any(_plain(number) in line for line in lines):
            return kind
    return ""


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum()).translate(
        _ALIKE
    )
