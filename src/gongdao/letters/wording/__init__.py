"""Wording: every sentence a person reads, in the reader's language.

Rooms return codes and data; `say` makes the sentence at the edge. The texts are YAML files under
`texts/<language>/`, one flat mapping of code to sentence each; both languages hold the same codes with the
same placeholders (tested). How to write a sentence is told in `letters/README.md`.
"""

from gongdao.letters.wording.catalogue import LANGUAGES, Language, codes, has, reading_language
from gongdao.letters.wording.formats import (
    format_date,
    format_due,
    format_duration,
    format_instant,
    format_length,
    format_money,
    format_remaining,
    format_share,
)
from gongdao.letters.wording.speech import describe_ref, say, say_value

__all__ = [
    "LANGUAGES",
    "Language",
    "codes",
    "describe_ref",
    "format_date",
    "format_due",
    "format_duration",
    "format_instant",
    "format_length",
    "format_money",
    "format_remaining",
    "format_share",
    "has",
    "reading_language",
    "say",
    "say_value",
]
