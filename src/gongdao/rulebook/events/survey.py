"""Events: the satisfaction survey (RES-14)."""

from datetime import datetime
from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import Channel


class SurveyAsked(Event, frozen=True, tag="survey_asked"):
    """The complainant is asked the policy's questions, until an instant."""

    questions: tuple[str, ...]
    until: datetime
    audience: ClassVar[Audience] = "complainant"


class SurveyAnswered(Event, frozen=True, tag="survey_answered"):
    """Each question from 1 to 5, by the complainant or taken down by `by`."""

    answers: dict[str, int]
    text: str
    via: Channel
    by: str
    proof: str = ""
    audience: ClassVar[Audience] = "complainant"
