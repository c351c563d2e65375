"""Commands: evidence and findings. Appeals: `appealing`."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import Count, Facts, Fen, Id, Ids, Note, Ref, Text
from gongdao.rulebook.commands.base import Command, Liabilities
from gongdao.rulebook.terms import Exhibit


class SubmitExhibit(Command, frozen=True, tag="submit_exhibit"):
    """`request`: the evidence request it answers, as Q1."""

    exhibit: Exhibit
    request: Annotated[str, Meta(pattern=r"^(Q[1-9][0-9]{0,4})?$(?!\n)")] = ""


class EraseExhibit(Command, frozen=True, tag="erase_exhibit"):
    """INT-8: for the law on personal data a content goes; its digests stay. Parties read `reason`."""

    id: Id
    reason: Annotated[Note, Meta(min_length=1)]


class AskStatement(Command, frozen=True, tag="ask_statement"):
    of: Ref
    question: Note


class GiveStatement(Command, frozen=True, tag="give_statement"):
    id: Id
    text: Text
    exhibits: Ids = ()


class MakeFinding(Command, frozen=True, tag="make_finding"):
    """Empty `liabilities`: as the decision table suggests, over `amount_fen`."""

    facts: Facts
    reasons: Text
    liabilities: Liabilities = ()
    amount_fen: Fen = 0
    exhibits: Ids = ()
    deviation: Note = ""
    points: Count | None = None  # of a violation; None: as the policy says
