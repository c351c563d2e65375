"""What a complaint desk has beyond other policies: advice on tone, complexity, orders, the survey."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, LengthText, Part, Title
from gongdao.rulebook.terms import OrderChangeKind


class Advice(Part, frozen=True):
    """TRI-5: how to speak with a customer of whom the condition is true. Shown to who handles the case."""

    when: str
    advice: Title
    cite: Cite


class Complexity(Part, frozen=True):
    """SLA-2: a case may be marked complex. `when`: it is so from the beginning where this holds."""

    cite: Cite
    when: str = ""


class Turning(Part, frozen=True):
    """TRI-2: on these events, where this holds, a communicative complaint 沟通性投诉 becomes effective."""

    on: Annotated[tuple[str, ...], Meta(min_length=1)]
    cite: Cite
    when: str = ""


class Ordering(Part, frozen=True):
    """RES-12: the changes of an order before shipping, and the role that signs for a voided waybill."""

    kinds: Annotated[tuple[OrderChangeKind, ...], Meta(min_length=1)]
    signer: str
    cite: Cite


class Question(Part, frozen=True):
    """RES-14: one key question, answered from 1 to 5."""

    id: Code
    title: Title
    cite: Cite


class Survey(Part, frozen=True):
    """RES-14: asked when a case is resolved, answered `within` a time."""

    questions: Annotated[tuple[Question, ...], Meta(min_length=1, max_length=20)]
    within: LengthText
    cite: Cite
