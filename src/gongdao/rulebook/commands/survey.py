"""Commands: the satisfaction survey (RES-14)."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import LongText, Name
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import Channel

Score = Annotated[int, Meta(ge=1, le=5)]
Answers = Annotated[dict[Annotated[str, Meta(max_length=60)], Score], Meta(min_length=1, max_length=20)]


class AnswerSurvey(Command, frozen=True, tag="answer_survey"):
    """Each question of the policy from 1 to 5. Answers taken down by staff need `proof`, as of a call."""

    answers: Answers
    text: LongText = ""
    via: Channel = "web"
    proof: Name = ""
