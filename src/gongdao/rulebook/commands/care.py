"""Commands: how the customer feels and what the case needs (TRI-5, SLA-2)."""

from gongdao.rulebook.bounds import Note
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import Mood, Motive, Wish


class AssessCustomer(Command, frozen=True, tag="assess_customer"):
    """TRI-5: mood, motive and wish; what is left out stays as it was."""

    mood: Mood | None = None
    motive: Motive | None = None
    wish: Wish | None = None
    reason: Note = ""


class MarkComplex(Command, frozen=True, tag="mark_complex"):
    """SLA-2: a complex case has the longer limits of its policy; the mark can be taken back."""

    complex: bool
    reason: Note
