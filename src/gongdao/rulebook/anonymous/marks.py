"""Marks that stand in a text where something personal was: `⟦buyer:1⟧`. Their words are made at the edge."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

# People first, then what they are reached by and what they own, then references.
KINDS: Final = (
    "buyer", "seller", "staff", "technician", "company", "person",
    "phone", "identity", "card", "account", "mail", "address", "plate", "link",
    "order", "waybill", "transaction", "case", "number",
)  # fmt: skip
MARK: Final = re.compile(rf"⟦({'|'.join(KINDS)}):([0-9]{{1,4}})⟧")


class Mark(NamedTuple):
    """One mark: what kind of thing stood there, and which of its kind, from 1."""

    kind: str
    n: int

    def __str__(self) -> str:
        return f"⟦{self.kind}:{self.n}⟧"


def marks_in(texts: Iterable[str]) -> dict[Mark, None]:
    """The marks of these texts, each once, in the order in which they come first."""
    return {
        Mark(found[1], int(found[2])): None for text in texts for found in MARK.finditer(text)
    }  # fmt: skip


def without_marks(text: str) -> str:
    """The text with a blank for each mark: what may be searched for."""
    return MARK.sub(" ", text)
