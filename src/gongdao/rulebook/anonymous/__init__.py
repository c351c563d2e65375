"""Texts without persons (INT-8, APP-17): what names somebody is replaced by a mark, the same one everywhere.

`marks` writes and reads the marks, `patterns` knows what personal data looks like, `texts` replaces both that
and what is known of a case, `known` lists what is known of a case, `rounding` takes the edge off amounts.
"""

from gongdao.rulebook.anonymous.known import Known, known_of
from gongdao.rulebook.anonymous.marks import KINDS, Mark, marks_in, without_marks
from gongdao.rulebook.anonymous.rounding import rounded_fen
from gongdao.rulebook.anonymous.texts import anonymous, holds_personal_data

__all__ = [
    "KINDS",
    "Known",
    "Mark",
    "anonymous",
    "holds_personal_data",
    "known_of",
    "marks_in",
    "rounded_fen",
    "without_marks",
]
