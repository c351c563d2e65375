"""What people are told and taught: replies, tone, statements of the quiz."""

from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, Part, Title


class Statement(Part, frozen=True):
    """A true-or-false statement of the training quiz (TRN-1), with what proves it."""

    text: Title
    true: bool
    cite: Cite


class QuizRule(Part, frozen=True):
    """TRN-1: how many percent of the statements must be judged rightly to pass."""

    pass_percent: Annotated[int, Meta(ge=1, le=100)]
    cite: Cite


class Reply(Part, frozen=True):
    """RES-1: a template for what is said to the customer; the handler fits it to the case."""

    id: Code
    use: Literal["respond_first", "tell_progress", "keep_promise", "follow_up", "judge_establishment"]
    title: Title
    text: Title
    cite: Cite


class Tone(Part, frozen=True):
    """RES-1: words that argue or brush off, and what to say instead. Advice, never a refusal."""

    words: Annotated[tuple[str, ...], Meta(min_length=1)]
    advice: Title
    cite: Cite
